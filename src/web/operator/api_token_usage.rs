//! `/v1/tenants/{tenant}/api-tokens/usage`, `…/{id}/usage` and `…/sunset`: who still uses what, and what will end it.

use actix_web::web::{Data, Json, Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::api_tokens::shown;
use crate::refused::Refused;
use crate::server::Grantor;
use crate::sidecar::sunset::plan;
use crate::sidecar::token::{self, ApiTokenId};
use crate::sidecar::usage::{self, KEPT_DAYS, Line, USUAL_DAYS};
use crate::storage::Db;
use crate::tenants;
use crate::web::api_token_usage;

/// How far back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Back {
    days: Option<i64>,
}

impl Back {
    /// The first day of so many, today included: 30 unless told, 90 at most.
    fn since(&self, grantor: &Grantor) -> i64 {
        usage::day(grantor.now()) + 1 - self.days.unwrap_or(USUAL_DAYS).clamp(1, KEPT_DAYS)
    }
}

/// `GET …/api-tokens/usage`: every token of the tenant, in one line each.
pub(super) async fn of_tenant(
    grantor: Data<Grantor>,
    named: Path<String>,
    back: Query<Back>,
) -> Result<Json<Value>, Denied> {
    let lines = lines(&grantor, named.into_inner(), back.since(&grantor), USUAL_DAYS).await?;
    Ok(Json(json!({ "usage": lines.iter().map(Line::told).collect::<Vec<_>>() })))
}

/// `GET …/api-tokens/ready`: those that are ready to end, after so many days without a call.
pub(super) async fn ready(
    grantor: Data<Grantor>,
    named: Path<String>,
    idle: Query<Back>,
) -> Result<Json<Value>, Denied> {
    let days = idle.days.unwrap_or(USUAL_DAYS).clamp(1, KEPT_DAYS);
    let lines = lines(&grantor, named.into_inner(), usage::day(grantor.now()) + 1 - KEPT_DAYS, days).await?;
    let ready: Vec<Value> = lines.iter().filter(|line| line.ready.is_some()).map(Line::told).collect();
    Ok(Json(json!({ "ready": ready })))
}

async fn lines(grantor: &Grantor, named: String, since: i64, idle: i64) -> Result<Vec<Line>, Denied> {
    let tenant = grantor.storage.read(move |db| tenants::show(db, &named)).await?.id;
    Ok(api_token_usage::lines(grantor, tenant, since, idle).await?)
}

/// `GET …/api-tokens/{id}/usage`: one token, with everyone who called.
pub(super) async fn of_token(
    grantor: Data<Grantor>,
    named: Path<(String, i64)>,
    back: Query<Back>,
) -> Result<Json<Value>, Denied> {
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let (since, id, now) = (back.since(&grantor), ApiTokenId::new(named.1), grantor.now());
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named.0)?.id;
        let token = token::show(db, tenant, id)?;
        Ok::<_, Refused>((shown(db, &token, now)?, usage::of_token(db, tenant, id, since)?))
    };
    let (token, used) = grantor.storage.search(read).await?;
    Ok(Json(json!({ "api_token": token, "usage": used })))
}

/// How far ahead.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ahead {
    days: Option<i64>,
}

/// `GET …/api-tokens/sunset`: what the tenant's policy would do, and when, if nobody used or changed a token.
pub(super) async fn sunset(
    grantor: Data<Grantor>,
    named: Path<String>,
    ahead: Query<Ahead>,
) -> Result<Json<Value>, Denied> {
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let now = grantor.now();
    let until = now.plus(ahead.days.unwrap_or(365).clamp(0, 3_650) * 86_400);
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named)?;
        let policy = tenant.settings.api_token_sunset.unwrap_or_default();
        let steps = plan(db, tenant.id, &policy, now, until)?;
        Ok::<_, Refused>((policy, steps))
    };
    let (policy, steps) = grantor.storage.search(read).await?;
    Ok(Json(json!({ "policy": policy, "steps": steps })))
}
