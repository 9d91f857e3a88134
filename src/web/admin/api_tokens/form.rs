//! `/admin/api_tokens/new` and `/admin/api_tokens/{id}`: what is said of an API token.
//!
//! The form of a new one carries the number that the token will have, so that sending it twice makes one token, and
//! shows its secret once.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::super::admin::Admin;
use super::super::denied::Denied;
use super::super::flaws::flaws;
use super::fields::{Read, blank as blank_fields, fields, label, read};
use super::{NEW, PATH, crumb, find, path, row};
use crate::refused::Refused;
use crate::secret::{Kind, Secret};
use crate::sidecar::token::{self, ApiToken, ApiTokenId, Maker, NewApiToken};
use crate::storage::Tx;
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::api_tokens::{self as page, ApiTokenPage, Fields};
use crate::web::pages::admin::parts::{Crumb, Flaw};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::admin::shown_once::ShownOnce;
use crate::web::pages::problem::Problem;

/// An empty form; while API token access is off the list, which says so.
pub(super) async fn blank(admin: Admin) -> HttpResponse {
    let page = async {
        if !admin.visit.at.tenant.api_token_access {
            return Ok(admin.visit.redirect(PATH));
        }
        let [id] = admin.visit.grantor.storage.ids().await?;
        Ok(admin.page(&new(&admin, id, blank_fields(&admin), Vec::new(), true)))
    };
    admin.answer(page.await)
}

/// 1. The form is this session's. 2. Every field can be so. 3. The token is made. 4. Its secret is shown, this once.
pub(super) async fn create(admin: Admin, body: Body) -> HttpResponse {
    admin.answer(made(&admin, body).await)
}

async fn made(admin: &Admin, body: Body) -> Result<HttpResponse, Denied> {
    let sent = admin.submitted(body, NEW, &["id"])?;
    let number: i64 = field(&sent, "id")?.parse().map_err(|_| Problem::Unreadable)?;
    let read = read(admin, None, &sent).await?;
    let again = |read: &Read, flaws| Ok(admin.refused(&new(admin, number, read.fields.clone(), flaws, false)));
    if !read.flaws.is_empty() {
        return again(&read, read.flaws.clone());
    }
    match register(admin, number, &read).await {
        // Nothing on the form can help there; the list says why there can be no more.
        Err(Denied::Invalid(problems)) if problems.iter().any(|problem| problem.field == "base") => {
            Ok(admin.visit.redirect(PATH))
        }
        Err(Denied::Invalid(problems)) => again(&read, flaws(admin, &problems, label)),
        other => other,
    }
}

async fn register(admin: &Admin, number: i64, read: &Read) -> Result<HttpResponse, Denied> {
    let (id, tenant, catalogue) = (ApiTokenId::new(number), admin.tenant(), admin.visit.grantor.catalogue.clone());
    let secret = admin.visit.grantor.secret(Kind::ApiToken);
    let new = NewApiToken { id, secret: secret.clone(), creator: Some(admin.user.id), change: read.change.clone() };
    let job = move |tx: &mut Tx<'_>, stamp: &crate::audit::Stamp| {
        if let Some(known) = token::store::by_id(tx.db, tenant, id)? {
            return Ok((known, false));
        }
        token::create(tx, tenant, &new, &catalogue, &Maker::from(stamp.clone())).map(|made| (made, true))
    };
    match admin.write::<_, Refused>(job).await? {
        (token, true) => {
            let (_, emails) = find(admin, token.id.number()).await?;
            let user = token.assigned_user.and_then(|id| emails.get(&id)).unwrap_or(&admin.user.email);
            Ok(admin.page(&shown(admin, &token, user, &secret)))
        }
        (token, false) => Ok(admin.done(&path(token.id, ""), "api-token-created")),
    }
}

/// The secret, and how `user` shows it: the only one it works for, otherwise the admin who made it.
fn shown(admin: &Admin, token: &ApiToken, user: &str, secret: &Secret) -> ShownOnce {
    let described = (!token.description.is_empty()).then(|| token.description.clone());
    ShownOnce {
        shell: admin.shell(Section::ApiTokens, false),
        crumb: crumb(admin),
        title: admin.say("api-tokens-made-title"),
        advice: admin.say("api-tokens-made-advice"),
        beside: described.map(|said| (admin.say("api-tokens-description"), said)).into_iter().collect(),
        label: admin.say("api-tokens-one"),
        secret: secret.reveal().to_owned(),
        sentences: vec![admin.say("api-tokens-made-how").code("user", &format!("{user}/token"))],
        next: Crumb { href: PATH.to_owned(), name: admin.say("admin-save") },
    }
}

/// A token, to read and to change.
pub(super) async fn show(admin: Admin, id: Path<i64>) -> HttpResponse {
    let page = async {
        let (token, emails) = find(&admin, *id).await?;
        let fields = fields(&admin, &token, &emails);
        Ok(admin.page(&edit(&admin, row(&admin, &token, &emails), fields, Vec::new(), true)))
    };
    admin.answer(page.await)
}

/// 1. The form is this session's. 2. Every field can be so. 3. The token is changed. 4. Back to it.
pub(super) async fn save(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(saved(&admin, *id, body).await)
}

async fn saved(admin: &Admin, id: i64, body: Body) -> Result<HttpResponse, Denied> {
    let sent = admin.submitted(body, &path(ApiTokenId::new(id), ""), &[])?;
    let (token, emails) = find(admin, id).await?;
    let Read { fields, change, flaws: found } = read(admin, Some(&token), &sent).await?;
    let again = |fields, flaws| Ok(admin.refused(&edit(admin, row(admin, &token, &emails), fields, flaws, false)));
    if !found.is_empty() {
        return again(fields, found);
    }
    let (key, catalogue) = ((token.tenant, token.id), admin.visit.grantor.catalogue.clone());
    let job = move |tx: &mut Tx<'_>, stamp: &crate::audit::Stamp| {
        token::set(tx, key, &change, &catalogue, &Maker::from(stamp.clone()))
    };
    match admin.write(job).await {
        Ok(_) => Ok(admin.done(&path(token.id, ""), "api-token-saved")),
        Err(Denied::Invalid(problems)) => again(fields, flaws(admin, &problems, label)),
        Err(denied) => Err(denied),
    }
}

fn new(admin: &Admin, id: i64, fields: Fields, flaws: Vec<Flaw>, again: bool) -> ApiTokenPage {
    ApiTokenPage {
        shell: admin.shell(Section::ApiTokens, again),
        crumb: crumb(admin),
        title: admin.say("api-tokens-add"),
        token: None,
        fields,
        flaws,
        form: admin.form(NEW, &[("id", id.to_string())]),
        cancel: PATH.to_owned(),
    }
}

fn edit(admin: &Admin, token: page::ApiToken, fields: Fields, flaws: Vec<Flaw>, again: bool) -> ApiTokenPage {
    let entries = token.entries.clone().split_off(1);
    ApiTokenPage {
        shell: admin.shell(Section::ApiTokens, again),
        crumb: crumb(admin),
        title: admin.say("clients-edit-title").name("app", &token.name),
        form: admin.form(&token.href, &[]),
        token: Some(page::ApiToken { entries, ..token }),
        fields,
        flaws,
        cancel: PATH.to_owned(),
    }
}
