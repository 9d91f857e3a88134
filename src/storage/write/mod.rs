//! The write door: every change goes through here, in a transaction, and is answered after its COMMIT.
//!
//! A job is a rerunnable closure that touches nothing but its transaction and what it captured; ids,
//! secrets and the time are made outside, so that a rerun writes the same. What it answers with says
//! what becomes of it: a value is committed, an error is rolled back unless it says that what was written
//! [stands](Outcome::stands). Threads of its own
//! rather than the runtime's blocking pool: SQLite has one writer anyway, and one thread that commits
//! whatever waits does five times what a pool of connections does; a PostgreSQL connection cannot live
//! on an async worker.

mod fold;
mod gather;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;
mod transaction;

pub use gather::{Insert, Inserts};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use diesel::result::{DatabaseErrorKind, Error};
use tokio::sync::oneshot;

use super::connect::{Home, Kept, Purpose};
use super::failure::panicked;
use super::lock::Held;
use super::queue::Queue;
use super::stale::{Forgotten, Stale};
use super::{Db, Failure, Outcome, Result};
use crate::secret::Digest;
use fold::Fold;

/// An open write: the connection, and what the commit makes stale.
pub struct Tx<'a> {
    /// The connection, inside the transaction.
    pub db: &'a mut Db,
    forgotten: &'a mut Forgotten,
}

impl Tx<'_> {
    /// After the commit, no look-up answers from what it knew of the token with this digest.
    pub fn forget_token(&mut self, digest: Digest) {
        self.forgotten.tokens.push(digest);
    }

    /// After the commit, no look-up answers from what it knew of this tenant (0: of anyone): its
    /// settings, clients, users, resource servers, tokens.
    pub fn forget_tenant(&mut self, tenant: i64) {
        self.forgotten.tenants.push(tenant);
    }
}

/// The door itself: a queue, and the threads behind it. Clones are the same door.
#[derive(Clone)]
pub(super) struct Door {
    queue: Arc<Queue<Box<dyn Job>>>,
}

impl Door {
    /// Opens the door: one thread for a file, which it has `held`; `writers` for a server.
    pub(super) fn open(
        home: &Arc<Home>,
        held: Option<Held>,
        stale: &Arc<Stale>,
        limit: usize,
        writers: usize,
    ) -> std::io::Result<(Self, Vec<JoinHandle<()>>)> {
        let queue = Arc::new(Queue::new(limit));
        let kept = |purpose| Kept::new(Arc::clone(home), purpose);
        let spawn = |run: Box<dyn FnOnce() + Send>| std::thread::Builder::new().name("write".into()).spawn(run);
        let threads: std::io::Result<Vec<_>> = match &**home {
            Home::Sqlite(_) => {
                let fold = Fold::start(kept(Purpose::Fold))?;
                let writer =
                    sqlite::Writer::new(kept(Purpose::Write), Arc::clone(&queue), Arc::clone(stale), fold, held);
                [spawn(Box::new(move || writer.run()))].into_iter().collect()
            }
            Home::Postgres { .. } => (0..writers.max(1))
                .map(|_| {
                    let writer = postgres::Writer::new(kept(Purpose::Write), Arc::clone(&queue));
                    spawn(Box::new(move || writer.run()))
                })
                .collect(),
        };
        Ok((Self { queue }, threads?))
    }

    /// Runs `job` behind the door.
    pub(super) async fn write<T, E>(
        &self,
        extent: Extent,
        job: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Outcome + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.queue.put(Box::new(Waiting { job, extent, answer: None, reply }))?;
        answer.await.unwrap_or_else(|_| Err(Failure::closing().into()))
    }

    /// How many jobs wait.
    pub(super) fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Takes no more jobs in; those that wait are still done.
    pub(super) fn close(&self) {
        self.queue.close();
    }
}

/// How much a job asks of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Any number of statements, of which all or none take effect.
    Transaction,
    /// One, which is a transaction by itself.
    Statement,
}

/// A job of any type, together with who waits for it.
trait Job: Send {
    /// How much it asks.
    fn extent(&self) -> Extent;
    /// Runs it, perhaps again, and keeps what it answers.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Hands over what it answered.
    fn answer(self: Box<Self>);
    /// Hands over `failure` instead.
    fn fail(self: Box<Self>, failure: Failure);
    /// Whether nobody waits any more.
    fn is_abandoned(&self) -> bool;
}

/// What is to become of what a job wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It stands: the job is done, or refuses and needs what it wrote.
    Stands,
    /// It is undone: the job failed or refuses.
    Undone,
    /// It is undone because of what others did meanwhile: worth another try.
    Clashed,
    /// It is undone, perhaps because of what others did: a row that was looked for in vain and is there
    /// when it is to be inserted, one that is gone when another is to refer to it, or a deadlock (40P01),
    /// for which diesel has no name. Then another try finds what the first could not see.
    Unclear,
}

struct Waiting<T, E, F> {
    job: F,
    extent: Extent,
    answer: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Waiting<T, E, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: Outcome + Send,
{
    fn extent(&self) -> Extent {
        self.extent
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let ran = catch_unwind(AssertUnwindSafe(|| (self.job)(tx)));
        let answer = self.answer.insert(ran.unwrap_or_else(|panic| Err(panicked(&*panic).into())));
        match answer {
            Err(error) if !error.stands() => error.failure().map_or(Verdict::Undone, verdict),
            _ => Verdict::Stands,
        }
    }

    fn answer(self: Box<Self>) {
        let answer = self.answer.unwrap_or_else(|| Err(Failure::closing().into()));
        // Who does not wait any more is not told.
        let _ = self.reply.send(answer);
    }

    fn fail(self: Box<Self>, failure: Failure) {
        let _ = self.reply.send(Err(failure.into()));
    }

    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }
}

fn verdict(failure: &Failure) -> Verdict {
    use DatabaseErrorKind::{ForeignKeyViolation, SerializationFailure, UniqueViolation, Unknown};
    let Failure::Query(Error::DatabaseError(kind, _)) = failure else { return Verdict::Undone };
    match kind {
        SerializationFailure => Verdict::Clashed,
        UniqueViolation | ForeignKeyViolation | Unknown => Verdict::Unclear,
        _ => Verdict::Undone,
    }
}
