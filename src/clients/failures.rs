//! How often a client may fail to prove who it is: so many times a minute, by address and identifier.
//!
//! Kept in this process, because it only has to slow guessing down, and 256 random bits cannot be guessed:
//! the limit saves work and log lines. Successes are not counted, so a busy client is never held up. A try
//! takes its place before it is looked at and gives it back if it was right; so parallel tries cannot slip
//! through. `governor` was refused: it cannot give a place back.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use quick_cache::sync::Cache;

use crate::clock::Moment;
use crate::networks::network;

/// Seconds until failures are forgotten.
const WINDOW: i64 = 60;

/// Addresses and identifiers that are remembered at once; the least used are forgotten first.
const REMEMBERED: usize = 100_000;

/// The failures of the last minute.
pub struct Failures {
    most: u32,
    windows: Cache<u64, Arc<Mutex<Window>>>,
    hasher: RandomState,
}

#[derive(Clone, Copy, Default)]
struct Window {
    ends: Moment,
    failures: u32,
}

/// A place for one try. Whoever fails leaves it taken, until the minute is over.
#[must_use = "give it back if the try was right; drop it where it failed"]
pub struct Place(Arc<Mutex<Window>>);

impl Failures {
    /// Allows `most` failures a minute for each address and identifier.
    pub fn new(most: u32) -> Self {
        Self { most, windows: Cache::new(REMEMBERED), hasher: RandomState::new() }
    }

    /// Seconds until there is a place again; `None` if there is one at `now`. Takes none.
    pub fn wait(&self, address: Option<IpAddr>, tenant: i64, identifier: &str, now: Moment) -> Option<i64> {
        let window = self.windows.get(&self.key(address, tenant, identifier))?;
        let open = window.lock().unwrap_or_else(PoisonError::into_inner);
        let full = open.ends.ends_window(now, WINDOW) && open.failures >= self.most;
        full.then(|| open.ends.seconds_since(now).max(1))
    }

    fn key(&self, address: Option<IpAddr>, tenant: i64, identifier: &str) -> u64 {
        self.hasher.hash_one((address.map(network), tenant, identifier))
    }

    /// Takes a place for a try at `now`.
    ///
    /// # Errors
    /// There is none: the seconds until there is.
    pub fn reserve(&self, address: Option<IpAddr>, tenant: i64, identifier: &str, now: Moment) -> Result<Place, i64> {
        let key = self.key(address, tenant, identifier);
        let window = self.windows.get(&key).unwrap_or_else(|| {
            let fresh = Arc::default();
            self.windows.get_or_insert_with(&key, || Ok::<_, ()>(Arc::clone(&fresh))).unwrap_or(fresh)
        });
        let mut open = window.lock().unwrap_or_else(PoisonError::into_inner);
        if !open.ends.ends_window(now, WINDOW) {
            *open = Window { ends: now.plus(WINDOW), failures: 0 };
        }
        if open.failures >= self.most {
            return Err(open.ends.seconds_since(now).max(1));
        }
        open.failures += 1;
        drop(open);
        Ok(Place(window))
    }
}

impl Place {
    /// The try was right: the place is free again.
    pub fn give_back(self) {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        window.failures = window.failures.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::clock::SKEW;

    const NOW: Moment = Moment::from_micros(1_000_000_000);
    const HERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    const THERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2)));

    #[test]
    fn failures_are_counted_by_address_and_identifier_and_forgotten_after_a_minute() {
        let failures = Failures::new(2);
        for _ in 0..2 {
            assert!(failures.reserve(HERE, 1, "app", NOW).is_ok());
        }
        assert_eq!(failures.reserve(HERE, 1, "app", NOW.plus(20)).err(), Some(40));
        assert!(failures.reserve(THERE, 1, "app", NOW).is_ok());
        assert!(failures.reserve(HERE, 2, "app", NOW).is_ok());
        assert!(failures.reserve(HERE, 1, "app", NOW.plus(60)).is_ok());
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let failures = Failures::new(1);
        let ahead = NOW.plus(86_400);
        assert!(failures.reserve(HERE, 1, "app", ahead).is_ok());
        assert_eq!(failures.reserve(HERE, 1, "app", ahead.plus(-SKEW)).err(), Some(65), "the clock of another thread");
        assert_eq!(failures.wait(HERE, 1, "app", ahead), Some(60));
        assert_eq!(failures.wait(HERE, 1, "app", NOW), None);
        assert!(failures.reserve(HERE, 1, "app", NOW).is_ok());
        assert_eq!(failures.reserve(HERE, 1, "app", NOW).err(), Some(60));
    }

    #[test]
    fn successes_are_unlimited() {
        let failures = Failures::new(1);
        for _ in 0..1_000 {
            failures.reserve(HERE, 1, "app", NOW).ok().unwrap().give_back();
        }
        assert!(failures.reserve(HERE, 1, "app", NOW).is_ok());
    }

    #[test]
    fn of_a_thousand_parallel_failures_no_more_than_the_limit_are_looked_at() {
        let failures = Failures::new(30);
        let looked_at = std::sync::atomic::AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..125 {
                        if failures.reserve(HERE, 1, "app", NOW).is_ok() {
                            looked_at.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        assert_eq!(looked_at.into_inner(), 30);
    }
}
