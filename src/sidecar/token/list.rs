//! Listing API tokens: all of them, or a part that somebody looks at.
//!
//! There are never more than [`MOST_IMPORTED`], so a part is cut out of all of them here, sorted by whatever people
//! ask for; an index for each order was refused.

use super::{ApiToken, MOST_IMPORTED, store};
use crate::storage::{Db, Part, Result, SortKey, Window};
use crate::tenants::TenantId;

/// What a list of API tokens is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// When they were made.
    #[default]
    Created,
    /// What they are for.
    Description,
    /// When they were last used; those that never were come first.
    Used,
}

/// Which API tokens are wanted; the default is all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those that work, or those that are deactivated.
    pub active: Option<bool>,
    /// Those with this text in their description, whatever its case, or that begin with it.
    pub text: Option<String>,
}

/// Every API token of `tenant`, the oldest first: there are never so many that a page would help.
pub fn list(db: &mut Db, tenant: TenantId) -> Result<Vec<ApiToken>> {
    store::all(db, tenant, MOST_IMPORTED)
}

/// A part of the API tokens of `tenant`.
pub fn part(db: &mut Db, tenant: TenantId, filter: &Filter, by: Order, window: &Window) -> Result<Part<ApiToken>> {
    let mut found: Vec<ApiToken> = list(db, tenant)?.into_iter().filter(|token| filter.takes(token)).collect();
    found.sort_by_cached_key(|token| sorted(by.place(token)));
    if !window.ascends() {
        found.reverse();
    }
    let from = window.from().map(|(key, id)| sorted((key.clone(), id)));
    let beyond = |token: &ApiToken| {
        let place = sorted(by.place(token));
        from.as_ref().is_none_or(|from| if window.ascends() { place > *from } else { place < *from })
    };
    let count = |rows: i64| usize::try_from(rows).unwrap_or_default();
    let rows = found.into_iter().filter(beyond).skip(count(window.skipped())).take(count(window.limit())).collect();
    Ok(window.part(rows))
}

impl Filter {
    fn takes(&self, token: &ApiToken) -> bool {
        let says = |text: &String| {
            token.description.to_lowercase().contains(&text.to_lowercase()) || token.hint.starts_with(text.as_str())
        };
        self.active.is_none_or(|active| active == token.is_active()) && self.text.as_ref().is_none_or(says)
    }
}

impl Order {
    /// The place of `token` in a list that is sorted so.
    pub fn place(self, token: &ApiToken) -> (SortKey, i64) {
        let key = match self {
            Self::Created => SortKey::Moment(token.created_at.micros()),
            Self::Description => SortKey::Text(token.source().label.to_lowercase()),
            Self::Used => SortKey::Moment(token.last_used_at.unwrap_or_default().micros()),
        };
        (key, token.id.number())
    }
}

/// What comes first, as a whole.
fn sorted((key, id): (SortKey, i64)) -> (i64, String, i64) {
    (key.micros(), key.text().to_owned(), id)
}
