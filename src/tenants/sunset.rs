//! How a tenant leads its API tokens to their end: every part is optional, and none at all is how it was.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// The most days that a part can last.
const LONGEST: i64 = 3_650;

/// The most windows of trial.
const MOST_WINDOWS: usize = 100;

/// What a tenant has decided about the end of its API tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sunset {
    /// Since when days are counted; absent: as far back as a token goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Moment>,
    /// Days without a call after which a token is deactivated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_days: Option<i64>,
    /// Days from its deactivation until a token is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_after_days: Option<i64>,
    /// From when on none can be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_new_from: Option<Moment>,
    /// Windows in which every token fails, to see what would break.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub brown_outs: Vec<Window>,
    /// From when on every token fails, and is deactivated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Moment>,
    /// How many days ahead the audit log announces what comes (14), and no token is touched sooner; 0: not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announce_days: Option<i64>,
}

/// A window of time: from its beginning on, and no longer at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// When it begins.
    pub from: Moment,
    /// When it is over.
    pub until: Moment,
}

impl Sunset {
    /// Whether every token fails at `now`.
    pub fn is_dark(&self, now: Moment) -> bool {
        let over = self.ends_at.is_some_and(|end| end <= now);
        over || self.brown_outs.iter().any(|window| window.from <= now && now < window.until)
    }

    /// Whether a token can still be made at `now`.
    pub fn lets_make(&self, now: Moment) -> bool {
        let over = |end: Option<Moment>| end.is_some_and(|end| end <= now);
        !over(self.no_new_from) && !over(self.ends_at)
    }

    /// How many seconds ahead what comes is announced.
    pub fn announced_ahead(&self) -> i64 {
        self.announce_days.unwrap_or(14) * 86_400
    }

    /// What is wrong with it, if anything is.
    pub(super) fn problem(&self) -> Option<String> {
        let days =
            [self.idle_days, self.delete_after_days].into_iter().flatten().any(|days| !(1..=LONGEST).contains(&days));
        if days {
            return Some(format!("give days from 1 to {LONGEST}"));
        }
        if self.announce_days.is_some_and(|days| !(0..=LONGEST).contains(&days)) {
            return Some(format!("give announce_days from 0 (nothing is announced) to {LONGEST}"));
        }
        if self.brown_outs.len() > MOST_WINDOWS || self.brown_outs.iter().any(|window| window.until <= window.from) {
            return Some(format!("give at most {MOST_WINDOWS} windows, each ending after it begins"));
        }
        None
    }
}
