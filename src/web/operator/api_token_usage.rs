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
use crate::sidecar::usage::{self, KEPT_DAYS};
use crate::storage::Db;
use crate::tenants;

/// How far back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Back {
    days: Option<i64>,
}

impl Back {
    /// The first day of so many, today included: 30 unless told, 90 at most.
    fn since(&self, grantor: &Grantor) -> i64 {
        usage::day(grantor.now()) + 1 - self.days.unwrap_or(30).clamp(1, KEPT_DAYS)
    }
}

/// `GET …/api-tokens/usage`: every token of the tenant, in one line each.
pub(super) async fn of_tenant(
    grantor: Data<Grantor>,
    named: Path<String>,
    back: Query<Back>,
) -> Result<Json<Value>, Denied> {
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let since = back.since(&grantor);
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named)?.id;
        Ok::<_, Refused>((token::list(db, tenant)?, usage::of_tenant(db, tenant, since)?))
    };
    let (tokens, mut used) = grantor.storage.read(read).await?;
    let line = |token: &token::ApiToken| {
        let summary = used.remove(&token.id).unwrap_or_default();
        let mut line = json!({ "id": token.id, "description": token.description, "status": token.status() });
        if let (Some(line), Value::Object(fields)) = (line.as_object_mut(), json!(summary)) {
            line.extend(fields);
        }
        line
    };
    Ok(Json(json!({ "usage": tokens.iter().map(line).collect::<Vec<_>>() })))
}

/// `GET …/api-tokens/{id}/usage`: one token, with everyone who called.
pub(super) async fn of_token(
    grantor: Data<Grantor>,
    named: Path<(String, i64)>,
    back: Query<Back>,
) -> Result<Json<Value>, Denied> {
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let (since, id) = (back.since(&grantor), ApiTokenId::new(named.1));
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named.0)?.id;
        Ok::<_, Refused>((token::show(db, tenant, id)?, usage::of_token(db, tenant, id, since)?))
    };
    let (token, used) = grantor.storage.read(read).await?;
    Ok(Json(json!({ "api_token": shown(&token), "usage": used })))
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
    let (policy, steps) = grantor.storage.read(read).await?;
    Ok(Json(json!({ "policy": policy, "steps": steps })))
}
