//! Where everything is kept: SQLite in the same process, or PostgreSQL on a server.
//!
//! Queries and use cases are written once, synchronously, against [`Db`]; what differs between the two
//! databases differs in here and nowhere else. There are three doors: [`Storage::write`] (a transaction,
//! answered after its commit), [`Storage::read`] and [`Storage::search`] (queries that change nothing) and
//! [`Storage::lookup`] (rows by key, the hot path). Repository traits and an async domain were refused: they hide the
//! transaction, which is what a use case is about.

mod any_of;
mod backup;
pub mod blank;
mod claim;
pub mod columns;
mod connect;
mod contains;
mod db;
mod failure;
mod fixed;
mod ids;
mod lock;
mod lookup;
mod migrate;
mod open;
mod own_secret;
mod parts;
mod postgres;
mod queue;
mod read;
mod ready;
pub mod relocate;
#[expect(missing_docs, reason = "written by diesel")]
pub mod schema;
#[cfg(test)]
mod schema_agrees;
mod sqlite;
mod stale;
mod standing;
mod steps;
pub mod sweep;
mod tls;
mod url;
mod window;
mod write;

pub use any_of::{AnyOf, AnyPairOf, any_of, any_pair_of};
pub use backup::{BackupError, backup};
pub use claim::{Claimed, claimed};
pub use columns::Id;
pub use contains::{Contains, Words, contains};
pub use db::Db;
pub use failure::{Failure, Outcome, Result};
pub use fixed::{Fixed, Text};
pub use lock::LockError;
pub use lookup::{Key, Loaded, Loader, Lookup};
pub use migrate::Migrated;
pub use open::{OpenError, Options, Storage, Unsuitable};
pub use postgres::Postgres;
pub use standing::{Remedy, Standing};
pub use steps::{Steps, newest_step};
pub use url::{DatabaseUrl, Encryption, Server, UrlError};
pub use window::{COUNTED, Part, Place, SortKey, Window};
use write::Extent;
pub use write::{Insert, Inserts, Tx};

impl Storage {
    /// The write door: runs `job` in a transaction and answers after its commit. The job may run again:
    /// it touches nothing but the transaction and what it captured. If nobody waits for the answer any
    /// more when its turn comes, it does not run.
    ///
    /// # Errors
    /// What the job says; a [`Failure`] in the job's own type if storage is overloaded or unavailable.
    pub async fn write<T, E>(&self, job: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Outcome + Send + 'static,
    {
        self.0.write.write(Extent::Transaction, job).await
    }

    /// Whether jobs are done in the order in which they came to the write door, so that what is only waiting there already
    /// counts for all that comes behind it: on SQLite. On PostgreSQL several are done at once, at this node and at others.
    pub fn writes_in_order(&self) -> bool {
        matches!(*self.0.home, connect::Home::Sqlite(_))
    }

    /// The write door for rows that stand for themselves, which `insert` keeps: on PostgreSQL whoever waits shares a
    /// statement, which is a transaction by itself.
    pub fn inserts<R: Send + Sync + 'static>(&self, insert: Insert<R>) -> Inserts<R> {
        Inserts::new(&self.0.home, &self.0.write, insert)
    }

    /// The read door: runs `query` outside any transaction, on a connection that cannot write. What was
    /// answered by the write door before is seen. The query reads by key: on SQLite it runs on the asking thread.
    ///
    /// # Errors
    /// What the query says; a [`Failure`] in its own type if storage is overloaded or unavailable.
    pub async fn read<T, E>(&self, query: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        self.0.read.read(query).await
    }

    /// The read door for what takes longer the more is kept: lists, searches, exports, reports. On SQLite, too, they run
    /// on threads of their own.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn search<T, E>(&self, query: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        self.0.read.search(query).await
    }

    /// A kind of look-up by key, of what changes with its tenant. It remembers up to `capacity` values (it makes room for
    /// them as they come); on PostgreSQL it asks each time whether anything of the tenant has changed.
    pub fn lookup<K: Key, V: Clone + Send + Sync + 'static>(
        &self,
        capacity: usize,
        loader: impl Fn(&mut Db, &[K]) -> Result<Vec<(K, Loaded<V>)>> + Send + Sync + 'static,
    ) -> Lookup<K, V> {
        Lookup::new(self.sources(), capacity, Box::new(loader))
    }

    /// The same of tokens, which change one by one; on PostgreSQL it asks for them each time.
    pub fn lookup_of_tokens<K: Key, V: Send + Sync + 'static>(
        &self,
        capacity: usize,
        loader: impl Fn(&mut Db, &[K]) -> Result<Vec<(K, Loaded<V>)>> + Send + Sync + 'static,
    ) -> Lookup<K, V> {
        Lookup::of_tokens(self.sources(), capacity, Box::new(loader))
    }

    fn sources(&self) -> lookup::Sources<'_> {
        lookup::Sources { home: &self.0.home, stale: &self.0.stale, reader: &self.0.lookups }
    }

    /// `N` ids that were never used and never will be again: positive, below 2^53. To be taken before
    /// the job that uses them, so that a rerun uses the same.
    ///
    /// # Errors
    /// A [`Failure`] if a new block was needed and could not be had.
    pub async fn ids<const N: usize>(&self) -> Result<[i64; N]> {
        self.0.ids.take(&self.0.write).await
    }

    /// How many jobs wait at the write door, and how many at the read door.
    pub fn waiting(&self) -> (usize, usize) {
        (self.0.write.waiting(), self.0.read.waiting())
    }
}
