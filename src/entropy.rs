//! Randomness as a value: secrets are minted outside the jobs that store them, so that a rerun
//! writes the same bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ring::rand::{SecureRandom, SystemRandom};

/// Where random bytes come from: the operating system, or a test's seed.
#[derive(Clone, Debug)]
pub struct Entropy(Source);

#[derive(Clone, Debug)]
enum Source {
    System(SystemRandom),
    Seeded(Arc<AtomicU64>),
}

impl Entropy {
    /// The operating system's generator.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system")]
    pub fn system() -> Self {
        Self(Source::System(SystemRandom::new()))
    }

    /// A repeatable sequence, for tests whose snapshots show whole answers.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(AtomicU64::new(seed))))
    }

    /// 256 fresh random bits.
    ///
    /// # Panics
    /// If the operating system has no randomness to give: nothing can be minted safely then.
    #[expect(clippy::expect_used, reason = "without randomness there is nothing that could safely go on")]
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        match &self.0 {
            Source::System(system) => system.fill(&mut bytes).expect("the operating system has no randomness"),
            Source::Seeded(counter) => {
                let count = counter.fetch_add(1, Ordering::SeqCst).to_be_bytes();
                bytes.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, &count).as_ref());
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_never_repeats_itself() {
        let entropy = Entropy::system();
        assert_ne!(entropy.bytes(), entropy.bytes());
    }

    #[test]
    fn a_seed_repeats_itself() {
        assert_eq!(Entropy::seeded(7).bytes(), Entropy::seeded(7).bytes());
        assert_ne!(Entropy::seeded(7).bytes(), Entropy::seeded(8).bytes());
    }
}
