//! How clients are kept: a row, its redirect URIs in order, its secrets, and what a tenant has decided
//! about a global one.

mod page;
mod secrets;
mod tokens;

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Client, ClientId, ClientKey, KeptSecret, Kind};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::storage::schema::{client_secrets, clients, global_client_settings, redirect_uris};
use crate::storage::{self, Db, Failure, Result, claimed};
use crate::tenants::TenantId;
use crate::users::UserId;
pub(super) use page::{count, global_count, global_page, page};
use secrets::{SecretRow, kept, secrets};
pub(super) use secrets::{add_secrets, delete_secrets, replace_secret};
pub(super) use tokens::end_tokens;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = clients, primary_key(tenant_id, id), treat_none_as_null = true)]
pub(super) struct Row {
    pub(super) tenant_id: TenantId,
    pub(super) id: ClientId,
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

/// The client that `identifier` means at `tenant`: the tenant's own, or a global one. No tombstones.
pub fn by_identifier(db: &mut Db, tenant: TenantId, identifier: &str) -> Result<Option<Client>> {
    let owner = clients::tenant_id.eq(tenant).or(clients::tenant_id.eq(TenantId::PLATFORM));
    let alive = owner.and(clients::identifier.eq(identifier)).and(clients::deleted_at.is_null());
    let secrets = (client_secrets::tenant_id.eq(clients::tenant_id)).and(client_secrets::client_id.eq(clients::id));
    let uris = (redirect_uris::tenant_id.eq(clients::tenant_id)).and(redirect_uris::client_id.eq(clients::id));
    let parts = clients::table.left_join(client_secrets::table.on(secrets)).left_join(redirect_uris::table.on(uris));
    let newest = (client_secrets::created_at.desc(), client_secrets::id.desc(), redirect_uris::position);
    let columns = (Row::as_select(), Option::<SecretRow>::as_select(), redirect_uris::uri.nullable());
    static BY_IDENTIFIER: storage::Text = storage::Text::new();
    let rows = BY_IDENTIFIER.of(parts.filter(alive).order(newest).select(columns)).load(db)?;
    joined(rows)?.map(|client| seen_by(db, tenant, client)).transpose()
}

/// The client whose rows these are: each secret with each redirect URI.
fn joined(rows: Vec<(Row, Option<SecretRow>, Option<String>)>) -> Result<Option<Client>> {
    let (mut uris, mut secrets) = (Vec::new(), Vec::<KeptSecret>::new());
    let mut client = None;
    for (row, secret, uri) in rows {
        let is_next = secret.as_ref().is_some_and(|secret| secrets.last().is_none_or(|last| last.id != secret.id));
        if let Some(secret) = secret.filter(|_| is_next) {
            secrets.push(kept(secret)?);
        }
        if secrets.len() <= 1 {
            uris.extend(uri);
        }
        client = client.or(Some(row));
    }
    client.map(|row| assemble(row, uris, secrets)).transpose()
}

/// When each user of `tenant` was last acted as by a client of its own, deleted ones included.
pub(crate) fn last_acted_as(db: &mut Db, tenant: TenantId) -> Result<HashMap<UserId, Moment>> {
    let acting = clients::table.filter(clients::tenant_id.eq(tenant)).filter(clients::service_account_id.is_not_null());
    let used = acting.filter(clients::used_at.is_not_null()).select((clients::service_account_id, clients::used_at));
    let rows: Vec<(Option<UserId>, Option<Moment>)> = used.load(db)?;
    let mut last = HashMap::new();
    for (user, at) in rows.into_iter().filter_map(|(user, at)| user.zip(at)) {
        last.entry(user).and_modify(|known: &mut Moment| *known = (*known).max(at)).or_insert(at);
    }
    Ok(last)
}

/// The client with `key` as `tenant` sees it, a tombstone included; another tenant's is unknown.
pub fn by_key(db: &mut Db, tenant: TenantId, key: ClientKey) -> Result<Option<Client>> {
    if key.tenant != tenant && key.tenant != TenantId::PLATFORM {
        return Ok(None);
    }
    let row = clients::table.find((key.tenant, key.id)).select(Row::as_select()).get_result(db).optional()?;
    row.map(|row| whole(db, tenant, row)).transpose()
}

/// The client with `key` as its owner sees it; no tombstone.
pub(super) fn alive(db: &mut Db, key: ClientKey) -> Result<Option<Client>> {
    Ok(by_key(db, key.tenant, key)?.filter(|client| client.deleted_at.is_none()))
}

/// The client with `key`, whose row is this job's until it is over: whoever else wants it so waits; no tombstone.
pub(super) fn claim(db: &mut Db, key: ClientKey) -> Result<Option<Client>> {
    claim_as_seen_by(db, key.tenant, key)
}

/// The same as `tenant` has decided about it.
pub(super) fn claim_as_seen_by(db: &mut Db, tenant: TenantId, key: ClientKey) -> Result<Option<Client>> {
    let row = clients::table.find((key.tenant, key.id)).filter(clients::deleted_at.is_null());
    let found: Option<ClientId> = claimed(row.select(clients::id)).get_result(db).optional()?;
    if found.is_some() { by_key(db, tenant, key) } else { Ok(None) }
}

/// Whether `owner` has, or ever had, a client with `identifier`.
pub(super) fn was_ever(db: &mut Db, owner: TenantId, identifier: &str) -> Result<bool> {
    let named = clients::table.filter(clients::tenant_id.eq(owner)).filter(clients::identifier.eq(identifier));
    let found: Option<ClientId> = named.select(clients::id).get_result(db).optional()?;
    Ok(found.is_some())
}

/// The clients of `owner` behind these rows.
fn all(db: &mut Db, owner: TenantId, rows: Vec<Row>) -> Result<Vec<Client>> {
    let ids: Vec<ClientId> = rows.iter().map(|row: &Row| row.id).collect();
    let (mut uris, mut secrets) = (uris(db, &[owner], &ids)?, secrets(db, owner, &ids)?);
    let parts = |row: Row| {
        let (uris, secrets) = (uris.remove(&row.id), secrets.remove(&row.id));
        assemble(row, uris.unwrap_or_default(), secrets.unwrap_or_default())
    };
    rows.into_iter().map(parts).collect()
}

fn whole(db: &mut Db, tenant: TenantId, row: Row) -> Result<Client> {
    let (owner, id) = (row.tenant_id, row.id);
    let (uris, secrets) = (uris(db, &[owner], &[id])?.remove(&id), secrets(db, owner, &[id])?.remove(&id));
    seen_by(db, tenant, assemble(row, uris.unwrap_or_default(), secrets.unwrap_or_default())?)
}

/// A client with what `tenant` has decided about it, if it is a global one.
fn seen_by(db: &mut Db, tenant: TenantId, client: Client) -> Result<Client> {
    let ClientKey { tenant: owner, id } = client.key;
    if owner == tenant {
        return Ok(client);
    }
    let decided = global_client_settings::table.find((tenant, id));
    let columns = (global_client_settings::service_account_id, global_client_settings::blocked_at);
    let decided: Option<(Option<UserId>, Option<Moment>)> = decided.select(columns).get_result(db).optional()?;
    let (service_account, blocked_at) = decided.unwrap_or_default();
    Ok(Client { service_account, blocked_at, ..client })
}

/// The client whose row, redirect URIs and secrets these are.
pub(super) fn assemble(row: Row, redirect_uris: Vec<String>, secrets: Vec<KeptSecret>) -> Result<Client> {
    let kind = Kind::parse(&row.kind)
        .ok_or_else(|| Failure::Corrupt(format!("client {} is of the kind {:?}", row.id, row.kind)))?;
    let allowed = row.allowed_scopes.map(|words| words.parse::<Scope>()).transpose();
    let allowed = allowed.map_err(|_| Failure::Corrupt(format!("the allowed scopes of client {} are none", row.id)))?;
    Ok(Client {
        key: ClientKey { tenant: row.tenant_id, id: row.id },
        identifier: row.identifier,
        name: row.name,
        company: row.company,
        description: row.description,
        logo_id: row.logo_id,
        kind,
        owner: row.owner_id,
        service_account: row.service_account_id,
        redirect_uris,
        allowed_scopes: allowed,
        access_token_lifetime: row.access_token_lifetime,
        refresh_token_lifetime: row.refresh_token_lifetime,
        access_token_never_expires: row.access_token_never_expires,
        sends_issuer: row.sends_issuer,
        active: row.active,
        blocked_at: None,
        used_at: row.used_at,
        secrets,
        created_at: row.created_at,
        updated_at: row.updated_at,
        deleted_at: row.deleted_at,
    })
}

/// Where the codes of these clients of `owners` may be sent. No two clients share a number, whosever they are.
pub(super) fn uris(db: &mut Db, owners: &[TenantId], ids: &[ClientId]) -> Result<HashMap<ClientId, Vec<String>>> {
    let theirs = redirect_uris::table.filter(redirect_uris::tenant_id.eq_any(owners));
    let theirs = theirs.filter(redirect_uris::client_id.eq_any(ids));
    let ordered = theirs.order((redirect_uris::client_id, redirect_uris::position));
    let rows: Vec<(ClientId, String)> = ordered.select((redirect_uris::client_id, redirect_uris::uri)).load(db)?;
    let mut of = HashMap::<_, Vec<_>>::new();
    rows.into_iter().for_each(|(id, uri)| of.entry(id).or_default().push(uri));
    Ok(of)
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
    add_secrets(db, client.key, &client.secrets)
}

/// Keeps what changed of a client and its redirect URIs; not its secrets.
pub(super) fn update(db: &mut Db, client: &Client) -> Result<()> {
    let ClientKey { tenant, id } = client.key;
    diesel::update(clients::table.find((tenant, id))).set(Row::from(client)).execute(db)?;
    let uris = redirect_uris::table.filter(redirect_uris::tenant_id.eq(tenant));
    diesel::delete(uris.filter(redirect_uris::client_id.eq(id))).execute(db)?;
    insert_uris(db, client)
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

/// Keeps the secrets of a client in place of those before.
pub(super) fn replace_secrets(db: &mut Db, client: &Client) -> Result<()> {
    delete_secrets(db, client.key)?;
    add_secrets(db, client.key, &client.secrets)
}

/// Keeps what `tenant` has decided about the global client `client`.
pub(super) fn decide(db: &mut Db, tenant: TenantId, client: &Client) -> Result<()> {
    let columns = (
        global_client_settings::service_account_id.eq(client.service_account),
        global_client_settings::blocked_at.eq(client.blocked_at),
    );
    let own = global_client_settings::table.find((tenant, client.key.id));
    if diesel::update(own).set(columns).execute(db)? == 0 {
        let key = (global_client_settings::tenant_id.eq(tenant), global_client_settings::client_id.eq(client.key.id));
        diesel::insert_into(global_client_settings::table).values((key, columns)).execute(db)?;
    }
    Ok(())
}

/// Keeps when clients were last used, where that is later than what is known.
pub(crate) fn note_uses(db: &mut Db, uses: &[(ClientKey, Moment)]) -> Result<()> {
    for (key, at) in uses {
        let earlier = clients::used_at.is_null().or(clients::used_at.lt(at));
        let row = clients::table.find((key.tenant, key.id)).filter(earlier);
        diesel::update(row).set(clients::used_at.eq(at)).execute(db)?;
    }
    Ok(())
}
