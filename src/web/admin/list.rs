//! Pages of a list, by what the last row of one is sorted by: `after=…`, `before=…`.

use super::query::Query;
use crate::storage::{Part, Place, SortKey, Window};
use crate::web::pages::admin::parts::Pages;

/// Rows of a page.
pub(super) const MOST: i64 = 50;

/// Which part of a list is asked for; `text` if it is sorted by a text. A mark that makes no sense is the beginning.
pub(super) fn window(query: &Query, text: bool, descending: bool) -> Window {
    let mark = |name| query.get(name).and_then(|mark| parse(mark, text));
    let place = match (mark("after"), mark("before")) {
        (Some((key, id)), _) => Place::After(key, id),
        (None, Some((key, id))) => Place::Before(key, id),
        (None, None) => Place::Skip(0),
    };
    Window { place, descending, most: MOST }
}

/// The addresses of the pages before and after `part`.
pub(super) fn pages<T>(
    query: &Query,
    path: &str,
    window: &Window,
    part: &Part<T>,
    place: impl Fn(&T) -> (SortKey, i64),
) -> Pages {
    let (before, after) = match window.place {
        Place::Skip(_) => (false, part.more),
        Place::After(..) => (true, part.more),
        Place::Before(..) => (part.more, true),
    };
    let at = |name, row: Option<&T>| row.map(|row| query.at(path, &[(name, &mark(&place(row)))]));
    let ends = part.edges.as_ref().map(|[_, last]| query.at(path, &[("after", &mark(last))]));
    Pages {
        before: before.then(|| at("before", part.rows.first())).flatten(),
        after: after.then(|| ends.or_else(|| at("after", part.rows.last()))).flatten(),
    }
}

/// The number first: what follows may hold anything.
fn mark((key, id): &(SortKey, i64)) -> String {
    match key {
        SortKey::Moment(micros) => format!("{id}-{micros}"),
        SortKey::Text(text) => format!("{id}-{text}"),
    }
}

fn parse(mark: &str, text: bool) -> Option<(SortKey, i64)> {
    let (id, key) = mark.split_once('-')?;
    let key = if text { SortKey::Text(key.to_owned()) } else { SortKey::Moment(key.parse().ok()?) };
    Some((key, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_itself_and_nonsense_is_the_beginning() {
        for (key, text) in [(SortKey::Moment(-7), false), (SortKey::Text("a-b & c".into()), true)] {
            assert_eq!(parse(&mark(&(key.clone(), 9)), text), Some((key, 9)));
        }
        for other in ["", "x", "-", "1", "x-1"] {
            assert_eq!(parse(other, false), None, "{other}");
        }
    }
}
