//! What makes cached rows false, on the database whose only writer is this process.
//!
//! Two granularities. A token that changes is removed from the caches *exactly* (refreshing one must
//! not empty the cache of its tenant). A change of a tenant, of one of its users or clients moves the
//! tenant's *epoch*: every entry carries the epoch it was read in and is worth nothing in another.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, PoisonError, RwLock, Weak};

use crate::secret::Digest;

/// What one batch of jobs made stale.
#[derive(Debug, Default)]
pub(super) struct Forgotten {
    pub(super) tokens: Vec<Digest>,
    pub(super) tenants: Vec<i64>,
}

impl Forgotten {
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.tokens.len(), self.tenants.len())
    }

    /// Drops what came after `mark`.
    pub(super) fn reset(&mut self, (tokens, tenants): (usize, usize)) {
        self.tokens.truncate(tokens);
        self.tenants.truncate(tenants);
    }

    pub(super) fn clear(&mut self) {
        self.reset((0, 0));
    }
}

/// A cache that can let go of one token.
pub(super) trait Cache: Send + Sync {
    fn forget(&self, token: &Digest);
}

/// Epochs of the tenants, and the caches that tokens have to be removed from.
pub(super) struct Stale {
    epochs: Epochs,
    caches: RwLock<Vec<Weak<dyn Cache>>>,
}

impl Stale {
    pub(super) fn new() -> Self {
        Self { epochs: Epochs::new(), caches: RwLock::new(Vec::new()) }
    }

    pub(super) fn epochs(&self) -> &Epochs {
        &self.epochs
    }

    /// From now on `cache` is told of tokens.
    pub(super) fn tell(&self, cache: &Arc<dyn Cache>) {
        let mut caches = self.caches.write().unwrap_or_else(PoisonError::into_inner);
        caches.retain(|cache| cache.strong_count() > 0);
        caches.push(Arc::downgrade(cache));
    }

    /// Between the COMMIT and the replies.
    pub(super) fn forget(&self, forgotten: &Forgotten) {
        for tenant in &forgotten.tenants {
            self.epochs.move_on(*tenant);
        }
        if forgotten.tokens.is_empty() {
            return;
        }
        let caches = self.caches.read().unwrap_or_else(PoisonError::into_inner);
        for cache in caches.iter().filter_map(Weak::upgrade) {
            forgotten.tokens.iter().for_each(|token| cache.forget(token));
        }
    }
}

/// How many tenants have an epoch of their own before they share: sharing only costs misses.
const SLOTS: usize = 4096;

/// The epochs of the tenants and of the platform, which is everyone's.
pub(super) struct Epochs {
    tenants: Box<[AtomicU64]>,
    platform: AtomicU64,
    changes: AtomicU64,
}

impl Epochs {
    fn new() -> Self {
        let tenants = (0..SLOTS).map(|_| AtomicU64::new(0)).collect();
        Self { tenants, platform: AtomicU64::new(0), changes: AtomicU64::new(0) }
    }

    fn slot(&self, tenant: i64) -> &AtomicU64 {
        if tenant == 0 { &self.platform } else { &self.tenants[tenant.rem_euclid(SLOTS as i64) as usize] }
    }

    /// What an entry of `tenant` has to carry to be worth anything now. Both parts only grow, so
    /// their sum stays the same only if both do.
    pub(super) fn stamp(&self, tenant: i64) -> u64 {
        let own = if tenant == 0 { 0 } else { self.slot(tenant).load(SeqCst) };
        own + self.platform.load(SeqCst)
    }

    /// Taken before a row is read whose tenant is not known yet; if it is still the same afterwards,
    /// the stamp that is taken then was already right before.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(SeqCst)
    }

    fn move_on(&self, tenant: i64) {
        // In this order: who sees the new epoch has to see that there was a change.
        self.changes.fetch_add(1, SeqCst);
        self.slot(tenant).fetch_add(1, SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_s_change_is_its_own_and_the_platform_s_is_everyone_s() {
        let epochs = Epochs::new();
        let before = (epochs.stamp(0), epochs.stamp(7), epochs.stamp(8));
        epochs.move_on(7);
        assert_eq!((epochs.stamp(0), epochs.stamp(8)), (before.0, before.2));
        assert_ne!(epochs.stamp(7), before.1);
        epochs.move_on(0);
        assert_ne!(epochs.stamp(0), before.0);
        assert_ne!(epochs.stamp(8), before.2);
    }
}
