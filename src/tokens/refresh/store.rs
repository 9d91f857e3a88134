//! How refresh tokens are kept, and the salts of what may still be repeated.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{access_tokens, leeway_salts, refresh_tokens, token_families, users};
use crate::storage::{Db, Failure, Result, Text};
use crate::tenants::TenantId;
use crate::tokens::family::store::FamilyRow;
use crate::tokens::refresh::Presented;
use crate::tokens::refresh::leeway::Salt;
use crate::tokens::{AccessTokenId, FamilyId, RefreshToken, RefreshTokenId, family};
use crate::users::store::{Row as UserRow, acting};

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

/// The refresh token with `digest` and everything that its worth depends on.
pub(crate) fn presented(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<Option<Presented>> {
    let family = token_families::table.on(token_families::tenant_id
        .eq(refresh_tokens::tenant_id)
        .and(token_families::id.eq(refresh_tokens::family_id)));
    let user =
        users::table.on(users::tenant_id.eq(token_families::tenant_id).and(users::id.eq(token_families::user_id)));
    let live_access = access_tokens::id
        .eq(refresh_tokens::access_token_id)
        .and(access_tokens::tenant_id.eq(refresh_tokens::tenant_id))
        .and(access_tokens::revoked_at.is_null());
    let found = refresh_tokens::table
        .inner_join(family)
        .left_join(user)
        .left_join(access_tokens::table.on(live_access))
        .filter(refresh_tokens::tenant_id.eq(tenant))
        .filter(refresh_tokens::digest.eq(digest));
    let columns = (
        RefreshTokenRow::as_select(),
        FamilyRow::as_select(),
        Option::<UserRow>::as_select(),
        access_tokens::digest.nullable(),
    );
    static PRESENTED: Text = Text::new();
    let row: Option<(_, FamilyRow, Option<UserRow>, _)> =
        PRESENTED.of(found.select(columns)).get_result(db).optional()?;
    let Some((token, family, user, access)) = row else { return Ok(None) };
    let (family, user) = (family::store::read(&family)?, acting(user)?);
    Ok(Some(Presented { token: read(token), family, user, access }))
}

pub(crate) fn find(db: &mut Db, tenant: TenantId, id: RefreshTokenId) -> Result<Option<RefreshToken>> {
    static FIND: Text = Text::new();
    let mine = refresh_tokens::table.find((id, tenant));
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
    REDEEM.of(diesel::update(refresh_tokens::table.find((token.id, token.tenant))).set(redeemed)).execute(db)?;
    Ok(())
}

/// Takes a refresh token that was never redeemed out of service.
pub(crate) fn supersede(db: &mut Db, token: &RefreshToken, now: Moment) -> Result<()> {
    let superseded = refresh_tokens::superseded_at.eq(now);
    diesel::update(refresh_tokens::table.find((token.id, token.tenant))).set(superseded).execute(db)?;
    Ok(())
}

/// Keeps the salt of a span of time that has none yet.
pub(super) fn insert_salt(db: &mut Db, salt: &Salt) -> Result<Salt> {
    let row = (
        leeway_salts::tenant_id.eq(TenantId::PLATFORM),
        leeway_salts::span.eq(salt.span),
        leeway_salts::salt.eq(&salt.bits[..]),
        leeway_salts::expires_at.eq(salt.kept_until),
    );
    diesel::insert_into(leeway_salts::table).values(row).execute(db)?;
    Ok(*salt)
}

/// Keeps the salt of a span of time for longer than it is; where somebody else keeps it longer still, so it stays.
pub(super) fn keep_salt_longer(db: &mut Db, salt: &Salt) -> Result<Salt> {
    let kept = leeway_salts::table.find((TenantId::PLATFORM, salt.span));
    let kept = kept.filter(leeway_salts::expires_at.lt(salt.kept_until));
    diesel::update(kept).set(leeway_salts::expires_at.eq(salt.kept_until)).execute(db)?;
    Ok(*salt)
}

/// The salt of a span of time.
pub(super) fn salt(db: &mut Db, span: i64) -> Result<Option<Salt>> {
    let columns = (leeway_salts::salt, leeway_salts::expires_at);
    let found: Option<(Vec<u8>, Moment)> =
        leeway_salts::table.find((TenantId::PLATFORM, span)).select(columns).get_result(db).optional()?;
    let Some((bits, kept_until)) = found else { return Ok(None) };
    let bits = bits.try_into().map_err(|_| Failure::Corrupt("a salt is not of 256 bits".into()))?;
    Ok(Some(Salt { span, bits, kept_until }))
}
