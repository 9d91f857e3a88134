//! The salts that pairs are derived with as long as a refresh may be repeated: one for each ten seconds, the same for
//! all, kept by the first refresh of that time.
//!
//! Whoever repeats a refresh brings the token, and the salt is found by the time at which it was redeemed: both are
//! needed, and the salt goes when no leeway can reach it any more. A salt for each refresh was refused: a row more to
//! write and to sweep, with another for its index, and a token is as good a secret beside the same salt as others have.

use std::sync::{Mutex, PoisonError};

use super::store;
use crate::clock::Moment;
use crate::entropy::Entropy;
use crate::storage::{Db, Result};

/// Seconds for which a salt is the one to derive with.
const SPAN: i64 = 10;

/// The salt of a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Salt {
    pub(super) span: i64,
    /// 256 random bits.
    pub bits: [u8; 32],
    pub(super) kept_until: Moment,
}

impl Salt {
    /// The salt of its span that counts, kept so that whoever redeems in that span may repeat it for `leeway` seconds:
    /// this one, unless somebody was faster.
    ///
    /// # Errors
    /// Only storage's.
    pub fn keep(self, db: &mut Db, leeway: i64) -> Result<Self> {
        let until = Moment::from_micros(0).plus((self.span + 1) * SPAN + leeway);
        if self.kept_until >= until {
            return Ok(self);
        }
        match store::salt(db, self.span)? {
            Some(kept) if kept.kept_until >= until => Ok(kept),
            Some(kept) => store::keep_salt_longer(db, &Self { kept_until: until, ..kept }),
            None => store::insert_salt(db, &Self { kept_until: until, ..self }),
        }
    }
}

/// The salt of the moment, as far as this node knows it.
#[derive(Default)]
pub struct Salts(Mutex<Option<Salt>>);

impl Salts {
    /// The salt of `now`; one that nobody keeps yet, if it is not known here.
    pub fn at(&self, now: Moment, entropy: &Entropy) -> Salt {
        let known = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let span = span(now);
        let unkept = || Salt { span, bits: entropy.bytes(), kept_until: Moment::default() };
        known.filter(|known| known.span == span).unwrap_or_else(unkept)
    }

    /// Remembers what was [kept](Salt::keep), after the commit.
    pub fn remember(&self, kept: Salt) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

/// The number of the span in which `moment` is.
pub(super) const fn span(moment: Moment) -> i64 {
    moment.seconds().div_euclid(SPAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Tx;
    use crate::storage::blank::Blank;
    use crate::storage::sweep::{Limits, Progress};

    const NOW: Moment = Moment::from_micros(1_795_600_000_000_000);

    async fn kept(storage: &Blank, salts: &Salts, now: Moment, leeway: i64) -> Salt {
        let salt = salts.at(now, &Entropy::system());
        let kept = storage.write(move |tx: &mut Tx<'_>| salt.keep(tx.db, leeway)).await.unwrap();
        salts.remember(kept);
        kept
    }

    #[tokio::test]
    async fn nodes_agree_on_the_salt_of_a_span_and_none_knows_the_next() {
        let storage = Blank::open().unwrap();
        let nodes = [(); 8].map(|()| Salts::default());
        let salts = futures_util::future::join_all(nodes.iter().map(|node| kept(&storage, node, NOW, 60))).await;
        assert_eq!(salts, [salts[0]; 8]);
        assert_eq!(nodes[0].at(NOW.plus(SPAN - 1), &Entropy::system()), salts[0], "known, so nothing is asked");
        let next = kept(&storage, &nodes[0], NOW.plus(SPAN), 60).await;
        assert_ne!(next.bits, salts[0].bits);
        assert_eq!(kept(&storage, &nodes[0], NOW, 60).await, salts[0], "a clock that is behind");
    }

    #[tokio::test]
    async fn a_salt_stays_as_long_as_the_longest_leeway_of_its_span_and_goes_then() {
        let storage = Blank::open().unwrap();
        let (salts, other) = (Salts::default(), Salts::default());
        let short = kept(&storage, &salts, NOW, 60).await;
        let long = kept(&storage, &other, NOW, 90).await;
        assert_eq!(kept(&storage, &salts, NOW, 30).await.bits, short.bits);
        assert_eq!((long.bits, long.kept_until), (short.bits, NOW.plus(SPAN + 90)));
        // Somebody has looked before it was kept longer, and writes only now.
        let late = Salt { kept_until: NOW.plus(SPAN + 75), ..short };
        storage.write(move |tx: &mut Tx<'_>| store::keep_salt_longer(tx.db, &late)).await.unwrap();
        for (at, there) in [(SPAN + 89, true), (SPAN + 90, false)] {
            storage.sweep(NOW.plus(at), &Limits::default(), &mut Progress::default()).await.unwrap();
            let found = storage.read(|db| store::salt(db, span(NOW))).await.unwrap();
            assert_eq!(found.is_some(), there, "{at}");
        }
    }
}
