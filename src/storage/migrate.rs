//! Who takes the steps that a database lacks, and how one is taken.
//!
//! Several nodes start at once on one PostgreSQL: a row of `leases` is claimed by who migrates, the others wait for
//! it, and then find nothing left to do. It is claimed for as long as the steps take, and free when the connection that
//! claimed it is gone, so neither a step of an hour nor a node that died needs a time to be guessed. Advisory locks
//! were refused, not every engine that speaks PostgreSQL's protocol has them.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationConnection, MigrationSource};
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel_migrations::EmbeddedMigrations;

use super::connect::{Home, Purpose};
use super::schema::leases;
use super::steps::{POSTGRES, SQLITE, Steps, unreadable, version_of};
use super::{Db, Failure, Result, claimed};

/// What an opening has found of the steps, and has done about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The names of those that it has taken, in their order; another node may have taken others meanwhile.
    pub taken: Vec<String>,
    /// Those that the database has and this build does not know, in their order.
    pub unknown: Vec<String>,
}

/// The row that is claimed.
const LEASE: &str = "migrations";

/// Takes all the steps that `db`, at `home`, lacks, or waits until another node has. Returns the steps that this node
/// took.
pub(super) fn migrate(db: &mut Db, home: &Home) -> Result<Vec<String>> {
    match home {
        // A file is opened by one process.
        Home::Sqlite(_) => steps(db),
        // A step that runs outside any transaction must not run in the one that claims the row. What looks at a database
        // has not the patience for either.
        Home::Postgres { .. } => {
            alone(&mut home.connect(Purpose::Migrate)?, || steps(&mut home.connect(Purpose::Migrate)?))
        }
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
    let Some(next) = Steps::of(db)?.lacking.into_iter().next() else { return Ok(None) };
    tracing::info!(step = next, "migrating the database");
    let taken = match db {
        Db::Sqlite(connection) => take(connection, &SQLITE, &next),
        Db::Postgres(connection) => take(connection, &POSTGRES, &next),
    };
    taken.map_err(|failure| Failure::Corrupt(format!("migration {next}: {failure}")))?;
    Ok(Some(next))
}

/// Takes the step `name`. Where a disk is full SQLite rolls back by itself, and what fails next says nothing: the first
/// failure is the one that is told.
fn take<C: MigrationConnection + 'static>(db: &mut C, source: &EmbeddedMigrations, name: &str) -> Result<()> {
    let steps: Vec<Box<dyn Migration<C::Backend>>> = source.migrations().map_err(unreadable)?;
    let step = steps.into_iter().find(|step| step.name().to_string() == name);
    let step = step.ok_or_else(|| unreadable("there is none of this name"))?;
    let noted = format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{}')", version_of(name));
    let run = |db: &mut C| -> Result<()> {
        step.run(db).map_err(|error| Failure::Corrupt(error.to_string()))?;
        Ok(db.batch_execute(&noted)?)
    };
    db.setup()?;
    if !step.metadata().run_in_transaction() {
        return run(db);
    }
    let mut first = None;
    let taken = db.transaction(|db| run(db).inspect_err(|failure| first = Some(failure.share())));
    taken.map_err(|last| first.unwrap_or(last))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::DatabaseUrl;
    use crate::storage::blank::Place;
    use crate::storage::sqlite::File;

    /// `INSERT … SELECT` is what SQLite rolls back by itself when there is no room for it.
    #[test]
    fn a_disk_that_fills_is_what_is_told() {
        let place = Place::empty().unwrap();
        let DatabaseUrl::Sqlite(path) = place.url() else { return };
        let mut file = File::find(path, false).unwrap();
        file.create().unwrap();
        let mut db = file.writer().unwrap();
        let copies = "2026-11-23-000014_tokens_stand_alone";
        while Steps::of(&mut db).unwrap().lacking[0] != copies {
            step(&mut db).unwrap();
        }
        let row = "PRAGMA foreign_keys = OFF; INSERT INTO refresh_tokens (tenant_id, id, digest, hint, family_id, \
                   access_token_id, created_at, expires_at) VALUES (1, 1, x'07', hex(zeroblob(99999)), 1, 1, 1, 1)";
        db.batch_execute(row).unwrap();
        let pages: i32 = diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>(
            "(SELECT page_count FROM pragma_page_count)",
        ))
        .get_result(&mut db)
        .unwrap();
        db.batch_execute(&format!("PRAGMA max_page_count = {}", pages + 8)).unwrap();
        let told = step(&mut db).unwrap_err().to_string();
        assert_eq!(told, format!("migration {copies}: Failed to run {copies} with: database or disk is full"));
        drop(db);
        let mut db = file.writer().unwrap();
        assert_eq!(step(&mut db).unwrap().as_deref(), Some(copies), "with room for it, it is taken");
    }
}
