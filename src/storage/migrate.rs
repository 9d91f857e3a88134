//! The schema's steps, carried in the binary, and who may take them.
//!
//! Several nodes start at once on one PostgreSQL: a row in `leases` says who migrates, the others wait
//! until there is nothing left to do. Advisory locks were refused, not every engine that speaks
//! PostgreSQL's protocol has them. A database that is *newer* than the binary is served: what a step
//! may change is limited so that the version before still runs (`migrations/README.md`).

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error, QueryResult};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::schema::leases;
use super::{Db, Failure, Result};
use crate::clock::Clock;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How long a node that died during a step keeps the others waiting.
const LEASE_SECONDS: i64 = 60;
const LEASE: &str = "migrations";

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// The names of the steps that are still to be taken, in their order. Changes nothing.
pub(super) fn pending(db: &mut Db) -> Result<Vec<String>> {
    let taken = taken(db)?;
    let names = match db {
        Db::Sqlite(_) => names::<diesel::sqlite::Sqlite>(&SQLITE)?,
        Db::Postgres(_) => names::<diesel::pg::Pg>(&POSTGRES)?,
    };
    Ok(names.into_iter().filter(|(version, _)| !taken.contains(version)).map(|(_, name)| name).collect())
}

/// The names of all the steps for SQLite.
pub(super) fn all() -> Result<Vec<String>> {
    Ok(names::<diesel::sqlite::Sqlite>(&SQLITE)?.into_iter().map(|(_, name)| name).collect())
}

/// The versions that the database says it has.
fn taken(db: &mut Db) -> Result<Vec<String>> {
    let catalogue = match db {
        Db::Sqlite(_) => "SELECT count(*) AS count FROM sqlite_master WHERE name = '__diesel_schema_migrations'",
        Db::Postgres(_) => {
            "SELECT count(*) AS count FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = '__diesel_schema_migrations'"
        }
    };
    if diesel::sql_query(catalogue).get_result::<Count>(db)?.count == 0 {
        return Ok(Vec::new());
    }
    Ok(__diesel_schema_migrations::table.select(__diesel_schema_migrations::version).load(db)?)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn names<B: diesel::backend::Backend>(source: &EmbeddedMigrations) -> Result<Vec<(String, String)>> {
    let steps: Vec<Box<dyn Migration<B>>> = source.migrations().map_err(unreadable)?;
    let mut names: Vec<_> =
        steps.iter().map(|step| (step.name().version().to_string(), step.name().to_string())).collect();
    names.sort();
    Ok(names)
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(format!("migrations: {error}"))
}

/// Takes all the steps that are pending, or waits until another node has. `holder` tells this node
/// from every other. Returns the steps that this node took.
pub(super) fn migrate(db: &mut Db, clock: &Clock, holder: &str) -> Result<Vec<String>> {
    let mut taken = Vec::new();
    while !pending(db)?.is_empty() {
        make_leases(db)?;
        if !lease(db, clock, holder)? {
            tracing::info!("another node migrates the database, waiting");
            std::thread::sleep(Duration::from_millis(200));
            continue;
        }
        let step = step(db);
        // Whatever came of it, the next one need not wait.
        diesel::delete(leases::table.filter(leases::name.eq(LEASE)).filter(leases::holder.eq(holder))).execute(db)?;
        taken.extend(step?);
    }
    Ok(taken)
}

/// Takes the next step, if there still is one.
pub(super) fn step(db: &mut Db) -> Result<Option<String>> {
    let Some(next) = pending(db)?.into_iter().next() else { return Ok(None) };
    tracing::info!(step = next, "migrating the database");
    let done = match db {
        Db::Sqlite(connection) => connection.run_next_migration(SQLITE).map(drop),
        Db::Postgres(connection) => connection.run_next_migration(POSTGRES).map(drop),
    };
    done.map_err(|error| Failure::Corrupt(format!("migration {next}: {error}")))?;
    Ok(Some(next))
}

/// Two nodes that make the same table at the same time collide in the server's catalogue, `IF NOT
/// EXISTS` or not; the second attempt finds it made.
fn make_leases(db: &mut Db) -> QueryResult<()> {
    const MAKE: &str = "CREATE TABLE IF NOT EXISTS leases (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, \
                        expires_at BIGINT NOT NULL)";
    for _ in 0..5 {
        if db.batch_execute(MAKE).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    db.batch_execute(MAKE)
}

/// Whether the lease is `holder`'s now.
fn lease(db: &mut Db, clock: &Clock, holder: &str) -> QueryResult<bool> {
    let now = clock.now();
    let until = now.plus(LEASE_SECONDS);
    let free = leases::table.filter(leases::name.eq(LEASE)).filter(leases::expires_at.lt(now));
    let terms = (leases::holder.eq(holder), leases::expires_at.eq(until));
    if diesel::update(free).set(terms).execute(db)? == 1 {
        return Ok(true);
    }
    let row = (leases::name.eq(LEASE), leases::holder.eq(holder), leases::expires_at.eq(until));
    match diesel::insert_into(leases::table).values(row).execute(db) {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(error),
    }
}
