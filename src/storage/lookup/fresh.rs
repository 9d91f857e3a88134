//! What PostgreSQL is asked each time: many keys with one statement.
//!
//! While a statement is under way the keys of the next one gather; the same key asked twice is asked
//! once. Nobody joins a statement that has begun: it may have begun before the write that the caller
//! has just been told of.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::{Key, Loaded, Loader};
use crate::storage::connect::Kept;
use crate::storage::failure::panicked;
use crate::storage::queue::Queue;
use crate::storage::{Db, Failure, Result};

/// How many keys a statement asks for at most.
const BATCH: usize = 256;
/// More kinds of look-ups than there will ever be: each stands in the queue at most once.
const KINDS: usize = 1024;

type Reply<V> = oneshot::Sender<Result<Option<Arc<V>>>>;

/// The queue of those kinds of look-ups for which keys wait, and how many of a kind may.
#[derive(Clone)]
pub(super) struct Asks {
    pub(super) queue: Arc<Queue<Arc<dyn Batch>>>,
    limit: usize,
}

impl Asks {
    pub(super) fn new(limit: usize) -> Self {
        Self { queue: Arc::new(Queue::new(KINDS)), limit }
    }
}

/// Keys of some kind that wait.
pub(super) trait Batch: Send + Sync {
    fn ask(self: Arc<Self>, kept: &mut Kept);
}

pub(super) struct Fresh<K, V> {
    waiting: Mutex<HashMap<K, Vec<Reply<V>>>>,
    loader: Loader<K, V>,
    asks: Asks,
}

impl<K: Key, V: Send + Sync + 'static> Fresh<K, V> {
    pub(super) fn new(asks: &Asks, loader: Loader<K, V>) -> Self {
        Self { waiting: Mutex::default(), loader, asks: asks.clone() }
    }

    pub(super) async fn get(self: &Arc<Self>, key: K) -> Result<Option<Arc<V>>> {
        let (reply, answer) = oneshot::channel();
        {
            let mut waiting = self.waiting();
            if waiting.len() >= self.asks.limit {
                return Err(Failure::Overloaded);
            }
            if waiting.is_empty() {
                self.asks.queue.put(Arc::clone(self) as Arc<dyn Batch>)?;
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
        if self.asks.queue.put(Arc::clone(self) as Arc<dyn Batch>).is_err() {
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
