//! From one database into another: every row, in the order of its key, and then every row compared.
//!
//! Rows are read as text and written by their columns, so the move knows no table by name and a new one needs no line
//! here. Where it goes on after an interruption is what the target's last key says. As long as it is not finished a row
//! in the target's `leases` keeps servers from starting on it. Dump and load was refused: the two databases agree on
//! neither booleans nor digests as text.

mod table;

use diesel::prelude::*;

use self::table::{Row, Table};
use super::schema::{id_blocks, leases, tenants};
use super::{DatabaseUrl, Db, Failure, OpenError, Options, Result, Storage};

/// The name of the row that says that a database is not whole yet.
const MARK: &str = "move";

/// Rows that are read, written and compared at once.
const PAGE: usize = 500;

/// What is a node's own, and is not moved.
const LEFT: [&str; 3] = ["leases", "__diesel_schema_migrations", "needed_steps"];

/// Why nothing was moved, or not everything.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// Only a file is moved.
    #[error("a move starts from an SQLite file: `--from sqlite:PATH`")]
    NotFromFile,
    /// There is no such file.
    #[error("{0} is not there")]
    NoSource(DatabaseUrl),
    /// The file is an older version's. A move changes nothing of it, and so does not bring it up to date.
    #[error(
        "{0} lacks {list}: start this version on it once, or copy it, type `grantor migrate` for the copy, and move that",
        list = .1.join(", ")
    )]
    Behind(DatabaseUrl, Vec<String>),
    /// A newer version has migrated the file, and only that one knows all of it.
    #[error("{0} is ahead of this version, by {list}: move it with the one that migrated it", list = .1.join(", "))]
    Ahead(DatabaseUrl, Vec<String>),
    /// A database cannot be opened.
    #[error("{0}: {1}")]
    Open(DatabaseUrl, OpenError),
    /// The target is not empty.
    #[error("{0} has rows in {1} already: a move goes into an empty database")]
    Occupied(DatabaseUrl, String),
    /// Another file is being moved there.
    #[error("{0} is half of another file, {1}: finish that move, or take an empty database")]
    Other(DatabaseUrl, String),
    /// A row is not what it was.
    #[error("a row of {table} differs after the move: {one} became {other}")]
    Differs {
        /// Its table.
        table: String,
        /// Its key and what is in it, or nothing.
        one: String,
        /// The same of what stands in its place.
        other: String,
    },
    /// The move has been gone on with, and what was moved before is in the file no more as it was.
    #[error(
        "{from} has been changed since this move began (in {table}, {one} is {other} in the target), and a move goes on only \
         with the file that it began with: drop the database {to}, make it again, and type the same again"
    )]
    Changed {
        /// The file.
        from: String,
        /// The target.
        to: Box<DatabaseUrl>,
        /// A table of which a row differs.
        table: String,
        /// The row, or nothing.
        one: String,
        /// The row that stands in its place.
        other: String,
    },
    /// A query failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl MoveError {
    /// The same of a move from the file `from` into `to` that had been begun before.
    fn resumed(self, from: &str, to: &DatabaseUrl) -> Self {
        match self {
            Self::Differs { table, one, other } => {
                Self::Changed { from: from.to_owned(), to: Box::new(to.clone()), table, one, other }
            }
            error => error,
        }
    }
}

/// What was moved of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
}

/// Moves everything from the SQLite file `from` into the empty database `to`, or goes on with that; tells of each table that
/// is done. No server may run on either.
///
/// # Errors
/// [`MoveError`]; what was moved until then stays, and the same call goes on with it.
pub async fn relocate(
    from: &DatabaseUrl,
    to: &DatabaseUrl,
    options: &Options,
    told: impl FnMut(&Moved),
) -> Result<Vec<Moved>, MoveError> {
    let path = from.path().ok_or(MoveError::NotFromFile)?;
    let path = path.canonicalize().map_err(|_| MoveError::NoSource(from.clone()))?;
    let open = |url: &DatabaseUrl, target| {
        let options = Options { migrate: target, readers: 1, writers: 1, unfinished: target, ..options.clone() };
        Storage::open(url, &options).map_err(|error| match error {
            OpenError::Pending(steps) => MoveError::Behind(url.clone(), steps),
            error => MoveError::Open(url.clone(), error),
        })
    };
    let source = open(from, false)?;
    if let unknown @ [_, ..] = &*source.migrated().unknown {
        return Err(MoveError::Ahead(from.clone(), unknown.to_vec()));
    }
    let target = open(to, true)?;
    let moved = between(&source, (&target, to), path.display().to_string(), told).await;
    source.close().await;
    target.close().await;
    moved
}

/// 1. The target is empty, or was begun from this file. 2. Each table is copied, and compared. 3. Servers may start on it.
async fn between(
    source: &Storage,
    (target, to): (&Storage, &DatabaseUrl),
    path: String,
    mut told: impl FnMut(&Moved),
) -> Result<Vec<Moved>, MoveError> {
    let tables = source.read::<_, Failure>(table::all).await?;
    let tables: Vec<Table> = tables.into_iter().filter(|table| !LEFT.contains(&table.name.as_str())).collect();
    let resumed = begin(target, to, &tables, path.clone()).await?;
    let mut moved = Vec::with_capacity(tables.len());
    for table in tables {
        copy(source, target, &table).await?;
        let compared = compare(source, target, &table).await;
        let rows = compared.map_err(|error| if resumed { error.resumed(&path, to) } else { error })?;
        let done = Moved { rows, table: table.name };
        told(&done);
        moved.push(done);
    }
    target.write::<_, Failure>(|tx| Ok(diesel::delete(leases::table.find(MARK)).execute(tx.db)?)).await?;
    Ok(moved)
}

/// Whether a move into this database has begun and not ended, and from where.
pub(super) fn unfinished(db: &mut Db) -> Result<Option<String>> {
    Ok(leases::table.find(MARK).select(leases::holder).get_result(db).optional()?)
}

/// Marks the target, if there is nothing in it but what migrations have written; that makes room for the source's own.
/// Whether the move had begun already.
async fn begin(target: &Storage, to: &DatabaseUrl, tables: &[Table], source: String) -> Result<bool, MoveError> {
    match target.read::<_, Failure>(unfinished).await? {
        Some(begun) if begun == source => return Ok(true),
        Some(other) => return Err(MoveError::Other(to.clone(), other)),
        None => {}
    }
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    let occupied = move |db: &mut Db| {
        for name in names {
            let most = if name == "tenants" { 1 } else { 0 };
            if name != "id_blocks" && table::rows_beyond(db, &name, most)? {
                return Ok(Some(name));
            }
        }
        Ok::<_, Failure>(None)
    };
    if let Some(table) = target.read(occupied).await? {
        return Err(MoveError::Occupied(to.clone(), table));
    }
    let mark = move |tx: &mut super::Tx<'_>| {
        let row = (leases::name.eq(MARK), leases::holder.eq(&source), leases::expires_at.eq(i64::MAX));
        diesel::insert_into(leases::table).values(row).execute(tx.db)?;
        diesel::delete(tenants::table).execute(tx.db)?;
        diesel::delete(id_blocks::table).execute(tx.db)?;
        Ok::<_, Failure>(())
    };
    target.write(mark).await?;
    Ok(false)
}

/// Writes what the target lacks of `table`.
async fn copy(source: &Storage, target: &Storage, table: &Table) -> Result<()> {
    let mut last = {
        let table = table.clone();
        target.read(move |db| table.last(db)).await?
    };
    loop {
        let rows = page(source, table, last).await?;
        let Some(end) = rows.last().cloned() else { return Ok(()) };
        let table = table.clone();
        target.write(move |tx| table.write(tx.db, &rows)).await?;
        last = Some(end);
    }
}

/// Compares row with row, and counts them.
async fn compare(source: &Storage, target: &Storage, table: &Table) -> Result<u64, MoveError> {
    let (mut rows, mut last) = (0, None);
    loop {
        let (ours, theirs) = (page(source, table, last.clone()).await?, page(target, table, last).await?);
        if ours != theirs {
            let at = ours.iter().zip(&theirs).take_while(|(one, other)| one == other).count();
            let (one, other) = (ours.get(at), theirs.get(at));
            let shown =
                |row: Option<&Row>, beside| row.map_or_else(|| "nothing".to_owned(), |row| table.shown(row, beside));
            let (one, other) = (shown(one, other), shown(other, one));
            return Err(MoveError::Differs { table: table.name.clone(), one, other });
        }
        rows += ours.len() as u64;
        let Some(end) = ours.last().cloned() else { return Ok(rows) };
        last = Some(end);
    }
}

async fn page(storage: &Storage, table: &Table, after: Option<Row>) -> Result<Vec<Row>> {
    let table = table.clone();
    storage.read(move |db| table.page(db, after.as_ref(), PAGE)).await
}

#[cfg(test)]
mod tests;
