//! Finding the one tenant that somebody means.

use super::{Tenant, store};
use crate::refused::Refused;
use crate::storage::Db;

/// The tenant that `named` means: a subdomain, or `external_id:` and what the vendor calls it.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn show(db: &mut Db, named: &str) -> Result<Tenant, Refused> {
    let found = match named.strip_prefix("external_id:") {
        Some(external) => store::by_external_id(db, external)?,
        None => store::by_subdomain(db, &named.to_ascii_lowercase())?,
    };
    found.ok_or(Refused::Unknown("tenant"))
}
