//! What is shown once: a client's secret, a person's sign-in link.
//!
//! The answer that makes it shows it; nothing keeps it, so nothing can show it again. The form that replaces a secret or
//! a link carries what it replaces: sent a second time (a page that is loaded again), it replaces nothing.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::clients::{crumb, find, path};
use super::denied::Denied;
use super::users;
use crate::clients::{self, Client, ClientId, Kind, NewSecret, SecretId};
use crate::clock::Moment;
use crate::refused::Refused;
use crate::secret::{self, Secret};
use crate::storage::{Failure, Tx};
use crate::users::{User, sign_in_link};
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::{Choices, Confirm};
use crate::web::pages::admin::parts::{Choice, Crumb};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::admin::shown_once::ShownOnce;
use crate::web::pages::problem::Problem;

/// A new secret with its number.
pub(super) async fn minted(admin: &Admin) -> Result<NewSecret, Denied> {
    let grantor = &admin.visit.grantor;
    let [id] = grantor.storage.ids().await?;
    Ok(NewSecret { id: SecretId::new(id), secret: grantor.secret(secret::Kind::ClientSecret) })
}

/// When the present secret ends.
pub(super) async fn ask(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = async {
        let client = confidential(&admin, *id).await?;
        Ok(admin.page(&question(&admin, &client)))
    };
    admin.answer(asked.await)
}

/// 1. The form is this session's, for the secret that there is. 2. A new one takes its place. 3. It is shown.
pub(super) async fn rotate(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(rotated(&admin, *id, body).await)
}

async fn rotated(admin: &Admin, id: i64, body: Body) -> Result<HttpResponse, Denied> {
    let sent = admin.submitted(body, &path(ClientId::new(id), "/secret"), &["before"])?;
    let key = confidential(admin, id).await?.key;
    let before = field(&sent, "before")?.parse().ok().map(SecretId::new);
    let overlap: i64 = field(&sent, "overlap")?.parse().map_err(|_| Problem::Unreadable)?;
    let minted = minted(admin).await?;
    let secret = minted.secret.clone();
    let job = move |tx: &mut Tx<'_>, stamp: &_| clients::rotate_secret_once(tx, key, before, &minted, overlap, stamp);
    let (client, secret) = match admin.write::<_, Refused>(job).await? {
        Some(client) => (client, Some(&secret)),
        None => (confidential(admin, id).await?, None),
    };
    Ok(admin.page(&shown(admin, &client, "clients-rotated-title", secret)))
}

async fn confidential(admin: &Admin, id: i64) -> Result<Client, Denied> {
    let client = find(admin, id).await?;
    if client.kind == Kind::Confidential { Ok(client) } else { Err(Problem::NotFound.into()) }
}

fn newest(client: &Client) -> String {
    client.newest_secret().map(|id| id.to_string()).unwrap_or_default()
}

fn question(admin: &Admin, client: &Client) -> Confirm {
    let answer = |seconds: &str, name, chosen| Choice::new(seconds, admin.say(name), chosen);
    Confirm {
        shell: admin.shell(Section::Clients, true),
        crumb: crumb(admin),
        title: admin.say("clients-rotate-title").name("app", &client.name),
        sentences: vec![admin.say("clients-rotate-says")],
        choices: Some(Choices {
            legend: admin.say("clients-rotate-when"),
            field: "overlap",
            answers: vec![
                answer("0", "clients-rotate-now", true),
                answer("86400", "clients-rotate-day", false),
                answer("604800", "clients-rotate-week", false),
            ],
        }),
        typed: None,
        refused: None,
        form: admin.form(&path(client.key.id, "/secret"), &[("before", newest(client))]),
        button: admin.say("clients-rotate"),
        ends: false,
        cancel: path(client.key.id, ""),
    }
}

/// The page with a client's secret; with its beginning only, if it was shown before.
pub(super) fn shown(admin: &Admin, client: &Client, title: &'static str, secret: Option<&Secret>) -> ShownOnce {
    let hint = client.secrets.first().map(|kept| format!("{}…", kept.hint)).unwrap_or_default();
    ShownOnce {
        shell: admin.shell(Section::Clients, false),
        crumb: crumb(admin),
        title: admin.say(title).name("app", &client.name),
        advice: admin.say(if secret.is_some() { "clients-shown-advice" } else { "clients-rotated-before" }),
        beside: vec![(admin.say("clients-identifier"), client.identifier.clone())],
        label: admin.say("clients-secret"),
        secret: secret.map_or(hint, |secret| secret.reveal().to_owned()),
        sentences: vec![admin.say("clients-shown-where")],
        next: Crumb { href: path(client.key.id, ""), name: admin.say("clients-open") },
    }
}

/// What a sign-in link does.
pub(super) async fn ask_for_link(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = async {
        let user = users::find(&admin, *id).await?;
        let says = ["users-link-title", "users-link-says", "users-link-make"];
        let (tenant, number) = (user.tenant, user.id);
        let before = admin.read::<_, Failure>(move |db| sign_in_link::standing(db, tenant, number)).await?;
        let form = admin.form(&users::path(*id, "/link"), &[("before", before)]);
        Ok(admin.page(&Confirm { form, ..users::question(&admin, &user, "link", says) }))
    };
    admin.answer(asked.await)
}

/// 1. The form is this session's, for what there is. 2. A link takes the place of any before it. 3. It is shown.
pub(super) async fn link(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let made = async {
        let sent = admin.submitted(body, &users::path(*id, "/link"), &["before"])?;
        let (before, user) = (field(&sent, "before")?, users::find(&admin, *id).await?);
        let secret = admin.visit.grantor.secret(secret::Kind::SignInLink);
        let (tenant, number, kept) = (user.tenant, user.id, secret.clone());
        let job =
            move |tx: &mut Tx<'_>, stamp: &_| sign_in_link::make_once(tx, (tenant, number), &before, &kept, stamp);
        Ok(match admin.write::<_, Refused>(job).await? {
            Some(ends) => admin.page(&shown_link(&admin, &user, &secret, ends)),
            None => admin.done(&users::path(*id, ""), "link-made"),
        })
    };
    admin.answer(made.await)
}

fn shown_link(admin: &Admin, user: &User, secret: &Secret, ends: Moment) -> ShownOnce {
    ShownOnce {
        shell: admin.shell(Section::Users, false),
        crumb: users::crumb(admin),
        title: admin.say("users-link-shown-title").name("name", &user.name),
        advice: admin.say("users-link-advice"),
        beside: Vec::new(),
        label: admin.say("users-link-label"),
        secret: format!("{}/access/link/{}", admin.visit.at.issuer, secret.reveal()),
        sentences: vec![admin.say("users-link-ends").time("time", ends)],
        next: Crumb { href: users::path(user.id.number(), ""), name: admin.say("users-open") },
    }
}
