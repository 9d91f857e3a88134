//! Where the traces of connected applications are: families, tokens that stand for themselves, and consents.

use diesel::dsl::{max, min};
use diesel::prelude::*;

use super::Trace;
use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::storage::schema::{access_tokens, consents, token_families};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::tokens::kept_scopes;
use crate::users::UserId;

type FamilyRow = (TenantId, ClientId, String, Moment, Option<Moment>, Option<Moment>);
type LoneRow = (TenantId, ClientId, String, Option<Moment>, Option<Moment>);
type ConsentRow = (TenantId, ClientId, String, Moment);

/// Every family that is alive, every token without one, and every consent.
pub(crate) fn traces(db: &mut Db, tenant: TenantId, user: UserId, now: Moment) -> Result<Vec<Trace>> {
    let mut traces = Vec::new();
    for (client_tenant, id, scopes, since, used_at, issued_at) in families(db, tenant, user, now)? {
        let client = ClientKey { tenant: client_tenant, id };
        traces.push(Trace { client, scopes: kept_scopes(&scopes)?, since, last_used: used_at.or(issued_at) });
    }
    for (client_tenant, id, scopes, since, last_used) in lone(db, tenant, user, now)? {
        let client = ClientKey { tenant: client_tenant, id };
        traces.push(Trace { client, scopes: kept_scopes(&scopes)?, since: since.unwrap_or(now), last_used });
    }
    let own = consents::table.filter(consents::tenant_id.eq(tenant)).filter(consents::user_id.eq(user));
    let columns = (consents::client_tenant_id, consents::client_id, consents::scopes, consents::created_at);
    for (client_tenant, id, scopes, since) in own.select(columns).load::<ConsentRow>(db)? {
        let client = ClientKey { tenant: client_tenant, id };
        traces.push(Trace { client, scopes: kept_scopes(&scopes)?, since, last_used: None });
    }
    Ok(traces)
}

fn families(db: &mut Db, tenant: TenantId, user: UserId, now: Moment) -> Result<Vec<FamilyRow>> {
    let live_pair = access_tokens::tenant_id
        .eq(token_families::tenant_id)
        .and(access_tokens::id.nullable().eq(token_families::access_token_id));
    let alive = token_families::table
        .left_join(access_tokens::table.on(live_pair))
        .filter(token_families::tenant_id.eq(tenant))
        .filter(token_families::user_id.eq(user))
        .filter(token_families::revoked_at.is_null())
        .filter(token_families::expires_at.is_null().or(token_families::expires_at.gt(now)))
        // A family is kept for longer than its live pair is good.
        .filter(access_tokens::ends_at.nullable().is_null().or(access_tokens::ends_at.nullable().gt(now)));
    let columns = (
        token_families::client_tenant_id,
        token_families::client_id,
        token_families::scopes,
        token_families::created_at,
        access_tokens::used_at.nullable(),
        access_tokens::created_at.nullable(),
    );
    Ok(alive.select(columns).load(db)?)
}

/// What stands for itself and is alive: a program may have thousands of them, and one entry tells of all that are alike.
fn lone(db: &mut Db, tenant: TenantId, user: UserId, now: Moment) -> Result<Vec<LoneRow>> {
    let (client_tenant, client) = (access_tokens::client_tenant_id, access_tokens::client_id);
    let alike = access_tokens::table
        .filter(access_tokens::tenant_id.eq(tenant))
        .filter(access_tokens::user_id.eq(user))
        .filter(access_tokens::ends_at.gt(now))
        .filter(access_tokens::family_id.is_null())
        .group_by((client_tenant, client, access_tokens::scopes));
    let times = (min(access_tokens::created_at), max(access_tokens::used_at));
    Ok(alike.select((client_tenant, client, access_tokens::scopes, times.0, times.1)).load(db)?)
}
