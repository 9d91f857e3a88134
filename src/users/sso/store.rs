//! How the keys of single sign-on and the spent assertions are kept.

use diesel::prelude::*;

use super::{Kept, SsoKey, SsoKeyId};
use crate::clock::Moment;
use crate::jwt::Algorithm;
use crate::secret::Digest;
use crate::storage::schema::{sso_assertions, sso_keys};
use crate::storage::{Db, Failure, Result};
use crate::tenants::TenantId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sso_keys)]
struct Row {
    tenant_id: TenantId,
    id: SsoKeyId,
    kid: String,
    algorithm: String,
    sealed_secret: Option<Vec<u8>>,
    public_key: Option<Vec<u8>>,
    created_at: Moment,
    expires_at: Option<Moment>,
}

impl TryFrom<Row> for SsoKey {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self> {
        let corrupt = || Failure::Corrupt(format!("single sign-on key {} of tenant {}", row.id, row.tenant_id));
        let algorithm = Algorithm::parse(&row.algorithm).ok_or_else(corrupt)?;
        let kept = match (algorithm, row.sealed_secret, row.public_key) {
            (Algorithm::Hs256, Some(sealed), None) => Kept::Sealed(sealed),
            (Algorithm::Es256 | Algorithm::Rs256 | Algorithm::EdDsa, None, Some(bytes)) => Kept::Public(bytes),
            _ => return Err(corrupt()),
        };
        let Row { tenant_id: tenant, id, kid, created_at, expires_at, .. } = row;
        Ok(Self { tenant, id, kid, algorithm, kept, created_at, expires_at })
    }
}

impl From<&SsoKey> for Row {
    fn from(key: &SsoKey) -> Self {
        let (sealed_secret, public_key) = match key.kept.clone() {
            Kept::Sealed(sealed) => (Some(sealed), None),
            Kept::Public(bytes) => (None, Some(bytes)),
        };
        Self {
            tenant_id: key.tenant,
            id: key.id,
            kid: key.kid.clone(),
            algorithm: key.algorithm.as_str().to_owned(),
            sealed_secret,
            public_key,
            created_at: key.created_at,
            expires_at: key.expires_at,
        }
    }
}

/// The keys of `tenant`, the oldest first, those that have ended too.
pub fn keys(db: &mut Db, tenant: TenantId) -> Result<Vec<SsoKey>> {
    let all = sso_keys::table.filter(sso_keys::tenant_id.eq(tenant)).order((sso_keys::created_at, sso_keys::id));
    all.select(Row::as_select()).load(db)?.into_iter().map(SsoKey::try_from).collect()
}

/// Keeps a new key.
pub fn insert(db: &mut Db, key: &SsoKey) -> Result<()> {
    diesel::insert_into(sso_keys::table).values(Row::from(key)).execute(db)?;
    Ok(())
}

/// Lets every key of `tenant` that would count for longer end at `end`.
pub fn end_all(db: &mut Db, tenant: TenantId, end: Moment) -> Result<()> {
    let longer = sso_keys::expires_at.is_null().or(sso_keys::expires_at.gt(end));
    let theirs = sso_keys::table.filter(sso_keys::tenant_id.eq(tenant)).filter(longer);
    diesel::update(theirs).set(sso_keys::expires_at.eq(end)).execute(db)?;
    Ok(())
}

/// Drops a key.
pub fn delete(db: &mut Db, tenant: TenantId, id: SsoKeyId) -> Result<()> {
    diesel::delete(sso_keys::table.find((tenant, id))).execute(db)?;
    Ok(())
}

/// Drops every secret that is sealed, of every tenant, and says how many.
pub fn delete_sealed(db: &mut Db) -> Result<usize> {
    Ok(diesel::delete(sso_keys::table.filter(sso_keys::sealed_secret.is_not_null())).execute(db)?)
}

/// Spends the assertion with `digest`, which is too old from `end` on; false if it was spent before. If two nodes
/// spend it at once, the database takes one of the rows, and the other's job runs again and finds it.
pub fn spend(db: &mut Db, tenant: TenantId, digest: Digest, end: Moment) -> Result<bool> {
    let spent = sso_assertions::table.find((tenant, digest)).select(sso_assertions::expires_at);
    if spent.get_result::<Moment>(db).optional()?.is_some() {
        return Ok(false);
    }
    let row =
        (sso_assertions::tenant_id.eq(tenant), sso_assertions::digest.eq(digest), sso_assertions::expires_at.eq(end));
    diesel::insert_into(sso_assertions::table).values(row).execute(db)?;
    Ok(true)
}
