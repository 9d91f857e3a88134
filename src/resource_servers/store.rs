//! How resource servers are kept: a row and its secrets.

use diesel::prelude::*;

use super::{KeptSecret, ResourceServer, ResourceServerId, SecretId};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{resource_server_secrets, resource_servers};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = resource_servers)]
struct Row {
    tenant_id: TenantId,
    id: ResourceServerId,
    identifier: String,
    name: String,
    resources: Option<String>,
    created_at: Moment,
    updated_at: Moment,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = resource_server_secrets)]
struct SecretRow {
    tenant_id: TenantId,
    resource_server_id: ResourceServerId,
    id: SecretId,
    digest: Digest,
    hint: String,
    created_at: Moment,
    expires_at: Option<Moment>,
}

/// The resource server that calls itself `identifier` at `tenant`.
pub fn by_identifier(db: &mut Db, tenant: TenantId, identifier: &str) -> Result<Option<ResourceServer>> {
    let named = resource_servers::table.filter(resource_servers::tenant_id.eq(tenant));
    let named = named.filter(resource_servers::identifier.eq(identifier));
    let row = named.select(Row::as_select()).get_result(db).optional()?;
    row.map(|row| whole(db, row)).transpose()
}

/// The resource server with the number `id` of `tenant`.
pub fn by_id(db: &mut Db, tenant: TenantId, id: ResourceServerId) -> Result<Option<ResourceServer>> {
    let row = resource_servers::table.find((tenant, id)).select(Row::as_select()).get_result(db).optional()?;
    row.map(|row| whole(db, row)).transpose()
}

fn whole(db: &mut Db, row: Row) -> Result<ResourceServer> {
    let Row { tenant_id: tenant, id, identifier, name, created_at, updated_at, .. } = row;
    let resources = row.resources.map(|words| words.split(' ').map(str::to_owned).collect());
    let secrets = secrets(db, tenant, id)?;
    Ok(ResourceServer { tenant, id, identifier, name, resources, secrets, created_at, updated_at })
}

fn secrets(db: &mut Db, tenant: TenantId, id: ResourceServerId) -> Result<Vec<KeptSecret>> {
    let own = resource_server_secrets::table.filter(resource_server_secrets::tenant_id.eq(tenant));
    let own = own.filter(resource_server_secrets::resource_server_id.eq(id)).order(resource_server_secrets::id.desc());
    let rows = own.select(SecretRow::as_select()).load(db)?;
    let kept = |row: SecretRow| {
        let SecretRow { id, digest, hint, created_at, expires_at, .. } = row;
        KeptSecret { id, digest, hint, created_at, expires_at }
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// Keeps a new resource server with its secrets.
pub fn insert(db: &mut Db, server: &ResourceServer) -> Result<()> {
    let row = Row {
        tenant_id: server.tenant,
        id: server.id,
        identifier: server.identifier.clone(),
        name: server.name.clone(),
        resources: server.resources.as_ref().map(|words| words.join(" ")),
        created_at: server.created_at,
        updated_at: server.updated_at,
    };
    diesel::insert_into(resource_servers::table).values(row).execute(db)?;
    server.secrets.iter().try_for_each(|secret| insert_secret(db, server.tenant, server.id, secret))
}

/// Keeps one more secret of a resource server.
pub fn insert_secret(db: &mut Db, tenant: TenantId, id: ResourceServerId, secret: &KeptSecret) -> Result<()> {
    let KeptSecret { id: number, digest, hint, created_at, expires_at } = secret.clone();
    let row = SecretRow { tenant_id: tenant, resource_server_id: id, id: number, digest, hint, created_at, expires_at };
    diesel::insert_into(resource_server_secrets::table).values(row).execute(db)?;
    Ok(())
}
