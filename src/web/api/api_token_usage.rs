//! `api_tokens/usage` and `api_tokens/{id}/usage`: who still uses what, and which tokens are ready to end.

use actix_web::web::Json;
use serde_json::{Value, json};

use super::call::{Call, Numbered};
use super::denied::Denied;
use super::query::Query;
use crate::refused::Refused;
use crate::sidecar::token::{self, ApiTokenId};
use crate::sidecar::usage::{self, KEPT_DAYS, Line};
use crate::storage::{Db, Failure};

/// `GET api_tokens/usage`: every token of the account, in one line each.
pub(super) async fn of_all(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let (since, idle) = (since(&call, &query)?, days(&query, "idle_days")?);
    let (tenant, now) = (call.tenant(), call.now());
    written(&call).await?;
    let read = move |db: &mut Db| usage::lines(db, tenant, since, idle, now);
    let lines = call.grantor().storage.read::<_, Failure>(read).await?;
    Ok(Json(json!({ "usage": lines.iter().map(Line::told).collect::<Vec<_>>() })))
}

/// `GET api_tokens/{id}/usage`: one token, with everyone who called.
pub(super) async fn of_one(call: Call, Numbered(id): Numbered, query: Query) -> Result<Json<Value>, Denied> {
    let (since, tenant, id) = (since(&call, &query)?, call.tenant(), ApiTokenId::new(id));
    written(&call).await?;
    let read = move |db: &mut Db| {
        token::show(db, tenant, id)?;
        Ok::<_, Refused>(usage::of_token(db, tenant, id, since)?)
    };
    Ok(Json(json!({ "usage": call.grantor().storage.read(read).await? })))
}

/// Off is not empty; what was seen until now is counted, too.
async fn written(call: &Call) -> Result<(), Denied> {
    if !call.at().tenant.api_token_access {
        return Err(Denied::Endpoint);
    }
    let grantor = call.grantor();
    grantor.api_token_usage.flush(&grantor.storage).await?;
    grantor.usage.flush(&grantor.storage).await?;
    Ok(())
}

/// The first day of so many, today included.
fn since(call: &Call, query: &Query) -> Result<i64, Denied> {
    Ok(usage::day(call.now()) + 1 - days(query, "days")?)
}

fn days(query: &Query, name: &'static str) -> Result<i64, Denied> {
    Ok(query.number(name)?.unwrap_or(30).clamp(1, KEPT_DAYS))
}
