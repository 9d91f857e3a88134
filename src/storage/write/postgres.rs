//! A few threads, one connection each, one transaction a job, or one statement, which is one: the server
//! groups commits by itself, and jobs that share a transaction would wait for each other's rows.
//!
//! What is rerun and what is not: a job that clashed with another (40001, 40P01, or a row that came or
//! went between its look and its write) was rolled back, so it runs again. A connection that is lost before the COMMIT was sent has committed nothing: once
//! again on a new one. A connection that is lost during the COMMIT: nobody knows, so nothing is rerun
//! and the caller hears that storage is unavailable.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::result::{DatabaseErrorKind, Error, QueryResult};

use super::{Extent, Job, Tx, Verdict, transaction};
use crate::storage::connect::Kept;
use crate::storage::lookup::move_on;
use crate::storage::queue::Queue;
use crate::storage::stale::Forgotten;
use crate::storage::{Db, Failure};

/// How often a job that clashes is tried.
const TRIES: u32 = 10;
/// How often one is tried whose clash is only a guess.
const GUESSES: u32 = 3;
/// A deadlock is found out after a second (`deadlock_timeout`); what takes longer is none.
const DEADLOCK: Duration = Duration::from_secs(3);

pub(super) struct Writer {
    kept: Kept,
    queue: Arc<Queue<Box<dyn Job>>>,
}

/// What came of one try.
enum Try {
    /// The job's own answer is the answer.
    Answered,
    /// Rolled back because of what others did.
    Clashed,
    /// The connection went before the COMMIT was sent.
    Lost,
    /// The server is away, or was asked to commit and did not say that it has.
    Failed(Failure),
}

impl Writer {
    pub(super) fn new(kept: Kept, queue: Arc<Queue<Box<dyn Job>>>) -> Self {
        Self { kept, queue }
    }

    pub(super) fn run(mut self) {
        let queue = Arc::clone(&self.queue);
        queue.serve(1, |taken| taken.drain(..).filter(|job| !job.is_abandoned()).for_each(|job| self.serve(job)));
    }

    fn serve(&mut self, mut job: Box<dyn Job>) {
        let mut reconnected = false;
        for round in 1_u32.. {
            let mut forgotten = Forgotten::default();
            let outcome = self.attempt(&mut *job, round, &mut forgotten);
            match outcome {
                Try::Answered => return job.answer(),
                Try::Clashed => std::thread::sleep(jitter(round)),
                Try::Lost if !reconnected => reconnected = true,
                Try::Lost => return job.fail(Failure::Unavailable("the connection was lost twice".into())),
                Try::Failed(failure) => {
                    tracing::warn!(%failure, "a job was given up");
                    return job.fail(failure);
                }
            }
        }
    }

    fn attempt(&mut self, job: &mut dyn Job, round: u32, forgotten: &mut Forgotten) -> Try {
        let begun = Instant::now();
        let db = match self.kept.get() {
            Ok(db) => db,
            Err(failure) => return Try::Failed(failure),
        };
        let whole = job.extent() == Extent::Transaction;
        if whole && transaction::begin(db).is_err() {
            self.kept.discard();
            return Try::Lost;
        }
        let before = asked(db);
        let verdict = job.run(&mut Tx { db, forgotten });
        debug_assert!(whole || asked(db) <= before + 1, "a job of one statement asked for more");
        debug_assert!(whole || forgotten.tenants.is_empty(), "one statement cannot change what nodes remember");
        if verdict == Verdict::Stands {
            let committed = if whole { end(db, forgotten) } else { Ok(()) };
            return self.committed(committed, round);
        }
        forgotten.clear();
        if transaction::undo(db, 0).is_err() || db.is_broken() {
            self.kept.discard();
            // A statement that stands for itself may have been carried out.
            return if whole { Try::Lost } else { Try::Answered };
        }
        match verdict {
            Verdict::Clashed if round < TRIES => Try::Clashed,
            Verdict::Unclear if round < GUESSES && begun.elapsed() < DEADLOCK => Try::Clashed,
            _ => Try::Answered,
        }
    }

    fn committed(&mut self, committed: QueryResult<()>, round: u32) -> Try {
        match committed {
            Ok(()) => Try::Answered,
            Err(Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) if round < TRIES => Try::Clashed,
            Err(error) => {
                self.kept.discard();
                Try::Failed(error.into())
            }
        }
    }
}

/// Tells the other nodes, and this one's look-ups, what is not true any more, and commits.
fn end(db: &mut Db, forgotten: &mut Forgotten) -> QueryResult<()> {
    move_on(db, &mut forgotten.tenants)?;
    transaction::commit(db)
}

const fn asked(db: &Db) -> u64 {
    match db {
        Db::Postgres(connection) => connection.asked(),
        Db::Sqlite(_) => 0,
    }
}

/// Longer with each round, and for no two the same.
fn jitter(round: u32) -> Duration {
    let most = 2_000_u64 << round.min(6);
    Duration::from_micros(most / 2 + RandomState::new().hash_one(round) % (most / 2))
}
