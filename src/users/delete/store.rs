//! What cannot be without a user: clients that they own or that act as them.

use diesel::prelude::*;

use super::Needing;
use crate::clients::{ClientId, ClientKey};
use crate::storage::schema::{clients, global_client_settings};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::users::UserId;

type Row = (TenantId, ClientId, String, String);

/// The clients that the user owns or that act as them, at most `most` of the tenant's own and `most` global ones.
pub(super) fn clients_of(db: &mut Db, tenant: TenantId, user: UserId, most: i64) -> Result<Vec<Needing>> {
    let columns = (clients::tenant_id, clients::id, clients::identifier, clients::name);
    let theirs = clients::owner_id.eq(user).or(clients::service_account_id.eq(user));
    let own = clients::table.filter(clients::tenant_id.eq(tenant)).filter(clients::deleted_at.is_null());
    let own = own.filter(theirs.assume_not_null()).order(clients::identifier).limit(most);
    let mut rows: Vec<Row> = own.select(columns).load(db)?;
    let same = clients::tenant_id.eq(TenantId::PLATFORM).and(clients::id.eq(global_client_settings::client_id));
    let global = global_client_settings::table.inner_join(clients::table.on(same));
    let global = global.filter(global_client_settings::tenant_id.eq(tenant)).filter(clients::deleted_at.is_null());
    let global = global.filter(global_client_settings::service_account_id.eq(user)).order(clients::identifier);
    rows.extend(global.limit(most).select(columns).load::<Row>(db)?);
    let needing = |(tenant, id, identifier, name)| Needing { key: ClientKey { tenant, id }, identifier, name };
    Ok(rows.into_iter().map(needing).collect())
}
