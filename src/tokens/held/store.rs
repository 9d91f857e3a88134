//! Which of the platform's clients a tenant has to do with: so many questions of an index as the platform has clients, not
//! a walk over what they hold.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::clients::{ClientId, ClientKey};
use crate::storage::schema::{access_tokens, clients, consents, global_client_settings, token_families};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

pub(super) fn global_clients(db: &mut Db, tenant: TenantId) -> Result<Vec<ClientKey>> {
    let platform = TenantId::PLATFORM;
    let families = token_families::table
        .filter(token_families::tenant_id.eq(tenant))
        .filter(token_families::client_tenant_id.eq(platform))
        .filter(token_families::client_id.eq(clients::id));
    let allowed = consents::table
        .filter(consents::tenant_id.eq(tenant))
        .filter(consents::client_tenant_id.eq(platform))
        .filter(consents::client_id.eq(clients::id));
    let tokens = access_tokens::table
        .filter(access_tokens::tenant_id.eq(tenant))
        .filter(access_tokens::client_tenant_id.eq(platform))
        .filter(access_tokens::client_id.eq(clients::id));
    let decided = global_client_settings::table
        .filter(global_client_settings::tenant_id.eq(tenant))
        .filter(global_client_settings::client_id.eq(clients::id));
    let theirs = exists(tokens).or(exists(families)).or(exists(allowed)).or(exists(decided));
    let found = clients::table.filter(clients::tenant_id.eq(platform)).filter(theirs).select(clients::id);
    let ids: Vec<ClientId> = found.order(clients::id).load(db)?;
    Ok(ids.into_iter().map(|id| ClientKey { tenant: platform, id }).collect())
}
