//! How logos are kept, and who has them.

use diesel::prelude::*;

use super::Logo;
use crate::clock::Moment;
use crate::storage::schema::{clients, logos, tenants};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// The picture called `id`, of `tenant` or of the platform.
pub fn find(db: &mut Db, tenant: TenantId, id: &str) -> Result<Option<Vec<u8>>> {
    let own = logos::table.find((tenant, id)).select(logos::picture).get_result(db).optional()?;
    if own.is_some() {
        return Ok(own);
    }
    Ok(logos::table.find((TenantId::PLATFORM, id)).select(logos::picture).get_result(db).optional()?)
}

pub(super) fn is_kept(db: &mut Db, tenant: TenantId, id: &str) -> Result<bool> {
    let found: Option<TenantId> = logos::table.find((tenant, id)).select(logos::tenant_id).get_result(db).optional()?;
    Ok(found.is_some())
}

/// How many rows of the tenant have the logo called `id`.
pub(super) fn users_of(db: &mut Db, tenant: TenantId, id: &str) -> Result<i64> {
    let theirs = tenants::table.filter(tenants::id.eq(tenant)).filter(tenants::logo_id.eq(id));
    let apps = clients::table.filter(clients::tenant_id.eq(tenant)).filter(clients::logo_id.eq(id));
    let (own, apps): (i64, i64) = (theirs.count().get_result(db)?, apps.count().get_result(db)?);
    Ok(own + apps)
}

pub(super) fn insert(db: &mut Db, tenant: TenantId, logo: &Logo, now: Moment) -> Result<()> {
    let columns = (
        logos::tenant_id.eq(tenant),
        logos::id.eq(&logo.id),
        logos::picture.eq(&logo.picture),
        logos::created_at.eq(now),
    );
    diesel::insert_into(logos::table).values(columns).execute(db)?;
    Ok(())
}

pub(super) fn delete(db: &mut Db, tenant: TenantId, id: &str) -> Result<()> {
    diesel::delete(logos::table.find((tenant, id))).execute(db)?;
    Ok(())
}
