//! How sessions are kept.

use diesel::prelude::*;

use super::{Session, SessionId};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{sessions, users};
use crate::storage::{Db, Result, Text};
use crate::tenants::TenantId;
use crate::users::store::Row as UserRow;
use crate::users::{User, UserId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
struct Row {
    tenant_id: TenantId,
    id: SessionId,
    user_id: UserId,
    digest: Digest,
    ip_address: String,
    user_agent: String,
    created_at: Moment,
    expires_at: Moment,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id,
            user: row.user_id,
            digest: row.digest,
            address: row.ip_address,
            user_agent: row.user_agent,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// The session with `digest` and its user, whether or not either is still any good.
pub fn by_digest(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<Option<(Session, User)>> {
    let of_user = users::table.on(users::tenant_id.eq(sessions::tenant_id).and(users::id.eq(sessions::user_id)));
    let found = sessions::table.inner_join(of_user).filter(sessions::tenant_id.eq(tenant));
    let found = found.filter(sessions::digest.eq(digest)).select((Row::as_select(), UserRow::as_select()));
    static BY_DIGEST: Text = Text::new();
    let rows: Option<(Row, UserRow)> = BY_DIGEST.of(found).get_result(db).optional()?;
    rows.map(|(session, user)| Ok((session.into(), user.try_into()?))).transpose()
}

/// Keeps a new session.
pub fn insert(db: &mut Db, session: &Session) -> Result<()> {
    let row = Row {
        tenant_id: session.tenant,
        id: session.id,
        user_id: session.user,
        digest: session.digest,
        ip_address: session.address.clone(),
        user_agent: session.user_agent.clone(),
        created_at: session.created_at,
        expires_at: session.expires_at,
    };
    diesel::insert_into(sessions::table).values(row).execute(db)?;
    Ok(())
}

/// Drops the session with `digest`.
pub fn delete(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<usize> {
    let gone = sessions::table.filter(sessions::tenant_id.eq(tenant)).filter(sessions::digest.eq(digest));
    Ok(diesel::delete(gone).execute(db)?)
}

/// Drops every session of a user.
pub fn delete_of_user(db: &mut Db, tenant: TenantId, user: UserId) -> Result<usize> {
    let theirs = sessions::table.filter(sessions::tenant_id.eq(tenant)).filter(sessions::user_id.eq(user));
    Ok(diesel::delete(theirs).execute(db)?)
}
