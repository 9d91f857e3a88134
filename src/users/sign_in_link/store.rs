//! How sign-in links are kept.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::sign_in_links as links;
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::users::UserId;

/// Keeps a new link.
pub fn insert(db: &mut Db, tenant: TenantId, user: UserId, digest: Digest, at: Moment, until: Moment) -> Result<()> {
    let columns = (
        links::tenant_id.eq(tenant),
        links::digest.eq(digest),
        links::user_id.eq(user),
        links::created_at.eq(at),
        links::expires_at.eq(until),
    );
    diesel::insert_into(links::table).values(columns).execute(db)?;
    Ok(())
}

/// Whose link it is, if it is still good.
pub fn owner(db: &mut Db, tenant: TenantId, digest: Digest, now: Moment) -> Result<Option<UserId>> {
    let good = links::table.find((tenant, digest)).filter(links::used_at.is_null()).filter(links::expires_at.gt(now));
    Ok(good.select(links::user_id).get_result(db).optional()?)
}

/// When the newest link of a user was made, used or not.
pub fn made_at(db: &mut Db, tenant: TenantId, user: UserId) -> Result<Option<Moment>> {
    let theirs = links::table.filter(links::tenant_id.eq(tenant)).filter(links::user_id.eq(user));
    Ok(theirs.select(diesel::dsl::max(links::created_at)).get_result(db)?)
}

/// Claims the link, if it is still good: one row, or none.
pub fn claim(db: &mut Db, tenant: TenantId, digest: Digest, now: Moment) -> Result<usize> {
    let good = links::table.find((tenant, digest)).filter(links::used_at.is_null()).filter(links::expires_at.gt(now));
    Ok(diesel::update(good).set(links::used_at.eq(now)).execute(db)?)
}

/// Drops every link of a user.
pub fn delete_of_user(db: &mut Db, tenant: TenantId, user: UserId) -> Result<()> {
    let theirs = links::table.filter(links::tenant_id.eq(tenant)).filter(links::user_id.eq(user));
    diesel::delete(theirs).execute(db)?;
    Ok(())
}
