//! How clients are kept: a row, its redirect URIs in order, its secrets, and what a tenant has decided
//! about a global one.

use diesel::prelude::*;

use super::{Client, ClientId, ClientKey, KeptSecret, Kind, Scheme, SecretId};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::secret::Digest;
use crate::storage::schema::{client_secrets, clients, global_client_settings, redirect_uris};
use crate::storage::{Db, Failure, Result};
use crate::tenants::TenantId;
use crate::users::UserId;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = clients, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: TenantId,
    id: ClientId,
    identifier: String,
    name: String,
    company: String,
    description: String,
    logo_id: Option<String>,
    kind: String,
    owner_id: Option<UserId>,
    service_account_id: Option<UserId>,
    allowed_scopes: Option<String>,
    access_token_lifetime: Option<i64>,
    refresh_token_lifetime: Option<i64>,
    access_token_never_expires: bool,
    sends_issuer: bool,
    active: bool,
    used_at: Option<Moment>,
    created_at: Moment,
    updated_at: Moment,
    deleted_at: Option<Moment>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = client_secrets)]
struct SecretRow {
    tenant_id: TenantId,
    client_id: ClientId,
    id: SecretId,
    scheme: String,
    salt: Option<String>,
    digest: Digest,
    hint: String,
    created_at: Moment,
    expires_at: Option<Moment>,
}

/// What one tenant has decided about a global client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Who `client_credentials` acts as there.
    pub service_account: Option<UserId>,
    /// Since when the tenant has shut the client out.
    pub blocked_at: Option<Moment>,
}

/// The client that `identifier` means at `tenant`: the tenant's own, or a global one. No tombstones.
pub fn by_identifier(db: &mut Db, tenant: TenantId, identifier: &str) -> Result<Option<Client>> {
    let named = clients::table.filter(clients::tenant_id.eq_any([tenant, TenantId::PLATFORM]));
    let alive = named.filter(clients::identifier.eq(identifier)).filter(clients::deleted_at.is_null());
    let row = alive.select(Row::as_select()).get_result(db).optional()?;
    row.map(|row| whole(db, tenant, row)).transpose()
}

/// The client with `key` as `tenant` sees it, a tombstone included; another tenant's is unknown.
pub fn by_key(db: &mut Db, tenant: TenantId, key: ClientKey) -> Result<Option<Client>> {
    if key.tenant != tenant && key.tenant != TenantId::PLATFORM {
        return Ok(None);
    }
    let row = clients::table.find((key.tenant, key.id)).select(Row::as_select()).get_result(db).optional()?;
    row.map(|row| whole(db, tenant, row)).transpose()
}

fn whole(db: &mut Db, tenant: TenantId, row: Row) -> Result<Client> {
    let key = ClientKey { tenant: row.tenant_id, id: row.id };
    let decided = if key.tenant == tenant { Decision::default() } else { decision(db, tenant, key.id)? };
    let own = row.service_account_id.filter(|_| key.tenant == tenant && tenant != TenantId::PLATFORM);
    let kind = Kind::parse(&row.kind)
        .ok_or_else(|| Failure::Corrupt(format!("client {} is of the kind {:?}", row.id, row.kind)))?;
    let allowed = row.allowed_scopes.map(|words| words.parse::<Scope>()).transpose();
    let allowed = allowed.map_err(|_| Failure::Corrupt(format!("the allowed scopes of client {} are none", row.id)))?;
    Ok(Client {
        key,
        identifier: row.identifier,
        name: row.name,
        company: row.company,
        description: row.description,
        logo_id: row.logo_id,
        kind,
        owner: row.owner_id,
        service_account: own.or(decided.service_account),
        redirect_uris: uris(db, key)?,
        allowed_scopes: allowed,
        access_token_lifetime: row.access_token_lifetime,
        refresh_token_lifetime: row.refresh_token_lifetime,
        access_token_never_expires: row.access_token_never_expires,
        sends_issuer: row.sends_issuer,
        active: row.active,
        blocked_at: decided.blocked_at,
        used_at: row.used_at,
        secrets: secrets(db, key)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        deleted_at: row.deleted_at,
    })
}

fn uris(db: &mut Db, key: ClientKey) -> Result<Vec<String>> {
    let own = redirect_uris::table.filter(redirect_uris::tenant_id.eq(key.tenant));
    let own = own.filter(redirect_uris::client_id.eq(key.id)).order(redirect_uris::position);
    Ok(own.select(redirect_uris::uri).load(db)?)
}

fn secrets(db: &mut Db, key: ClientKey) -> Result<Vec<KeptSecret>> {
    let own = client_secrets::table.filter(client_secrets::tenant_id.eq(key.tenant));
    let own = own.filter(client_secrets::client_id.eq(key.id)).order(client_secrets::id.desc());
    own.select(SecretRow::as_select()).load(db)?.into_iter().map(kept).collect()
}

fn kept(row: SecretRow) -> Result<KeptSecret> {
    let SecretRow { id, salt, digest, hint, created_at, expires_at, .. } = row;
    let scheme = Scheme::parse(&row.scheme)
        .ok_or_else(|| Failure::Corrupt(format!("a secret of client {} is kept as {:?}", row.client_id, row.scheme)))?;
    Ok(KeptSecret { id, scheme, salt, digest, hint, created_at, expires_at })
}

/// What `tenant` has decided about the global client `id`.
pub fn decision(db: &mut Db, tenant: TenantId, id: ClientId) -> Result<Decision> {
    let own = global_client_settings::table.find((tenant, id));
    let columns = (global_client_settings::service_account_id, global_client_settings::blocked_at);
    let row = own.select(columns).get_result(db).optional()?;
    Ok(row.map(|(service_account, blocked_at)| Decision { service_account, blocked_at }).unwrap_or_default())
}

impl From<&Client> for Row {
    fn from(client: &Client) -> Self {
        let client = client.clone();
        Self {
            tenant_id: client.key.tenant,
            id: client.key.id,
            identifier: client.identifier,
            name: client.name,
            company: client.company,
            description: client.description,
            logo_id: client.logo_id,
            kind: client.kind.as_str().to_owned(),
            owner_id: client.owner,
            service_account_id: client.service_account,
            allowed_scopes: client.allowed_scopes.map(String::from),
            access_token_lifetime: client.access_token_lifetime,
            refresh_token_lifetime: client.refresh_token_lifetime,
            access_token_never_expires: client.access_token_never_expires,
            sends_issuer: client.sends_issuer,
            active: client.active,
            used_at: client.used_at,
            created_at: client.created_at,
            updated_at: client.updated_at,
            deleted_at: client.deleted_at,
        }
    }
}

/// Keeps a new client with its redirect URIs and secrets.
pub fn insert(db: &mut Db, client: &Client) -> Result<()> {
    diesel::insert_into(clients::table).values(Row::from(client)).execute(db)?;
    insert_uris(db, client)?;
    for secret in &client.secrets {
        insert_secret(db, client.key, secret)?;
    }
    Ok(())
}

fn insert_uris(db: &mut Db, client: &Client) -> Result<()> {
    for (position, uri) in (0_i32..).zip(&client.redirect_uris) {
        let columns = (
            redirect_uris::tenant_id.eq(client.key.tenant),
            redirect_uris::client_id.eq(client.key.id),
            redirect_uris::position.eq(position),
            redirect_uris::uri.eq(uri),
        );
        diesel::insert_into(redirect_uris::table).values(columns).execute(db)?;
    }
    Ok(())
}

/// Keeps one more secret of a client.
pub fn insert_secret(db: &mut Db, key: ClientKey, secret: &KeptSecret) -> Result<()> {
    let KeptSecret { id, scheme, salt, digest, hint, created_at, expires_at } = secret.clone();
    let scheme = scheme.as_str().to_owned();
    let (tenant_id, client_id) = (key.tenant, key.id);
    let row = SecretRow { tenant_id, client_id, id, scheme, salt, digest, hint, created_at, expires_at };
    diesel::insert_into(client_secrets::table).values(row).execute(db)?;
    Ok(())
}
