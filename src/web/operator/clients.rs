//! `/v1/tenants/{tenant}/clients`, and `/v1/clients` for those of every tenant: third-party applications.
//!
//! A client is named by its identifier. A secret is shown in the answer that made it, and never again.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::client_fields::Fields;
use super::named::Named;
use super::once::once;
use super::operator::Operator;
use super::owner::Owner;
use super::page::{self, Page};
use super::told::Told;
use crate::clients::{
    self, Client, ClientId, ClientKey, Filter, Kind, NewClient, NewSecret, Order, SecretId, proposals,
};
use crate::refused::Refused;
use crate::secret;
use crate::server::Grantor;
use crate::storage::{Db, Result as Stored, Tx};
use crate::tenants::TenantId;
use crate::users::{self, UserId};
use crate::web::look;

/// How a secret is replaced.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotate {
    /// Seconds for which the secret before stays good.
    #[serde(default)]
    pub overlap: i64,
}

/// `POST …/clients`
pub(super) async fn create(
    grantor: Data<Grantor>,
    by: Operator,
    owner: Owner,
    asked: Told<Fields>,
) -> Result<HttpResponse, Denied> {
    let [id, secret, event] = grantor.storage.ids().await?;
    let (stamp, catalogue, minted) = (by.stamp(&grantor, event), grantor.catalogue.clone(), minted(&grantor, secret));
    let shown_once = minted.secret.clone();
    let job = move |tx: &mut Tx<'_>| {
        let tenant = owner.find(tx.db)?;
        let new = NewClient { identifier: asked.identifier(), change: asked.change(tx.db, tenant)? };
        let key = ClientKey { tenant, id: ClientId::new(id) };
        let made = clients::create(tx, key, &new, &minted, &catalogue, &stamp)?;
        Ok::<_, Refused>((shown(tx.db, &made)?, made.kind))
    };
    let (made, kind) = grantor.storage.write(job).await?;
    let secret = (kind == Kind::Confidential).then_some(shown_once);
    Ok(HttpResponse::Created().json(once(made, secret.as_ref())))
}

/// `GET …/clients`
pub(super) async fn list(grantor: Data<Grantor>, owner: Owner, page: Query<Page>) -> Result<Json<Value>, Denied> {
    let (after, most) = (page.after(page::moment)?, page.limit());
    let read = move |db: &mut Db| {
        let owner = owner.find(db)?;
        let window = page::window(after, most);
        let found = clients::list(db, owner, &Filter::default(), Order::Created, &window)?.rows;
        Ok::<_, Refused>((all_shown(db, owner, &found)?, found))
    };
    let (shown, found) = grantor.storage.search(read).await?;
    let next = page.next(&found, |last| page::cursor(last.created_at, last.key.id.number()));
    Ok(Json(json!({ "clients": shown, "next": next })))
}

/// `GET …/clients/{identifier}`: also whether it is to be one for every account, and the revision by which it is promoted.
pub(super) async fn show(grantor: Data<Grantor>, owner: Owner, named: Named) -> Result<Json<Value>, Denied> {
    let read = move |db: &mut Db| {
        let client = owner.client(db, &named)?;
        let (mut shown, proposal) = (shown(db, &client)?, proposals::find(db, client.key)?);
        let revision = (!client.is_global()).then(|| proposals::revision(&client, proposal.as_ref()));
        (shown["proposal"], shown["revision"]) = (json!(proposal), json!(revision));
        Ok::<_, Refused>(shown)
    };
    Ok(Json(grantor.storage.read(read).await?))
}

/// `PATCH …/clients/{identifier}`
pub(super) async fn set(
    grantor: Data<Grantor>,
    by: Operator,
    (owner, named): (Owner, Named),
    asked: Told<Fields>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let (stamp, catalogue) = (by.stamp(&grantor, event), grantor.catalogue.clone());
    let job = move |tx: &mut Tx<'_>| {
        let key = owner.client(tx.db, &named)?.key;
        let change = asked.keeping_identifier()?.change(tx.db, key.tenant)?;
        let changed = clients::set(tx, key, &change, &catalogue, &stamp)?;
        Ok::<_, Refused>(shown(tx.db, &changed)?)
    };
    Ok(Json(grantor.storage.write(job).await?))
}

/// `POST …/clients/{identifier}/secrets`
pub(super) async fn rotate(
    grantor: Data<Grantor>,
    by: Operator,
    (owner, named): (Owner, Named),
    asked: Told<Rotate>,
) -> Result<HttpResponse, Denied> {
    let [secret, event] = grantor.storage.ids().await?;
    let (stamp, minted) = (by.stamp(&grantor, event), minted(&grantor, secret));
    let shown_once = minted.secret.clone();
    let job = move |tx: &mut Tx<'_>| {
        let key = owner.client(tx.db, &named)?.key;
        let changed = clients::rotate_secret(tx, key, &minted, asked.overlap, &stamp)?;
        Ok::<_, Refused>(shown(tx.db, &changed)?)
    };
    let changed = grantor.storage.write(job).await?;
    Ok(HttpResponse::Created().json(once(changed, Some(&shown_once))))
}

/// `DELETE …/clients/{identifier}`: for good.
pub(super) async fn delete(
    grantor: Data<Grantor>,
    by: Operator,
    (owner, named): (Owner, Named),
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let key = owner.client(tx.db, &named)?.key;
        clients::delete(tx, key, &stamp)
    };
    let deleted = grantor.storage.write(job).await?;
    Ok(Json(json!({ "identifier": deleted.identifier, "name": deleted.name, "deleted_at": deleted.deleted_at })))
}

pub(super) fn minted(grantor: &Grantor, id: i64) -> NewSecret {
    NewSecret { id: SecretId::new(id), secret: grantor.secret(secret::Kind::ClientSecret) }
}

/// A client as the operator API shows it.
pub(super) fn shown(db: &mut Db, client: &Client) -> Stored<Value> {
    let people = users::named(db, client.key.tenant, people(client))?;
    Ok(described(client, &people))
}

fn all_shown(db: &mut Db, owner: TenantId, clients: &[Client]) -> Stored<Vec<Value>> {
    let people = users::named(db, owner, clients.iter().flat_map(people))?;
    Ok(clients.iter().map(|client| described(client, &people)).collect())
}

fn people(client: &Client) -> impl Iterator<Item = UserId> {
    [client.owner, client.service_account].into_iter().flatten()
}

fn described(client: &Client, people: &HashMap<UserId, users::Named>) -> Value {
    let kept = |kept: &clients::KeptSecret| json!({ "hint": kept.hint, "created_at": kept.created_at, "expires_at": kept.expires_at });
    json!({
        "id": client.key.id,
        "identifier": client.identifier,
        "name": client.name,
        "company": client.company,
        "description": client.description,
        "global": client.is_global(),
        "kind": client.kind.as_str(),
        "active": client.active,
        "redirect_uris": client.redirect_uris,
        "allowed_scopes": client.allowed_scopes,
        "owner": client.owner.and_then(|id| people.get(&id)),
        "service_account": client.service_account.and_then(|id| people.get(&id)),
        "access_token_lifetime": client.access_token_lifetime,
        "refresh_token_lifetime": client.refresh_token_lifetime,
        "access_token_never_expires": client.access_token_never_expires,
        "sends_issuer": client.sends_issuer,
        "logo": client.logo_id.as_deref().map(look::logo),
        "used_at": client.used_at,
        "created_at": client.created_at,
        "updated_at": client.updated_at,
        "secrets": client.secrets.iter().map(kept).collect::<Vec<_>>(),
    })
}
