//! Finding the one API token that somebody means.

use super::{ApiToken, ApiTokenId, store};
use crate::refused::Refused;
use crate::storage::Db;
use crate::tenants::TenantId;

/// The API token `id` of `tenant`.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn show(db: &mut Db, tenant: TenantId, id: ApiTokenId) -> Result<ApiToken, Refused> {
    store::by_id(db, tenant, id)?.ok_or(Refused::Unknown("API token"))
}
