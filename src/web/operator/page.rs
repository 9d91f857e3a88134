//! A part of a list: what comes behind a name, so many of it.

use serde::Deserialize;

use super::answer::Denied;
use crate::clock::Moment;
use crate::storage::{Place, SortKey, Window};

/// Which part of a list is asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    after: Option<String>,
    limit: Option<i64>,
}

impl Page {
    /// The last one of the part before, as its `next` said.
    pub(super) fn after<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Denied> {
        let Some(after) = &self.after else { return Ok(None) };
        read(after).map(Some).ok_or_else(|| Denied::malformed(&"`after` is not what a `next` said"))
    }

    /// How many, 100 unless told: 1 to 1,000.
    pub(super) fn limit(&self) -> i64 {
        self.limit.unwrap_or(100).clamp(1, 1_000)
    }

    /// What to ask for behind `found`, if there may be more.
    pub(super) fn next<T>(&self, found: &[T], name: impl Fn(&T) -> String) -> Option<String> {
        let full = i64::try_from(found.len()).is_ok_and(|count| count >= self.limit());
        found.last().filter(|_| full).map(name)
    }
}

/// What names the last one of a part of a list that is in the order of making.
pub(super) fn cursor(made: Moment, id: i64) -> String {
    format!("{}-{id}", made.micros())
}

/// When the last one of the part before was made, and which it was.
pub(super) fn moment(after: &str) -> Option<(Moment, i64)> {
    let (at, id) = after.split_once('-')?;
    Some((Moment::from_micros(at.parse().ok()?), id.parse().ok()?))
}

/// That part of a list that is in the order of making.
pub(super) fn window(after: Option<(Moment, i64)>, most: i64) -> Window {
    let first = Window::first(most);
    match after {
        Some((at, id)) => Window { place: Place::After(SortKey::Moment(at.micros()), id), ..first },
        None => first,
    }
}
