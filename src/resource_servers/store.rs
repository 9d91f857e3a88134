//! How resource servers are kept: a row and its secrets.

use diesel::prelude::*;

use super::{KeptSecret, ResourceServer, ResourceServerId, SecretId};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{resource_server_secrets, resource_servers};
use crate::storage::{self, Db, Result, claimed};
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
    let theirs = (resource_server_secrets::tenant_id.eq(resource_servers::tenant_id))
        .and(resource_server_secrets::resource_server_id.eq(resource_servers::id));
    let named = resource_servers::table.left_join(resource_server_secrets::table.on(theirs));
    let named =
        named.filter(resource_servers::tenant_id.eq(tenant)).filter(resource_servers::identifier.eq(identifier));
    let newest = named.order((resource_server_secrets::created_at.desc(), resource_server_secrets::id.desc()));
    static BY_IDENTIFIER: storage::Text = storage::Text::new();
    let both = BY_IDENTIFIER.of(newest.select((Row::as_select(), Option::<SecretRow>::as_select())));
    let (rows, secrets): (Vec<Row>, Vec<Option<SecretRow>>) = both.load(db)?.into_iter().unzip();
    let secrets = secrets.into_iter().flatten().map(KeptSecret::from).collect();
    Ok(rows.into_iter().next().map(|row| row.with(secrets)))
}

/// The resource server with the number `id` of `tenant`.
pub fn by_id(db: &mut Db, tenant: TenantId, id: ResourceServerId) -> Result<Option<ResourceServer>> {
    let row = resource_servers::table.find((tenant, id)).select(Row::as_select()).get_result(db).optional()?;
    row.map(|row| whole(db, row)).transpose()
}

/// The same, and its row is this job's until it is over: whoever else wants it so waits, and then sees what was written.
pub(super) fn claim(db: &mut Db, tenant: TenantId, id: ResourceServerId) -> Result<Option<ResourceServer>> {
    let row = resource_servers::table.find((tenant, id)).select(resource_servers::id);
    let found: Option<ResourceServerId> = claimed(row).get_result(db).optional()?;
    if found.is_some() { by_id(db, tenant, id) } else { Ok(None) }
}

/// The resource server of `tenant` that keeps `digest`, whether or not that secret still is any good.
pub fn by_digest(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<Option<ResourceServer>> {
    let own = resource_server_secrets::table.filter(resource_server_secrets::tenant_id.eq(tenant));
    let own = own.filter(resource_server_secrets::digest.eq(digest));
    let id = own.select(resource_server_secrets::resource_server_id).get_result(db).optional()?;
    id.map_or(Ok(None), |id| by_id(db, tenant, id))
}

/// The resource servers of `owner` whose identifier comes behind `identifier`, in order, at most `most`.
pub fn behind(db: &mut Db, owner: TenantId, identifier: &str, most: i64) -> Result<Vec<ResourceServer>> {
    let rest = resource_servers::table.filter(resource_servers::tenant_id.eq(owner));
    let rest = rest.filter(resource_servers::identifier.gt(identifier)).order(resource_servers::identifier);
    let rows = rest.limit(most).select(Row::as_select()).load(db)?;
    rows.into_iter().map(|row| whole(db, row)).collect()
}

fn whole(db: &mut Db, row: Row) -> Result<ResourceServer> {
    let secrets = secrets(db, row.tenant_id, row.id)?;
    Ok(row.with(secrets))
}

impl Row {
    fn with(self, secrets: Vec<KeptSecret>) -> ResourceServer {
        let Self { tenant_id: tenant, id, identifier, name, resources, created_at, updated_at } = self;
        let resources = resources.map(|words| words.split(' ').map(str::to_owned).collect());
        ResourceServer { tenant, id, identifier, name, resources, secrets, created_at, updated_at }
    }
}

impl From<SecretRow> for KeptSecret {
    fn from(row: SecretRow) -> Self {
        let SecretRow { id, digest, hint, created_at, expires_at, .. } = row;
        Self { id, digest, hint, created_at, expires_at }
    }
}

fn secrets(db: &mut Db, tenant: TenantId, id: ResourceServerId) -> Result<Vec<KeptSecret>> {
    let own = resource_server_secrets::table.filter(resource_server_secrets::tenant_id.eq(tenant));
    let own = own.filter(resource_server_secrets::resource_server_id.eq(id));
    let newest = own.order((resource_server_secrets::created_at.desc(), resource_server_secrets::id.desc()));
    Ok(newest.select(SecretRow::as_select()).load(db)?.into_iter().map(KeptSecret::from).collect())
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
    insert_secrets(db, server)
}

/// Keeps when a resource server was changed, and its secrets in place of those before.
pub(super) fn replace_secrets(db: &mut Db, server: &ResourceServer) -> Result<()> {
    let own = resource_servers::table.find((server.tenant, server.id));
    diesel::update(own).set(resource_servers::updated_at.eq(server.updated_at)).execute(db)?;
    delete_secrets(db, server)?;
    insert_secrets(db, server)
}

/// Drops a resource server and its secrets.
pub(super) fn delete(db: &mut Db, server: &ResourceServer) -> Result<()> {
    delete_secrets(db, server)?;
    diesel::delete(resource_servers::table.find((server.tenant, server.id))).execute(db)?;
    Ok(())
}

fn delete_secrets(db: &mut Db, server: &ResourceServer) -> Result<()> {
    let own = resource_server_secrets::table.filter(resource_server_secrets::tenant_id.eq(server.tenant));
    diesel::delete(own.filter(resource_server_secrets::resource_server_id.eq(server.id))).execute(db)?;
    Ok(())
}

fn insert_secrets(db: &mut Db, server: &ResourceServer) -> Result<()> {
    for secret in &server.secrets {
        let KeptSecret { id, digest, hint, created_at, expires_at } = secret.clone();
        let (tenant_id, resource_server_id) = (server.tenant, server.id);
        let row = SecretRow { tenant_id, resource_server_id, id, digest, hint, created_at, expires_at };
        diesel::insert_into(resource_server_secrets::table).values(row).execute(db)?;
    }
    Ok(())
}
