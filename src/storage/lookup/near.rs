//! Copies that each thread keeps for itself of what it looks up again and again. An `Arc` that all threads share is
//! slow: each clone writes its counter, and processors wait for each other to do so.
//!
//! A copy has the epoch and the time of the value that it was made of, so it is good for exactly as long as that one. A
//! thread has [`PLACES`] places, and the hash of a key says which is its own. A value is copied when the same key comes
//! to its place twice in a row: what is asked for once is never worth a copy.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use thread_local::ThreadLocal;

use super::Key;
use super::cache::Known;

/// How many things a thread keeps a copy of: a few kilobytes.
const PLACES: usize = 64;

/// How a value is copied.
pub(super) type Copier<V> = fn(&V) -> V;

pub(super) struct Near<K: Key, V: Send + Sync> {
    copy: Copier<V>,
    hasher: RandomState,
    threads: ThreadLocal<RefCell<Vec<Place<K, V>>>>,
}

struct Place<K, V> {
    /// By its hash, what was asked for last.
    last: u64,
    held: Option<(K, Known<V>)>,
}

impl<K: Key, V: Send + Sync> Near<K, V> {
    pub(super) fn new(copy: Copier<V>) -> Self {
        Self { copy, hasher: RandomState::default(), threads: ThreadLocal::new() }
    }

    /// This thread's own copy of what `key` stands for, if it is `current`.
    pub(super) fn get(&self, key: &K, current: impl Fn(&Known<V>) -> bool) -> Option<Arc<V>> {
        let places = self.threads.get()?.borrow();
        let (held, known) = places.get(place(self.hasher.hash_one(key)))?.held.as_ref()?;
        (held == key && current(known)).then(|| Arc::clone(&known.value))
    }

    /// The value of what is `known` by `key`: this thread's own from the second time on.
    pub(super) fn keep(&self, key: K, known: Known<V>) -> Arc<V> {
        let empty = || Place { last: 0, held: None };
        let mut places = self.threads.get_or(|| RefCell::new((0..PLACES).map(|_| empty()).collect())).borrow_mut();
        let hash = self.hasher.hash_one(&key);
        let Some(place) = places.get_mut(place(hash)) else { return known.value };
        if std::mem::replace(&mut place.last, hash) != hash {
            return known.value;
        }
        let value = Arc::new((self.copy)(&known.value));
        place.held = Some((key, known.copied(Arc::clone(&value))));
        value
    }
}

fn place(hash: u64) -> usize {
    hash as usize % PLACES
}
