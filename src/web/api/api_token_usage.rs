//! `api_tokens/usage` and `api_tokens/{id}/usage`: who still uses what, and which tokens are ready to end.

use actix_web::web::Json;
use serde_json::{Value, json};

use super::api_tokens::there;
use super::call::{Call, Numbered};
use super::denied::Denied;
use super::query::Query;
use crate::refused::Refused;
use crate::sidecar::token::{self, ApiTokenId};
use crate::sidecar::usage::{self, KEPT_DAYS, Line, USUAL_DAYS};
use crate::storage::Db;
use crate::web::api_token_usage;

/// `GET api_tokens/usage`: every token of the account, in one line each.
pub(super) async fn of_all(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let (since, idle) = (since(&call, &query)?, days(&query, "idle_days")?);
    there(&call)?;
    let lines = api_token_usage::lines(call.grantor(), call.tenant(), since, idle).await?;
    Ok(Json(json!({ "usage": lines.iter().map(Line::told).collect::<Vec<_>>() })))
}

/// `GET api_tokens/{id}/usage`: one token, with everyone who called.
pub(super) async fn of_one(call: Call, Numbered(id): Numbered, query: Query) -> Result<Json<Value>, Denied> {
    let (since, tenant, id) = (since(&call, &query)?, call.tenant(), ApiTokenId::new(id));
    there(&call)?;
    let grantor = call.grantor();
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let read = move |db: &mut Db| {
        token::show(db, tenant, id)?;
        Ok::<_, Refused>(usage::of_token(db, tenant, id, since)?)
    };
    Ok(Json(json!({ "usage": grantor.storage.search(read).await? })))
}

/// The first day of so many, today included.
fn since(call: &Call, query: &Query) -> Result<i64, Denied> {
    Ok(usage::day(call.now()) + 1 - days(query, "days")?)
}

fn days(query: &Query, name: &'static str) -> Result<i64, Denied> {
    Ok(query.number(name)?.unwrap_or(USUAL_DAYS).clamp(1, KEPT_DAYS))
}
