//! How access tokens are kept.

use diesel::prelude::*;

use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::access_tokens;
use crate::storage::{Db, Result, Text};
use crate::tenants::TenantId;
use crate::tokens::{AccessToken, AccessTokenId, FamilyId, kept_scopes};
use crate::users::UserId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = access_tokens, treat_none_as_default_value = false)]
pub(in crate::tokens) struct AccessTokenRow {
    tenant_id: TenantId,
    id: AccessTokenId,
    digest: Digest,
    hint: String,
    pub(in crate::tokens) family_id: Option<FamilyId>,
    client_tenant_id: TenantId,
    pub(in crate::tokens) client_id: ClientId,
    pub(in crate::tokens) user_id: UserId,
    scopes: String,
    created_at: Moment,
    expires_at: Option<Moment>,
    revoked_at: Option<Moment>,
    used_at: Option<Moment>,
    pub(in crate::tokens) ends_at: Moment,
}

/// When what never ends does.
pub(in crate::tokens) const NEVER: Moment = Moment::from_micros(i64::MAX);

/// Keeps a token that stands for itself.
pub(crate) fn insert(db: &mut Db, token: &AccessToken) -> Result<()> {
    insert_until(db, token, token.expires_at)
}

/// Keeps a token, and that it or the refresh token beside it is good until `end`.
pub(crate) fn insert_until(db: &mut Db, token: &AccessToken, end: Option<Moment>) -> Result<()> {
    let row = AccessTokenRow {
        tenant_id: token.tenant,
        id: token.id,
        digest: token.digest,
        hint: token.hint.clone(),
        family_id: token.family,
        client_tenant_id: token.client.tenant,
        client_id: token.client.id,
        user_id: token.user,
        scopes: token.scopes.to_string(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
        used_at: token.used_at,
        ends_at: end.unwrap_or(NEVER),
    };
    static INSERT: Text = Text::new();
    INSERT.of(diesel::insert_into(access_tokens::table).values(&row)).execute(db)?;
    Ok(())
}

pub(in crate::tokens) fn read(row: AccessTokenRow) -> Result<AccessToken> {
    Ok(AccessToken {
        tenant: row.tenant_id,
        id: row.id,
        digest: row.digest,
        hint: row.hint,
        family: row.family_id,
        client: ClientKey { tenant: row.client_tenant_id, id: row.client_id },
        user: row.user_id,
        scopes: kept_scopes(&row.scopes)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        used_at: row.used_at,
    })
}

pub(crate) fn by_digest(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<Option<AccessToken>> {
    static BY_DIGEST: Text = Text::new();
    let mine =
        access_tokens::table.filter(access_tokens::tenant_id.eq(tenant)).filter(access_tokens::digest.eq(digest));
    BY_DIGEST.of(mine.select(AccessTokenRow::as_select())).get_result(db).optional()?.map(read).transpose()
}

pub(crate) fn find(db: &mut Db, tenant: TenantId, id: AccessTokenId) -> Result<Option<AccessToken>> {
    static FIND: Text = Text::new();
    let mine = access_tokens::table.find((tenant, id));
    FIND.of(mine.select(AccessTokenRow::as_select())).get_result(db).optional()?.map(read).transpose()
}

/// Notes that the token and what stands beside it are over with their family; its digest.
pub(crate) fn end_with_family(db: &mut Db, tenant: TenantId, id: AccessTokenId, now: Moment) -> Result<Option<Digest>> {
    let over = diesel::update(access_tokens::table.find((tenant, id))).set(access_tokens::ends_at.eq(now));
    static END_WITH_FAMILY: Text = Text::new();
    Ok(END_WITH_FAMILY.of(over.returning(access_tokens::digest)).get_result(db).optional()?)
}

/// Ends one access token; its digest, if it was alive until now.
pub(crate) fn end(db: &mut Db, tenant: TenantId, id: AccessTokenId, now: Moment) -> Result<Option<Digest>> {
    let live = access_tokens::table.find((tenant, id)).filter(access_tokens::revoked_at.is_null());
    let ended = diesel::update(live).set((access_tokens::revoked_at.eq(now), access_tokens::ends_at.eq(now)));
    static END: Text = Text::new();
    Ok(END.of(ended.returning(access_tokens::digest)).get_result(db).optional()?)
}

/// Notes the first use of an access token; later ones change nothing.
pub(crate) fn note_first_use(db: &mut Db, tenant: TenantId, id: AccessTokenId, now: Moment) -> Result<usize> {
    let unused = access_tokens::table.find((tenant, id)).filter(access_tokens::used_at.is_null());
    static NOTE: Text = Text::new();
    Ok(NOTE.of(diesel::update(unused).set(access_tokens::used_at.eq(now))).execute(db)?)
}

/// When a token of `user` was last used, of those that are still kept; the beginning of time, if none was.
pub(crate) fn last_used_by(db: &mut Db, tenant: TenantId, user: UserId) -> Result<Moment> {
    let theirs =
        access_tokens::table.filter(access_tokens::tenant_id.eq(tenant)).filter(access_tokens::user_id.eq(user));
    let last: Option<Moment> = theirs.select(diesel::dsl::max(access_tokens::used_at)).get_result(db)?;
    Ok(last.unwrap_or_default())
}
