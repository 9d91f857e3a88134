//! What would happen, and when: the dry run.

use super::{Kind, Step, deactivated_at, deleted_at};
use crate::clock::Moment;
use crate::sidecar::token::{self, ApiToken};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::tenants::sunset::Sunset;

/// Every step of `policy` at `tenant` from `now` until `until`, in their order, if nobody uses or changes a token.
pub fn plan(db: &mut Db, tenant: TenantId, policy: &Sunset, now: Moment, until: Moment) -> Result<Vec<Step>> {
    let all = |kind| move |at| Step { at, kind, token: None, description: String::new() };
    let mut steps: Vec<Step> = policy.no_new_from.into_iter().map(all(Kind::NoNew)).collect();
    steps.extend(policy.brown_outs.iter().map(|window| window.from).map(all(Kind::BrownOut)));
    steps.extend(policy.ends_at.into_iter().map(all(Kind::End)));
    // What has begun needs no step any more.
    steps.retain(|step| step.at > now);
    for token in token::list(db, tenant)? {
        steps.extend(of_token(policy, &token, now));
    }
    steps.retain(|step| step.at <= until);
    steps.sort_by_key(|step| (step.at, step.kind, step.token));
    Ok(steps)
}

fn of_token(policy: &Sunset, token: &ApiToken, now: Moment) -> Vec<Step> {
    let label = token.source().label;
    let step = |at: Moment, kind| Step { at: at.max(now), kind, token: Some(token.id), description: label.clone() };
    let mut steps = Vec::new();
    let stopped = match token.deactivated_at {
        Some(since) => Some(since),
        None => deactivated_at(policy, token).map(|(at, kind)| {
            steps.push(step(at, kind));
            at.max(now)
        }),
    };
    steps.extend(stopped.and_then(|since| deleted_at(policy, since)).map(|at| step(at, Kind::Delete)));
    steps
}
