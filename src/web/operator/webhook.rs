//! `/v1/tenants/{tenant}/webhook`: where the sunset of API tokens is told. Setting it makes a new secret, shown once.

use actix_web::web::{Data, Json, Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::once::once;
use super::operator::Operator;
use super::told::Told;
use crate::refused::Refused;
use crate::server::Grantor;
use crate::sidecar::webhook::{self, Webhook};
use crate::storage::{Db, Tx};
use crate::tenants;

/// The address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    url: String,
}

/// `GET …/webhook`
pub(super) async fn show(grantor: Data<Grantor>, named: Path<String>) -> Result<Json<Value>, Denied> {
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named)?.id;
        webhook::store::of_tenant(db, tenant)?.ok_or(Refused::Unknown("webhook"))
    };
    Ok(Json(shown(&grantor.storage.read(read).await?)))
}

/// `PUT …/webhook`
pub(super) async fn set(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<String>,
    asked: Told<Asked>,
) -> Result<Json<Value>, Denied> {
    let tenant = grantor.storage.read(move |db: &mut Db| tenants::show(db, &named)).await?.id;
    let [event] = grantor.storage.ids().await?;
    grantor.seal.make(&grantor.storage).await?;
    let secret = webhook::secret(&grantor.entropy.bytes());
    let sealed = grantor.seal.seal(&webhook::purpose(tenant), secret.reveal().as_bytes())?;
    let stamp = by.stamp(&grantor, event);
    let allowed = grantor.config.webhooks.allowed_hosts.clone();
    let job = move |tx: &mut Tx<'_>| webhook::set(tx, tenant, &asked.url, &allowed, &sealed, &stamp);
    let webhook = grantor.storage.write(job).await?;
    Ok(Json(once(shown(&webhook), Some(&secret))))
}

/// `DELETE …/webhook`
pub(super) async fn remove(grantor: Data<Grantor>, by: Operator, named: Path<String>) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let tenant = tenants::show(tx.db, &named)?.id;
        webhook::remove(tx, tenant, &stamp)
    };
    Ok(Json(shown(&grantor.storage.write(job).await?)))
}

fn shown(webhook: &Webhook) -> Value {
    json!({ "url": webhook.url, "created_at": webhook.created_at, "updated_at": webhook.updated_at })
}
