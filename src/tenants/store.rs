//! How tenants are kept.

use diesel::prelude::*;

use super::{Tenant, TenantId};
use crate::clock::Moment;
use crate::storage::schema::tenants;
use crate::storage::{self, Db, Failure, Result, any_of, claimed};

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = tenants, treat_none_as_null = true)]
struct Row {
    id: TenantId,
    subdomain: String,
    external_id: Option<String>,
    name: String,
    active: bool,
    oauth_access: bool,
    api_token_access: bool,
    settings: String,
    created_at: Moment,
    updated_at: Moment,
    logo_id: Option<String>,
}

impl TryFrom<Row> for Tenant {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self> {
        let Row { id, subdomain, external_id, name, active, oauth_access, api_token_access, .. } = row;
        let settings = serde_json::from_str(&row.settings)
            .map_err(|error| Failure::Corrupt(format!("settings of tenant {id}: {error}")))?;
        let (created_at, updated_at, logo_id) = (row.created_at, row.updated_at, row.logo_id);
        Ok(Self {
            id,
            subdomain,
            external_id,
            name,
            active,
            oauth_access,
            api_token_access,
            settings,
            logo_id,
            created_at,
            updated_at,
        })
    }
}

impl TryFrom<&Tenant> for Row {
    type Error = Failure;

    fn try_from(tenant: &Tenant) -> Result<Self> {
        let settings = serde_json::to_string(&tenant.settings)
            .map_err(|error| Failure::Corrupt(format!("settings of tenant {}: {error}", tenant.id)))?;
        let Tenant { id, active, oauth_access, api_token_access, created_at, updated_at, .. } = *tenant;
        let (subdomain, name) = (tenant.subdomain.clone(), tenant.name.clone());
        let (external_id, logo_id) = (tenant.external_id.clone(), tenant.logo_id.clone());
        Ok(Self {
            id,
            subdomain,
            external_id,
            name,
            active,
            oauth_access,
            api_token_access,
            settings,
            logo_id,
            created_at,
            updated_at,
        })
    }
}

/// The tenant at `subdomain`, active or not. The platform has none and is never found.
pub fn by_subdomain(db: &mut Db, subdomain: &str) -> Result<Option<Tenant>> {
    Ok(by_subdomains(db, &[subdomain.to_owned()])?.pop())
}

/// The same for many, with one statement (on SQLite for one).
pub fn by_subdomains(db: &mut Db, subdomains: &[String]) -> Result<Vec<Tenant>> {
    let named =
        tenants::table.filter(any_of(tenants::subdomain, subdomains)).filter(tenants::id.ne(TenantId::PLATFORM));
    static BY_SUBDOMAINS: storage::Text = storage::Text::new();
    BY_SUBDOMAINS.of(named.select(Row::as_select())).load(db)?.into_iter().map(Tenant::try_from).collect()
}

/// The tenant with the number `id`.
pub fn by_id(db: &mut Db, id: TenantId) -> Result<Option<Tenant>> {
    tenants::table.find(id).select(Row::as_select()).get_result(db).optional()?.map(Tenant::try_from).transpose()
}

/// The same, and its row is this job's until it is over: whoever else wants it so waits, and then sees what was written.
pub fn claim(db: &mut Db, id: TenantId) -> Result<Option<Tenant>> {
    let row = claimed(tenants::table.find(id).select(Row::as_select())).get_result(db).optional()?;
    row.map(Tenant::try_from).transpose()
}

/// What `find` finds; if it finds nothing, that stays so until this job is over, as far as whoever would make it claims the
/// tenant, too: what is made at the same moment is there when it looks again.
pub fn find_or_claim<T, E: From<Failure>>(
    db: &mut Db,
    id: TenantId,
    mut find: impl FnMut(&mut Db) -> std::result::Result<Option<T>, E>,
) -> std::result::Result<Option<T>, E> {
    if let Some(found) = find(db)? {
        return Ok(Some(found));
    }
    claim(db, id)?;
    find(db)
}

/// The tenant that the vendor calls `external_id`.
pub fn by_external_id(db: &mut Db, external_id: &str) -> Result<Option<Tenant>> {
    let named = tenants::table.filter(tenants::external_id.eq(external_id));
    named.select(Row::as_select()).get_result(db).optional()?.map(Tenant::try_from).transpose()
}

/// The tenants whose subdomain comes behind `subdomain`, in order, at most `most`; never the platform.
pub fn behind(db: &mut Db, subdomain: &str, most: i64) -> Result<Vec<Tenant>> {
    let rest = tenants::table.filter(tenants::subdomain.gt(subdomain)).filter(tenants::id.ne(TenantId::PLATFORM));
    let rows = rest.order(tenants::subdomain).limit(most).select(Row::as_select()).load(db)?;
    rows.into_iter().map(Tenant::try_from).collect()
}

/// Keeps a new tenant.
pub fn insert(db: &mut Db, tenant: &Tenant) -> Result<()> {
    diesel::insert_into(tenants::table).values(Row::try_from(tenant)?).execute(db)?;
    Ok(())
}

/// Keeps what changed of a tenant.
pub fn update(db: &mut Db, tenant: &Tenant) -> Result<()> {
    diesel::update(tenants::table.find(tenant.id)).set(Row::try_from(tenant)?).execute(db)?;
    Ok(())
}
