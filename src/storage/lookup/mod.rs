//! Look-ups by key, the hot path: what a credential, an identifier or a subdomain stands for.
//!
//! The promise is the same on both databases: a look-up that starts after a write was answered never
//! sees what was true before it. On SQLite, whose only writer is this process, that allows an exact
//! cache in memory ([`cache`], [`near`]). On PostgreSQL, where other nodes write too, one thread asks for all the keys that
//! wait ([`fresh`]): for tokens each time, for what rarely changes only whether it has changed ([`remembered`],
//! [`epochs`]). Listening to NOTIFY was refused, because it is lost at a reconnect and not every engine has it.

mod cache;
mod epochs;
mod fresh;
mod near;
mod reader;
mod remembered;

use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

pub(super) use epochs::move_on;
pub(super) use reader::Reader;

use super::connect::Home;
use super::stale::{Cache, Stale};
use super::{Db, Failure, Result};
use crate::secret::Digest;

/// What something is looked up by: `(tenant, digest)`, `(tenant, identifier)`, a subdomain.
pub trait Key: Clone + Eq + Hash + Send + Sync + 'static {
    /// Whether this is the key of a token, which changes one by one and not with its tenant alone.
    const IS_TOKEN: bool = false;

    /// The tenant whose changes make false what this stands for, if the key says so.
    fn tenant(&self) -> Option<i64>;

    /// The digest, if this is the key of a token; [`forget_token`](super::Tx::forget_token) goes by it.
    fn token(&self) -> Option<&Digest> {
        None
    }
}

impl Key for (i64, Digest) {
    const IS_TOKEN: bool = true;

    fn tenant(&self) -> Option<i64> {
        Some(self.0)
    }

    fn token(&self) -> Option<&Digest> {
        Some(&self.1)
    }
}

impl Key for (i64, String) {
    fn tenant(&self) -> Option<i64> {
        Some(self.0)
    }
}

impl Key for (i64, i64) {
    fn tenant(&self) -> Option<i64> {
        Some(self.0)
    }
}

/// A subdomain: who has it says the row.
impl Key for String {
    fn tenant(&self) -> Option<i64> {
        None
    }
}

impl Key for i64 {
    fn tenant(&self) -> Option<i64> {
        Some(*self)
    }
}

/// What a loader found.
#[derive(Debug)]
pub struct Loaded<V> {
    /// The value.
    pub value: Arc<V>,
    /// The tenant whose changes make it stale (those of the platform, 0, do for every value).
    pub tenant: i64,
}

/// Reads the rows of all `keys` at once; what is not there is left out. On SQLite there is exactly
/// one key. With [`any_of`](super::any_of()) the query is written once for both databases.
pub type Loader<K, V> = Box<dyn Fn(&mut Db, &[K]) -> Result<Vec<(K, Loaded<V>)>> + Send + Sync>;

/// Where look-ups come from.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) home: &'a Arc<Home>,
    pub(super) stale: &'a Arc<Stale>,
    pub(super) reader: &'a Reader,
}

/// One kind of look-up. Clones share what they know.
pub struct Lookup<K: Key, V: Send + Sync>(Source<K, V>);

enum Source<K: Key, V: Send + Sync> {
    Cached(Arc<cache::Cached<K, V>>),
    Remembered(Arc<remembered::Remembered<K, V>>),
    Fresh(Arc<fresh::Fresh<K, V>>),
}

impl<K: Key, V: Send + Sync + 'static> Lookup<K, V> {
    pub(super) fn of_tokens(sources: Sources<'_>, capacity: usize, loader: Loader<K, V>) -> Self {
        const { assert!(K::IS_TOKEN) }
        match **sources.home {
            Home::Postgres { .. } => Self(Source::Fresh(Arc::new(fresh::Fresh::new(&sources.reader.asks, loader)))),
            _ => Self::cached(sources, capacity, loader, None),
        }
    }

    pub(super) fn new(sources: Sources<'_>, capacity: usize, loader: Loader<K, V>) -> Self
    where
        V: Clone,
    {
        const { assert!(!K::IS_TOKEN, "a copy of a token would outlive it") }
        match **sources.home {
            Home::Postgres { .. } => {
                let remembered = remembered::Remembered::new(sources.reader, capacity, loader);
                Self(Source::Remembered(Arc::new(remembered)))
            }
            _ => Self::cached(sources, capacity, loader, Some(V::clone)),
        }
    }

    fn cached(sources: Sources<'_>, capacity: usize, loader: Loader<K, V>, copy: Option<near::Copier<V>>) -> Self {
        let Sources { home, stale, .. } = sources;
        let cached = Arc::new(cache::Cached::new(Arc::clone(home), Arc::clone(stale), capacity, loader, copy));
        stale.tell(&(Arc::clone(&cached) as Arc<dyn Cache>));
        Self(Source::Cached(cached))
    }

    /// What `key` stands for now; `None` if nothing.
    ///
    /// # Errors
    /// If the database cannot be asked or the loader fails. Never answers from what it knew then.
    pub async fn get(&self, key: K) -> Result<Option<Arc<V>>, Failure> {
        match &self.0 {
            Source::Cached(cached) => cached.get(key),
            Source::Remembered(remembered) => remembered.get(key, Instant::now()).await,
            Source::Fresh(fresh) => fresh.get(key).await,
        }
    }

    /// What `key` most probably stands for, where that takes a while to find out: for a question that is asked meanwhile,
    /// and asked again if it was another. Nothing on SQLite, where nobody waits.
    pub fn supposed(&self, key: impl FnOnce() -> Option<K>) -> Option<Arc<V>> {
        match &self.0 {
            Source::Remembered(remembered) => remembered.supposed(&key()?),
            Source::Cached(_) | Source::Fresh(_) => None,
        }
    }

    /// What `key` stood for at some moment after `since`, a second ago at most: for a request that has looked up something
    /// of the same tenant since it came, without asking the database again.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_since(&self, key: K, since: Instant) -> Result<Option<Arc<V>>, Failure> {
        match &self.0 {
            Source::Remembered(remembered) => remembered.get(key, since).await,
            Source::Cached(_) | Source::Fresh(_) => self.get(key).await,
        }
    }
}

impl<K: Key, V: Send + Sync> Clone for Lookup<K, V> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Source::Cached(cached) => Source::Cached(Arc::clone(cached)),
            Source::Remembered(remembered) => Source::Remembered(Arc::clone(remembered)),
            Source::Fresh(fresh) => Source::Fresh(Arc::clone(fresh)),
        })
    }
}

#[cfg(test)]
mod tests;
