//! `…/logo` of a tenant, and of a client: a picture comes as the body of a PUT, and goes by DELETE.

use actix_web::web::{Bytes, Data, Json, Path, PayloadConfig};
use serde_json::Value;

use super::answer::Denied;
use super::named::Named;
use super::operator::Operator;
use super::owner::Owner;
use super::{clients as client_answers, tenants as tenant_answers};
use crate::logos::{LARGEST, Logo, Room};
use crate::refused::Refused;
use crate::server::Grantor;
use crate::storage::Tx;
use crate::{clients, tenants};

/// How bodies are read.
pub(super) fn body() -> PayloadConfig {
    PayloadConfig::new(LARGEST)
}

/// What came, or why nothing did.
type Sent = Result<Bytes, actix_web::Error>;

/// `PUT /v1/tenants/{tenant}/logo`
pub(super) async fn set_tenants(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<String>,
    sent: Sent,
) -> Result<Json<Value>, Denied> {
    let logo = looked_at(&grantor, sent, Room::Banner).await?;
    give_tenant(&grantor, &by, named.into_inner(), Some(logo)).await
}

/// `DELETE /v1/tenants/{tenant}/logo`
pub(super) async fn drop_tenants(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<String>,
) -> Result<Json<Value>, Denied> {
    give_tenant(&grantor, &by, named.into_inner(), None).await
}

/// `PUT …/clients/{identifier}/logo`
pub(super) async fn set_clients(
    grantor: Data<Grantor>,
    by: Operator,
    whose: (Owner, Named),
    sent: Sent,
) -> Result<Json<Value>, Denied> {
    let logo = looked_at(&grantor, sent, Room::Tile).await?;
    give_client(&grantor, &by, whose, Some(logo)).await
}

/// `DELETE …/clients/{identifier}/logo`
pub(super) async fn drop_clients(
    grantor: Data<Grantor>,
    by: Operator,
    whose: (Owner, Named),
) -> Result<Json<Value>, Denied> {
    give_client(&grantor, &by, whose, None).await
}

async fn looked_at(grantor: &Grantor, sent: Sent, room: Room) -> Result<Logo, Denied> {
    let bytes = sent.map_err(|error| Denied::unread(&error, LARGEST, "Send a smaller picture."))?;
    Ok(grantor.logos.look(bytes, room).await.map_err(Refused::from)?)
}

async fn give_tenant(
    grantor: &Grantor,
    by: &Operator,
    named: String,
    logo: Option<Logo>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let id = tenants::show(tx.db, &named)?.id;
        tenants::set_logo(tx, id, logo.as_ref(), &stamp)
    };
    let changed = grantor.storage.write(job).await?;
    Ok(Json(tenant_answers::shown(grantor, &changed)))
}

async fn give_client(
    grantor: &Grantor,
    by: &Operator,
    (owner, named): (Owner, Named),
    logo: Option<Logo>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let key = owner.client(tx.db, &named)?.key;
        let changed = clients::set_logo(tx, key, logo.as_ref(), &stamp)?;
        Ok::<_, Refused>(client_answers::shown(tx.db, &changed)?)
    };
    Ok(Json(grantor.storage.write(job).await?))
}
