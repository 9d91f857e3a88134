//! `oauth/clients/{id}/proposal`: the account asks the operator to make its client one for every account.

use actix_web::HttpResponse;
use serde_json::json;

use super::clients::shown;
use crate::clients::{ClientId, ClientKey, proposals};
use crate::storage::Tx;
use crate::web::api::body::Body;
use crate::web::api::call::{Call, Numbered};
use crate::web::api::denied::Denied;

/// `POST oauth/clients/{id}/proposal`
pub(in crate::web::api) async fn create(call: Call, Numbered(id): Numbered, _: Body) -> Result<HttpResponse, Denied> {
    let key = key(&call, id);
    let [event] = call.grantor().storage.ids().await?;
    let (stamp, user) = (call.stamp(event), call.caller().user);
    let propose = move |tx: &mut Tx<'_>| proposals::propose(tx, key, user, &stamp);
    let (client, proposal) = call.grantor().storage.write(propose).await?;
    let mut shown = json!(shown(&call, &client, None));
    shown["proposal"] = json!(proposal);
    Ok(HttpResponse::Created().json(json!({ "client": shown })))
}

/// `DELETE oauth/clients/{id}/proposal`: while the operator has not decided.
pub(in crate::web::api) async fn delete(call: Call, Numbered(id): Numbered) -> Result<HttpResponse, Denied> {
    let key = key(&call, id);
    let [event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    call.grantor().storage.write(move |tx| proposals::withdraw(tx, key, &stamp)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn key(call: &Call, id: i64) -> ClientKey {
    ClientKey { tenant: call.tenant(), id: ClientId::new(id) }
}
