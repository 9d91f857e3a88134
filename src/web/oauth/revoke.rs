//! `POST /oauth/revoke` (RFC 7009).

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use serde_json::json;

use crate::server::Grantor;
use crate::tokens::revoke::{self, RevocationError};
use crate::web::body::Body;
use crate::web::caller::Caller;
use crate::web::oauth::account::Account;
use crate::web::oauth::client;
use crate::web::oauth::refused::Refused;

/// 1. Authenticate the client. 2. End what the token belongs to. 3. 200, also for what was never valid (§2.2);
///    an empty object, because clients parse the body.
pub async fn revoke(
    grantor: Data<Grantor>,
    Account(at): Account,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, Refused> {
    let parameters = body.0?;
    let applicant = client::authenticated(&grantor, &at, &caller, &parameters).await?;
    let token = grantor.stand_in(at.tenant.id, parameters.require("token")?).await?;
    let [event] = grantor.storage.ids().await?;
    let stamp = applicant.stamp(event, grantor.now());
    grantor
        .storage
        .write::<_, RevocationError>(move |tx| revoke::revoke(tx, at.tenant.id, &applicant.client, &token, &stamp))
        .await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({})))
}
