//! Listing API tokens.

use super::{ApiToken, MOST_IMPORTED, store};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// Every API token of `tenant`, the oldest first: there are never so many that a page would help.
pub fn list(db: &mut Db, tenant: TenantId) -> Result<Vec<ApiToken>> {
    store::all(db, tenant, MOST_IMPORTED)
}
