//! One thread, one connection: what waits is committed together.
//!
//! A savepoint for each job costs as much as half of the job, and almost none is undone: so a batch runs
//! without, and only when one is everything is rolled back and the batch runs again with them.

use std::sync::Arc;

use super::fold::Fold;
use super::{Job, Tx, Verdict, transaction};
use crate::storage::connect::Kept;
use crate::storage::lock::Held;
use crate::storage::queue::Queue;
use crate::storage::sqlite;
use crate::storage::stale::{Forgotten, Stale};
use crate::storage::{Failure, Result};

/// How many jobs share a COMMIT at most.
const BATCH: usize = 256;

pub(super) struct Writer {
    kept: Kept,
    queue: Arc<Queue<Box<dyn Job>>>,
    stale: Arc<Stale>,
    fold: Fold,
    /// Whether a part of the database is gone from its place.
    displaced: bool,
    /// Nobody else writes to the file as long as this thread lives.
    held: Option<Held>,
}

/// What came of a batch.
enum Batch {
    Committed,
    /// What a job wrote is to be undone, and there was no savepoint to return to.
    Spoiled,
}

impl Writer {
    pub(super) fn new(
        kept: Kept,
        queue: Arc<Queue<Box<dyn Job>>>,
        stale: Arc<Stale>,
        fold: Fold,
        held: Option<Held>,
    ) -> Self {
        Self { kept, queue, stale, fold, displaced: false, held }
    }

    pub(super) fn run(mut self) {
        let queue = Arc::clone(&self.queue);
        queue.serve(BATCH, |batch| {
            self.serve(batch);
            if self.fold.written() {
                told(self.kept.get().and_then(|db| sqlite::checkpoint(db).map(drop)));
            }
        });
        drop(self.fold);
        self.kept.discard();
        // By the connection that has the log open, wherever that is by now.
        if let Some(held) = &mut self.held {
            told(sqlite::finish(&mut held.db));
        }
    }

    /// COMMIT, then the caches, then the replies.
    fn serve(&mut self, batch: &mut Vec<Box<dyn Job>>) {
        batch.retain(|job| !job.is_abandoned());
        if let Err(failure) = self.in_place() {
            return batch.drain(..).for_each(|job| job.fail(failure.share()));
        }
        let mut forgotten = Forgotten::default();
        let mut done = self.attempt(batch, false, &mut forgotten);
        if matches!(done, Ok(Batch::Spoiled)) {
            done = self.attempt(batch, true, &mut forgotten);
        }
        if done.is_err() {
            self.kept.discard();
        }
        // Also when the COMMIT's fate is unknown: to forget too much does no harm.
        self.stale.forget(&forgotten);
        match done {
            Ok(_) => batch.drain(..).for_each(Job::answer),
            Err(failure) => {
                tracing::error!(%failure, jobs = batch.len(), "nothing was committed");
                let lost = || Failure::Unavailable(format!("nothing was committed: {failure}"));
                batch.drain(..).for_each(|job| job.fail(lost()));
            }
        }
    }

    /// Says once that a part is gone from its place, and once that it is back.
    fn in_place(&mut self) -> Result<()> {
        let found = self.kept.in_place();
        match &found {
            Err(failure) if !self.displaced => tracing::error!(%failure, "nothing is written any more"),
            Ok(()) if self.displaced => tracing::warn!("what was removed or replaced is back in its place"),
            _ => {}
        }
        self.displaced = found.is_err();
        found
    }

    fn attempt(&mut self, batch: &mut [Box<dyn Job>], savepoints: bool, forgotten: &mut Forgotten) -> Result<Batch> {
        let db = self.kept.get()?;
        transaction::begin(db)?;
        for job in batch {
            let before = forgotten.mark();
            if savepoints {
                transaction::save(db)?;
            }
            let verdict = job.run(&mut Tx { db, forgotten });
            match (verdict, savepoints) {
                (Verdict::Stands, false) => {}
                (Verdict::Stands, true) => transaction::keep(db)?,
                (_, false) => {
                    forgotten.reset(before);
                    transaction::undo(db, 0)?;
                    return Ok(Batch::Spoiled);
                }
                (_, true) => {
                    forgotten.reset(before);
                    transaction::undo(db, 1)?;
                }
            }
        }
        transaction::commit(db)?;
        Ok(Batch::Committed)
    }
}

fn told(folded: Result<()>) {
    if let Err(error) = folded {
        tracing::warn!(%error, "the write-ahead log could not be folded back, it will be later");
    }
}
