//! Which part of a list is asked for, and how the answer says what comes next.
//!
//! By cursor (`page[size]`, `page[after]`, `page[before]`; `meta` and `links` in the answer), which costs the same
//! however far one goes; or by number (`page`, `per_page`; `count`, `next_page`, `previous_page`), which ends after
//! 10,000 rows, and whose `count` ends there too: counting a million rows for each page would cost more than the page.
//! The last of these pages still names a next one if there are more rows: the refusal there says to go on by cursor, and
//! nobody takes what they have for everything.

use serde_json::{Value, json};

use super::call::Call;
use super::cursor::List;
use super::denied::Denied;
use super::query::Query;
use crate::storage::{COUNTED, Part, Place, SortKey, Window};

/// The most rows of a page, and how many there are unless told.
const MOST: i64 = 100;

/// The orders that a list can have: the word, and whether it sorts by text.
pub type Orders<O> = &'static [(&'static str, O, bool)];

/// The words of these orders.
pub fn words<O>(orders: Orders<O>) -> Vec<&'static str> {
    orders.iter().map(|(word, ..)| *word).collect()
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page<O> {
    /// What the list is sorted by.
    pub by: O,
    /// Which rows.
    pub window: Window,
    name: &'static str,
    order: String,
    /// The number of the page, where it is asked for by number.
    number: Option<i64>,
    query: Query,
}

impl<O: Copy> Page<O> {
    /// Reads which part of the list `name` is asked for; the first of `orders` counts where none is.
    ///
    /// # Errors
    /// 400 for what makes no sense, and behind the ten-thousandth row.
    pub fn of(call: &Call, query: Query, name: &'static str, orders: Orders<O>) -> Result<Self, Denied> {
        Self::read(call, query, name, orders, false)
    }

    /// The same for a list that begins with what is greatest, unless asked otherwise.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn newest_first(call: &Call, query: Query, name: &'static str, orders: Orders<O>) -> Result<Self, Denied> {
        Self::read(call, query, name, orders, true)
    }

    fn read(call: &Call, query: Query, name: &'static str, orders: Orders<O>, falls: bool) -> Result<Self, Denied> {
        let (word, descending) = order(&query, falls)?;
        let word = word.unwrap_or_else(|| orders[0].0.to_owned());
        let Some((_, by, text)) = orders.iter().find(|(known, ..)| *known == word) else {
            let known = orders.iter().map(|(known, ..)| *known).collect::<Vec<_>>().join(", ");
            return Err(Denied::malformed(format!("Sort by one of: {known}.")));
        };
        let order = if descending { format!("-{word}") } else { word };
        let list = List { tenant: call.tenant(), name, order: &order };
        let (place, most, number) = place(&query, &list, *text)?;
        let window = Window { place, descending, most };
        Ok(Self { by: *by, window, name, order, number, query })
    }

    /// Whether the answer has a `count`.
    pub fn counts(&self) -> bool {
        self.number.is_some()
    }

    /// The answer: the rows as `name`, and how to go on. `key` is what a row is sorted by, and its number.
    pub fn answer<T>(
        &self,
        call: &Call,
        part: &Part<T>,
        count: Option<i64>,
        key: impl Fn(&T) -> (SortKey, i64),
        shown: impl Fn(&T) -> Value,
    ) -> Value {
        let rows: Vec<Value> = part.rows.iter().map(shown).collect();
        let mut answer = json!({ self.name: rows });
        match self.number {
            Some(number) => self.by_number(call, &mut answer, number, count.unwrap_or_default(), part.more),
            None => self.by_cursor(call, &mut answer, part, key),
        }
        answer
    }

    fn by_number(&self, call: &Call, answer: &mut Value, number: i64, count: i64, more: bool) {
        let link = |there: bool, number: i64| there.then(|| self.link(call, &[], "page", &number.to_string()));
        answer["count"] = json!(count);
        answer["next_page"] = json!(link(more, number + 1));
        answer["previous_page"] = json!(link(number > 1, number - 1));
    }

    fn by_cursor<T>(&self, call: &Call, answer: &mut Value, part: &Part<T>, key: impl Fn(&T) -> (SortKey, i64)) {
        let list = List { tenant: call.tenant(), name: self.name, order: &self.order };
        let cursor = |place: Option<(SortKey, i64)>| place.map(|(key, id)| list.cursor(&key, id));
        let edges = part.edges.clone().map(|[first, last]| (Some(first), Some(last)));
        let (first, last) = edges.unwrap_or_else(|| (part.rows.first().map(&key), part.rows.last().map(&key)));
        let (first, last) = (cursor(first), cursor(last));
        let (next, prev) = match self.window.place {
            Place::Before(..) => (last.is_some(), part.more),
            Place::After(..) => (part.more, first.is_some()),
            Place::Skip(_) => (part.more, false),
        };
        let link = |there: bool, gone, name, cursor: &Option<String>| {
            cursor.as_ref().filter(|_| there).map(|cursor| self.link(call, &[gone], name, cursor))
        };
        let links = json!({
            "next": link(next, "page[before]", "page[after]", &last),
            "prev": link(prev, "page[after]", "page[before]", &first),
        });
        answer["meta"] = json!({ "has_more": part.more, "after_cursor": last, "before_cursor": first });
        answer["links"] = links;
    }

    /// The address of another part.
    fn link(&self, call: &Call, gone: &[&str], name: &str, value: &str) -> String {
        let here = call.here();
        let path = here.split('?').next().unwrap_or_default();
        format!("{path}?{}", self.query.with(gone, name, value))
    }
}

/// `sort=-created_at`, or `sort_by=created_at&sort_order=desc`.
fn order(query: &Query, falls: bool) -> Result<(Option<String>, bool), Denied> {
    if let Some(sort) = query.one("sort")? {
        let word = sort.strip_prefix('-');
        return Ok((Some(word.unwrap_or(sort).to_owned()), word.is_some()));
    }
    let descending = match query.one("sort_order")? {
        None => falls,
        Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Denied::malformed("Give sort_order as asc or desc.")),
    };
    Ok((query.one("sort_by")?.map(str::to_owned), descending))
}

type Placed = (Place, i64, Option<i64>);

fn place(query: &Query, list: &List<'_>, text: bool) -> Result<Placed, Denied> {
    let (size, after, before) = (query.number("page[size]")?, query.one("page[after]")?, query.one("page[before]")?);
    let known = |cursor: &str| {
        list.place(cursor, text).ok_or_else(|| {
            let says = "The cursor is not one that this list has given: begin again without it.";
            Denied::Malformed("InvalidCursor", "Cursor is not valid", says.into())
        })
    };
    let most = size.unwrap_or(MOST).clamp(1, MOST);
    match (after, before) {
        (Some(_), Some(_)) => Err(Denied::malformed("Send page[after] or page[before], not both.")),
        (Some(after), None) => known(after).map(|(key, id)| (Place::After(key, id), most, None)),
        (None, Some(before)) => known(before).map(|(key, id)| (Place::Before(key, id), most, None)),
        (None, None) if size.is_some() => Ok((Place::Skip(0), most, None)),
        (None, None) => numbered(query),
    }
}

fn numbered(query: &Query) -> Result<Placed, Denied> {
    let number = query.number("page")?.unwrap_or(1).max(1);
    let most = query.number("per_page")?.unwrap_or(MOST).clamp(1, MOST);
    let skipped = (number - 1).saturating_mul(most);
    if skipped.saturating_add(most) > COUNTED {
        let says = "Use cursor pagination (page[size]) to go further than 10,000 records.";
        return Err(Denied::Malformed("InvalidPaginationDepth", "Pagination depth is too large", says.into()));
    }
    Ok((Place::Skip(skipped), most, Some(number)))
}
