//! How imports are kept, and what was brought already.

use diesel::prelude::*;

use super::{Import, ImportId, Scheme};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{imported, imports};
use crate::storage::{Db, Failure, Result};
use crate::tenants::TenantId;

type Kept = (ImportId, String, String, Option<Vec<u8>>);

/// The imports of `tenant` with the fingerprints of their keys, the first first.
pub fn all(db: &mut Db, tenant: TenantId) -> Result<Vec<(Import, String)>> {
    let columns = (imports::id, imports::scheme, imports::fingerprint, imports::sealed_key);
    let kept: Vec<Kept> =
        imports::table.filter(imports::tenant_id.eq(tenant)).order(imports::id).select(columns).load(db)?;
    let import = |(id, scheme, fingerprint, sealed_key): Kept| {
        let known = Scheme::parse(&scheme).ok_or_else(|| Failure::Corrupt(format!("an import by {scheme:?}")))?;
        Ok((Import { id, scheme: known, sealed_key }, fingerprint))
    };
    kept.into_iter().map(import).collect()
}

/// The import of `tenant` that has this scheme and key.
pub fn find(db: &mut Db, tenant: TenantId, scheme: Scheme, fingerprint: &str) -> Result<Option<Import>> {
    let all = all(db, tenant)?;
    Ok(all.into_iter().find(|(import, mark)| import.scheme == scheme && mark == fingerprint).map(|(import, _)| import))
}

pub(super) fn insert(db: &mut Db, tenant: TenantId, new: &Import, fingerprint: &str, now: Moment) -> Result<()> {
    let row = (
        imports::tenant_id.eq(tenant),
        imports::id.eq(new.id),
        imports::scheme.eq(new.scheme.as_str()),
        imports::fingerprint.eq(fingerprint),
        imports::sealed_key.eq(&new.sealed_key),
        imports::created_at.eq(now),
    );
    diesel::insert_into(imports::table).values(row).execute(db)?;
    Ok(())
}

/// Keeps a key of an import that has none any more.
pub(super) fn put_key(db: &mut Db, tenant: TenantId, id: ImportId, sealed_key: &[u8]) -> Result<()> {
    diesel::update(imports::table.find((tenant, id))).set(imports::sealed_key.eq(sealed_key)).execute(db)?;
    Ok(())
}

/// Drops the key of every import: whose imports they were.
pub(super) fn drop_keys(db: &mut Db) -> Result<Vec<TenantId>> {
    let sealed = imports::table.filter(imports::sealed_key.is_not_null());
    let tenants = sealed.select(imports::tenant_id).load(db)?;
    diesel::update(sealed).set(imports::sealed_key.eq(None::<Vec<u8>>)).execute(db)?;
    Ok(tenants)
}

/// Whether what has this digest was brought before.
pub fn is_known(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<bool> {
    let known = imported::table.find((tenant, digest)).select(imported::created_at).get_result::<Moment>(db);
    Ok(known.optional()?.is_some())
}

/// Notes that what has this digest was brought.
pub fn note(db: &mut Db, tenant: TenantId, digest: Digest, now: Moment) -> Result<()> {
    let row = (imported::tenant_id.eq(tenant), imported::digest.eq(digest), imported::created_at.eq(now));
    diesel::insert_into(imported::table).values(row).execute(db)?;
    Ok(())
}
