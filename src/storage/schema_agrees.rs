//! The proof that the code's schema, `schema.rs`, is the one that the migrations make, and that what was written for an
//! older one still works on it.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::blank::{Blank, Place};
use super::connect::{Home, Purpose};
use super::open::aside;
use super::sqlite::File;
use super::{DatabaseUrl, Db, Options, Result, migrate};

/// A table as `schema.rs` writes it: its key, and its columns with their types.
#[derive(Debug, PartialEq)]
struct Table {
    key: Vec<String>,
    columns: Vec<(String, String)>,
}

type Tables = BTreeMap<String, Table>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct KeyPart {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
}

const SQLITE_COLUMNS: &str = "SELECT m.name AS \"table\", c.name AS name, c.type AS kind, c.\"notnull\" = 0 AS nullable \
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid";
const SQLITE_KEYS: &str = "SELECT m.name AS \"table\", c.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND c.pk > 0 ORDER BY m.name, c.pk";
const POSTGRES_COLUMNS: &str = "SELECT table_name::text AS \"table\", column_name::text AS name, data_type::text AS kind, \
    is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_schema = 'public' \
    ORDER BY table_name, ordinal_position";
const POSTGRES_KEYS: &str = "SELECT k.table_name::text AS \"table\", k.column_name::text AS name \
    FROM information_schema.table_constraints c JOIN information_schema.key_column_usage k \
    ON k.constraint_name = c.constraint_name AND k.table_schema = c.table_schema \
    WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = 'public' ORDER BY k.table_name, k.ordinal_position";

/// What the database says about itself, in the words of `schema.rs`.
fn found(db: &mut Db) -> Result<Tables> {
    let (columns, keys) = match db {
        Db::Sqlite(_) => (SQLITE_COLUMNS, SQLITE_KEYS),
        Db::Postgres(_) => (POSTGRES_COLUMNS, POSTGRES_KEYS),
    };
    let mut tables = Tables::new();
    let empty = || Table { key: Vec::new(), columns: Vec::new() };
    for column in diesel::sql_query(columns).load::<Column>(db)? {
        let kind = match column.kind.as_str() {
            "BIGINT" | "bigint" => "BigInt",
            "TEXT" | "text" => "Text",
            "BLOB" | "bytea" => "Binary",
            "BOOLEAN" | "boolean" => "Bool",
            "INTEGER" | "integer" => "Integer",
            other => other,
        };
        let kind = if column.nullable { format!("Nullable<{kind}>") } else { kind.to_owned() };
        tables.entry(column.table).or_insert_with(empty).columns.push((column.name, kind));
    }
    for part in diesel::sql_query(keys).load::<KeyPart>(db)? {
        tables.entry(part.table).or_insert_with(empty).key.push(part.name);
    }
    tables.remove("__diesel_schema_migrations");
    Ok(tables)
}

/// What `schema.rs` says.
fn written() -> Tables {
    let tables = include_str!("schema.rs").split("diesel::table! {").skip(1).map(|text| {
        let (head, rest) = text.trim().split_once(" {").unwrap();
        let (name, key) = head.trim_end_matches(')').split_once(" (").unwrap();
        let columns = rest.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" -> "));
        let table = Table {
            key: key.split(", ").map(str::to_owned).collect(),
            columns: columns.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect(),
        };
        (name.to_owned(), table)
    });
    tables.collect()
}

#[tokio::test]
async fn with_the_migrated_database() {
    let storage = Blank::open().unwrap();
    let found = storage.read(found).await.unwrap();
    let written = written();
    assert!(written.len() > 20 && written["redirect_uris"].columns.len() == 4, "schema.rs was not understood");
    for (name, table) in &written {
        assert_eq!(found.get(name), Some(table), "{name}");
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>());
}

/// Rule 1 of `migrations/README.md`: while nodes are replaced, those of the version before go on writing and reading the
/// columns that they know, beside those of the new one. So does every version before that.
#[test]
fn with_every_version_before_it() {
    let place = Place::empty().unwrap();
    aside(|| {
        let mut db = connection(&place);
        let mut versions = Vec::new();
        while let Some(step) = migrate::step(&mut db).unwrap() {
            versions.push((step, found(&mut db).unwrap()));
        }
        let alone = match db {
            Db::Sqlite(_) => "PRAGMA foreign_keys = OFF",
            Db::Postgres(_) => "SET session_replication_role = replica",
        };
        db.batch_execute(alone).unwrap();
        assert!(versions.len() > 10);
        for (step, tables) in &versions {
            for (name, table) in tables {
                let works = db.batch_execute(&statements(&db, name, table));
                works.unwrap_or_else(|error| panic!("{name}, as {step} left it: {error}"));
            }
        }
    });
}

fn connection(place: &Place) -> Db {
    let home = match place.url() {
        DatabaseUrl::Sqlite(path) => {
            let mut file = File::find(path, false).unwrap();
            file.create().unwrap();
            Home::Sqlite(file)
        }
        DatabaseUrl::Postgres(server) => {
            Home::Postgres { server: server.clone(), patience: Options::default().patience }
        }
    };
    home.connect(Purpose::Migrate).unwrap()
}

/// A row with the columns of `table` and no others is written, changed, read and deleted.
fn statements(db: &Db, name: &str, table: &Table) -> String {
    let value = |kind: &str| match (kind.trim_start_matches("Nullable<").trim_end_matches('>'), db) {
        ("BigInt" | "Integer", _) => "-7".to_owned(),
        ("Text", _) => "'of the version before'".to_owned(),
        ("Bool", _) => "TRUE".to_owned(),
        ("Binary", Db::Sqlite(_)) => format!("x'{}'", "07".repeat(32)),
        ("Binary", Db::Postgres(_)) => format!("'\\x{}'", "07".repeat(32)),
        (other, _) => panic!("{name} has a column of type {other}"),
    };
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    let values: Vec<String> = table.columns.iter().map(|(_, kind)| value(kind)).collect();
    let set: Vec<String> = names.iter().zip(&values).map(|(name, value)| format!("{name} = {value}")).collect();
    let (names, values, same, all) = (names.join(", "), values.join(", "), set.join(", "), set.join(" AND "));
    format!(
        "INSERT INTO {name} ({names}) VALUES ({values}); UPDATE {name} SET {same} WHERE {all}; \
         SELECT {names} FROM {name}; DELETE FROM {name} WHERE {all};"
    )
}
