//! Finding the one resource server that somebody means.

use super::{ResourceServer, store};
use crate::refused::Refused;
use crate::storage::Db;
use crate::tenants::TenantId;

/// The resource server with `identifier` that `owner` (the platform: for all tenants) itself has.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn show(db: &mut Db, owner: TenantId, identifier: &str) -> Result<ResourceServer, Refused> {
    store::by_identifier(db, owner, identifier)?.ok_or(Refused::Unknown("resource server"))
}
