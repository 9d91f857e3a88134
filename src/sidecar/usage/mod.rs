//! Who uses an API token, from where, with what, and how often; and who still calls with one that has ended.
//!
//! A verification only counts in memory ([`Usage::note`]); the counts go through the write door in batches, every few
//! seconds, so that what is asked a thousand times a second costs a write a minute. A crash loses that little. Both
//! ends are bounded: memory by [`MOST_SEEN`], the database by [`MOST_A_DAY`] rows for each token and day; what does not
//! fit is counted without saying from where. Of calls that were let in the path is not kept: that would be the log of
//! an account's whole business.

mod flush;
mod ready;
mod report;
pub(crate) mod store;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Moment;
use crate::sidecar::lookup::Person;
use crate::sidecar::token::ApiTokenId;
use crate::tenants::TenantId;
use crate::users::UserId;
pub use ready::{Line, Ready, lines};
pub use report::{Day, PersonShare, Refusal, Share, Summary, TokenUsage, of_tenant, of_token};

/// Different calls that are remembered until they are written down; beyond, they are counted together.
pub const MOST_SEEN: usize = 16_384;

/// Different callers of one token that are kept for one day, those let in and those refused each.
pub const MOST_A_DAY: i64 = 100;

/// Days for which usage is kept.
pub const KEPT_DAYS: i64 = 90;

/// Days that are looked back, and days without a call that are enough to end, unless somebody says otherwise.
pub const USUAL_DAYS: i64 = 30;

/// The longest user agent or path that is kept, in characters.
const LONGEST: usize = 200;

const DAY: i64 = 86_400;
const SHARDS: usize = 16;

/// One call with an API token.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    tenant: TenantId,
    accepted: bool,
    user: Option<UserId>,
    address: &'a str,
    user_agent: &'a str,
    path: &'a str,
}

impl<'a> Call<'a> {
    /// A call at `tenant` by `person`: from which address, with which user agent, for which path.
    pub fn new(
        tenant: TenantId,
        accepted: bool,
        person: Option<&Person>,
        (address, user_agent, path): (&'a str, &'a str, &'a str),
    ) -> Self {
        let path = if accepted { "" } else { cut(path) };
        Self { tenant, accepted, user: person.map(|person| person.id), address, user_agent: cut(user_agent), path }
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at])
}

/// Calls of one kind, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) tenant: TenantId,
    pub(crate) token: ApiTokenId,
    /// Days since 1970, in UTC.
    pub(crate) day: i64,
    pub(crate) accepted: bool,
    pub(crate) user: Option<UserId>,
    pub(crate) address: String,
    pub(crate) user_agent: String,
    pub(crate) path: String,
    pub(crate) calls: i64,
    pub(crate) first_at: Moment,
    pub(crate) last_at: Moment,
}

impl Seen {
    /// The same calls without saying from where.
    pub(crate) fn folded(self) -> Self {
        Self { user: None, address: String::new(), user_agent: String::new(), path: String::new(), ..self }
    }

    pub(crate) fn is_folded(&self) -> bool {
        self.user.is_none() && self.address.is_empty() && self.user_agent.is_empty() && self.path.is_empty()
    }
}

/// The day of `now`: days since 1970, in UTC.
pub fn day(now: Moment) -> i64 {
    now.seconds().div_euclid(DAY)
}

/// What was seen and is not written down yet. Clones are the same.
#[derive(Clone)]
pub struct Usage {
    shards: Arc<[Mutex<HashMap<u64, Seen>>; SHARDS]>,
    hasher: RandomState,
}

impl Default for Usage {
    fn default() -> Self {
        Self { shards: Arc::new(std::array::from_fn(|_| Mutex::default())), hasher: RandomState::new() }
    }
}

impl Usage {
    /// Counts `call` with `token`.
    pub fn note(&self, token: ApiTokenId, call: &Call<'_>, now: Moment) {
        let (key, mut shard) = self.shard(token, call, day(now));
        let full = shard.len() >= MOST_SEEN / SHARDS && !shard.contains_key(&key);
        let (key, call) = if full {
            let folded = Call { user: None, address: "", user_agent: "", path: "", ..*call };
            drop(shard);
            let (key, there) = self.shard(token, &folded, day(now));
            shard = there;
            (key, folded)
        } else {
            (key, *call)
        };
        // Twice as many tokens at once as there is room for callers: then one is only counted when it calls again.
        if shard.len() >= 2 * MOST_SEEN / SHARDS && !shard.contains_key(&key) {
            return;
        }
        let seen = shard.entry(key).or_insert_with(|| call.seen(token, now));
        seen.calls += 1;
        seen.last_at = seen.last_at.max(now);
    }

    /// How many counts there are.
    fn len(&self) -> usize {
        self.shards.iter().map(|shard| locked(shard).len()).sum()
    }

    /// Takes out at most `most` of what was seen, in the order of its tokens.
    fn take(&self, most: usize) -> Vec<Seen> {
        let mut taken = Vec::new();
        for shard in &*self.shards {
            let left = most - taken.len();
            taken.extend(locked(shard).extract_if(|_, _| true).take(left).map(|(_, seen)| seen));
        }
        taken.sort_by_key(|seen| (seen.tenant, seen.token, seen.day));
        taken
    }

    /// Takes back what could not be written down.
    fn take_back(&self, all: Vec<Seen>) {
        for seen in all {
            let Seen { tenant, token, accepted, user, address, user_agent, path, .. } = &seen;
            let call = Call { tenant: *tenant, accepted: *accepted, user: *user, address, user_agent, path };
            let (key, mut shard) = self.shard(*token, &call, seen.day);
            if let Some(known) = shard.get_mut(&key) {
                known.calls += seen.calls;
                known.first_at = known.first_at.min(seen.first_at);
            } else if shard.len() < 2 * MOST_SEEN / SHARDS {
                shard.insert(key, seen);
            }
        }
    }

    fn shard(&self, token: ApiTokenId, call: &Call<'_>, day: i64) -> (u64, MutexGuard<'_, HashMap<u64, Seen>>) {
        let Call { tenant, accepted, user, address, user_agent, path } = call;
        let key = self.hasher.hash_one((tenant, token, day, accepted, user, address, user_agent, path));
        (key, locked(&self.shards[(key % SHARDS as u64) as usize]))
    }
}

impl Call<'_> {
    fn seen(&self, token: ApiTokenId, now: Moment) -> Seen {
        Seen {
            tenant: self.tenant,
            token,
            day: day(now),
            accepted: self.accepted,
            user: self.user,
            address: self.address.to_owned(),
            user_agent: self.user_agent.to_owned(),
            path: self.path.to_owned(),
            calls: 0,
            first_at: now,
            last_at: now,
        }
    }
}

fn locked<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
