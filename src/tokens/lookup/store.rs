//! The query behind the look-up.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use diesel::prelude::*;

use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{access_tokens, clients, global_client_settings, tenants, token_families, users};
use crate::storage::{Db, Failure, Loaded, Result, Text, any_pair_of};
use crate::tenants::TenantId;
use crate::tokens::lookup::{NEVER, TokenClient, TokenKey, TokenState, TokenUser};
use crate::tokens::{AccessTokenId, FamilyId, kept_scopes};
use crate::users::{Role, UserId};

type TokenColumns =
    (Digest, AccessTokenId, Option<FamilyId>, String, Moment, Option<Moment>, Option<Moment>, Option<Moment>);
type TenantColumns = (TenantId, Option<String>, bool, bool);
type ClientColumns = (TenantId, ClientId, String, String, bool, Option<Moment>);
type UserColumns = (UserId, Option<String>, String, String, String, bool, bool, Option<Moment>);
/// When the family was revoked, and when the tenant blocked the global client.
type Ends = (Option<Moment>, Option<Moment>);
type Row = (TokenColumns, TenantColumns, ClientColumns, UserColumns, Ends);

/// Loads what is asked for, with one statement; what was never issued is left out.
pub(crate) fn load(db: &mut Db, keys: &[TokenKey]) -> Result<Vec<(TokenKey, Loaded<TokenState>)>> {
    static LOAD: Text = Text::new();
    let asked = access_tokens::table
        .inner_join(tenants::table.on(tenants::id.eq(access_tokens::tenant_id)))
        .inner_join(
            clients::table.on(clients::tenant_id
                .eq(access_tokens::client_tenant_id)
                .and(clients::id.eq(access_tokens::client_id))),
        )
        .inner_join(
            users::table.on(users::tenant_id.eq(access_tokens::tenant_id).and(users::id.eq(access_tokens::user_id))),
        )
        .left_join(
            token_families::table.on(token_families::tenant_id
                .eq(access_tokens::tenant_id)
                .and(token_families::id.nullable().eq(access_tokens::family_id))),
        )
        .left_join(
            global_client_settings::table.on(global_client_settings::tenant_id
                .eq(access_tokens::tenant_id)
                .and(global_client_settings::client_id.eq(access_tokens::client_id))),
        )
        .filter(any_pair_of(access_tokens::tenant_id, access_tokens::digest, keys))
        .select((
            (
                access_tokens::digest,
                access_tokens::id,
                access_tokens::family_id,
                access_tokens::scopes,
                access_tokens::created_at,
                access_tokens::expires_at,
                access_tokens::revoked_at,
                access_tokens::used_at,
            ),
            (tenants::id, tenants::external_id, tenants::active, tenants::oauth_access),
            (clients::tenant_id, clients::id, clients::identifier, clients::name, clients::active, clients::deleted_at),
            (
                users::id,
                users::external_id,
                users::email,
                users::name,
                users::role,
                users::verified,
                users::suspended,
                users::deleted_at,
            ),
            (token_families::revoked_at.nullable(), global_client_settings::blocked_at.nullable()),
        ));
    let rows: Vec<Row> = LOAD.of(asked).load(db)?;
    rows.into_iter().map(loaded).collect()
}

fn loaded(row: Row) -> Result<(TokenKey, Loaded<TokenState>)> {
    let digest = row.0.0;
    let state = state(row)?;
    let tenant = state.tenant.number();
    Ok(((tenant, digest), Loaded { value: Arc::new(state), tenant }))
}

fn state((token, tenant, client, user, ends): Row) -> Result<TokenState> {
    let (_, id, family, scopes, created_at, expires_at, revoked_at, used_at) = token;
    let (tenant, tenant_external_id, tenant_active, oauth_access) = tenant;
    let (client_tenant, client_id, identifier, client_name, client_active, client_deleted_at) = client;
    let (user_id, external_id, email, user_name, role, verified, suspended, user_deleted_at) = user;
    let ended = [revoked_at, client_deleted_at, user_deleted_at, ends.0, ends.1].iter().any(Option::is_some);
    Ok(TokenState {
        tenant,
        id,
        family,
        alive: !ended && tenant_active && oauth_access && client_active && verified && !suspended,
        scopes: kept_scopes(&scopes)?,
        created_at,
        expires_at,
        client: TokenClient { key: ClientKey { tenant: client_tenant, id: client_id }, identifier, name: client_name },
        user: TokenUser {
            id: user_id,
            external_id,
            email,
            name: user_name,
            role: Role::parse(&role)
                .ok_or_else(|| Failure::Corrupt(format!("user {user_id} has the role {role:?}")))?,
        },
        tenant_external_id,
        used: AtomicI64::new(used_at.map_or(NEVER, Moment::micros)),
    })
}

#[cfg(test)]
mod tests;
