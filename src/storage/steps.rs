//! The steps of the schema: those that this build carries, and those that a database has.
//!
//! A database that a newer build has migrated is served, because steps only add (`migrations/README.md`); until one takes
//! something away. That one writes into `needed_steps` which step a build has to know from then on: a build that was made
//! before finds a name there that it has never heard of, and refuses. A number that has to be equal was refused: nodes
//! could not be replaced one after the other.

use std::sync::LazyLock;

use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::schema::needed_steps;
use super::{Db, Failure, Result};

pub(super) const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub(super) const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The tables that say which steps were taken, and which are needed.
pub(super) const OF_STEPS: [&str; 2] = [TAKEN, "needed_steps"];
const TAKEN: &str = "__diesel_schema_migrations";

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// How the steps that a database has stand to those that this build knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// The names of those that it lacks, in their order.
    pub lacking: Vec<String>,
    /// Those that it has and this build does not know, in their order: a newer build's.
    pub unknown: Vec<String>,
    /// The names of those that whoever serves it has to know, and this build does not.
    pub(super) needed: Vec<String>,
}

impl Steps {
    /// Those of `db`. Changes nothing.
    pub(super) fn of(db: &mut Db) -> Result<Self> {
        let known = names(db)?;
        let (mut taken, mut needed): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        if is_there(db, TAKEN)? {
            taken = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version).load(db)?;
        }
        if is_there(db, "needed_steps")? {
            needed = needed_steps::table.select(needed_steps::step).order(needed_steps::step).load(db)?;
        }
        taken.sort();
        let knows = |version: &String| known.iter().any(|name| version_of(name) == *version);
        Ok(Self {
            lacking: known.iter().filter(|name| !taken.contains(&version_of(name))).cloned().collect(),
            unknown: taken.iter().filter(|version| !knows(version)).map(|version| dated(version)).collect(),
            needed: needed.into_iter().filter(|step| !known.contains(step)).collect(),
        })
    }

    /// Those of a database that is not there yet.
    pub(super) fn none() -> Result<Self> {
        Ok(Self { lacking: all()?, ..Self::default() })
    }
}

/// Every step that this build knows; both databases have the same.
pub(super) fn all() -> Result<Vec<String>> {
    sorted::<diesel::sqlite::Sqlite>(&SQLITE)
}

/// Date and number of the newest step that this build knows, such as `2026-11-23-000016`: what tells builds apart that
/// have the same version.
pub fn newest_step() -> &'static str {
    static NEWEST: LazyLock<String> =
        LazyLock::new(|| all().ok().and_then(|all| Some(dated(&version_of(all.last()?)))).unwrap_or_default());
    &NEWEST
}

/// Every table that the steps make, and the one of the steps themselves.
pub(super) fn tables() -> impl Iterator<Item = &'static str> {
    let written = include_str!("schema.rs").split("diesel::table! {").skip(1);
    written.filter_map(|table| Some(table.trim_start().split_once(' ')?.0)).chain([TAKEN])
}

fn names(db: &Db) -> Result<Vec<String>> {
    match db {
        Db::Sqlite(_) => all(),
        Db::Postgres(_) => sorted::<diesel::pg::Pg>(&POSTGRES),
    }
}

fn sorted<B: diesel::backend::Backend>(source: &EmbeddedMigrations) -> Result<Vec<String>> {
    let steps: Vec<Box<dyn Migration<B>>> = source.migrations().map_err(unreadable)?;
    let mut names: Vec<_> = steps.iter().map(|step| step.name().to_string()).collect();
    names.sort();
    Ok(names)
}

pub(super) fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(format!("migrations: {error}"))
}

/// What the database calls the step `name`: the digits before its first word.
pub(super) fn version_of(name: &str) -> String {
    name.split('_').next().unwrap_or(name).replace('-', "")
}

/// The same as it is written in the name of a step.
fn dated(version: &str) -> String {
    let parts = [(0, 4), (4, 6), (6, 8), (8, version.len())].map(|(from, to)| version.get(from..to));
    let parts: Option<Vec<&str>> = parts.into_iter().collect();
    parts.map_or_else(|| version.to_owned(), |parts| parts.join("-"))
}

fn is_there(db: &mut Db, table: &str) -> Result<bool> {
    let catalogue = match db {
        Db::Sqlite(_) => "SELECT count(*) AS count FROM sqlite_master WHERE name",
        Db::Postgres(_) => {
            "SELECT count(*) AS count FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename"
        }
    };
    Ok(diesel::sql_query(format!("{catalogue} = '{table}'")).get_result::<Count>(db)?.count > 0)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_called_by_its_date_and_number() {
        assert_eq!(version_of("2026-11-21-000001_first"), "20261121000001");
        assert_eq!(dated("20261121000001"), "2026-11-21-000001");
        assert_eq!(dated("7"), "7");
        assert!(all().unwrap().iter().any(|name| name.starts_with(newest_step())), "{}", newest_step());
    }

    #[test]
    fn every_table_is_known() {
        let tables: Vec<_> = tables().collect();
        assert!(["access_tokens", "webhooks"].iter().chain(&OF_STEPS).all(|name| tables.contains(name)), "{tables:?}");
    }
}
