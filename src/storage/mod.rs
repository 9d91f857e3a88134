//! Where everything is kept: SQLite in the same process, or PostgreSQL. First version, the doors follow.

pub mod columns;
#[expect(missing_docs, reason = "written by diesel")]
pub mod schema;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::secret::Digest;
pub use columns::Id;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

mod db;
mod postgres;
pub use db::Db;

/// Why storage gave no answer. Never a refusal: those are the caller's own type.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The queue is full: ask again later (503).
    #[error("storage is busy")]
    Overloaded,
    /// The database cannot be reached, or the commit's fate is unknown (503).
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// A query failed: a defect (500).
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
    /// A row says something that the code does not understand: a defect (500).
    #[error("{0}")]
    Corrupt(String),
}

/// What a query returns.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Says of a job's error whether it is a failure (roll back) or a refusal (what was written stands).
pub trait Outcome: From<Failure> {
    /// The failure, if it is one.
    fn failure(&self) -> Option<&Failure>;
}

impl Outcome for Failure {
    fn failure(&self) -> Option<&Failure> {
        Some(self)
    }
}

/// An open write: the connection, and what the commit makes stale.
pub struct Tx<'a> {
    /// The connection, inside the transaction.
    pub db: &'a mut Db,
}

impl Tx<'_> {
    /// After the commit, no look-up answers from what it knew of the token with this digest.
    pub fn forget_token(&mut self, _digest: Digest) {}

    /// After the commit, no look-up answers from what it knew of this tenant (0: of anyone): its
    /// settings, clients, users, resource servers, tokens.
    pub fn forget_tenant(&mut self, _tenant: i64) {}
}

/// The database, and the doors to it.
#[derive(Clone)]
pub struct Storage(Arc<(Mutex<Db>, AtomicI64)>);

impl Storage {
    /// Opens an SQLite file, migrated.
    pub fn open(path: &str) -> Result<Self> {
        let mut db = SqliteConnection::establish(path).map_err(|error| Failure::Unavailable(error.to_string()))?;
        db.batch_execute("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000")?;
        db.run_pending_migrations(SQLITE).map_err(|error| Failure::Unavailable(error.to_string()))?;
        Ok(Self(Arc::new((Mutex::new(Db::Sqlite(db)), AtomicI64::new(1001)))))
    }

    /// The write door: runs `job` in a transaction. The job may run again: it touches nothing but the
    /// transaction and what it captured.
    pub async fn write<T, E>(&self, mut job: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Outcome + Send + 'static,
    {
        let Ok(mut db) = self.0.0.lock() else { return Err(Failure::Unavailable("poisoned".into()).into()) };
        let Db::Sqlite(sqlite) = &mut *db else { return Err(Failure::Unavailable(String::new()).into()) };
        AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE").map_err(Failure::from)?;
        let answer = job(&mut Tx { db: &mut db });
        let end = match &answer {
            Err(error) if error.failure().is_some() => {
                <Db as Connection>::TransactionManager::rollback_transaction(&mut *db)
            }
            _ => <Db as Connection>::TransactionManager::commit_transaction(&mut *db),
        };
        end.map_err(Failure::from)?;
        answer
    }

    /// The read door.
    pub async fn read<T, E>(&self, query: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let Ok(mut db) = self.0.0.lock() else { return Err(Failure::Unavailable("poisoned".into()).into()) };
        query(&mut db)
    }

    /// `N` ids that were never used and never will be again.
    pub async fn ids<const N: usize>(&self) -> Result<[i64; N]> {
        let first = self.0.1.fetch_add(N as i64, Ordering::SeqCst);
        Ok(std::array::from_fn(|at| first + at as i64))
    }
}

/// What a look-up's loader found.
pub struct Loaded<V> {
    /// The value.
    pub value: Arc<V>,
    /// The tenant whose epoch it depends on.
    pub tenant: i64,
}

type Loader<K, V> = fn(&mut Db, &[K]) -> Result<Vec<(K, Loaded<V>)>>;

/// A look-up.
pub struct Lookup<K, V>(Storage, Loader<K, V>);

impl<K: Send + 'static, V: Send + Sync + 'static> Lookup<K, V> {
    /// Looks up.
    pub async fn get(&self, key: K) -> Result<Option<Arc<V>>> {
        let load = self.1;
        self.0.read(move |db| Ok(load(db, &[key])?.pop().map(|(_, loaded)| loaded.value))).await
    }
}

impl Storage {
    /// A look-up.
    pub fn lookup<K, V>(&self, _: usize, loader: Loader<K, V>) -> Lookup<K, V> {
        Lookup(self.clone(), loader)
    }
    /// Closes.
    pub async fn close(&self) {}
}
