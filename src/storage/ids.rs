//! Ids: blocks of a thousand, taken from a row in a commit of their own, handed out from memory.
//!
//! Numbers below 2^53, so that JavaScript reads them; never reused, not even after a crash, which
//! burns the rest of a block. SERIAL was refused: it does not exist everywhere that speaks
//! PostgreSQL's protocol, and a job that runs again would draw another number.

use std::ops::Range;
use std::sync::PoisonError;

use diesel::prelude::*;

use super::schema::id_blocks;
use super::write::{Door, Extent, Tx};
use super::{Db, Failure, Result};

const BLOCK: i64 = 1_000;
/// More than are handed out between a backup and its restore.
const GAP: i64 = 1_000_000;
/// The first number that a JavaScript number cannot tell from its neighbour.
const LIMIT: i64 = 1 << 53;

/// What is left of the block in hand.
#[derive(Default)]
pub(super) struct Ids {
    left: std::sync::Mutex<Range<i64>>,
    /// Held by whoever fetches the next block.
    fetching: tokio::sync::Mutex<()>,
}

impl Ids {
    /// `N` numbers, at most a block.
    pub(super) async fn take<const N: usize>(&self, door: &Door) -> Result<[i64; N]> {
        const { assert!(N as i64 <= BLOCK, "more ids at once than a block has") };
        if let Some(first) = self.draw(N as i64) {
            return Ok(numbers(first));
        }
        let _fetching = self.fetching.lock().await;
        loop {
            // Someone else may have fetched meanwhile.
            if let Some(first) = self.draw(N as i64) {
                return Ok(numbers(first));
            }
            let block = door.write(Extent::Transaction, next_block).await?;
            *self.left.lock().unwrap_or_else(PoisonError::into_inner) = block;
        }
    }

    fn draw(&self, count: i64) -> Option<i64> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let first = left.start;
        (left.end - first >= count).then(|| {
            left.start += count;
            first
        })
    }
}

fn numbers<const N: usize>(first: i64) -> [i64; N] {
    std::array::from_fn(|at| first + at as i64)
}

fn next_block(tx: &mut Tx<'_>) -> Result<Range<i64>> {
    let row = id_blocks::table.filter(id_blocks::name.eq("ids"));
    let moved = diesel::update(row).set(id_blocks::next_id.eq(id_blocks::next_id + BLOCK));
    let end: i64 = moved.returning(id_blocks::next_id).get_result(tx.db)?;
    if end > LIMIT { Err(Failure::Corrupt("the ids are used up".into())) } else { Ok(end - BLOCK..end) }
}

/// In a copy: whoever goes on with it gives out no number that is given out after it was made.
pub(super) fn leave_gap(db: &mut Db) -> Result<()> {
    let row = id_blocks::table.filter(id_blocks::name.eq("ids"));
    diesel::update(row).set(id_blocks::next_id.eq(id_blocks::next_id + GAP)).execute(db)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::storage::blank::Blank;
    use crate::storage::{Options, Storage};

    async fn many(storage: &Storage) -> Vec<i64> {
        let takers = (0..8).map(|_| {
            let storage = storage.clone();
            tokio::spawn(async move {
                let mut ids = Vec::new();
                for _ in 0..100 {
                    ids.extend(storage.ids::<1>().await.unwrap());
                    ids.extend(storage.ids::<7>().await.unwrap());
                }
                ids
            })
        });
        let mut all = Vec::new();
        for taker in takers.collect::<Vec<_>>() {
            all.extend(taker.await.unwrap());
        }
        all
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nobody_shares_an_id_not_even_with_another_node_or_after_a_restart() {
        let storage = Blank::open().unwrap();
        let (mut ids, mut asked) = (many(&storage).await, 6_400);
        if storage.place().url().path().is_none() {
            let other = storage.place().open(&Options::default()).unwrap();
            let (here, there) = tokio::join!(many(&storage), many(&other));
            ids.extend(here.into_iter().chain(there));
            asked += 12_800;
            other.close().await;
        }
        storage.close().await;
        let again = storage.place().open(&Options::default()).unwrap();
        ids.extend(many(&again).await);
        again.close().await;
        assert!(ids.iter().all(|id| (1_001..LIMIT).contains(id)));
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>().len(), asked + 6_400);
    }

    #[tokio::test]
    async fn the_last_id_is_the_last_that_a_javascript_number_can_hold() {
        let storage = Blank::open().unwrap();
        let near = |tx: &mut Tx<'_>| {
            Ok::<_, Failure>(diesel::update(id_blocks::table).set(id_blocks::next_id.eq(LIMIT - BLOCK)).execute(tx.db)?)
        };
        storage.write(near).await.unwrap();
        let ids: [i64; 1_000] = storage.ids().await.unwrap();
        assert_eq!(ids[999], (1 << 53) - 1);
        assert!(matches!(storage.ids::<1>().await, Err(Failure::Corrupt(_))));
    }
}
