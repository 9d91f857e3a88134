//! The read door: queries outside any transaction, on connections that cannot write.
//!
//! On SQLite a read by key runs where it is asked, on a connection of the asking thread: it takes ten microseconds, to
//! hand it to another thread takes twenty. Whatever takes longer the more is kept (a list, a search, a report) has two
//! threads of its own, so that who searches keeps nobody waiting but others who search. On PostgreSQL all of it runs on
//! threads of its own, because it waits for a network and a connection cannot live on an async worker.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::connect::{Home, Kept, Purpose};
use super::failure::panicked;
use super::queue::Queue;
use super::{Db, Failure, Result};

/// SQLite: how many search at once.
const SEARCHERS: usize = 2;

type Query = Box<dyn FnOnce(&mut Kept) + Send>;

/// The door: on the spot, or a queue with threads behind it, which start when they are first needed.
pub(super) struct Door {
    home: Arc<Home>,
    queue: Arc<Queue<Query>>,
    most: usize,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Door {
    pub(super) fn new(home: &Arc<Home>, limit: usize, readers: usize) -> Self {
        let most = if let Home::Sqlite(_) = **home { SEARCHERS } else { readers.max(1) };
        Self { home: Arc::clone(home), queue: Arc::new(Queue::new(limit)), most, threads: Mutex::default() }
    }

    /// Runs `query`, which reads by key.
    pub(super) async fn read<T, E>(&self, query: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        match *self.home {
            Home::Sqlite(_) => with_own(&self.home, |kept| ask(kept, query)),
            Home::Postgres { .. } => self.search(query).await,
        }
    }

    /// Runs `query`, however long it takes.
    pub(super) async fn search<T, E>(
        &self,
        query: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.queue.put(Box::new(move |kept| {
            if !reply.is_closed() {
                let _ = reply.send(ask(kept, query));
            }
        }))?;
        self.start()?;
        answer.await.unwrap_or_else(|_| Err(Failure::closing().into()))
    }

    fn start(&self) -> Result<()> {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        while threads.len() < self.most {
            let (queue, mut kept) = (Arc::clone(&self.queue), Kept::new(Arc::clone(&self.home), Purpose::Read));
            let thread = std::thread::Builder::new().name("read".into()).spawn(move || serve(&queue, &mut kept));
            threads.push(thread.map_err(|error| Failure::Unavailable(format!("cannot start a thread: {error}")))?);
        }
        Ok(())
    }

    /// How many queries wait.
    pub(super) fn waiting(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn close(&self) {
        self.queue.close();
    }

    /// Waits for the threads, after [`close`](Self::close).
    pub(super) fn end(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        threads.into_iter().for_each(|thread| drop(thread.join()));
    }
}

fn serve(queue: &Queue<Query>, kept: &mut Kept) {
    queue.serve(1, |taken| taken.drain(..).for_each(|query| query(kept)));
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

    /// A query that runs until it is told to end, and how it is told.
    fn lasting() -> (std::sync::mpsc::Sender<()>, impl FnOnce(&mut Db) -> Result<()> + Send + 'static) {
        let (end, ended) = std::sync::mpsc::channel();
        let wait = move |_: &mut Db| {
            let _ = ended.recv();
            Ok(())
        };
        (end, wait)
    }

    fn count(db: &mut Db) -> Result<i64> {
        Ok(platform_settings.count().get_result(db)?)
    }

    #[tokio::test]
    async fn who_reads_by_key_waits_for_nobody_who_searches_on_sqlite() {
        let storage = Blank::open().unwrap();
        if storage.place().url().path().is_none() {
            return;
        }
        let (ends, searches): (Vec<_>, Vec<_>) = (0..9).map(|_| lasting()).unzip();
        let search = |query| {
            let storage = (*storage).clone();
            tokio::spawn(async move { storage.search(query).await })
        };
        let searching: Vec<_> = searches.into_iter().map(search).collect();
        while storage.waiting().1 != 9 - SEARCHERS {
            tokio::task::yield_now().await;
        }
        assert_eq!(storage.read(count).await.unwrap(), 0);
        drop(ends);
        for search in searching {
            search.await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn as_many_searches_wait_as_may_and_the_next_is_refused() {
        let storage = Blank::open().unwrap();
        let door = Arc::new(Door::new(&storage.0.home, 2, 1));
        let (mut ends, mut searching) = (Vec::new(), Vec::new());
        for n in 1..=door.most + 2 {
            let (end, query) = lasting();
            let own = Arc::clone(&door);
            searching.push(tokio::spawn(async move { own.search(query).await }));
            ends.push(end);
            // Until it runs, or waits behind those that do.
            tokio::task::yield_now().await;
            while door.waiting() > n.saturating_sub(door.most) {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(door.waiting(), 2);
        assert!(matches!(door.search(count).await, Err(Failure::Overloaded)));
        drop(ends);
        for search in searching {
            search.await.unwrap().unwrap();
        }
        door.close();
        door.end();
        assert!(matches!(door.search(count).await, Err(Failure::Unavailable(_))));
    }

    #[tokio::test]
    async fn a_panic_is_the_asker_s_alone() {
        let storage = Blank::open().unwrap();
        for _ in 0..9 {
            let read = storage.read(|_| -> Result<()> { panic!("as a defect does") }).await;
            let searched = storage.search(|_| -> Result<()> { panic!("as a defect does") }).await;
            for answer in [read, searched] {
                assert!(matches!(answer, Err(Failure::Corrupt(reason)) if reason.contains("as a defect does")));
            }
        }
        assert!(storage.ready().await.is_ok());
    }

    #[tokio::test]
    async fn a_thread_reads_many_databases() {
        let (one, two) = (Blank::open().unwrap(), Blank::open().unwrap());
        let put = |tx: &mut crate::storage::Tx<'_>| {
            let row = (name.eq("one"), value.eq(""));
            Ok::<_, Failure>(diesel::insert_into(platform_settings).values(row).execute(tx.db)?)
        };
        one.write(put).await.unwrap();
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
        assert!(storage.ready().await.is_ok());
        let end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(end)?)).await.unwrap();
        for _ in 0..20 {
            assert!(storage.ready().await.is_ok());
        }
    }
}
