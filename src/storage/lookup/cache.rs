//! The exact cache over SQLite. What is not in it is read on the spot, by the asking thread.
//!
//! The race to win: a reader loads an old row, a writer commits and removes the entry, the reader puts
//! the old row in. So a reader notes its shard's generation before it reads and inserts only if that is
//! unchanged, under the lock under which the writer moves it on and removes. Absence is not cached:
//! guessing would fill the memory.

use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quick_cache::Equivalent;

use super::near::{Copier, Near};
use super::{Key, Loader};
use crate::secret::Digest;
use crate::storage::Result;
use crate::storage::connect::Home;
use crate::storage::failure::panicked;
use crate::storage::read::with_own;
use crate::storage::stale::{Cache, Stale};

const SHARDS: usize = 64;

pub(super) struct Cached<K: Key, V: Send + Sync> {
    home: Arc<Home>,
    stale: Arc<Stale>,
    loader: Loader<K, V>,
    near: Option<Near<K, V>>,
    entries: quick_cache::sync::Cache<Entry<K>, Known<V>>,
    generations: [Mutex<u64>; SHARDS],
}

pub(super) struct Known<V> {
    pub(super) value: Arc<V>,
    tenant: i64,
    stamp: u64,
}

impl<V> Known<V> {
    /// The same of a copy.
    pub(super) fn copied(&self, value: Arc<V>) -> Self {
        Self { value, ..*self }
    }
}

impl<V> Clone for Known<V> {
    fn clone(&self) -> Self {
        self.copied(Arc::clone(&self.value))
    }
}

impl<K: Key, V: Send + Sync> Cached<K, V> {
    pub(super) fn new(
        home: Arc<Home>,
        stale: Arc<Stale>,
        capacity: usize,
        loader: Loader<K, V>,
        copy: Option<Copier<V>>,
    ) -> Self {
        let (near, entries) = (copy.map(Near::new), quick_cache::sync::Cache::new(capacity));
        Self { home, stale, loader, near, entries, generations: std::array::from_fn(|_| Mutex::new(0)) }
    }

    pub(super) fn get(&self, key: K) -> Result<Option<Arc<V>>> {
        let current = |known: &Known<V>| known.stamp == self.stale.epochs().stamp(known.tenant);
        if let Some(value) = self.near.as_ref().and_then(|near| near.get(&key, current)) {
            return Ok(Some(value));
        }
        let entry = Entry(key);
        match (self.entries.get(&entry).filter(current), &self.near) {
            (Some(known), Some(near)) => Ok(Some(near.keep(entry.0, known))),
            (Some(known), None) => Ok(Some(known.value)),
            (None, _) => self.load(entry),
        }
    }

    fn load(&self, entry: Entry<K>) -> Result<Option<Arc<V>>> {
        let generation = entry.0.token().map(|token| *self.generation(token));
        let changes = self.stale.epochs().changes();
        let rows = with_own(&self.home, |kept| {
            let db = kept.get()?;
            let keys = std::slice::from_ref(&entry.0);
            catch_unwind(AssertUnwindSafe(|| (self.loader)(db, keys))).unwrap_or_else(|panic| Err(panicked(&*panic)))
        })?;
        let Some((_, loaded)) = rows.into_iter().find(|(key, _)| *key == entry.0) else { return Ok(None) };
        let stamp = self.stale.epochs().stamp(loaded.tenant);
        if self.stale.epochs().changes() == changes {
            let known = Known { value: Arc::clone(&loaded.value), tenant: loaded.tenant, stamp };
            match entry.0.token().map(|token| self.generation(token)) {
                None => self.entries.insert(entry, known),
                Some(now) if Some(*now) == generation => self.entries.insert(entry, known),
                Some(_) => {}
            }
        }
        Ok(Some(loaded.value))
    }

    fn generation(&self, token: &Digest) -> MutexGuard<'_, u64> {
        let shard = usize::from(token.as_bytes()[31]) % SHARDS;
        self.generations[shard].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Key, V: Send + Sync> Cache for Cached<K, V> {
    fn forget(&self, token: &Digest) {
        let mut generation = self.generation(token);
        *generation += 1;
        self.entries.remove(&Token(*token));
    }
}

/// A key in the cache. Those of tokens are hashed by a part of their digest alone: it is random
/// enough, and a token can be found by it without its tenant.
#[derive(Clone, PartialEq, Eq)]
struct Entry<K>(K);

struct Token(Digest);

impl<K: Key> Hash for Entry<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0.token() {
            Some(token) => state.write_u64(token.hashed()),
            None => self.0.hash(state),
        }
    }
}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hashed());
    }
}

impl<K: Key> Equivalent<Entry<K>> for Token {
    fn equivalent(&self, entry: &Entry<K>) -> bool {
        entry.0.token() == Some(&self.0)
    }
}
