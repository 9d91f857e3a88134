//! The read door: queries outside any transaction, on connections that cannot write.
//!
//! On SQLite they run where they are asked, on a connection of the asking thread: a read by key takes
//! ten microseconds, to hand it to another thread takes twenty. On PostgreSQL they run on threads of
//! their own, because they wait for a network and a connection cannot live on an async worker.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use super::connect::{Home, Kept, Purpose};
use super::failure::panicked;
use super::queue::{Queue, Taken};
use super::{Db, Failure, Result};

type Query = Box<dyn FnOnce(&mut Kept) + Send>;

/// The door: on the spot, or a queue with threads behind it.
pub(super) enum Door {
    Here(Arc<Home>),
    Threads(Arc<Queue<Query>>),
}

impl Door {
    pub(super) fn open(home: &Arc<Home>, limit: usize, readers: usize) -> std::io::Result<(Self, Vec<JoinHandle<()>>)> {
        if let Home::Sqlite(_) = **home {
            return Ok((Self::Here(Arc::clone(home)), Vec::new()));
        }
        let queue = Arc::new(Queue::new(limit));
        let spawn = |_| {
            let (queue, mut kept) = (Arc::clone(&queue), Kept::new(Arc::clone(home), Purpose::Read));
            std::thread::Builder::new().name("read".into()).spawn(move || serve(&queue, &mut kept))
        };
        let threads = (0..readers.max(1)).map(spawn).collect::<std::io::Result<_>>()?;
        Ok((Self::Threads(queue), threads))
    }

    /// Runs `query`.
    pub(super) async fn read<T, E>(&self, query: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let queue = match self {
            Self::Here(home) => return with_own(home, |kept| ask(kept, query)),
            Self::Threads(queue) => queue,
        };
        let (reply, answer) = oneshot::channel();
        queue.put(Box::new(move |kept| {
            if !reply.is_closed() {
                let _ = reply.send(ask(kept, query));
            }
        }))?;
        answer.await.unwrap_or_else(|_| Err(Failure::closing().into()))
    }

    /// How many queries wait.
    pub(super) fn waiting(&self) -> usize {
        match self {
            Self::Here(_) => 0,
            Self::Threads(queue) => queue.len(),
        }
    }

    pub(super) fn close(&self) {
        if let Self::Threads(queue) = self {
            queue.close();
        }
    }
}

fn serve(queue: &Queue<Query>, kept: &mut Kept) {
    let mut taken = Vec::with_capacity(1);
    while queue.take(1, &mut taken, Duration::MAX) != Taken::Closed {
        taken.drain(..).for_each(|query| query(kept));
    }
}

/// A query cannot run twice; whatever it says about a connection that was lost under it, the truth
/// is that storage was unavailable.
fn ask<T, E: From<Failure>>(kept: &mut Kept, query: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E> {
    let db = kept.get()?;
    let answer = catch_unwind(AssertUnwindSafe(|| query(db)));
    let lost = !matches!(answer, Ok(Ok(_))) && db.is_broken();
    if lost {
        kept.discard();
    }
    match answer {
        Ok(Err(_)) if lost => Err(Failure::Unavailable("the connection was lost".into()).into()),
        Ok(answer) => answer,
        Err(panic) => Err(panicked(&*panic).into()),
    }
}

thread_local! {
    /// This thread's own connections, one for each open database (a server has one, a test many).
    static OWN: RefCell<Vec<(Weak<Home>, Db)>> = const { RefCell::new(Vec::new()) };
}

/// Runs `work` with this thread's connection to `home`.
pub(super) fn with_own<T>(home: &Arc<Home>, work: impl FnOnce(&mut Kept) -> T) -> T {
    let own = OWN.with_borrow_mut(|own| {
        let found = own.iter().position(|(of, _)| std::ptr::eq(of.as_ptr(), Arc::as_ptr(home)));
        if found.is_none() {
            own.retain(|(of, _)| of.strong_count() > 0);
        }
        found.map(|at| own.swap_remove(at).1)
    });
    let mut kept = Kept::with(Arc::clone(home), Purpose::Read, own);
    let answer = work(&mut kept);
    if let Some(db) = kept.into_inner() {
        OWN.with_borrow_mut(|own| own.push((Arc::downgrade(home), db)));
    }
    answer
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;

    use super::*;
    use crate::storage::blank::Blank;
    use crate::storage::schema::platform_settings::dsl::{name, platform_settings, value};

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn what_was_answered_is_seen_and_nothing_is_written() {
        let storage = Blank::open().unwrap();
        for at in 0..50 {
            let put = move |tx: &mut crate::storage::Tx<'_>| {
                let row = (name.eq(format!("{at}")), value.eq(""));
                Ok::<_, Failure>(diesel::insert_into(platform_settings).values(row).execute(tx.db)?)
            };
            storage.write(put).await.unwrap();
            let reader = (*storage).clone();
            let read = move |db: &mut Db| Ok::<i64, Failure>(platform_settings.count().get_result(db)?);
            assert_eq!(tokio::spawn(async move { reader.read(read).await }).await.unwrap().unwrap(), at + 1);
        }
        let write = |db: &mut Db| Ok::<_, Failure>(diesel::delete(platform_settings).execute(db)?);
        let refused = storage.read(write).await.unwrap_err().to_string();
        assert!(refused.contains("read") && refused.contains("only"), "{refused}");
    }

    #[tokio::test]
    async fn a_panic_is_the_asker_s_alone() {
        let storage = Blank::open().unwrap();
        for _ in 0..9 {
            let answer = storage.read(|_| -> Result<()> { panic!("as a defect does") }).await;
            assert!(matches!(answer, Err(Failure::Corrupt(reason)) if reason.contains("as a defect does")));
        }
        assert!(storage.is_ready().await);
    }

    #[tokio::test]
    async fn a_thread_reads_many_databases() {
        let (one, two) = (Blank::open().unwrap(), Blank::open().unwrap());
        let put = |tx: &mut crate::storage::Tx<'_>| {
            let row = (name.eq("one"), value.eq(""));
            Ok::<_, Failure>(diesel::insert_into(platform_settings).values(row).execute(tx.db)?)
        };
        one.write(put).await.unwrap();
        let count = |db: &mut Db| Ok::<i64, Failure>(platform_settings.count().get_result(db)?);
        for _ in 0..3 {
            assert_eq!((one.read(count).await.unwrap(), two.read(count).await.unwrap()), (1, 0));
        }
    }

    /// The server ends every connection; the doors make new ones by themselves.
    #[tokio::test]
    async fn connections_that_were_lost_are_replaced() {
        use diesel::connection::SimpleConnection;
        let storage = Blank::open().unwrap();
        if storage.place().url().path().is_some() {
            return;
        }
        assert!(storage.is_ready().await);
        let end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(end)?)).await.unwrap();
        for _ in 0..20 {
            assert!(storage.is_ready().await);
        }
    }
}
