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
use crate::clients::proposals::{self, Open, Promotion};
use crate::clients::{ClientId, Kind};
use crate::refused::Refused;
use crate::server::Grantor;
use crate::storage::{Failure, Tx};
use crate::web::look;

/// How a client is promoted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Promote {
    /// What the operator was shown, as it stands in the list and at the client.
    revision: String,
    /// Whether they mean one that nobody proposes.
    #[serde(default)]
    unasked: bool,
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
    let next = page.next(&found, |last| page::cursor(last.proposal.created_at, last.client.key.id.number()));
    Ok(Json(json!({ "proposals": found.iter().map(waiting).collect::<Vec<_>>(), "next": next })))
}

/// What is proposed: all that would be promoted, and the revision that says so.
fn waiting(open: &Open) -> Value {
    let Open { tenant, client, proposal } = open;
    json!({
        "tenant": tenant,
        "id": client.key.id,
        "identifier": client.identifier,
        "name": client.name,
        "company": client.company,
        "description": client.description,
        "logo": client.logo_id.as_deref().map(look::logo),
        "kind": client.kind.as_str(),
        "active": client.active,
        "redirect_uris": client.redirect_uris,
        "allowed_scopes": client.allowed_scopes,
        "access_token_lifetime": client.access_token_lifetime,
        "refresh_token_lifetime": client.refresh_token_lifetime,
        "sends_issuer": client.sends_issuer,
        "proposed_by": proposal.proposed_by,
        "created_at": proposal.created_at,
        "revision": open.revision(),
    })
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
    let Promote { revision, unasked, identifier } = asked.into_inner();
    let (id, event) = (ClientId::new(id), EventId::new(platforms));
    let new = Promotion { revision, unasked, id, identifier, minted, event };
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
