//! A part of a list: so many rows behind a place, before one, or after so many others.
//!
//! A place is what a row is sorted by and its number, so that going on costs one step down an index, however long the
//! list. Skipping by number is there for programs that know nothing else, and ends after [`COUNTED`] rows.

use super::Result;

/// How far rows are counted and skipped.
pub const COUNTED: i64 = 10_000;

/// What a row is sorted by, before its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// A time, in microseconds.
    Moment(i64),
    /// A text.
    Text(String),
}

impl SortKey {
    /// The microseconds; for a text, the beginning of time.
    pub fn micros(&self) -> i64 {
        if let Self::Moment(micros) = self { *micros } else { i64::MIN }
    }

    /// The text; for a time, none.
    pub fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

/// Where a part begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// After so many rows.
    Skip(i64),
    /// Behind this row, in the list's own order.
    After(SortKey, i64),
    /// Before this row.
    Before(SortKey, i64),
}

/// Which part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Where it begins.
    pub place: Place,
    /// Whether the list begins with what is greatest.
    pub descending: bool,
    /// How many rows it has at most.
    pub most: i64,
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Part<T> {
    /// The rows, in the list's own order.
    pub rows: Vec<T>,
    /// Whether there are more in the direction that was asked for.
    pub more: bool,
    /// The places of the first and the last row that were looked at, where not every one of them is wanted.
    pub edges: Option<[(SortKey, i64); 2]>,
}

impl Window {
    /// The first `most` rows, in ascending order.
    pub const fn first(most: i64) -> Self {
        Self { place: Place::Skip(0), descending: false, most }
    }

    /// Whether rows are to be read in ascending order: those before a place are read backwards.
    pub fn ascends(&self) -> bool {
        self.descending == matches!(self.place, Place::Before(..))
    }

    /// The place that rows are read from, if it is one.
    pub fn from(&self) -> Option<(&SortKey, i64)> {
        match &self.place {
            Place::Skip(_) => None,
            Place::After(key, id) | Place::Before(key, id) => Some((key, *id)),
        }
    }

    /// How many rows to skip.
    pub fn skipped(&self) -> i64 {
        if let Place::Skip(rows) = self.place { rows } else { 0 }
    }

    /// How many rows to read: one more than wanted, to see whether there are more.
    pub fn limit(&self) -> i64 {
        self.most.saturating_add(1)
    }

    /// The part that was read as [`ascends`](Self::ascends) and [`limit`](Self::limit) say.
    pub fn part<T>(&self, mut rows: Vec<T>) -> Part<T> {
        let most = usize::try_from(self.most).unwrap_or_default();
        let more = rows.len() > most;
        rows.truncate(most);
        if matches!(self.place, Place::Before(..)) {
            rows.reverse();
        }
        Part { rows, more, edges: None }
    }
}

impl<T> Part<T> {
    /// Every row made into something else, in one go.
    ///
    /// # Errors
    /// What `made` says.
    pub fn map<U>(self, made: impl FnOnce(Vec<T>) -> Result<Vec<U>>) -> Result<Part<U>> {
        Ok(Part { rows: made(self.rows)?, more: self.more, edges: self.edges })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_before_a_place_are_read_backwards_and_come_in_order() {
        let window = Window { place: Place::Before(SortKey::Moment(4), 4), descending: false, most: 2 };
        assert!(!window.ascends());
        let part = window.part(vec![3, 2, 1]);
        assert_eq!((part.rows, part.more), (vec![2, 3], true));
        let window = Window { descending: true, ..window };
        assert!(window.ascends());
        assert_eq!(window.part(vec![5, 6]).rows, [6, 5]);
    }
}
