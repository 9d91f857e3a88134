//! A part of a list: what comes behind a name, so many of it.

use serde::Deserialize;

/// Which part of a list is asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// The last one of the part before, as its `next` said.
    pub after: Option<String>,
    limit: Option<i64>,
}

impl Page {
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
