//! What PostgreSQL was asked before, and is still true: a cache in which an entry is worth something in its epoch.
//!
//! Other nodes change what stands here, so each request asks for the epoch of its tenant ([`epochs`](super::epochs)), once
//! for all that it looks up. The epoch that an entry carries was asked for before its value was read: the other way
//! round an old value could be taken for a new one. Absence is not remembered: guessing would fill the memory.
//!
//! Who changes rows by hand, in the middle of the night, gives nobody a new epoch: so nothing is believed for longer than a
//! minute.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::epochs::{Epoch, Epochs};
use super::fresh::Fresh;
use super::reader::Reader;
use super::{Key, Loaded, Loader};
use crate::storage::Result;

/// How long something is believed to be true in its epoch.
const BELIEVED: Duration = Duration::from_secs(60);

pub(super) struct Remembered<K: Key, V> {
    entries: quick_cache::sync::Cache<K, Known<V>>,
    epochs: Arc<Epochs>,
    fresh: Arc<Fresh<K, Loaded<V>>>,
}

struct Known<V> {
    value: Arc<V>,
    tenant: i64,
    epoch: Epoch,
    /// Not read before.
    read: Instant,
}

impl<V> Clone for Known<V> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), ..*self }
    }
}

impl<V> Known<V> {
    fn is_young(&self, since: Instant) -> bool {
        since.saturating_duration_since(self.read) < BELIEVED
    }
}

impl<K: Key, V: Send + Sync + 'static> Remembered<K, V> {
    pub(super) fn new(reader: &Reader, capacity: usize, loader: Loader<K, V>) -> Self {
        let loader: Loader<K, Loaded<V>> = Box::new(move |db, keys| {
            let rows = loader(db, keys)?.into_iter();
            Ok(rows.map(|(key, loaded)| (key, Loaded { tenant: loaded.tenant, value: Arc::new(loaded) })).collect())
        });
        let (entries, fresh) = (quick_cache::sync::Cache::new(capacity), Arc::new(Fresh::new(&reader.asks, loader)));
        Self { entries, epochs: Arc::clone(&reader.epochs), fresh }
    }

    /// What `key` stood for when it was last read.
    pub(super) fn supposed(&self, key: &K) -> Option<Arc<V>> {
        Some(Arc::clone(&self.entries.get(key)?.value))
    }

    pub(super) async fn get(&self, key: K, since: Instant) -> Result<Option<Arc<V>>> {
        if let Some(known) = self.entries.get(&key).filter(|known| known.is_young(since))
            && self.epochs.of(known.tenant, since).await? == known.epoch
        {
            return Ok(Some(Arc::clone(&known.value)));
        }
        let tenant = match key.tenant() {
            Some(tenant) => tenant,
            // It has to be read to know whose it is, and once more when the epoch is known.
            None => match self.fresh.get(key.clone()).await? {
                Some(loaded) => loaded.tenant,
                None => return Ok(None),
            },
        };
        let (epoch, read) = (self.epochs.of(tenant, since).await?, Instant::now());
        let Some(loaded) = self.fresh.get(key.clone()).await? else { return Ok(None) };
        let value = Arc::clone(&loaded.value);
        if loaded.tenant == tenant {
            self.entries.insert(key, Known { value: Arc::clone(&value), tenant, epoch, read });
        }
        Ok(Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_believed_for_longer_than_a_minute() {
        let read = Instant::now();
        let known = Known { value: Arc::new(()), tenant: 7, epoch: Epoch::NEVER_CHANGED, read };
        let young = [0, 59].map(|seconds| known.is_young(read + Duration::from_secs(seconds)));
        assert_eq!((young, known.is_young(read + BELIEVED)), ([true, true], false));
    }
}
