//! What hangs on a user's number: clients, families, tokens, consents.

use diesel::prelude::*;

use super::Needing;
use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::storage::schema::{access_tokens, clients, consents, global_client_settings, token_families};
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

/// Ends every family that the user has allowed; how many were alive until now.
pub(super) fn revoke_families(db: &mut Db, tenant: TenantId, user: UserId, now: Moment) -> Result<usize> {
    let alive = token_families::table.filter(token_families::tenant_id.eq(tenant));
    let alive = alive.filter(token_families::user_id.eq(user)).filter(token_families::revoked_at.is_null());
    let ended = (token_families::revoked_at.eq(now), token_families::revoked_reason.eq("user_deleted"));
    Ok(diesel::update(alive).set(ended).execute(db)?)
}

/// Notes that every token that acts as the user is over: lists and counts go by that.
pub(super) fn end_tokens(db: &mut Db, tenant: TenantId, user: UserId, now: Moment) -> Result<()> {
    let alive = access_tokens::table.filter(access_tokens::tenant_id.eq(tenant));
    let alive = alive.filter(access_tokens::user_id.eq(user)).filter(access_tokens::ends_at.gt(now));
    diesel::update(alive).set(access_tokens::ends_at.eq(now)).execute(db)?;
    Ok(())
}

/// Forgets everything that the user has consented to.
pub(super) fn forget_consents(db: &mut Db, tenant: TenantId, user: UserId) -> Result<usize> {
    let theirs = consents::table.filter(consents::tenant_id.eq(tenant)).filter(consents::user_id.eq(user));
    Ok(diesel::delete(theirs).execute(db)?)
}
