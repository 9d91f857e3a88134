//! Epochs on PostgreSQL: what each node compares before it believes what it remembers.
//!
//! A transaction that changes a tenant, its clients, users or resource servers gives the tenant a new epoch, as its last
//! statement ([`move_on`]). What was read is worth something as long as the epoch is the one that it was read in, so
//! of everything that a request has to know of a tenant it asks for two numbers. They are drawn, not counted: a database
//! that was set back, or whose standby lacked the last commits, must not come to an epoch again that a node remembers. Only
//! what was read between an epoch and a commit that was lost later is believed for its minute nevertheless.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel::upsert::excluded;
use quick_cache::sync::Cache;

use super::Loaded;
use super::fresh::{Asks, Fresh};
use crate::storage::schema::tenant_epochs;
use crate::storage::{Db, Failure, Result, any_of};

/// Tenants whose last answer is kept for who asks next in the same request.
const TENANTS: usize = 50_000;
/// How long an answer does for the rest of the same request: one that takes its time asks again.
const LATEST: Duration = Duration::from_secs(1);
/// The tenant whose changes concern everyone.
const PLATFORM: i64 = 0;

/// What has to be the same for what was read of a tenant to be true still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Epoch {
    own: i64,
    platform: i64,
}

impl Epoch {
    #[cfg(test)]
    pub(super) const NEVER_CHANGED: Self = Self { own: 0, platform: 0 };
}

/// An epoch, and a moment after which it was this.
#[derive(Clone, Copy, Debug)]
struct Asked {
    after: Instant,
    epoch: Epoch,
}

impl Asked {
    /// Whether it does at `now` for a request that came at `since`.
    fn does(&self, since: Instant, now: Instant) -> bool {
        since <= self.after && now.saturating_duration_since(self.after) < LATEST
    }
}

/// The epochs, as the database has them.
pub(super) struct Epochs {
    fresh: Arc<Fresh<i64, Asked>>,
    last: Cache<i64, Asked>,
}

impl Epochs {
    pub(super) fn new(asks: &Asks) -> Self {
        Self { fresh: Arc::new(Fresh::new(asks, Box::new(load))), last: Cache::new(TENANTS) }
    }

    /// The epoch of `tenant` at some moment after `since`, and not long ago.
    pub(super) async fn of(&self, tenant: i64, since: Instant) -> Result<Epoch> {
        if let Some(last) = self.last.get(&tenant).filter(|last| last.does(since, Instant::now())) {
            return Ok(last.epoch);
        }
        let asked = self.fresh.get(tenant).await?;
        let asked = asked.ok_or_else(|| Failure::Corrupt(format!("the epoch of tenant {tenant} was not answered")))?;
        let Asked { after, epoch: Epoch { platform, .. } } = *asked;
        self.last.insert(tenant, *asked);
        self.last.insert(PLATFORM, Asked { after, epoch: Epoch { own: platform, platform } });
        Ok(asked.epoch)
    }
}

/// Loads the epochs of `tenants`; one that was never changed has epoch 0.
fn load(db: &mut Db, tenants: &[i64]) -> Result<Vec<(i64, Loaded<Asked>)>> {
    let after = Instant::now();
    let keys = [tenants, &[PLATFORM]].concat();
    let query = tenant_epochs::table.filter(any_of(tenant_epochs::tenant_id, &keys));
    let rows = query.select((tenant_epochs::tenant_id, tenant_epochs::epoch)).load::<(i64, i64)>(db)?;
    let of = |tenant: i64| rows.iter().find(|row| row.0 == tenant).map_or(0, |row| row.1);
    let platform = of(PLATFORM);
    let asked = |tenant: &i64| {
        let epoch = Epoch { own: of(*tenant), platform };
        (*tenant, Loaded { tenant: *tenant, value: Arc::new(Asked { after, epoch }) })
    };
    Ok(tenants.iter().map(asked).collect())
}

/// Gives `tenants` a new epoch. The last statement before a COMMIT, in the order of their numbers: whoever waits here
/// for somebody else holds nothing that they could wait for. On SQLite nobody else has to be told.
pub(in crate::storage) fn move_on(db: &mut Db, tenants: &mut Vec<i64>) -> QueryResult<()> {
    let Db::Postgres(db) = db else { return Ok(()) };
    if tenants.is_empty() {
        return Ok(());
    }
    tenants.sort_unstable();
    tenants.dedup();
    let rows = tenants.iter().map(|tenant| {
        let drawn = RandomState::new().hash_one(tenant).cast_signed();
        (tenant_epochs::tenant_id.eq(*tenant), tenant_epochs::epoch.eq(drawn))
    });
    let insert = diesel::insert_into(tenant_epochs::table).values(rows.collect::<Vec<_>>());
    let replace = insert.on_conflict(tenant_epochs::tenant_id).do_update();
    replace.set(tenant_epochs::epoch.eq(excluded(tenant_epochs::epoch))).execute(db).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_does_for_requests_that_came_before_it_was_asked_for_and_take_no_longer_than_a_second() {
        let came = Instant::now();
        let later = |milliseconds| came + Duration::from_millis(milliseconds);
        let asked = Asked { after: later(10), epoch: Epoch::NEVER_CHANGED };
        assert!(asked.does(came, later(11)) && asked.does(later(10), later(1009)));
        assert!(!asked.does(later(11), later(12)) && !asked.does(came, later(1010)));
    }
}
