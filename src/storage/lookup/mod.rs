//! Look-ups by key, the hot path: what a credential, an identifier or a subdomain stands for.
//!
//! The promise is the same on both databases: a look-up that starts after a write was answered never
//! sees what was true before it. On SQLite, whose only writer is this process, that allows an exact
//! cache in memory ([`cache`]). On PostgreSQL, where other nodes write too, nothing is cached and one
//! thread asks for all the keys that wait ([`fresh`]); listening to NOTIFY was refused, because it is
//! lost at a reconnect and not every engine has it.

mod cache;
mod fresh;

use std::hash::Hash;
use std::sync::Arc;

pub(super) use fresh::Reader;

use super::connect::Home;
use super::stale::{Cache, Stale};
use super::{Db, Failure, Result};
use crate::secret::Digest;

/// What something is looked up by: `(tenant, digest)`, `(tenant, identifier)`, a subdomain.
pub trait Key: Clone + Eq + Hash + Send + Sync + 'static {
    /// The digest, if this is the key of a token; [`forget_token`](super::Tx::forget_token) goes by it.
    fn token(&self) -> Option<&Digest> {
        None
    }
}

impl Key for (i64, Digest) {
    fn token(&self) -> Option<&Digest> {
        Some(&self.1)
    }
}
impl Key for (i64, String) {}
impl Key for (i64, i64) {}
impl Key for String {}
impl Key for i64 {}

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

/// One kind of look-up. Clones share what they know.
pub struct Lookup<K: Key, V>(Source<K, V>);

enum Source<K: Key, V> {
    Cached(Arc<cache::Cached<K, V>>),
    Fresh(Arc<fresh::Fresh<K, V>>),
}

impl<K: Key, V: Send + Sync + 'static> Lookup<K, V> {
    pub(super) fn new(
        home: &Arc<Home>,
        stale: &Arc<Stale>,
        reader: &Reader,
        capacity: usize,
        loader: Loader<K, V>,
    ) -> Self {
        if let Home::Postgres { .. } = **home {
            return Self(Source::Fresh(Arc::new(fresh::Fresh::new(reader, loader))));
        }
        let cached = Arc::new(cache::Cached::new(Arc::clone(home), Arc::clone(stale), capacity, loader));
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
            Source::Fresh(fresh) => fresh.get(key).await,
        }
    }
}

impl<K: Key, V> Clone for Lookup<K, V> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Source::Cached(cached) => Source::Cached(Arc::clone(cached)),
            Source::Fresh(fresh) => Source::Fresh(Arc::clone(fresh)),
        })
    }
}

#[cfg(test)]
mod tests;
