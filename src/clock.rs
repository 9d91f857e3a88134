//! Time as a value: a use case is told what time it is, it never asks.
//!
//! [`Clock`] is the only place that reads the machine's clock; tests hand in one that they move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

/// Seconds that the clocks of two nodes may differ without harm.
pub const SKEW: i64 = 5;

/// A point in time: microseconds since 1970-01-01T00:00:00Z, as the database keeps it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(i64);

impl Moment {
    /// The moment that lies `micros` microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The same by reference, for the column.
    pub(crate) const fn as_micros(&self) -> &i64 {
        &self.0
    }

    /// Whole milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Whole seconds since 1970, as `iat` and `exp` have them (RFC 7662 §2.2).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The moment that `text` says, as `2026-11-21T10:00:00Z` (RFC 3339 §5.6).
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let at = OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
        i64::try_from(at.unix_timestamp_nanos() / 1_000).ok().map(Self)
    }

    /// The moment `seconds` later (or earlier, if negative).
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The last moment of the second that this one is in.
    #[must_use]
    pub const fn end_of_second(self) -> Self {
        Self(self.seconds().saturating_mul(1_000_000).saturating_add(999_999))
    }

    /// Whether a window of `seconds` that ends at this moment is running at `now`. One that ends later than any that
    /// could have begun is over too: it is of a clock that was set back since.
    pub const fn ends_window(self, now: Self, seconds: i64) -> bool {
        now.0 < self.0 && self.0 <= now.plus(seconds + SKEW).0
    }

    /// Whole seconds from `earlier` until this moment, rounded down; never negative, because the
    /// clocks of two nodes may differ.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        let micros = self.0.saturating_sub(earlier.0);
        if micros < 0 { 0 } else { micros / 1_000_000 }
    }

    /// The calendar's view of this moment, in UTC.
    pub fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// `2026-11-21T10:00:00Z`: seconds, UTC.
    pub fn rfc3339(self) -> String {
        let at = self.date_time().replace_nanosecond(0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
    }
}

impl std::fmt::Debug for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let says = || serde::de::Error::custom("write a time as 2026-11-21T10:00:00Z");
        Self::from_rfc3339(&text).ok_or_else(says)
    }
}

/// Where time comes from: the machine, or a test's hand.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still at `start` until it is [advanced](Self::advance).
    pub fn fixed(start: Moment) -> Self {
        Self(Some(Arc::new(AtomicI64::new(start.micros()))))
    }

    /// What time it is.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Some(fixed) => Moment(fixed.load(Ordering::SeqCst)),
            None => {
                let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Moment(since_1970.as_micros().try_into().unwrap_or(i64::MAX))
            }
        }
    }

    /// Moves a fixed clock by `seconds`; the machine's clock stays as it is.
    pub fn advance(&self, seconds: i64) {
        if let Some(fixed) = &self.0 {
            fixed.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_time_is_never_negative() {
        let (early, late) = (Moment::from_micros(5_000_000), Moment::from_micros(9_999_999));
        assert_eq!(late.seconds_since(early), 4);
        assert_eq!(early.seconds_since(late), 0);
    }

    #[test]
    fn a_window_runs_until_its_end_and_never_longer_than_it_is() {
        let now = Moment::from_micros(5_000_000);
        for (ends, runs) in [(-1, false), (0, false), (1, true), (60, true), (60 + SKEW, true), (61 + SKEW, false)] {
            assert_eq!(now.plus(ends).ends_window(now, 60), runs, "{ends}");
        }
    }

    #[test]
    fn a_moment_is_shown_in_whole_seconds() {
        assert_eq!(Moment::from_micros(1_795_600_000_123_456).rfc3339(), "2026-11-25T09:46:40Z");
        let read = Moment::from_rfc3339("2026-11-25T10:46:40+01:00");
        assert_eq!(read, Some(Moment::from_micros(1_795_600_000_000_000)));
        assert_eq!(Moment::from_rfc3339("tomorrow"), None);
    }

    #[test]
    fn a_second_ends_where_the_next_begins() {
        for (micros, end) in [(0, 999_999), (999_999, 999_999), (1_500_000, 1_999_999), (-1, -1)] {
            assert_eq!(Moment::from_micros(micros).end_of_second().micros(), end);
        }
    }

    #[test]
    fn a_fixed_clock_moves_only_by_hand() {
        let clock = Clock::fixed(Moment::from_micros(0));
        clock.clone().advance(60);
        assert_eq!(clock.now(), Moment::from_micros(60_000_000));
    }
}
