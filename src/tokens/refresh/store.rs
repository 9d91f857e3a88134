//! How refresh tokens are kept, and the salts of those within their leeway.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{refresh_retries, refresh_tokens};
use crate::storage::{Db, Result, Text};
use crate::tenants::TenantId;
use crate::tokens::{AccessTokenId, FamilyId, RefreshToken, RefreshTokenId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
struct RefreshTokenRow {
    tenant_id: TenantId,
    id: RefreshTokenId,
    digest: Digest,
    hint: String,
    family_id: FamilyId,
    access_token_id: AccessTokenId,
    successor_id: Option<RefreshTokenId>,
    created_at: Moment,
    expires_at: Moment,
    redeemed_at: Option<Moment>,
    superseded_at: Option<Moment>,
}

pub(crate) fn insert(db: &mut Db, token: &RefreshToken) -> Result<()> {
    let row = RefreshTokenRow {
        tenant_id: token.tenant,
        id: token.id,
        digest: token.digest,
        hint: token.hint.clone(),
        family_id: token.family,
        access_token_id: token.access_token,
        successor_id: token.successor,
        created_at: token.created_at,
        expires_at: token.expires_at,
        redeemed_at: token.redeemed_at,
        superseded_at: token.superseded_at,
    };
    static INSERT: Text = Text::new();
    INSERT.of(diesel::insert_into(refresh_tokens::table).values(&row)).execute(db)?;
    Ok(())
}

fn read(row: RefreshTokenRow) -> RefreshToken {
    RefreshToken {
        tenant: row.tenant_id,
        id: row.id,
        digest: row.digest,
        hint: row.hint,
        family: row.family_id,
        access_token: row.access_token_id,
        successor: row.successor_id,
        created_at: row.created_at,
        expires_at: row.expires_at,
        redeemed_at: row.redeemed_at,
        superseded_at: row.superseded_at,
    }
}

pub(crate) fn by_digest(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<Option<RefreshToken>> {
    let mine =
        refresh_tokens::table.filter(refresh_tokens::tenant_id.eq(tenant)).filter(refresh_tokens::digest.eq(digest));
    static BY_DIGEST: Text = Text::new();
    Ok(BY_DIGEST.of(mine.select(RefreshTokenRow::as_select())).get_result(db).optional()?.map(read))
}

pub(crate) fn find(db: &mut Db, tenant: TenantId, id: RefreshTokenId) -> Result<Option<RefreshToken>> {
    static FIND: Text = Text::new();
    let mine = refresh_tokens::table.find((tenant, id));
    Ok(FIND.of(mine.select(RefreshTokenRow::as_select())).get_result(db).optional()?.map(read))
}

/// Notes which token follows a redeemed one, and when it was redeemed for the first time.
pub(crate) fn redeem(
    db: &mut Db,
    token: &RefreshToken,
    successor: RefreshTokenId,
    first_redeemed_at: Moment,
) -> Result<()> {
    let redeemed = (refresh_tokens::successor_id.eq(successor), refresh_tokens::redeemed_at.eq(first_redeemed_at));
    static REDEEM: Text = Text::new();
    REDEEM.of(diesel::update(refresh_tokens::table.find((token.tenant, token.id))).set(redeemed)).execute(db)?;
    Ok(())
}

/// Takes a refresh token that was never redeemed out of service.
pub(crate) fn supersede(db: &mut Db, token: &RefreshToken, now: Moment) -> Result<()> {
    let superseded = refresh_tokens::superseded_at.eq(now);
    diesel::update(refresh_tokens::table.find((token.tenant, token.id))).set(superseded).execute(db)?;
    Ok(())
}

/// Keeps the salt of a redeemed refresh token until its leeway ends. The salts have a table of their own,
/// whose rows go when their time is over: finding them among all refresh tokens would need an index over
/// millions of rows that have none.
pub(crate) fn insert_salt(db: &mut Db, token: &RefreshToken, salt: &[u8; 32], expires_at: Moment) -> Result<()> {
    let row = (
        refresh_retries::tenant_id.eq(token.tenant),
        refresh_retries::refresh_token_id.eq(token.id),
        refresh_retries::salt.eq(salt.as_slice()),
        refresh_retries::expires_at.eq(expires_at),
    );
    static INSERT: Text = Text::new();
    INSERT.of(diesel::insert_into(refresh_retries::table).values(row)).execute(db)?;
    Ok(())
}

/// The salt of a refresh token within its leeway.
pub(crate) fn salt(db: &mut Db, token: &RefreshToken, now: Moment) -> Result<Option<Vec<u8>>> {
    let mine = refresh_retries::table
        .find((token.tenant, token.id.number()))
        .filter(refresh_retries::expires_at.gt(now))
        .select(refresh_retries::salt);
    static SALT: Text = Text::new();
    Ok(SALT.of(mine).get_result(db).optional()?)
}
