//! `oauth/clients`: the account's own applications.
//!
//! The secret stands whole in the answer that made it, and never again; afterwards its first characters. What a call
//! with a token makes may be allowed at most what that token may, so a program cannot make itself a wider one.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use serde::Serialize;
use serde_json::{Value, json};

use super::client_fields::{Fields, Replacement};
use crate::audit::Stamp;
use crate::clients::misdirected::elsewhere;
use crate::clients::proposals;
use crate::clients::{
    self, Ceiling, Client, ClientId, ClientKey, Filter, Kind, Maker, NewClient, NewSecret, Order, SecretId,
};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::refused::Refused;
use crate::secret::{self, Secret};
use crate::storage::{Db, Failure, Tx};
use crate::users::UserId;
use crate::web::api::body::Body;
use crate::web::api::call::{Call, Numbered};
use crate::web::api::denied::Denied;
use crate::web::api::page::{Orders, Page};
use crate::web::api::query::Query;

/// A client as the API shows it.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    id: ClientId,
    url: String,
    identifier: &'a str,
    name: &'a str,
    user_id: Option<UserId>,
    owner: Option<UserId>,
    service_account_id: Option<UserId>,
    company: &'a str,
    description: &'a str,
    kind: &'static str,
    active: bool,
    global: bool,
    redirect_uri: &'a [String],
    allowed_scopes: Option<Vec<&'a str>>,
    access_token_lifetime: Option<i64>,
    refresh_token_lifetime: Option<i64>,
    access_token_never_expires: bool,
    sends_issuer: bool,
    logo_url: Option<String>,
    /// Whole in the answer that made it; otherwise its first characters.
    secret: Option<String>,
    used_at: Option<Moment>,
    created_at: Moment,
    updated_at: Moment,
}

pub(in crate::web::api) const ORDERS: Orders<Order> =
    &[("created_at", Order::Created, false), ("name", Order::Name, true), ("identifier", Order::Identifier, true)];

/// `GET oauth/clients`
pub(in crate::web::api) async fn list(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    part(&call, query, Filter::default()).await
}

/// `GET users/me/oauth/clients`: those that the caller registered.
pub(in crate::web::api) async fn own(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let owner = Some(call.caller().user);
    part(&call, query, Filter { owner, ..Filter::default() }).await
}

async fn part(call: &Call, query: Query, filter: Filter) -> Result<Json<Value>, Denied> {
    let page = Page::of(call, query, "clients", ORDERS)?;
    let (tenant, by, window, counts) = (call.tenant(), page.by, page.window.clone(), page.counts());
    let read = move |db: &mut Db| {
        let count = counts.then(|| clients::count(db, tenant, &filter)).transpose()?;
        Ok::<_, Failure>((clients::list(db, tenant, &filter, by, &window)?, count))
    };
    let (part, count) = call.grantor().storage.search(read).await?;
    Ok(Json(page.answer(call, &part, count, |client| by.place(client), |client| json!(shown(call, client, None)))))
}

/// `POST oauth/clients`
pub(in crate::web::api) async fn create(call: Call, body: Body) -> Result<HttpResponse, Denied> {
    let (grantor, tenant) = (call.grantor(), call.tenant());
    let catalogue = grantor.catalogue.clone();
    let (identifier, mut change) = body.record::<Fields>("client")?.made()?;
    change.owner.get_or_insert(Some(call.caller().user));
    let ceiling = call.client_ceiling().inspect(|ceiling| ceiling.fill(&mut change));
    let new = NewClient { identifier, change };
    let [id, secret, event] = grantor.storage.ids().await?;
    let (stamp, minted) = (call.stamp(event), minted(&call, secret));
    let shown_once = minted.secret.clone();
    let key = ClientKey { tenant, id: ClientId::new(id) };
    let job = move |tx: &mut Tx<'_>| clients::create(tx, key, &new, &minted, &catalogue, by(&stamp, ceiling.as_ref()));
    let made = grantor.storage.write(job).await?;
    let secret = (made.kind == Kind::Confidential).then_some(&shown_once);
    let shown = shown(&call, &made, secret);
    Ok(HttpResponse::Created().insert_header((LOCATION, shown.url.clone())).json(json!({ "client": shown })))
}

/// `GET oauth/clients/{id}`: also how often it was used at accounts that do not know it, and whether it is to be one for
/// every account.
pub(in crate::web::api) async fn show(call: Call, Numbered(id): Numbered) -> Result<Json<Value>, Denied> {
    let tenant = call.tenant();
    let read = move |db: &mut Db| {
        let client = clients::show_numbered(db, tenant, ClientId::new(id))?;
        let (elsewhere, proposal) = (elsewhere(db, client.key)?, proposals::find(db, client.key)?);
        Ok::<_, Refused>((client, elsewhere, proposal))
    };
    let (found, elsewhere, proposal) = call.grantor().storage.read(read).await?;
    let mut shown = json!(shown(&call, &found, None));
    shown["used_elsewhere"] = json!(elsewhere);
    shown["proposal"] = json!(proposal);
    Ok(Json(json!({ "client": shown })))
}

/// `PUT oauth/clients/{id}`
pub(in crate::web::api) async fn update(call: Call, Numbered(id): Numbered, body: Body) -> Result<Json<Value>, Denied> {
    let (grantor, tenant, ceiling) = (call.grantor(), call.tenant(), call.client_ceiling());
    let fields = body.record::<Fields>("client")?;
    let [event] = grantor.storage.ids().await?;
    let (stamp, catalogue) = (call.stamp(event), grantor.catalogue.clone());
    let job = move |tx: &mut Tx<'_>| {
        let client = clients::show_numbered(tx.db, tenant, ClientId::new(id))?;
        let change = fields.clone().change(&client)?;
        clients::set(tx, client.key, &change, &catalogue, by(&stamp, ceiling.as_ref()))
    };
    let changed = grantor.storage.write(job).await?;
    Ok(Json(json!({ "client": shown(&call, &changed, None) })))
}

/// `PUT oauth/clients/{id}/generate_secret`: `overlap` is for how many seconds the one before stays good.
pub(in crate::web::api) async fn generate_secret(
    call: Call,
    Numbered(id): Numbered,
    body: Body,
) -> Result<Json<Value>, Denied> {
    let (grantor, tenant, ceiling) = (call.grantor(), call.tenant(), call.client_ceiling());
    let overlap = body.record::<Replacement>("client")?.overlap()?;
    let [secret, event] = grantor.storage.ids().await?;
    let (stamp, minted) = (call.stamp(event), minted(&call, secret));
    let shown_once = minted.secret.clone();
    let job = move |tx: &mut Tx<'_>| {
        let key = clients::show_numbered(tx.db, tenant, ClientId::new(id))?.key;
        clients::rotate_secret(tx, key, &minted, overlap, by(&stamp, ceiling.as_ref()))
    };
    let changed = grantor.storage.write(job).await?;
    Ok(Json(json!({ "client": shown(&call, &changed, Some(&shown_once)) })))
}

/// `DELETE oauth/clients/{id}`: for good, and every token of it dies at once.
pub(in crate::web::api) async fn delete(call: Call, Numbered(id): Numbered) -> Result<HttpResponse, Denied> {
    let tenant = call.tenant();
    let [event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    let job = move |tx: &mut Tx<'_>| {
        let key = clients::show_numbered(tx.db, tenant, ClientId::new(id))?.key;
        clients::delete(tx, key, &stamp)
    };
    call.grantor().storage.write::<_, Refused>(job).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(super) fn by<'a>(stamp: &'a Stamp, ceiling: Option<&'a Ceiling>) -> Maker<'a> {
    Maker { stamp, ceiling }
}

fn minted(call: &Call, id: i64) -> NewSecret {
    NewSecret { id: SecretId::new(id), secret: call.grantor().secret(secret::Kind::ClientSecret) }
}

pub(super) fn shown<'a>(call: &Call, client: &'a Client, secret: Option<&Secret>) -> Shown<'a> {
    Shown {
        id: client.key.id,
        url: call.url(format_args!("oauth/clients/{}", client.key.id)),
        identifier: &client.identifier,
        name: &client.name,
        user_id: client.owner,
        owner: client.owner,
        service_account_id: client.service_account,
        company: &client.company,
        description: &client.description,
        kind: client.kind.as_str(),
        active: client.active,
        global: client.is_global(),
        redirect_uri: &client.redirect_uris,
        allowed_scopes: client.allowed_scopes.as_ref().map(|scopes| Scope::iter(scopes).collect()),
        access_token_lifetime: client.access_token_lifetime,
        refresh_token_lifetime: client.refresh_token_lifetime,
        access_token_never_expires: client.access_token_never_expires,
        sends_issuer: client.sends_issuer,
        logo_url: call.logo(client.logo_id.as_deref()),
        secret: secret.map(|secret| secret.reveal().to_owned()).or_else(|| hint(client)),
        used_at: client.used_at,
        created_at: client.created_at,
        updated_at: client.updated_at,
    }
}

/// What is shown of a client's newest secret.
fn hint(client: &Client) -> Option<String> {
    client.secrets.first().map(|kept| format!("{}...", kept.hint))
}
