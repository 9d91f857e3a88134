//! The steps of a transaction that spans a job, for both databases.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{Error, QueryResult};

use crate::storage::Db;

/// Opens one. SQLite takes its write lock at once: a transaction that reads first and writes later
/// would be refused, whatever it is told to wait.
pub(super) fn begin(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE"),
        Db::Postgres(connection) => AnsiTransactionManager::begin_transaction(connection),
    }
}

/// Sets a savepoint within it.
pub(super) fn save(db: &mut Db) -> QueryResult<()> {
    <Db as TransactionManager<Db>>::begin_transaction(db)
}

/// Lets go of the savepoint, and keeps what was written since.
pub(super) fn keep(db: &mut Db) -> QueryResult<()> {
    close(db, 2)
}

/// Commits.
pub(super) fn commit(db: &mut Db) -> QueryResult<()> {
    close(db, 1)
}

/// A job that left a transaction of its own open has made nonsense of what surrounds it.
fn close(db: &mut Db, level: u32) -> QueryResult<()> {
    if depth(db)? != level {
        return Err(Error::AlreadyInTransaction);
    }
    <Db as TransactionManager<Db>>::commit_transaction(db)
}

/// Rolls back until `level` transactions are open; a job that panicked may have left its own.
pub(super) fn undo(db: &mut Db, level: u32) -> QueryResult<()> {
    while depth(db)? > level {
        <Db as TransactionManager<Db>>::rollback_transaction(db)?;
    }
    Ok(())
}

fn depth(db: &mut Db) -> QueryResult<u32> {
    let status = <Db as TransactionManager<Db>>::transaction_manager_status_mut(db);
    Ok(status.transaction_depth()?.map_or(0, Into::into))
}
