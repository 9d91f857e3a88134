//! How the database knows which key its secrets are sealed with.

use diesel::prelude::*;

use crate::storage::schema::platform_settings as settings;
use crate::storage::{Db, Result, Tx};

/// Under what name.
const NAME: &str = "seal_key_fingerprint";

/// The fingerprint that the database knows.
///
/// # Errors
/// Only storage's.
pub fn fingerprint(db: &mut Db) -> Result<Option<String>> {
    Ok(settings::table.find(NAME).select(settings::value).get_result(db).optional()?)
}

/// Lets the database know no key any more, once nothing is sealed with it.
///
/// # Errors
/// Only storage's.
pub fn forget(tx: &mut Tx<'_>) -> Result<()> {
    diesel::delete(settings::table.find(NAME)).execute(tx.db)?;
    Ok(())
}

/// The fingerprint that the database knows; `mine`, if it knew none.
pub(super) fn claim(tx: &mut Tx<'_>, mine: &str) -> Result<String> {
    if let Some(known) = fingerprint(tx.db)? {
        return Ok(known);
    }
    let row = (settings::name.eq(NAME), settings::value.eq(mine));
    diesel::insert_into(settings::table).values(row).execute(tx.db)?;
    Ok(mine.to_owned())
}
