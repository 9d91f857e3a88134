//! Who still uses what: of one token in detail, of all of a tenant's in one line each.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::Serialize;

use super::{Seen, store};
use crate::clock::Moment;
use crate::sidecar::token::ApiTokenId;
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::users::{self, Named, UserId};

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
    /// Who: whoever calls most comes first.
    pub users: Vec<PersonShare>,
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

/// What one person has of the calls.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonShare {
    /// Who; nobody: too many to tell apart.
    pub user: Option<Named>,
    /// How many calls.
    pub calls: i64,
    /// The last of them.
    pub last_at: Moment,
}

/// What an address or a user agent has of the calls.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Which.
    pub name: String,
    /// How many calls.
    pub calls: i64,
    /// The last of them.
    pub last_at: Moment,
}

/// Calls that were refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// Whom they claimed to come from, if that is somebody.
    pub user: Option<Named>,
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
    let people = users::named(db, tenant, seen.iter().filter_map(|seen| seen.user))?;
    let who = |id: Option<UserId>| id.and_then(|id| people.get(&id).cloned());
    let accepted: Vec<&Seen> = seen.iter().filter(|seen| seen.accepted).collect();
    let refused: Vec<&Seen> = seen.iter().filter(|seen| !seen.accepted).collect();
    let users = shares(&accepted, |seen| seen.user);
    Ok(TokenUsage {
        calls: accepted.iter().map(|seen| seen.calls).sum(),
        refused: refused.iter().map(|seen| seen.calls).sum(),
        shared: users.iter().filter(|(user, ..)| user.is_some()).count() > 1,
        days: days(&seen),
        users: users.into_iter().map(|(id, calls, last_at)| PersonShare { user: who(id), calls, last_at }).collect(),
        addresses: shares(&accepted, |seen| seen.address.clone()).into_iter().map(Share::from).collect(),
        user_agents: shares(&accepted, |seen| seen.user_agent.clone()).into_iter().map(Share::from).collect(),
        refusals: refusals(&refused, who),
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

impl From<(String, i64, Moment)> for Share {
    fn from((name, calls, last_at): (String, i64, Moment)) -> Self {
        Self { name, calls, last_at }
    }
}

/// What `of` says with its calls and the last of them: the most calls come first.
fn shares<K: Ord + Hash>(seen: &[&Seen], of: impl Fn(&Seen) -> K) -> Vec<(K, i64, Moment)> {
    let mut all: Vec<_> = summed(seen, of).into_iter().map(|(of, (calls, last_at))| (of, calls, last_at)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

fn refusals(seen: &[&Seen], who: impl Fn(Option<UserId>) -> Option<Named>) -> Vec<Refusal> {
    let of = |seen: &Seen| (seen.user, seen.address.clone(), seen.user_agent.clone(), seen.path.clone());
    let all = summed(seen, of).into_iter().map(|((user, address, user_agent, path), (calls, last_at))| Refusal {
        user: who(user),
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
