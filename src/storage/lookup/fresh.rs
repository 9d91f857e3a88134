//! Look-ups on PostgreSQL: always read, many keys with one statement.
//!
//! While a statement is under way the keys of the next one gather; the same key asked twice is asked
//! once. Nobody joins a statement that has begun: it may have begun before the write that the caller
//! has just been told of.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use super::{Key, Loaded, Loader};
use crate::storage::connect::{Home, Kept, Purpose};
use crate::storage::failure::panicked;
use crate::storage::queue::{Queue, Taken};
use crate::storage::{Db, Failure, Result};

/// How many keys a statement asks for at most.
const BATCH: usize = 256;
/// More kinds of look-ups than there will ever be: each stands in the queue at most once.
const KINDS: usize = 1024;

type Reply<V> = oneshot::Sender<Result<Option<Arc<V>>>>;

/// The thread that asks, for all kinds of look-ups.
pub(in crate::storage) struct Reader {
    queue: Arc<Queue<Arc<dyn Batch>>>,
    limit: usize,
}

impl Reader {
    /// Starts the thread, if `home` needs one. At most `limit` keys of a kind wait.
    pub(in crate::storage) fn open(home: &Arc<Home>, limit: usize) -> std::io::Result<(Self, Option<JoinHandle<()>>)> {
        let reader = Self { queue: Arc::new(Queue::new(KINDS)), limit };
        if let Home::Sqlite(_) = **home {
            return Ok((reader, None));
        }
        let (queue, mut kept) = (Arc::clone(&reader.queue), Kept::new(Arc::clone(home), Purpose::Lookup));
        let run = move || {
            let mut taken = Vec::with_capacity(1);
            while queue.take(1, &mut taken, Duration::MAX) != Taken::Closed {
                taken.drain(..).for_each(|batch: Arc<dyn Batch>| batch.ask(&mut kept));
            }
        };
        let thread = std::thread::Builder::new().name("look-up".into()).spawn(run)?;
        Ok((reader, Some(thread)))
    }

    pub(in crate::storage) fn close(&self) {
        self.queue.close();
    }
}

/// Keys of some kind that wait.
trait Batch: Send + Sync {
    fn ask(self: Arc<Self>, kept: &mut Kept);
}

pub(super) struct Fresh<K, V> {
    waiting: Mutex<HashMap<K, Vec<Reply<V>>>>,
    loader: Loader<K, V>,
    queue: Arc<Queue<Arc<dyn Batch>>>,
    limit: usize,
}

impl<K: Key, V: Send + Sync + 'static> Fresh<K, V> {
    pub(super) fn new(reader: &Reader, loader: Loader<K, V>) -> Self {
        Self { waiting: Mutex::default(), loader, queue: Arc::clone(&reader.queue), limit: reader.limit }
    }

    pub(super) async fn get(self: &Arc<Self>, key: K) -> Result<Option<Arc<V>>> {
        let (reply, answer) = oneshot::channel();
        {
            let mut waiting = self.waiting();
            if waiting.len() >= self.limit {
                return Err(Failure::Overloaded);
            }
            if waiting.is_empty() {
                self.queue.put(Arc::clone(self) as Arc<dyn Batch>)?;
            }
            waiting.entry(key).or_default().push(reply);
        }
        answer.await.unwrap_or_else(|_| Err(Failure::closing()))
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<K, Vec<Reply<V>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What waits, up to a statement's worth; the rest stands in the queue again.
    fn gather(self: &Arc<Self>) -> HashMap<K, Vec<Reply<V>>> {
        let mut waiting = self.waiting();
        if waiting.len() <= BATCH {
            return std::mem::take(&mut *waiting);
        }
        let first: Vec<K> = waiting.keys().take(BATCH).cloned().collect();
        let batch = first.into_iter().filter_map(|key| waiting.remove_entry(&key)).collect();
        // A queue that takes nothing more is one that closes: the senders go, and who waits hears it.
        if self.queue.put(Arc::clone(self) as Arc<dyn Batch>).is_err() {
            waiting.clear();
        }
        batch
    }

    fn load(&self, kept: &mut Kept, keys: &[K]) -> Result<Vec<(K, Loaded<V>)>> {
        let ask = |db: &mut Db| catch_unwind(AssertUnwindSafe(|| (self.loader)(db, keys)));
        for again in [true, false] {
            let db = kept.get()?;
            let rows = ask(db).unwrap_or_else(|panic| Err(panicked(&*panic)));
            // Reading twice does no harm: a connection that was lost meanwhile is replaced once.
            if rows.is_err() && db.is_broken() {
                kept.discard();
                if again {
                    continue;
                }
            }
            return rows;
        }
        Err(Failure::Unavailable("the connection was lost twice".into()))
    }
}

impl<K: Key, V: Send + Sync + 'static> Batch for Fresh<K, V> {
    fn ask(self: Arc<Self>, kept: &mut Kept) {
        let mut waiting = self.gather();
        waiting.retain(|_, replies| replies.iter().any(|reply| !reply.is_closed()));
        if waiting.is_empty() {
            return;
        }
        let keys: Vec<K> = waiting.keys().cloned().collect();
        let rows = match self.load(kept, &keys) {
            Ok(rows) => rows,
            Err(failure) => {
                let replies = waiting.into_values().flatten();
                return replies.for_each(|reply| drop(reply.send(Err(failure.share()))));
            }
        };
        for (key, loaded) in rows {
            for reply in waiting.remove(&key).into_iter().flatten() {
                let _ = reply.send(Ok(Some(Arc::clone(&loaded.value))));
            }
        }
        waiting.into_values().flatten().for_each(|reply| drop(reply.send(Ok(None))));
    }
}
