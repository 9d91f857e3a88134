//! What would happen, and when: the dry run.

use super::{Kind, Step, deactivated_at, deleted_at, store};
use crate::clock::Moment;
use crate::sidecar::token::{self, ApiToken};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::tenants::sunset::Sunset;

/// Every step of `policy` at `tenant` from `now` until `until`, in their order, if nobody uses or changes a token.
pub fn plan(db: &mut Db, tenant: TenantId, policy: &Sunset, now: Moment, until: Moment) -> Result<Vec<Step>> {
    let all = |kind, at, until| Step { at, until, due: at, kind, token: None, description: String::new() };
    let mut steps: Vec<Step> = policy.no_new_from.into_iter().map(|at| all(Kind::NoNew, at, None)).collect();
    steps.extend(policy.brown_outs.iter().map(|window| all(Kind::BrownOut, window.from, Some(window.until))));
    steps.extend(policy.ends_at.into_iter().map(|at| all(Kind::End, at, None)));
    // What has begun needs no step any more.
    steps.retain(|step| step.at > now);
    for token in token::list(db, tenant)? {
        steps.extend(of_token(db, policy, &token, now)?);
    }
    steps.retain(|step| step.at <= until);
    steps.sort_by_key(|step| (step.at, step.kind, step.token));
    Ok(steps)
}

fn of_token(db: &mut Db, policy: &Sunset, token: &ApiToken, now: Moment) -> Result<Vec<Step>> {
    let first = match token.deactivated_at {
        Some(since) => deleted_at(policy, since).map(|due| (due, Kind::Delete)),
        None => deactivated_at(policy, token),
    };
    let Some(first) = first else { return Ok(Vec::new()) };
    let mut steps = vec![of(db, policy, token, first, now)?];
    if token.is_active()
        && let Some(due) = deleted_at(policy, steps[0].at)
    {
        steps.push(of(db, policy, token, (due, Kind::Delete), now)?);
    }
    Ok(steps)
}

/// What is due for `token`, when it is to be done: as it was announced, or as it could be announced now.
pub(super) fn of(
    db: &mut Db,
    policy: &Sunset,
    token: &ApiToken,
    (due, kind): (Moment, Kind),
    now: Moment,
) -> Result<Step> {
    let step = Step { at: due, until: None, due, kind, token: Some(token.id), description: token.source().label };
    let soonest = now.plus(policy.announced_ahead());
    // Nothing is looked up for what is far enough away, or where nothing is announced.
    if due >= soonest || soonest == now {
        return Ok(Step { at: due.max(now), ..step });
    }
    let announced = store::announced(db, token.tenant, &step)?;
    Ok(Step { at: announced.unwrap_or(soonest).max(due).max(now), ..step })
}
