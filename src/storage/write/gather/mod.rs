//! Rows that stand for themselves, such as a token that belongs to nothing: nobody decides anything with them in hand, so
//! whoever waits may share a statement.
//!
//! On PostgreSQL a statement costs more than a row, and a commit more than both. While one is under way the rows of the
//! next one gather; so there are as many statements as the server can take, and the busier it is, the more rows they
//! have. SQLite's only writer commits whatever waits anyway.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::{Door, Extent, Job, Queue, Tx, Verdict, verdict};
use crate::storage::connect::Home;
use crate::storage::failure::panicked;
use crate::storage::{Db, Failure, Result};

/// How many rows a statement has at most.
const BATCH: usize = 256;

/// Keeps rows with one statement: all of them or none.
pub type Insert<R> = fn(&mut Db, &[R]) -> Result<()>;

type Reply = oneshot::Sender<Result<()>>;

/// The write door for rows of one kind.
pub struct Inserts<R>(Way<R>);

enum Way<R> {
    Each(Door, Insert<R>),
    Gathered(Arc<Gathering<R>>),
}

/// Rows that wait for the statement before them.
struct Gathering<R> {
    waiting: Mutex<Waiting<R>>,
    insert: Insert<R>,
    queue: Arc<Queue<Box<dyn Job>>>,
    limit: usize,
}

struct Waiting<R> {
    rows: Vec<(R, Reply)>,
    /// Whether a statement is under way, or stands in the queue.
    under_way: bool,
}

impl<R: Send + Sync + 'static> Inserts<R> {
    pub(in crate::storage) fn new(home: &Home, door: &Door, insert: Insert<R>) -> Self {
        let (door, limit) = (door.clone(), door.queue.limit());
        Self(match home {
            Home::Sqlite(_) => Way::Each(door, insert),
            Home::Postgres { .. } => {
                let waiting = Mutex::new(Waiting { rows: Vec::new(), under_way: false });
                Way::Gathered(Arc::new(Gathering { waiting, insert, queue: door.queue, limit }))
            }
        })
    }

    /// Keeps `row`, and answers when that is durable.
    ///
    /// # Errors
    /// If it cannot be kept, which says nothing of rows beside it. If a connection is lost while the statement is under
    /// way, nobody knows whether it was carried out, and it is not sent again.
    pub async fn keep(&self, row: R) -> Result<()> {
        match &self.0 {
            Way::Each(door, insert) => {
                let insert = *insert;
                door.write(Extent::Transaction, move |tx| insert(tx.db, std::slice::from_ref(&row))).await
            }
            Way::Gathered(gathering) => {
                let (reply, answer) = oneshot::channel();
                gathering.add(row, reply)?;
                answer.await.unwrap_or_else(|_| Err(Failure::closing()))
            }
        }
    }
}

impl<R: Send + Sync + 'static> Gathering<R> {
    fn add(self: &Arc<Self>, row: R, reply: Reply) -> Result<()> {
        let mut waiting = self.waiting();
        if waiting.rows.len() >= self.limit {
            return Err(Failure::Overloaded);
        }
        if !waiting.under_way {
            self.queue.put(Box::new(Batch::next(self)))?;
            waiting.under_way = true;
        }
        waiting.rows.push((row, reply));
        Ok(())
    }

    /// Lets those who wait have their turn.
    fn go_on(self: &Arc<Self>) {
        let mut waiting = self.waiting();
        waiting.under_way = !waiting.rows.is_empty();
        if waiting.under_way
            && let Err(failure) = self.queue.put(Box::new(Batch::next(self)))
        {
            waiting.under_way = false;
            waiting.rows.drain(..).for_each(|(_, reply)| drop(reply.send(Err(failure.share()))));
        }
    }

    fn take(&self) -> (Vec<R>, Vec<Reply>) {
        let mut waiting = self.waiting();
        let many = waiting.rows.len().min(BATCH);
        waiting.rows.drain(..many).filter(|(_, reply)| !reply.is_closed()).unzip()
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<R>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A statement.
struct Batch<R> {
    of: Arc<Gathering<R>>,
    /// Whether it is one of those that follow each other, or a row that shares its statement no more.
    in_turn: bool,
    rows: Vec<R>,
    replies: Vec<Reply>,
    kept: Result<()>,
}

impl<R: Send + Sync + 'static> Batch<R> {
    /// What has gathered when its turn comes.
    fn next(of: &Arc<Gathering<R>>) -> Self {
        Self { of: Arc::clone(of), in_turn: true, rows: Vec::new(), replies: Vec::new(), kept: Ok(()) }
    }

    fn alone(of: &Arc<Gathering<R>>, row: R, reply: Reply) -> Self {
        Self { in_turn: false, rows: vec![row], replies: vec![reply], ..Self::next(of) }
    }

    /// Takes what has gathered, unless it has its rows already.
    fn take(&mut self) {
        if self.rows.is_empty() {
            (self.rows, self.replies) = self.of.take();
        }
    }

    fn tell(mut self, kept: Result<()>) {
        if self.in_turn {
            self.of.go_on();
        }
        // Who does not wait any more is not told.
        let last = self.replies.pop();
        for reply in self.replies {
            let _ = reply.send(kept.as_ref().map_err(Failure::share).copied());
        }
        if let Some(last) = last {
            let _ = last.send(kept);
        }
    }

    /// The server refused the statement because of one row: each has one of its own.
    fn part(mut self) {
        let rows = std::mem::take(&mut self.rows).into_iter().zip(std::mem::take(&mut self.replies));
        for (row, reply) in rows {
            let alone = Self::alone(&self.of, row, reply);
            // A queue that takes nothing more in drops the reply, and who waits hears it.
            drop(self.of.queue.put(Box::new(alone)));
        }
        self.tell(Ok(()));
    }
}

impl<R: Send + Sync + 'static> Job for Batch<R> {
    fn extent(&self) -> Extent {
        Extent::Statement
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        self.take();
        let rows = &self.rows;
        if rows.is_empty() {
            return Verdict::Stands;
        }
        let kept = catch_unwind(AssertUnwindSafe(|| (self.of.insert)(tx.db, rows)));
        self.kept = kept.unwrap_or_else(|panic| Err(panicked(&*panic)));
        self.kept.as_ref().err().map_or(Verdict::Stands, verdict)
    }

    fn answer(mut self: Box<Self>) {
        match std::mem::replace(&mut self.kept, Ok(())) {
            Err(Failure::Query(_)) if self.rows.len() > 1 => self.part(),
            kept => self.tell(kept),
        }
    }

    fn fail(mut self: Box<Self>, failure: Failure) {
        self.take();
        self.tell(Err(failure));
    }

    fn is_abandoned(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
