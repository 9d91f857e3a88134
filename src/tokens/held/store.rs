//! Where it is kept: families with their live pair, and access tokens without a family.

use diesel::prelude::*;

use super::Held;
use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::storage::schema::{access_tokens, consents, global_client_settings, token_families, users};
use crate::storage::{Db, Result, Window};
use crate::tenants::TenantId;
use crate::tokens::{AccessTokenId, FamilyId, kept_scopes};
use crate::users::UserId;

type FamilyRow =
    (FamilyId, AccessTokenId, String, UserId, String, String, String, Moment, Option<Moment>, Option<Moment>);
type SingleRow = (AccessTokenId, String, UserId, String, String, String, Moment, Option<Moment>, Option<Moment>);

/// The families of `client` that are alive and have brought a token.
#[diesel::dsl::auto_type(no_type_alias)]
fn families_of(tenant: TenantId, client: ClientKey, now: Moment) -> _ {
    let (owner, id): (TenantId, ClientId) = (client.tenant, client.id);
    token_families::table
        .inner_join(
            access_tokens::table.on(access_tokens::tenant_id
                .eq(token_families::tenant_id)
                .and(access_tokens::id.nullable().eq(token_families::access_token_id))),
        )
        .inner_join(
            users::table.on(users::tenant_id.eq(token_families::tenant_id).and(users::id.eq(token_families::user_id))),
        )
        .filter(token_families::tenant_id.eq(tenant))
        .filter(token_families::client_tenant_id.eq(owner))
        .filter(token_families::client_id.eq(id))
        .filter(token_families::revoked_at.is_null())
        .filter(token_families::expires_at.is_null().or(token_families::expires_at.gt(now)))
}

/// The tokens of `client` that stand for themselves and are alive.
#[diesel::dsl::auto_type(no_type_alias)]
fn singles_of(tenant: TenantId, client: ClientKey, now: Moment) -> _ {
    let (owner, id): (TenantId, ClientId) = (client.tenant, client.id);
    access_tokens::table
        .inner_join(
            users::table.on(users::tenant_id.eq(access_tokens::tenant_id).and(users::id.eq(access_tokens::user_id))),
        )
        .filter(access_tokens::tenant_id.eq(tenant))
        .filter(access_tokens::client_tenant_id.eq(owner))
        .filter(access_tokens::client_id.eq(id))
        .filter(access_tokens::family_id.is_null())
        .filter(access_tokens::revoked_at.is_null())
        .filter(access_tokens::expires_at.is_null().or(access_tokens::expires_at.gt(now)))
}

/// So many of them as a page may need, in the window's order of reading.
pub(super) fn families(
    db: &mut Db,
    tenant: TenantId,
    client: ClientKey,
    now: Moment,
    window: &Window,
) -> Result<Vec<Held>> {
    let mut rows = families_of(tenant, client, now).into_boxed();
    if let Some((key, id)) = window.from() {
        let (at, id) = (Moment::from_micros(key.micros()), FamilyId::new(id));
        let same = token_families::created_at.eq(at);
        rows = match window.ascends() {
            true => rows.filter(token_families::created_at.gt(at).or(same.and(token_families::id.gt(id)))),
            false => rows.filter(token_families::created_at.lt(at).or(same.and(token_families::id.lt(id)))),
        };
    }
    let rows = match window.ascends() {
        true => rows.order((token_families::created_at.asc(), token_families::id.asc())),
        false => rows.order((token_families::created_at.desc(), token_families::id.desc())),
    };
    rows.limit(window.limit()).select(FAMILY).load::<FamilyRow>(db)?.into_iter().map(family).collect()
}

/// The same of tokens that stand for themselves.
pub(super) fn singles(
    db: &mut Db,
    tenant: TenantId,
    client: ClientKey,
    now: Moment,
    window: &Window,
) -> Result<Vec<Held>> {
    let mut rows = singles_of(tenant, client, now).into_boxed();
    if let Some((key, id)) = window.from() {
        let (at, id) = (Moment::from_micros(key.micros()), AccessTokenId::new(id));
        let same = access_tokens::created_at.eq(at);
        rows = match window.ascends() {
            true => rows.filter(access_tokens::created_at.gt(at).or(same.and(access_tokens::id.gt(id)))),
            false => rows.filter(access_tokens::created_at.lt(at).or(same.and(access_tokens::id.lt(id)))),
        };
    }
    let rows = match window.ascends() {
        true => rows.order((access_tokens::created_at.asc(), access_tokens::id.asc())),
        false => rows.order((access_tokens::created_at.desc(), access_tokens::id.desc())),
    };
    rows.limit(window.limit()).select(SINGLE).load::<SingleRow>(db)?.into_iter().map(single).collect()
}

type FamilyColumns = (
    token_families::id,
    access_tokens::id,
    access_tokens::hint,
    users::id,
    users::name,
    users::email,
    token_families::scopes,
    token_families::created_at,
    token_families::expires_at,
    access_tokens::used_at,
);

const FAMILY: FamilyColumns = (
    token_families::id,
    access_tokens::id,
    access_tokens::hint,
    users::id,
    users::name,
    users::email,
    token_families::scopes,
    token_families::created_at,
    token_families::expires_at,
    access_tokens::used_at,
);

type SingleColumns = (
    access_tokens::id,
    access_tokens::hint,
    users::id,
    users::name,
    users::email,
    access_tokens::scopes,
    access_tokens::created_at,
    access_tokens::expires_at,
    access_tokens::used_at,
);

const SINGLE: SingleColumns = (
    access_tokens::id,
    access_tokens::hint,
    users::id,
    users::name,
    users::email,
    access_tokens::scopes,
    access_tokens::created_at,
    access_tokens::expires_at,
    access_tokens::used_at,
);

fn family(row: FamilyRow) -> Result<Held> {
    let (family, token, hint, user, user_name, user_email, scopes, created_at, expires_at, used_at) = row;
    let (id, scopes, family) = (family.number(), kept_scopes(&scopes)?, Some(family));
    Ok(Held { id, family, token, hint, user, user_name, user_email, scopes, created_at, expires_at, used_at })
}

fn single(row: SingleRow) -> Result<Held> {
    let (token, hint, user, user_name, user_email, scopes, created_at, expires_at, used_at) = row;
    let (id, scopes, family) = (token.number(), kept_scopes(&scopes)?, None);
    Ok(Held { id, family, token, hint, user, user_name, user_email, scopes, created_at, expires_at, used_at })
}

pub(super) fn one(db: &mut Db, tenant: TenantId, client: ClientKey, id: i64, now: Moment) -> Result<Option<Held>> {
    let of = families_of(tenant, client, now).filter(token_families::id.eq(FamilyId::new(id)));
    if let Some(row) = of.select(FAMILY).get_result::<FamilyRow>(db).optional()? {
        return family(row).map(Some);
    }
    let alone = singles_of(tenant, client, now).filter(access_tokens::id.eq(AccessTokenId::new(id)));
    alone.select(SINGLE).get_result::<SingleRow>(db).optional()?.map(single).transpose()
}

pub(super) fn count(db: &mut Db, tenant: TenantId, client: ClientKey, now: Moment, most: i64) -> Result<i64> {
    let alive = token_families::table
        .filter(token_families::tenant_id.eq(tenant))
        .filter(token_families::client_tenant_id.eq(client.tenant))
        .filter(token_families::client_id.eq(client.id))
        .filter(token_families::revoked_at.is_null())
        .filter(token_families::access_token_id.is_not_null())
        .filter(token_families::expires_at.is_null().or(token_families::expires_at.gt(now)));
    let families: Vec<FamilyId> = alive.select(token_families::id).limit(most).load(db)?;
    let alone = access_tokens::table
        .filter(access_tokens::tenant_id.eq(tenant))
        .filter(access_tokens::client_tenant_id.eq(client.tenant))
        .filter(access_tokens::client_id.eq(client.id))
        .filter(access_tokens::family_id.is_null())
        .filter(access_tokens::revoked_at.is_null())
        .filter(access_tokens::expires_at.is_null().or(access_tokens::expires_at.gt(now)));
    let singles: Vec<AccessTokenId> = alone.select(access_tokens::id).limit(most).load(db)?;
    Ok(i64::try_from(families.len() + singles.len()).unwrap_or(most).min(most))
}

pub(super) fn last_used(db: &mut Db, tenant: TenantId, client: ClientKey) -> Result<Option<Moment>> {
    let own = access_tokens::table
        .filter(access_tokens::tenant_id.eq(tenant))
        .filter(access_tokens::client_tenant_id.eq(client.tenant))
        .filter(access_tokens::client_id.eq(client.id));
    Ok(own.select(diesel::dsl::max(access_tokens::used_at)).get_result(db)?)
}

pub(super) fn global_clients(db: &mut Db, tenant: TenantId) -> Result<Vec<ClientKey>> {
    let platform = TenantId::PLATFORM;
    let held = token_families::table
        .filter(token_families::tenant_id.eq(tenant))
        .filter(token_families::client_tenant_id.eq(platform));
    let mut ids: Vec<ClientId> = held.select(token_families::client_id).distinct().load(db)?;
    let allowed =
        consents::table.filter(consents::tenant_id.eq(tenant)).filter(consents::client_tenant_id.eq(platform));
    ids.extend(allowed.select(consents::client_id).distinct().load::<ClientId>(db)?);
    let alone = access_tokens::table
        .filter(access_tokens::tenant_id.eq(tenant))
        .filter(access_tokens::client_tenant_id.eq(platform))
        .filter(access_tokens::family_id.is_null());
    ids.extend(alone.select(access_tokens::client_id).distinct().load::<ClientId>(db)?);
    let decided = global_client_settings::table.filter(global_client_settings::tenant_id.eq(tenant));
    ids.extend(decided.select(global_client_settings::client_id).load::<ClientId>(db)?);
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().map(|id| ClientKey { tenant: platform, id }).collect())
}
