//! A table as the database itself describes it, and its rows as values that both databases have.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};
use serde_json::Value;

use crate::storage::{Db, Failure, Result};

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<Column>,
    /// The places of the columns that make its key, in the key's order.
    key: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Small,
    Text,
    Bytes,
    Truth,
}

/// The values of a row, as JSON has them: bytes in hexadecimal digits, truth as such.
pub(super) type Row = Vec<Value>;

/// Rows that one statement writes: SQLite takes 32,766 parameters, PostgreSQL twice as many.
const AT_ONCE: usize = 100;

#[derive(QueryableByName)]
struct Described {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    key: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every table of an SQLite file, in the order in which they were made: what refers to a table was made after it.
pub(super) fn all(db: &mut Db) -> Result<Vec<Table>> {
    const COLUMNS: &str = "SELECT m.name AS table_name, c.name AS name, c.type AS kind, CAST(c.pk AS BIGINT) AS key \
        FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
        ORDER BY m.rowid, c.cid";
    let mut tables: Vec<(Table, Vec<(i64, usize)>)> = Vec::new();
    for column in diesel::sql_query(COLUMNS).load::<Described>(db)? {
        if tables.last().is_none_or(|(table, _)| table.name != column.table_name) {
            tables.push((Table { name: column.table_name.clone(), columns: Vec::new(), key: Vec::new() }, Vec::new()));
        }
        let Some((table, key)) = tables.last_mut() else { continue };
        if column.key > 0 {
            key.push((column.key, table.columns.len()));
        }
        table.columns.push(Column { kind: kind(&column)?, name: column.name });
    }
    let whole = |(table, mut key): (Table, Vec<(i64, usize)>)| {
        key.sort_unstable();
        Table { key: key.into_iter().map(|(_, place)| place).collect(), ..table }
    };
    Ok(tables.into_iter().map(whole).collect())
}

fn kind(column: &Described) -> Result<Kind> {
    match column.kind.as_str() {
        "BIGINT" => Ok(Kind::Number),
        "INTEGER" => Ok(Kind::Small),
        "TEXT" | "VARCHAR(50)" | "TIMESTAMP" => Ok(Kind::Text),
        "BLOB" => Ok(Kind::Bytes),
        "BOOLEAN" => Ok(Kind::Truth),
        other => Err(Failure::Corrupt(format!("{}.{} is of the type {other:?}", column.table_name, column.name))),
    }
}

/// Whether the table called `name` has more than `most` rows.
pub(super) fn rows_beyond(db: &mut Db, name: &str, most: usize) -> Result<bool> {
    let sql = format!("SELECT 'x' AS line FROM {name} LIMIT {}", most + 1);
    Ok(diesel::sql_query(sql).load::<Line>(db)?.len() > most)
}

impl Table {
    /// Up to `most` rows behind `after`, in the order of the key.
    pub(super) fn page(&self, db: &mut Db, after: Option<&Row>, most: usize) -> Result<Vec<Row>> {
        let keys = self.keys(db).join(", ");
        let marks: Vec<String> = (1..=self.key.len()).map(|at| format!("${at}")).collect();
        let behind = after.map_or(String::new(), |_| format!("WHERE ({keys}) > ({})", marks.join(", ")));
        let sql = self.select(db, &format!("{behind} ORDER BY {keys} LIMIT {most}"));
        let mut query = diesel::sql_query(sql).into_boxed();
        for place in after.map_or(&[][..], |_| &self.key) {
            let value = after.and_then(|row| row.get(*place)).unwrap_or(&Value::Null);
            query = bound(query, self.columns[*place].kind, value)?;
        }
        query.load::<Line>(db)?.iter().map(|line| self.read(&line.line)).collect()
    }

    /// The row with the greatest key.
    pub(super) fn last(&self, db: &mut Db) -> Result<Option<Row>> {
        let keys: Vec<String> = self.keys(db).iter().map(|key| format!("{key} DESC")).collect();
        let sql = self.select(db, &format!("ORDER BY {} LIMIT 1", keys.join(", ")));
        diesel::sql_query(sql).load::<Line>(db)?.pop().map(|line| self.read(&line.line)).transpose()
    }

    /// Writes `rows`, but for those that are there.
    pub(super) fn write(&self, db: &mut Db, rows: &[Row]) -> Result<()> {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        for rows in rows.chunks(AT_ONCE) {
            let width = self.columns.len();
            let marks = (0..rows.len()).map(|row| {
                let marks: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
                format!("({})", marks.join(", "))
            });
            let sql = format!(
                "INSERT INTO {} ({}) VALUES {} ON CONFLICT DO NOTHING",
                self.name,
                names.join(", "),
                marks.collect::<Vec<_>>().join(", "),
            );
            let mut query = diesel::sql_query(sql).into_boxed();
            for (column, value) in rows.iter().flat_map(|row| self.columns.iter().zip(row)) {
                query = bound(query, column.kind, value)?;
            }
            query.execute(db)?;
        }
        Ok(())
    }

    /// The key of `row` and the first value that is another one in the row `beside` it, for eyes; of texts and bytes,
    /// which may be secrets, only which it is.
    pub(super) fn shown(&self, row: &Row, beside: Option<&Row>) -> String {
        let key: Vec<_> = self.key.iter().filter_map(|place| row.get(*place)).map(Value::to_string).collect();
        let key = format!("({})", key.join(", "));
        let differing = beside.and_then(|beside| (0..row.len()).find(|place| row.get(*place) != beside.get(*place)));
        let differing = differing.filter(|place| !self.key.contains(place));
        match differing.and_then(|place| Some((self.columns.get(place)?, row.get(place)?))) {
            None => key,
            Some((Column { name, kind: Kind::Text | Kind::Bytes }, _)) => format!("{key} with another {name}"),
            Some((Column { name, .. }, value)) => format!("{key} with {name} {value}"),
        }
    }

    /// The key's columns; texts in the order of their bytes, as SQLite has them.
    fn keys(&self, db: &Db) -> Vec<String> {
        let keys = self.key.iter().map(|place| &self.columns[*place]);
        keys.map(|column| match (db, column.kind) {
            (Db::Postgres(_), Kind::Text) => format!("{} COLLATE \"C\"", column.name),
            _ => column.name.clone(),
        })
        .collect()
    }

    /// Rows as a JSON array each.
    fn select(&self, db: &Db, rest: &str) -> String {
        let shown = self.columns.iter().map(|Column { name, kind }| match (db, kind) {
            (Db::Sqlite(_), Kind::Bytes) => format!("CASE WHEN {name} IS NULL THEN NULL ELSE lower(hex({name})) END"),
            (Db::Postgres(_), Kind::Bytes) => format!("encode({name}, 'hex')"),
            _ => name.clone(),
        });
        let shown = shown.collect::<Vec<_>>().join(", ");
        let line = match db {
            Db::Sqlite(_) => format!("json_array({shown})"),
            Db::Postgres(_) => format!("json_build_array({shown})::text"),
        };
        format!("SELECT {line} AS line FROM {} {rest}", self.name)
    }

    fn read(&self, line: &str) -> Result<Row> {
        let wrong = |why: &dyn std::fmt::Display| Failure::Corrupt(format!("a row of {}: {why}", self.name));
        let mut row: Row = serde_json::from_str(line).map_err(|error| wrong(&error))?;
        if row.len() != self.columns.len() {
            return Err(wrong(&"not as many values as columns"));
        }
        for (column, value) in self.columns.iter().zip(&mut row) {
            if let (Kind::Truth, Some(number)) = (column.kind, value.as_i64()) {
                *value = Value::Bool(number != 0);
            }
        }
        Ok(row)
    }
}

type Query =
    diesel::query_builder::BoxedSqlQuery<'static, <Db as Connection>::Backend, diesel::query_builder::SqlQuery>;

fn bound(query: Query, kind: Kind, value: &Value) -> Result<Query> {
    let wrong = || Failure::Corrupt(format!("{value} is no {kind:?}"));
    let some = !value.is_null();
    Ok(match kind {
        Kind::Number => query.bind::<Nullable<BigInt>, _>(given(some, value.as_i64()).ok_or_else(wrong)?),
        Kind::Small => {
            let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
            query.bind::<Nullable<Integer>, _>(given(some, number).ok_or_else(wrong)?)
        }
        Kind::Truth => query.bind::<Nullable<Bool>, _>(given(some, value.as_bool()).ok_or_else(wrong)?),
        Kind::Text => {
            query.bind::<Nullable<Text>, _>(given(some, value.as_str().map(str::to_owned)).ok_or_else(wrong)?)
        }
        Kind::Bytes => {
            query.bind::<Nullable<Binary>, _>(given(some, value.as_str().and_then(bytes)).ok_or_else(wrong)?)
        }
    })
}

/// A value that is there, or the absence of one; nothing if it is there and not of its kind.
fn given<T>(some: bool, value: Option<T>) -> Option<Option<T>> {
    if some { value.map(Some) } else { Some(None) }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    hex::decode(text).ok()
}
