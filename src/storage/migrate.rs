//! The schema's steps, carried in the binary, and who may take them.
//!
//! Several nodes start at once on one PostgreSQL: a row of `leases` is claimed by who migrates, the others wait for
//! it, and then find nothing left to do. It is claimed for as long as the steps take, and free when the connection that
//! claimed it is gone, so neither a step of an hour nor a node that died needs a time to be guessed. Advisory locks
//! were refused, not every engine that speaks PostgreSQL's protocol has them. A database that is *newer* than the binary
//! is served: what a step may change is limited so that the version before still runs (`migrations/README.md`).

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connect::{Home, Purpose};
use super::schema::leases;
use super::{Db, Failure, Result, claimed};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The row that is claimed.
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

/// Takes all the steps that `db`, at `home`, lacks, or waits until another node has. Returns the steps that this node
/// took.
pub(super) fn migrate(db: &mut Db, home: &Home) -> Result<Vec<String>> {
    if pending(db)?.is_empty() {
        return Ok(Vec::new());
    }
    match home {
        // A file is opened by one process.
        Home::Sqlite(_) => steps(db),
        // A step that runs outside any transaction must not run in the one that claims the row.
        Home::Postgres { .. } => alone(&mut home.connect(Purpose::Migrate)?, || steps(db)),
    }
}

fn steps(db: &mut Db) -> Result<Vec<String>> {
    std::iter::from_fn(|| step(db).transpose()).collect()
}

/// Does `work` while no other node does any.
fn alone<T>(lock: &mut Db, work: impl FnOnce() -> Result<T>) -> Result<T> {
    make_lease(lock)?;
    lock.transaction(|lock| {
        tracing::info!("the database lacks migrations: they are run, or waited for where another node runs them");
        claimed(leases::table.find(LEASE).select(leases::name)).get_result::<String>(lock)?;
        work()
    })
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
fn make_lease(db: &mut Db) -> QueryResult<()> {
    const TABLE: &str = "CREATE TABLE IF NOT EXISTS leases (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, \
                         expires_at BIGINT NOT NULL)";
    const ROW: &str = "INSERT INTO leases VALUES ('migrations', '', 0) ON CONFLICT (name) DO NOTHING";
    for _ in 0..5 {
        if db.batch_execute(TABLE).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    db.batch_execute(ROW)
}
