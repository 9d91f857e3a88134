//! Fills a migrated database, row by row of text: a million tokens in half a minute, with nothing of the server's own
//! between, so that what is measured was not also what prepared it.

use std::fmt::{Arguments, Write};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};
use grantor::clock::Clock;
use grantor::secret::{Digest, Kind};

use crate::Result;
use crate::world::{self, Person, World};

/// A database before a server has it.
pub(crate) enum Database {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<Postgres>),
}

/// A connection to PostgreSQL, asked from a thread that waits.
pub(crate) struct Postgres {
    runtime: tokio::runtime::Runtime,
    client: tokio_postgres::Client,
}

impl Database {
    /// The file at `path`, for somebody who can start again if the machine goes down.
    pub(crate) fn file(path: &Path) -> Result<Self> {
        let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
        let settings = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2000000";
        connection.batch_execute(settings)?;
        Ok(Self::Sqlite(Box::new(connection)))
    }

    /// The database at `url`.
    pub(crate) fn server(url: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (client, connection) = runtime.block_on(tokio_postgres::connect(url, tokio_postgres::NoTls))?;
        drop(runtime.spawn(connection));
        Ok(Self::Postgres(Box::new(Postgres { runtime, client })))
    }

    /// Runs `sql`.
    pub(crate) fn run(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => connection.batch_execute(sql)?,
            Self::Postgres(server) => server.runtime.block_on(server.client.batch_execute(sql))?,
        }
        Ok(())
    }

    /// The one number that `sql` answers with; PostgreSQL only.
    pub(crate) fn number(&mut self, sql: &str) -> Result<i32> {
        match self {
            Self::Sqlite(_) => Err("asked of a server only".into()),
            Self::Postgres(server) => Ok(server.runtime.block_on(server.client.query_one(sql, &[]))?.get(0)),
        }
    }

    /// Names and definitions of the indexes of `tables` that are no part of them.
    fn indexes(&mut self, tables: &str) -> Result<Vec<Index>> {
        match self {
            Self::Sqlite(connection) => {
                let found = format!(
                    "SELECT name, sql AS definition FROM sqlite_master
                    WHERE type = 'index' AND tbl_name IN ({tables}) AND sql IS NOT NULL"
                );
                Ok(diesel::sql_query(found).load(&mut **connection)?)
            }
            Self::Postgres(server) => {
                let found = format!(
                    "SELECT indexname::text, indexdef FROM pg_indexes
                    WHERE tablename IN ({tables}) AND indexname NOT LIKE '%\\_pkey'"
                );
                let rows = server.runtime.block_on(server.client.query(&found, &[]))?;
                Ok(rows.iter().map(|row| Index { name: row.get(0), definition: row.get(1) }).collect())
            }
        }
    }

    fn blob(&self, digest: &Digest) -> String {
        let hex = hex::encode(digest.as_bytes());
        if let Self::Sqlite(_) = self { format!("x'{hex}'") } else { format!("'\\x{hex}'") }
    }
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// Rows on their way.
struct Rows {
    sql: String,
    head: &'static str,
}

/// Bytes of one statement.
const STATEMENT: usize = 128 * 1024;

impl Rows {
    fn of(head: &'static str) -> Self {
        Self { sql: String::with_capacity(STATEMENT + 1024), head }
    }

    fn add(&mut self, database: &mut Database, row: Arguments<'_>) -> Result<()> {
        self.sql.push_str(if self.sql.is_empty() { self.head } else { "," });
        self.sql.write_fmt(row)?;
        if self.sql.len() > STATEMENT { self.send(database) } else { Ok(()) }
    }

    fn send(&mut self, database: &mut Database) -> Result<()> {
        if !self.sql.is_empty() {
            database.run(&self.sql)?;
            self.sql.clear();
        }
        Ok(())
    }
}

/// Writes everything that is in `world`.
pub(crate) fn fill(database: &mut Database, world: &World) -> Result<()> {
    let now = Clock::system().now().micros();
    database.run("BEGIN")?;
    database.run(&format!("UPDATE id_blocks SET next_id = {}", world::NEXT_ID))?;
    accounts(database, world, now)?;
    // Sorted once they are all there: row by row, millions of digests change a page each.
    let indexes = database.indexes("'users', 'token_families', 'access_tokens', 'refresh_tokens', 'audit_events'")?;
    indexes.iter().try_for_each(|index| database.run(&format!("DROP INDEX {}", index.name)))?;
    people(database, world, now)?;
    belongings(database, world, now)?;
    applications(database, world, now)?;
    tokens(database, world, now)?;
    events(database, world, now)?;
    indexes.iter().try_for_each(|index| database.run(&index.definition))?;
    database.run("COMMIT")?;
    database.run("ANALYZE")
}

fn accounts(database: &mut Database, world: &World, now: i64) -> Result<()> {
    let mut tenants = Rows::of(
        "INSERT INTO tenants (id, subdomain, external_id, name, active, oauth_access, api_token_access, settings, created_at, updated_at) VALUES ",
    );
    for tenant in 1..=world.tenants {
        let label = world::subdomain(tenant);
        let row = format_args!("({tenant},'{label}','x{tenant}','Account {tenant}',TRUE,TRUE,TRUE,'{{}}',{now},{now})");
        tenants.add(database, row)?;
    }
    tenants.send(database)
}

fn people(database: &mut Database, world: &World, now: i64) -> Result<()> {
    let mut users = Rows::of(
        "INSERT INTO users (tenant_id, id, email, email_key, name, role, verified, suspended, created_at, updated_at) VALUES ",
    );
    for person in (1..=world.tenants).flat_map(|tenant| Person::all(world, tenant)) {
        let (tenant, id, email, name, role) =
            (person.tenant, person.id(), person.email(), person.name(), person.role());
        let row = format_args!("({tenant},{id},'{email}','{email}','{name}','{role}',TRUE,FALSE,{now},{now})");
        users.add(database, row)?;
    }
    users.send(database)
}

/// The session of each account's admin, its API and its API token.
fn belongings(database: &mut Database, world: &World, now: i64) -> Result<()> {
    let mut tables = [
        Rows::of(
            "INSERT INTO sessions (tenant_id, id, user_id, digest, ip_address, user_agent, created_at, expires_at) VALUES ",
        ),
        Rows::of("INSERT INTO resource_servers (tenant_id, id, identifier, name, created_at, updated_at) VALUES "),
        Rows::of(
            "INSERT INTO resource_server_secrets (tenant_id, resource_server_id, id, digest, hint, created_at) VALUES ",
        ),
        Rows::of("INSERT INTO api_tokens (tenant_id, id, digest, hint, description, created_at, updated_at) VALUES "),
    ];
    let end = now + 30 * 86_400_000_000;
    for tenant in 1..=world.tenants {
        let (user, api) = (Person::admin(tenant).id(), world::api(tenant));
        let [session, proof, legacy] = [Kind::Session, Kind::ResourceServerSecret, Kind::ApiToken]
            .map(|kind| database.blob(&world::kept(kind, tenant, tenant)));
        let [session_id, proof_id, legacy_id] = [5, 6, 7].map(|which| world::other(tenant, which));
        let [sessions, servers, secrets, legacies] = &mut tables;
        sessions
            .add(database, format_args!("({tenant},{session_id},{user},{session},'127.0.0.1','bench',{now},{end})"))?;
        servers.add(database, format_args!("({tenant},{api},'api','API',{now},{now})"))?;
        // What refers to a row comes behind it.
        servers.send(database)?;
        secrets.add(database, format_args!("({tenant},{api},{proof_id},{proof},'grantorv_xxxxxx',{now})"))?;
        legacies
            .add(database, format_args!("({tenant},{legacy_id},{legacy},'grantortxxxxxx','Script',{now},{now})"))?;
    }
    tables.iter_mut().try_for_each(|rows| rows.send(database))
}

fn applications(database: &mut Database, world: &World, now: i64) -> Result<()> {
    let mut clients = Rows::of(
        "INSERT INTO clients (tenant_id, id, identifier, name, company, description, kind, owner_id, access_token_never_expires, sends_issuer, active, created_at, updated_at) VALUES ",
    );
    let mut uris = Rows::of("INSERT INTO redirect_uris (tenant_id, client_id, position, uri) VALUES ");
    let mut secrets =
        Rows::of("INSERT INTO client_secrets (tenant_id, client_id, id, scheme, digest, hint, created_at) VALUES ");
    let mut consents = Rows::of(
        "INSERT INTO consents (tenant_id, user_id, client_tenant_id, client_id, redirect_uri, scopes, created_at, updated_at) VALUES ",
    );
    let uri = world::REDIRECT_URI;
    let firsts = (1..=world.tenants).map(|tenant| (tenant, world::app(tenant), "app".to_owned()));
    let further = (0..world.clients).map(|number| (1, world::further_client(number), format!("app{number}")));
    for (tenant, id, name) in firsts.chain(further) {
        let user = Person::admin(tenant).id();
        let digest = database.blob(&world::kept(Kind::ClientSecret, tenant, tenant));
        clients.add(database, format_args!("({tenant},{id},'{name}','{name}','Example','An application.','confidential',{user},FALSE,TRUE,TRUE,{now},{now})"))?;
        clients.send(database)?;
        uris.add(database, format_args!("({tenant},{id},0,'{uri}')"))?;
        secrets.add(
            database,
            format_args!("({tenant},{id},{},'grantor1',{digest},'grantors_xxxxxx',{now})", id + 20_000_000),
        )?;
        consents.add(database, format_args!("({tenant},{user},{tenant},{id},'{uri}','read write',{now},{now})"))?;
    }
    [uris, secrets, consents].iter_mut().try_for_each(|rows| rows.send(database))
}

fn tokens(database: &mut Database, world: &World, now: i64) -> Result<()> {
    let mut families = Rows::of(
        "INSERT INTO token_families (tenant_id, id, version, client_tenant_id, client_id, user_id, scopes, access_token_id, refresh_token_id, created_at, expires_at) VALUES ",
    );
    let mut accesses = Rows::of(
        "INSERT INTO access_tokens (tenant_id, id, digest, hint, family_id, client_tenant_id, client_id, user_id, scopes, created_at, expires_at, used_at, ends_at) VALUES ",
    );
    let mut refreshes = Rows::of(
        "INSERT INTO refresh_tokens (tenant_id, id, digest, hint, family_id, access_token_id, created_at, expires_at) VALUES ",
    );
    for token in 0..world.tokens {
        let (tenant, client) = (world.tenant_of(token), world.client_of(token));
        let (user, id, family, refresh) =
            (world.person_of(token).id(), world::token_id(token), world::family_id(token), world::refresh_id(token));
        let digest = database.blob(&world::kept(Kind::AccessToken, tenant, token));
        let refreshing = database.blob(&world::kept(Kind::RefreshToken, tenant, token));
        // Ends that differ, as they do where tokens are issued all the time.
        let (end, last) = (now + 86_400_000_000 + token.cast_signed(), now + 30 * 86_400_000_000 + token.cast_signed());
        families.add(
            database,
            format_args!("({tenant},{family},1,{tenant},{client},{user},'read write',{id},{refresh},{now},{last})"),
        )?;
        if families.sql.is_empty() || token + 1 == world.tokens {
            families.send(database)?;
        }
        accesses.add(database, format_args!("({tenant},{id},{digest},'grantora_xxxxxx',{family},{tenant},{client},{user},'read write',{now},{end},{now},{last})"))?;
        // Those of this statement whose families are not there yet would be refused.
        refreshes.sql.push_str(if refreshes.sql.is_empty() { refreshes.head } else { "," });
        write!(refreshes.sql, "({tenant},{refresh},{refreshing},'grantorr_xxxxxx',{family},{id},{now},{last})")?;
        if families.sql.is_empty() {
            refreshes.send(database)?;
        }
    }
    accesses.send(database)?;
    refreshes.send(database)
}

/// People who let an application in, a millisecond after each other, the last of them now.
fn events(database: &mut Database, world: &World, now: i64) -> Result<()> {
    let mut events = Rows::of(
        "INSERT INTO audit_events (tenant_id, id, created_at, action, actor_type, actor_id, actor_name, source_type, source_id, source_label, details, ip_address) VALUES ",
    );
    for event in 0..world.events {
        let person = world.person_of(event);
        let (tenant, user, name) = (person.tenant, person.id(), person.name());
        let (id, family, client) = (world::event_id(event), world::family_id(event), world::app(tenant));
        let at = now - 1000 * (world.events - event).cast_signed();
        let details = format!(
            r#"{{"client":{{"id":{client},"name":"app"}},"scopes":["read","write"],"user":{{"id":{user},"name":"{name}"}}}}"#
        );
        let address = format!("192.0.2.{}", event % 250);
        events.add(
            database,
            format_args!("({tenant},{id},{at},'authorize','user',{user},'{name}','oauth_token',{family},'app','{details}','{address}')"),
        )?;
    }
    events.send(database)
}
