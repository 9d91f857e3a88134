//! How families are kept.

use diesel::prelude::*;

use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{refresh_tokens, token_families};
use crate::storage::{Db, Result, Text, claimed};
use crate::tenants::TenantId;
use crate::tokens::{AccessTokenId, Family, FamilyId, RefreshToken, RefreshTokenId, kept_scopes};
use crate::users::UserId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = token_families, treat_none_as_default_value = false)]
pub(in crate::tokens) struct FamilyRow {
    tenant_id: TenantId,
    id: FamilyId,
    /// Read by nobody; the release after the first drops it.
    version: i64,
    client_tenant_id: TenantId,
    client_id: ClientId,
    user_id: UserId,
    scopes: String,
    access_token_id: Option<AccessTokenId>,
    refresh_token_id: Option<RefreshTokenId>,
    created_at: Moment,
    expires_at: Option<Moment>,
    revoked_at: Option<Moment>,
    revoked_reason: Option<String>,
}

pub(crate) fn insert(db: &mut Db, family: &Family) -> Result<()> {
    let row = FamilyRow {
        tenant_id: family.tenant,
        id: family.id,
        version: 0,
        client_tenant_id: family.client.tenant,
        client_id: family.client.id,
        user_id: family.user,
        scopes: family.scopes.to_string(),
        access_token_id: family.access_token,
        refresh_token_id: family.refresh_token,
        created_at: family.created_at,
        expires_at: family.expires_at,
        revoked_at: family.revoked_at,
        revoked_reason: None,
    };
    static INSERT: Text = Text::new();
    INSERT.of(diesel::insert_into(token_families::table).values(&row)).execute(db)?;
    Ok(())
}

pub(crate) fn find(db: &mut Db, tenant: TenantId, id: FamilyId) -> Result<Option<Family>> {
    static FIND: Text = Text::new();
    FIND.of(token_families::table.find((tenant, id))).get_result(db).optional()?.as_ref().map(read).transpose()
}

pub(in crate::tokens) fn read(row: &FamilyRow) -> Result<Family> {
    Ok(Family {
        tenant: row.tenant_id,
        id: row.id,
        client: ClientKey { tenant: row.client_tenant_id, id: row.client_id },
        user: row.user_id,
        scopes: kept_scopes(&row.scopes)?,
        access_token: row.access_token_id,
        refresh_token: row.refresh_token_id,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    })
}

/// Locks a live family, and reads what it has become until then.
pub(crate) fn claim(db: &mut Db, tenant: TenantId, id: FamilyId) -> Result<Option<Family>> {
    let live = token_families::table.find((tenant, id)).filter(token_families::revoked_at.is_null());
    static CLAIM: Text = Text::new();
    CLAIM.of(claimed(live)).get_result::<FamilyRow>(db).optional()?.as_ref().map(read).transpose()
}

/// Locks the live family of `client` to which a refresh token belongs, by the token's digest.
pub(crate) fn claim_for_refresh(db: &mut Db, client: ClientKey, tenant: TenantId, refresh_token: Digest) -> Result<()> {
    // Its only writer has nobody to wait for.
    if let Db::Sqlite(_) = db {
        return Ok(());
    }
    let named = refresh_tokens::table
        .filter(refresh_tokens::tenant_id.eq(tenant))
        .filter(refresh_tokens::digest.eq(refresh_token))
        .select(refresh_tokens::family_id)
        .single_value();
    let live = token_families::table
        .filter(token_families::tenant_id.eq(tenant))
        .filter(token_families::id.nullable().eq(named))
        .filter(token_families::client_tenant_id.eq(client.tenant))
        .filter(token_families::client_id.eq(client.id))
        .filter(token_families::revoked_at.is_null())
        .select(token_families::id);
    static CLAIM: Text = Text::new();
    CLAIM.of(claimed(live)).execute(db)?;
    Ok(())
}

pub(crate) fn revoke(db: &mut Db, tenant: TenantId, id: FamilyId, reason: &str, now: Moment) -> Result<usize> {
    let live = token_families::table.find((tenant, id)).filter(token_families::revoked_at.is_null());
    let ended = (token_families::revoked_at.eq(now), token_families::revoked_reason.eq(reason));
    static REVOKE: Text = Text::new();
    Ok(REVOKE.of(diesel::update(live).set(ended)).execute(db)?)
}

/// Seconds for which a family is kept longer than it has to be, when it is to be kept longer: so most refreshes change
/// nothing of it that is in an index, and PostgreSQL leaves nothing behind in any of the four (a heap-only update).
const AHEAD: i64 = 24 * 60 * 60;

/// Names the live pair of a family that is kept until `kept_until`, and keeps it until `end` at least.
pub(crate) fn set_live_pair(
    db: &mut Db,
    refresh: &RefreshToken,
    kept_until: Option<Moment>,
    end: Option<Moment>,
) -> Result<()> {
    let family = diesel::update(token_families::table.find((refresh.tenant, refresh.family)));
    let pair =
        (token_families::access_token_id.eq(refresh.access_token), token_families::refresh_token_id.eq(refresh.id));
    if kept_until == end || kept_until.zip(end).is_some_and(|(kept_until, end)| kept_until > end) {
        static SET: Text = Text::new();
        SET.of(family.set(pair)).execute(db)?;
        return Ok(());
    }
    let until = token_families::expires_at.eq(end.map(|end| end.plus(AHEAD)));
    static SET_UNTIL: Text = Text::new();
    SET_UNTIL.of(family.set((pair, until))).execute(db)?;
    Ok(())
}
