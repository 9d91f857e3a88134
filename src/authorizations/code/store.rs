//! How codes are kept.

use diesel::prelude::*;

use crate::authorizations::code::AuthorizationCode;
use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{authorization_codes, users};
use crate::storage::{Db, Result, Text};
use crate::tenants::TenantId;
use crate::tokens::{FamilyId, kept_scopes};
use crate::users::store::{Row as UserRow, acting};
use crate::users::{User, UserId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_codes, treat_none_as_default_value = false)]
struct CodeRow {
    tenant_id: TenantId,
    digest: Digest,
    family_id: FamilyId,
    client_tenant_id: TenantId,
    client_id: ClientId,
    user_id: UserId,
    redirect_uri: String,
    scopes: String,
    challenge: Option<String>,
    created_at: Moment,
    expires_at: Moment,
    redeemed_at: Option<Moment>,
}

pub(crate) fn insert(db: &mut Db, code: &AuthorizationCode) -> Result<()> {
    let row = CodeRow {
        tenant_id: code.tenant,
        digest: code.digest,
        family_id: code.family,
        client_tenant_id: code.client.tenant,
        client_id: code.client.id,
        user_id: code.user,
        redirect_uri: code.redirect_uri.clone(),
        scopes: code.scopes.to_string(),
        challenge: code.challenge.clone(),
        created_at: code.created_at,
        expires_at: code.expires_at,
        redeemed_at: code.redeemed_at,
    };
    static INSERT: Text = Text::new();
    INSERT.of(diesel::insert_into(authorization_codes::table).values(&row)).execute(db)?;
    Ok(())
}

/// The code with `digest`, and who gave it, if they may still act.
pub(crate) fn presented(
    db: &mut Db,
    tenant: TenantId,
    digest: Digest,
) -> Result<Option<(AuthorizationCode, Option<User>)>> {
    let giver = users::tenant_id.eq(authorization_codes::tenant_id).and(users::id.eq(authorization_codes::user_id));
    let found = authorization_codes::table.left_join(users::table.on(giver));
    let mine = found.filter(authorization_codes::digest.eq(digest)).filter(authorization_codes::tenant_id.eq(tenant));
    static PRESENTED: Text = Text::new();
    let row: Option<(CodeRow, Option<UserRow>)> =
        PRESENTED.of(mine.select((CodeRow::as_select(), Option::<UserRow>::as_select()))).get_result(db).optional()?;
    row.map(|(row, user)| Ok((read(row)?, acting(user)?))).transpose()
}

fn read(row: CodeRow) -> Result<AuthorizationCode> {
    Ok(AuthorizationCode {
        tenant: row.tenant_id,
        digest: row.digest,
        family: row.family_id,
        client: ClientKey { tenant: row.client_tenant_id, id: row.client_id },
        user: row.user_id,
        redirect_uri: row.redirect_uri,
        scopes: kept_scopes(&row.scopes)?,
        challenge: row.challenge,
        created_at: row.created_at,
        expires_at: row.expires_at,
        redeemed_at: row.redeemed_at,
    })
}

/// Claims a code. The row count is the lock: exactly one caller gets 1.
pub(crate) fn redeem(db: &mut Db, tenant: TenantId, digest: Digest, now: Moment) -> Result<usize> {
    let unspent = authorization_codes::table.find((digest, tenant)).filter(authorization_codes::redeemed_at.is_null());
    static REDEEM: Text = Text::new();
    Ok(REDEEM.of(diesel::update(unspent).set(authorization_codes::redeemed_at.eq(now))).execute(db)?)
}
