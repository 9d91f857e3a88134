//! Who still uses what: of one token in detail, of all of a tenant's in one line each.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::Serialize;

use super::{Seen, store};
use crate::clock::Moment;
use crate::sidecar::token::ApiTokenId;
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::users::{self, UserId};

/// What one token is used for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TokenUsage {
    /// Calls that were let in.
    pub calls: i64,
    /// Calls that were refused because the token has ended.
    pub refused: i64,
    /// Whether several people use it.
    pub shared: bool,
    /// Calls by day, the oldest first.
    pub days: Vec<Day>,
    /// Who, by e-mail address: whoever calls most comes first. Empty: too many to tell apart.
    pub users: Vec<Share>,
    /// From where.
    pub addresses: Vec<Share>,
    /// With what.
    pub user_agents: Vec<Share>,
    /// Calls that were refused: who, from where, which path.
    pub refusals: Vec<Refusal>,
}

/// The calls of one day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Day {
    /// The day, UTC, as `2026-11-21`.
    pub date: String,
    /// Calls that were let in.
    pub calls: i64,
    /// Calls that were refused.
    pub refused: i64,
}

/// What one of them has of the calls.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Who or what.
    pub name: String,
    /// How many calls.
    pub calls: i64,
    /// The last of them.
    pub last_at: Moment,
}

/// Calls that were refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// The e-mail address of whom they claimed to come from, if that is somebody.
    pub user: String,
    /// From where.
    pub address: String,
    /// With what.
    pub user_agent: String,
    /// For which path.
    pub path: String,
    /// How many.
    pub calls: i64,
    /// The last of them.
    pub last_at: Moment,
}

/// What one token of a tenant is used for, in one line.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Calls that were let in.
    pub calls: i64,
    /// How many people called.
    pub users: i64,
    /// From how many addresses.
    pub addresses: i64,
    /// With how many user agents.
    pub user_agents: i64,
    /// Whether several people use it.
    pub shared: bool,
    /// The last call that was let in.
    pub last_used_at: Option<Moment>,
    /// Calls that were refused because the token has ended.
    pub refused: i64,
    /// The last of them.
    pub last_refused_at: Option<Moment>,
}

/// What every used token of `tenant` was used for since the day `since`.
pub fn of_tenant(db: &mut Db, tenant: TenantId, since: i64) -> Result<HashMap<ApiTokenId, Summary>> {
    let mut all: HashMap<ApiTokenId, Summary> = HashMap::new();
    for sum in store::of_tenant(db, tenant, since)? {
        let summary = all.entry(sum.api_token_id).or_default();
        if sum.accepted {
            (summary.calls, summary.users) = (sum.calls, sum.users);
            (summary.addresses, summary.user_agents) = (sum.addresses, sum.user_agents);
            (summary.shared, summary.last_used_at) = (sum.users > 1, Some(sum.last_at));
        } else {
            (summary.refused, summary.last_refused_at) = (sum.calls, Some(sum.last_at));
        }
    }
    Ok(all)
}

/// What `token` of `tenant` was used for since the day `since`.
pub fn of_token(db: &mut Db, tenant: TenantId, token: ApiTokenId, since: i64) -> Result<TokenUsage> {
    let seen = store::of_token(db, tenant, token, since)?;
    let mut names: HashMap<UserId, String> = HashMap::new();
    for id in seen.iter().filter_map(|seen| seen.user) {
        if let Entry::Vacant(place) = names.entry(id) {
            let email = users::store::by_id(db, tenant, id)?.map(|user| user.email);
            place.insert(email.unwrap_or_else(|| format!("user {id}")));
        }
    }
    let name = |seen: &Seen| seen.user.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let accepted: Vec<&Seen> = seen.iter().filter(|seen| seen.accepted).collect();
    let refused: Vec<&Seen> = seen.iter().filter(|seen| !seen.accepted).collect();
    let users = shares(&accepted, |seen| name(seen));
    Ok(TokenUsage {
        calls: accepted.iter().map(|seen| seen.calls).sum(),
        refused: refused.iter().map(|seen| seen.calls).sum(),
        shared: users.iter().filter(|user| !user.name.is_empty()).count() > 1,
        days: days(&seen),
        users,
        addresses: shares(&accepted, |seen| seen.address.clone()),
        user_agents: shares(&accepted, |seen| seen.user_agent.clone()),
        refusals: refusals(&refused, |seen| name(seen)),
    })
}

fn days(seen: &[Seen]) -> Vec<Day> {
    let mut days: BTreeMap<i64, Day> = BTreeMap::new();
    for seen in seen {
        let date = || Moment::from_micros(0).plus(seen.day * super::DAY).rfc3339().chars().take(10).collect();
        let day = days.entry(seen.day).or_insert_with(|| Day { date: date(), ..Day::default() });
        *(if seen.accepted { &mut day.calls } else { &mut day.refused }) += seen.calls;
    }
    days.into_values().collect()
}

fn shares(seen: &[&Seen], of: impl Fn(&Seen) -> String) -> Vec<Share> {
    let all = summed(seen, of).into_iter().map(|(name, (calls, last_at))| Share { name, calls, last_at });
    let mut all: Vec<Share> = all.collect();
    all.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| a.name.cmp(&b.name)));
    all
}

fn refusals(seen: &[&Seen], name: impl Fn(&Seen) -> String) -> Vec<Refusal> {
    let of = |seen: &Seen| (name(seen), seen.address.clone(), seen.user_agent.clone(), seen.path.clone());
    let all = summed(seen, of).into_iter().map(|((user, address, user_agent, path), (calls, last_at))| Refusal {
        user,
        address,
        user_agent,
        path,
        calls,
        last_at,
    });
    let mut all: Vec<Refusal> = all.collect();
    all.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| (&a.address, &a.path).cmp(&(&b.address, &b.path))));
    all
}

/// Calls, and when the last of them was, by what `of` says.
fn summed<K: Eq + Hash>(seen: &[&Seen], of: impl Fn(&Seen) -> K) -> HashMap<K, (i64, Moment)> {
    let mut sums: HashMap<K, (i64, Moment)> = HashMap::new();
    for seen in seen {
        let (calls, last_at) = sums.entry(of(seen)).or_default();
        *calls += seen.calls;
        *last_at = (*last_at).max(seen.last_at);
    }
    sums
}
