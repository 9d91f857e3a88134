//! `/v1/tenants/{tenant}/resource-servers`, and `/v1/resource-servers` for those that serve every tenant: APIs that
//! have to know what a token is worth.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::clients::Rotate;
use super::named::Named;
use super::once::once;
use super::operator::Operator;
use super::owner::Owner;
use super::page::Page;
use super::told::Told;
use crate::refused::Refused;
use crate::resource_servers::{self, NewResourceServer, NewSecret, ResourceServer, ResourceServerId, SecretId};
use crate::secret;
use crate::server::Grantor;
use crate::storage::{Db, Tx};

/// What a new resource server is made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Create {
    identifier: String,
    #[serde(default)]
    name: String,
    resources: Option<Vec<String>>,
}

/// `POST …/resource-servers`
pub(super) async fn create(
    grantor: Data<Grantor>,
    by: Operator,
    owner: Owner,
    asked: Told<Create>,
) -> Result<HttpResponse, Denied> {
    let [id, secret, event] = grantor.storage.ids().await?;
    let (stamp, catalogue, minted) = (by.stamp(&grantor, event), grantor.catalogue.clone(), minted(&grantor, secret));
    let Create { identifier, name, resources } = asked.into_inner();
    let (new, shown_once) = (NewResourceServer { identifier, name, resources }, minted.secret.clone());
    let job = move |tx: &mut Tx<'_>| {
        let key = (owner.find(tx.db)?, ResourceServerId::new(id));
        resource_servers::create(tx, key, &new, &minted, &catalogue, &stamp)
    };
    let made = grantor.storage.write(job).await?;
    Ok(HttpResponse::Created().json(once(shown(&made), Some(&shown_once))))
}

/// `GET …/resource-servers`
pub(super) async fn list(grantor: Data<Grantor>, owner: Owner, page: Query<Page>) -> Result<Json<Value>, Denied> {
    let (after, most) = (page.after(|after| Some(after.to_owned()))?, page.limit());
    let read = move |db: &mut Db| {
        let owner = owner.find(db)?;
        Ok::<_, Refused>(resource_servers::list(db, owner, after.as_deref(), most)?)
    };
    let found = grantor.storage.search(read).await?;
    let next = page.next(&found, |last| last.identifier.clone());
    let found: Vec<Value> = found.iter().map(shown).collect();
    Ok(Json(json!({ "resource_servers": found, "next": next })))
}

/// `GET …/resource-servers/{identifier}`
pub(super) async fn show(grantor: Data<Grantor>, owner: Owner, named: Named) -> Result<Json<Value>, Denied> {
    let read = move |db: &mut Db| {
        let owner = owner.find(db)?;
        resource_servers::show(db, owner, &named.0)
    };
    Ok(Json(shown(&grantor.storage.read(read).await?)))
}

/// `POST …/resource-servers/{identifier}/secrets`
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
        let owner = owner.find(tx.db)?;
        let id = resource_servers::show(tx.db, owner, &named.0)?.id;
        resource_servers::rotate_secret(tx, (owner, id), &minted, asked.overlap, &stamp)
    };
    let changed = grantor.storage.write(job).await?;
    Ok(HttpResponse::Created().json(once(shown(&changed), Some(&shown_once))))
}

/// `DELETE …/resource-servers/{identifier}`
pub(super) async fn delete(
    grantor: Data<Grantor>,
    by: Operator,
    (owner, named): (Owner, Named),
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let owner = owner.find(tx.db)?;
        let id = resource_servers::show(tx.db, owner, &named.0)?.id;
        resource_servers::delete(tx, owner, id, &stamp)
    };
    let (deleted, at) = (grantor.storage.write(job).await?, grantor.clock.now());
    Ok(Json(json!({ "identifier": deleted.identifier, "name": deleted.name, "deleted_at": at })))
}

fn minted(grantor: &Grantor, id: i64) -> NewSecret {
    NewSecret { id: SecretId::new(id), secret: grantor.secret(secret::Kind::ResourceServerSecret) }
}

fn shown(server: &ResourceServer) -> Value {
    let kept = |kept: &resource_servers::KeptSecret| json!({ "hint": kept.hint, "created_at": kept.created_at, "expires_at": kept.expires_at });
    json!({
        "id": server.id,
        "identifier": server.identifier,
        "name": server.name,
        "platform": server.is_platform(),
        "resources": server.resources,
        "created_at": server.created_at,
        "updated_at": server.updated_at,
        "secrets": server.secrets.iter().map(kept).collect::<Vec<_>>(),
    })
}
