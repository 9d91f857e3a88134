//! Doing a step that is due, and announcing one that is to come.

use serde_json::{Value, json};

use super::{Kind, Step, deactivated_at, deleted_at, plan, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::Refused;
use crate::sidecar::token::{self, ApiToken};
use crate::sidecar::webhook;
use crate::storage::{Result, Tx};
use crate::tenants::sunset::Sunset;
use crate::tenants::{self, TenantId};

/// Does `due` at `tenant`, if it still is due: whether anything was done. The audit log says by which rule.
///
/// # Errors
/// Only storage's; a token that is gone is done with.
pub fn step(tx: &mut Tx<'_>, tenant: TenantId, due: &Step, stamp: &Stamp) -> Result<bool, Refused> {
    let Some(id) = due.token else { return Ok(false) };
    let Some(policy) = policy(tx, tenant)? else { return Ok(false) };
    let Some(token) = token::store::claim(tx.db, tenant, id)? else { return Ok(false) };
    let next = match token.deactivated_at {
        None => deactivated_at(&policy, &token),
        Some(since) => deleted_at(&policy, since).filter(|_| due.kind == Kind::Delete).map(|at| (at, Kind::Delete)),
    };
    let Some(next) = next else { return Ok(false) };
    if plan::of(tx.db, &policy, &token, next, stamp.at)?.at > stamp.at {
        return Ok(false);
    }
    if token.is_active() {
        deactivate(tx, token, next.1, stamp)?;
    } else {
        let gone = token::delete(tx, tenant, id, stamp)?;
        tell_done(tx, &gone, Kind::Delete, stamp)?;
    }
    Ok(true)
}

fn policy(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Option<Sunset>> {
    Ok(tenants::store::by_id(tx.db, tenant)?.and_then(|tenant| tenant.settings.api_token_sunset))
}

fn deactivate(tx: &mut Tx<'_>, token: ApiToken, kind: Kind, stamp: &Stamp) -> Result<()> {
    let stopped = ApiToken { deactivated_at: Some(stamp.at), ..token };
    token::store::update(tx.db, &stopped)?;
    tx.forget_token(stopped.digest);
    let details = json!({ "sunset": kind.as_str(), "before": { "active": true }, "after": { "active": false } });
    audit::record(tx.db, stopped.tenant.number(), stamp, Action::Deactivate, stopped.source(), details)?;
    tell_done(tx, &stopped, kind, stamp)
}

fn tell_done(tx: &mut Tx<'_>, token: &ApiToken, kind: Kind, stamp: &Stamp) -> Result<()> {
    let data = json!({ "step": kind.as_str(), "at": stamp.at, "api_token": about(token) });
    webhook::tell(tx, token.tenant, "api_token_sunset.done", &data, stamp)
}

/// What a webhook is told of a token.
fn about(token: &ApiToken) -> Value {
    json!({ "id": token.id, "description": token.description, "hint": token.hint })
}

/// Announces `to_come` in the audit log of `tenant` and to its webhook, once: whether it was not announced before.
///
/// # Errors
/// Only storage's.
pub fn announce(tx: &mut Tx<'_>, tenant: TenantId, to_come: &Step, stamp: &Stamp) -> Result<bool> {
    if !store::first(tx.db, tenant, to_come)? {
        return Ok(false);
    }
    let token = match to_come.token {
        Some(id) => token::store::by_id(tx.db, tenant, id)?,
        None => None,
    };
    let source = match (&token, to_come.token) {
        (Some(token), _) => Some(token.source()),
        (None, Some(_)) => None,
        (None, None) => tenants::store::by_id(tx.db, tenant)?.map(|tenant| tenant.source()),
    };
    let Some(source) = source else { return Ok(false) };
    let mut details = json!({ "sunset": to_come.kind.as_str(), "at": to_come.at });
    if let Some(until) = to_come.until {
        details["until"] = json!(until);
    }
    audit::record(tx.db, tenant.number(), stamp, Action::Announce, source, details)?;
    let about = token.as_ref().map(about);
    let data = json!({ "step": to_come.kind.as_str(), "at": to_come.at, "until": to_come.until, "api_token": about });
    webhook::tell(tx, tenant, "api_token_sunset.announced", &data, stamp)?;
    Ok(true)
}
