//! Which tokens are ready to end, and why.
//!
//! The judgement is made anew each time, from what is known of calls and of what the callers do otherwise: nothing is
//! kept that could be out of date. Calls that cannot be told apart any more speak against a token.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::{KEPT_DAYS, Summary, day, of_tenant, store};
use crate::clients;
use crate::clock::Moment;
use crate::sidecar::token::{self, ApiToken, ApiTokenId};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::users::UserId;

/// Why a token is ready to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// Nobody has called with it for so many days.
    Unused,
    /// Everybody who called with it has since come with an access token.
    Moved,
    /// It is deactivated, and nobody has tried for so many days.
    Quiet,
}

impl Ready {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::Moved => "moved",
            Self::Quiet => "quiet",
        }
    }
}

/// One token of a tenant, what it is used for, and whether it is ready to end.
#[derive(Clone, Debug)]
pub struct Line {
    /// The token.
    pub token: ApiToken,
    /// Its status now.
    pub status: &'static str,
    /// What it was used for.
    pub used: Summary,
    /// Why it is ready to end, if it is.
    pub ready: Option<Ready>,
}

impl Line {
    /// The line as operators and programs read it.
    pub fn told(&self) -> Value {
        let Self { token, status, used, ready } = self;
        let mut told = json!({
            "id": token.id,
            "description": token.description,
            "hint": token.hint,
            "status": status,
            "ready": ready,
        });
        if let (Some(told), Value::Object(fields)) = (told.as_object_mut(), json!(used)) {
            told.extend(fields);
        }
        told
    }
}

/// Every token of `tenant`: what it was used for since the day `since`, and whether it is ready to end, where `idle`
/// days without a call are enough.
pub fn lines(db: &mut Db, tenant: TenantId, since: i64, idle: i64, now: Moment) -> Result<Vec<Line>> {
    let oldest = day(now) + 1 - KEPT_DAYS;
    let mut used = of_tenant(db, tenant, since)?;
    let known = of_tenant(db, tenant, oldest)?;
    let mut callers: HashMap<ApiTokenId, Vec<(Option<UserId>, Moment)>> = HashMap::new();
    for last in store::last_calls(db, tenant, oldest)? {
        callers.entry(last.api_token_id).or_default().push((last.user_id, last.last_at));
    }
    let mut elsewhere = clients::store::last_acted_as(db, tenant)?;
    for store::LastUse { user_id, used_at } in store::last_elsewhere(db, tenant, oldest)? {
        elsewhere.entry(user_id).and_modify(|known| *known = (*known).max(used_at)).or_insert(used_at);
    }
    let moved = |token: &ApiToken| {
        let calls = callers.get(&token.id);
        let gone = |(user, last): &(Option<UserId>, Moment)| {
            user.and_then(|user| elsewhere.get(&user)).is_some_and(|elsewhere| elsewhere > last)
        };
        calls.is_some_and(|calls| calls.iter().all(gone))
    };
    let line = |token: ApiToken| {
        let refused = known.get(&token.id).and_then(|known| known.last_refused_at);
        let ready = judge(&token, refused, moved(&token), now.plus(-idle * super::DAY));
        Line { status: token.status(now), used: used.remove(&token.id).unwrap_or_default(), token, ready }
    };
    Ok(token::list(db, tenant)?.into_iter().map(line).collect())
}

fn judge(token: &ApiToken, refused: Option<Moment>, moved: bool, before: Moment) -> Option<Ready> {
    let last = |calls: Option<Moment>, begun: Moment| calls.unwrap_or_default().max(begun);
    match token.deactivated_at {
        Some(since) => (last(refused, since) <= before).then_some(Ready::Quiet),
        None if last(token.last_used_at, token.created_at) <= before => Some(Ready::Unused),
        None => moved.then_some(Ready::Moved),
    }
}
