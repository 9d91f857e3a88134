//! `/admin/oauth/clients/new` and `/admin/oauth/clients/{id}`: what is said of a client.
//!
//! The form of a new one carries the number that the client will have, so that sending it twice makes one client.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::client_fields::{Read, blank as blank_fields, fields, label, read, slug};
use super::client_public;
use super::clients::{PATH, alive, crumb, entries, find, off, path};
use super::denied::Denied;
use super::flaws::flaws;
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
    match register(admin, key, &read).await {
        Err(Denied::Invalid(problems)) => {
            let flaws = [flaws(admin, &problems, label), read.flaws].concat();
            Ok(admin.refused(&new(admin, number, read.fields, flaws, false)))
        }
        answer => answer,
    }
}

/// Refuses what was tried with a form in which something means nothing: it is taken back, and was tried so that all that
/// is wrong is said at once.
fn kept_if<T>(sound: bool, made: T) -> Result<T, Refused> {
    if sound { Ok(made) } else { Err(Refused::Invalid(Vec::new())) }
}

async fn register(admin: &Admin, key: ClientKey, read: &Read) -> Result<HttpResponse, Denied> {
    let (minted, catalogue) = (minted(admin).await?, admin.visit.grantor.catalogue.clone());
    let (secret, sound) = (minted.secret.clone(), read.flaws.is_empty());
    let named = Some(read.fields.identifier.clone()).filter(|given| !given.is_empty());
    let identifier = named.unwrap_or_else(|| slug(&read.fields.name, key.id.number()));
    let new = NewClient { identifier, change: read.change.clone() };
    let job = move |tx: &mut Tx<'_>, stamp: &_| {
        if let Some(known) = clients::store::by_key(tx.db, key.tenant, key)? {
            return kept_if(sound, (known, false));
        }
        let made = clients::create(tx, key, &new, &minted, &catalogue, stamp)?;
        kept_if(sound, (made, true))
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
        let client = find(&admin, *id).await?;
        let fields = fields(&admin, &client).await?;
        Ok(admin.page(&edit(&admin, &client, fields, Vec::new(), true).await?))
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
    let sound = found.is_empty();
    let ended = client_public::ended(admin, &client, &change);
    if sound && ended > 0 && !confirmed {
        return Ok(admin.page(&client_public::ask(admin, &client, ended, sent)));
    }
    let (key, catalogue) = (client.key, admin.visit.grantor.catalogue.clone());
    let job = move |tx: &mut Tx<'_>, stamp: &_| kept_if(sound, clients::set(tx, key, &change, &catalogue, stamp)?);
    match admin.write(job).await {
        Ok(_) => Ok(admin.done(&path(key.id, ""), "client-saved")),
        Err(Denied::Invalid(problems)) => {
            let flaws = [flaws(admin, &problems, label), found].concat();
            Ok(admin.refused(&edit(admin, &client, fields, flaws, false).await?))
        }
        Err(denied) => Err(denied),
    }
}

fn new(admin: &Admin, id: i64, fields: Fields, flaws: Vec<Flaw>, again: bool) -> ClientForm {
    ClientForm {
        shell: admin.shell(Section::Clients, again),
        crumb: crumb(admin),
        title: admin.say("clients-add"),
        off: None,
        known: None,
        fields,
        flaws,
        form: admin.form(NEW, &[("id", id.to_string())]),
        cancel: PATH.to_owned(),
    }
}

async fn edit(
    admin: &Admin,
    client: &Client,
    fields: Fields,
    flaws: Vec<Flaw>,
    again: bool,
) -> Result<ClientForm, Denied> {
    Ok(ClientForm {
        shell: admin.shell(Section::Clients, again),
        crumb: crumb(admin),
        title: admin.say("clients-edit-title").name("app", &client.name),
        off: off(admin),
        known: Some(known(admin, client).await?),
        fields,
        flaws,
        form: admin.form(&path(client.key.id, ""), &[]),
        cancel: PATH.to_owned(),
    })
}

/// An application that names an account where it is not registered: a mistake in its settings, or an account that
/// should have it too.
fn misused(admin: &Admin, elsewhere: Elsewhere) -> Phrase {
    let attempts = u32::try_from(elsewhere.attempts).unwrap_or(u32::MAX);
    admin.say("clients-elsewhere").number("count", attempts).time("time", elsewhere.last_at)
}

async fn known(admin: &Admin, client: &Client) -> Result<Known, Denied> {
    let (tenant, key, now) = (admin.tenant(), client.key, admin.visit.grantor.now());
    let read = move |db: &mut Db| {
        Ok((alive(db, tenant, key, now)?, misdirected::elsewhere(db, key)?, proposals::find(db, key)?))
    };
    let (tokens, elsewhere, proposal) = admin.search::<_, Failure>(read).await?;
    let mut entries = entries(admin, client, tokens).split_off(1);
    let last = entries.len().saturating_sub(1);
    entries.splice(last..last, entry(admin, client, proposal.as_ref()));
    let mut sentences = vec![admin.say("clients-created").time("time", client.created_at), used(admin, client)];
    sentences.extend(elsewhere.map(|elsewhere| misused(admin, elsewhere)));
    sentences.extend(proposal.as_ref().map(|proposal| sentence(admin, proposal)));
    Ok(Known {
        identifier: client.identifier.clone(),
        active: client.active,
        secrets: client.secrets.iter().filter(|kept| kept.is_live(now)).map(|kept| secret(admin, kept)).collect(),
        sentences,
        entries,
    })
}

fn used(admin: &Admin, client: &Client) -> Phrase {
    match client.used_at {
        Some(at) => admin.say("clients-used").time("time", at),
        None => admin.say("clients-unused"),
    }
}

fn secret(admin: &Admin, kept: &clients::KeptSecret) -> Phrase {
    match kept.expires_at {
        Some(end) => admin.say("clients-secret-ends").code("secret", &kept.hint).time("time", end),
        None => admin.say("clients-secret-hint").code("secret", &kept.hint).time("time", kept.created_at),
    }
}
