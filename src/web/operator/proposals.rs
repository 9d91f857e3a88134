//! `/v1/client-proposals`, and `…/clients/{identifier}/promotion` and `/refusal`: clients that a tenant would like to be
//! there for every tenant, and the operator's word about them.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::clients::{minted, shown};
use super::named::Named;
use super::once::once;
use super::operator::Operator;
use super::owner::Owner;
use super::page::{self, Page};
use super::told::Told;
use crate::audit::EventId;
use crate::clients::proposals::{self, Promotion};
use crate::clients::{ClientId, Kind};
use crate::refused::Refused;
use crate::server::Grantor;
use crate::storage::{Failure, Tx};

/// How a client is promoted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Promote {
    /// The global client's identifier; absent: the local one behind `zdg-`.
    identifier: Option<String>,
}

/// Why a client is not promoted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refuse {
    /// What the account's admins read.
    reason: String,
}

/// `GET /v1/client-proposals`: those that wait, the oldest first.
pub(super) async fn list(grantor: Data<Grantor>, page: Query<Page>) -> Result<Json<Value>, Denied> {
    let (after, most) = (page.after(page::moment)?, page.limit());
    let after = after.map(|(at, id)| (at, ClientId::new(id)));
    let found = grantor.storage.search::<_, Failure>(move |db| proposals::list(db, after, most)).await?;
    let next = page.next(&found, |last| page::cursor(last.created_at, last.id.number()));
    Ok(Json(json!({ "proposals": found, "next": next })))
}

/// `POST …/clients/{identifier}/promotion`: 201 with the global client and its secret; 200 without it if that was done
/// before.
pub(super) async fn promote(
    grantor: Data<Grantor>,
    by: Operator,
    (owner, named): (Owner, Named),
    asked: Told<Promote>,
) -> Result<HttpResponse, Denied> {
    let [id, secret, event, platforms] = grantor.storage.ids().await?;
    let (stamp, minted) = (by.stamp(&grantor, event), minted(&grantor, secret));
    let shown_once = minted.secret.clone();
    let identifier = asked.into_inner().identifier;
    let new = Promotion { id: ClientId::new(id), identifier, minted, event: EventId::new(platforms) };
    let job = move |tx: &mut Tx<'_>| {
        let key = owner.client(tx.db, &named)?.key;
        let made = proposals::promote(tx, key, &new, &stamp)?;
        Ok::<_, Refused>((shown(tx.db, &made.client)?, made))
    };
    let (shown, made) = grantor.storage.write(job).await?;
    let secret = (made.fresh && made.client.kind == Kind::Confidential).then_some(&shown_once);
    let mut answer = if made.fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(once(shown, secret)))
}

/// `POST …/clients/{identifier}/refusal`
pub(super) async fn decline(
    grantor: Data<Grantor>,
    by: Operator,
    (owner, named): (Owner, Named),
    asked: Told<Refuse>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let key = owner.client(tx.db, &named)?.key;
        proposals::decline(tx, key, &asked.reason, &stamp)
    };
    Ok(Json(json!(grantor.storage.write::<_, Refused>(job).await?)))
}
