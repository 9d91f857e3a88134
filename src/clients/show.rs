//! Finding the one client that somebody means.

use super::{Client, ClientId, ClientKey, store};
use crate::refused::Refused;
use crate::storage::Db;
use crate::tenants::TenantId;

/// The client with `identifier` that `tenant` itself owns (the platform: a global one). No tombstones.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn show(db: &mut Db, tenant: TenantId, identifier: &str) -> Result<Client, Refused> {
    let found = store::by_identifier(db, tenant, identifier)?.filter(|client| client.key.tenant == tenant);
    found.ok_or(Refused::Unknown("client"))
}

/// The same by its number.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn show_numbered(db: &mut Db, tenant: TenantId, id: ClientId) -> Result<Client, Refused> {
    store::alive(db, ClientKey { tenant, id })?.ok_or(Refused::Unknown("client"))
}

/// The global client with the number `id`, as `tenant` sees it.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn show_global(db: &mut Db, tenant: TenantId, id: ClientId) -> Result<Client, Refused> {
    let found = store::by_key(db, tenant, ClientKey { tenant: TenantId::PLATFORM, id })?;
    found.filter(|client| client.deleted_at.is_none()).ok_or(Refused::Unknown("client"))
}
