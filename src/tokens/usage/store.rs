//! How uses are written down.

use diesel::prelude::*;

use super::Token;
use crate::clock::Moment;
use crate::storage::schema::access_tokens;
use crate::storage::{Db, Result, Text};

/// Keeps when tokens were last used, where that is later than what is known.
pub(super) fn note_tokens(db: &mut Db, uses: &[(Token, Moment)]) -> Result<()> {
    for ((tenant, id), at) in uses {
        let earlier = access_tokens::used_at.is_null().or(access_tokens::used_at.lt(at));
        let row = access_tokens::table.find((id, tenant)).filter(earlier);
        static NOTE: Text = Text::new();
        NOTE.of(diesel::update(row).set(access_tokens::used_at.eq(at))).execute(db)?;
    }
    Ok(())
}
