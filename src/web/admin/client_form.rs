//! `/admin/oauth/clients/new` and `/admin/oauth/clients/{id}`: what is said of a client.
//!
//! The form of a new one carries the number that the client will have, so that sending it twice makes one client.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::client_fields::{Read, blank as blank_fields, fields, label, read, slug};
use super::client_public;
use super::clients::{PATH, crumb, entries, find, find_with_tokens, path};
use super::denied::Denied;
use super::flaws::{flaws, of_redirects};
use super::proposals::{entry, sentence};
use super::secrets::{minted, shown};
use crate::clients::misdirected::{self, Elsewhere};
use crate::clients::{self, Client, ClientId, ClientKey, Kind, NewClient, proposals};
use crate::protocol::parameters::Parameters;
use crate::refused::Refused;
use crate::storage::{Db, Failure, Tx};
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::client_form::{ClientForm, Fields, Known};
use crate::web::pages::admin::parts::Flaw;
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::problem::Problem;

/// Where a client is added; also the name of the form.
const NEW: &str = "/admin/oauth/clients/new";

/// An empty form.
pub(super) async fn blank(admin: Admin) -> HttpResponse {
    let page = async {
        let [id] = admin.visit.grantor.storage.ids().await?;
        Ok(admin.page(&new(&admin, id, blank_fields(&admin), Vec::new(), true)))
    };
    admin.answer(page.await)
}

/// 1. The form is this session's. 2. Every field can be so. 3. The client is made. 4. Its secret is shown, this once.
pub(super) async fn create(admin: Admin, body: Body) -> HttpResponse {
    admin.answer(made(&admin, body).await)
}

async fn made(admin: &Admin, body: Body) -> Result<HttpResponse, Denied> {
    let sent = admin.submitted(body, NEW, &["id"])?;
    let number: i64 = field(&sent, "id")?.parse().map_err(|_| Problem::Unreadable)?;
    let read = read(admin, None, &sent).await?;
    let key = ClientKey { tenant: admin.tenant(), id: ClientId::new(number) };
    let again = |read: &Read, flaws| Ok(admin.refused(&new(admin, number, read.fields.clone(), flaws, false)));
    if !read.flaws.is_empty() {
        return again(&read, read.flaws.clone());
    }
    match register(admin, key, &read).await {
        Ok(answer) => Ok(answer),
        Err(Denied::Invalid(problems)) => again(&read, flaws(admin, &problems, label)),
        Err(denied) => Err(denied),
    }
}

async fn register(admin: &Admin, key: ClientKey, read: &Read) -> Result<HttpResponse, Denied> {
    let (minted, catalogue) = (minted(admin).await?, admin.visit.grantor.catalogue.clone());
    let secret = minted.secret.clone();
    let named = Some(read.fields.identifier.clone()).filter(|given| !given.is_empty());
    let identifier = named.unwrap_or_else(|| slug(&read.fields.name, key.id.number()));
    let new = NewClient { identifier, change: read.change.clone() };
    let job = move |tx: &mut Tx<'_>, stamp: &_| {
        if let Some(known) = clients::store::by_key(tx.db, key.tenant, key)? {
            return Ok((known, false));
        }
        clients::create(tx, key, &new, &minted, &catalogue, stamp).map(|made| (made, true))
    };
    let (client, fresh) = admin.write::<_, Refused>(job).await?;
    if fresh && client.kind == Kind::Confidential {
        return Ok(admin.page(&shown(admin, &client, "clients-made-title", Some(&secret))));
    }
    Ok(admin.done(&path(key.id, ""), "client-created"))
}

/// A client, to read and to change.
pub(super) async fn show(admin: Admin, id: Path<i64>) -> HttpResponse {
    let page = async {
        let (client, tokens) = find_with_tokens(&admin, *id).await?;
        let (key, fields) = (client.key, fields(&admin, &client).await?);
        let read = move |db: &mut Db| Ok((misdirected::elsewhere(db, key)?, proposals::find(db, key)?));
        let (elsewhere, proposal) = admin.read::<_, Failure>(read).await?;
        let mut page = edit(&admin, &client, tokens, fields, Vec::new(), true);
        if let Some(known) = &mut page.known {
            known.sentences.extend(elsewhere.map(|elsewhere| misused(&admin, elsewhere)));
            known.sentences.extend(proposal.as_ref().map(|proposal| sentence(&admin, proposal)));
            let last = known.entries.len().saturating_sub(1);
            known.entries.splice(last..last, entry(&admin, &client, proposal.as_ref()));
        }
        Ok(admin.page(&page))
    };
    admin.answer(page.await)
}

/// 1. The form is this session's. 2. Every field can be so. 3. If its secrets would end: the question whether they
///    shall. 4. The client is changed. 5. Back to it.
pub(super) async fn save(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let saved = async {
        let sent = admin.submitted(body, &path(ClientId::new(*id), ""), &[])?;
        saved(&admin, *id, &sent, false).await
    };
    admin.answer(saved.await)
}

/// What comes of the form `sent`; what would end for good is asked first, unless that is `confirmed`.
pub(super) async fn saved(admin: &Admin, id: i64, sent: &Parameters, confirmed: bool) -> Result<HttpResponse, Denied> {
    let client = find(admin, id).await?;
    let Read { fields, change, flaws: found } = read(admin, Some(&client), sent).await?;
    let again = |fields, flaws| Ok(admin.refused(&edit(admin, &client, 1, fields, flaws, false)));
    if !found.is_empty() {
        return again(fields, found);
    }
    let ended = client_public::ended(admin, &client, &change);
    if ended > 0 && !confirmed {
        return Ok(admin.page(&client_public::ask(admin, &client, ended, sent)));
    }
    let (key, catalogue) = (client.key, admin.visit.grantor.catalogue.clone());
    match admin.write(move |tx, stamp| clients::set(tx, key, &change, &catalogue, stamp)).await {
        Ok(_) => Ok(admin.done(&path(key.id, ""), "client-saved")),
        Err(Denied::Invalid(problems)) => {
            let mut all = flaws(admin, &problems, label);
            if problems.iter().any(|problem| problem.field == "redirect_uris") {
                all.extend(of_redirects(admin, &client.redirect_uris, client.kind == Kind::Public));
            }
            again(fields, all)
        }
        Err(denied) => Err(denied),
    }
}

fn new(admin: &Admin, id: i64, fields: Fields, flaws: Vec<Flaw>, again: bool) -> ClientForm {
    ClientForm {
        shell: admin.shell(Section::Clients, again),
        crumb: crumb(admin),
        title: admin.say("clients-add"),
        known: None,
        fields,
        flaws,
        form: admin.form(NEW, &[("id", id.to_string())]),
        cancel: PATH.to_owned(),
    }
}

fn edit(admin: &Admin, client: &Client, tokens: i64, fields: Fields, flaws: Vec<Flaw>, again: bool) -> ClientForm {
    ClientForm {
        shell: admin.shell(Section::Clients, again),
        crumb: crumb(admin),
        title: admin.say("clients-edit-title").name("app", &client.name),
        known: Some(known(admin, client, tokens)),
        fields,
        flaws,
        form: admin.form(&path(client.key.id, ""), &[]),
        cancel: PATH.to_owned(),
    }
}

/// An application that names an account where it is not registered: a mistake in its settings, or an account that
/// should have it too.
fn misused(admin: &Admin, elsewhere: Elsewhere) -> Phrase {
    let attempts = u32::try_from(elsewhere.attempts).unwrap_or(u32::MAX);
    admin.say("clients-elsewhere").number("count", attempts).time("time", elsewhere.last_at)
}

fn known(admin: &Admin, client: &Client, tokens: i64) -> Known {
    let now = admin.visit.grantor.now();
    let secret = |kept: &clients::KeptSecret| match kept.expires_at {
        Some(end) => admin.say("clients-secret-ends").code("secret", &kept.hint).time("time", end),
        None => admin.say("clients-secret-hint").code("secret", &kept.hint).time("time", kept.created_at),
    };
    let used = match client.used_at {
        Some(at) => admin.say("clients-used").time("time", at),
        None => admin.say("clients-unused"),
    };
    Known {
        identifier: client.identifier.clone(),
        active: client.active,
        secrets: client.secrets.iter().filter(|kept| kept.is_live(now)).map(secret).collect(),
        sentences: vec![admin.say("clients-created").time("time", client.created_at), used],
        entries: entries(admin, client, tokens).split_off(1),
    }
}
