#![allow(missing_docs, reason = "diesel's derive writes items without any, and how many depends on the build")]
//! One connection type over both databases, so that each query is written once.

use super::postgres::Postgres;
use diesel::connection::TransactionManager;
use diesel::prelude::*;

/// One connection, to whichever database.
#[derive(diesel::MultiConnection)]
#[allow(clippy::large_enum_variant, reason = "made once, and kept by the thread that made it")]
pub enum Db {
    /// The embedded database: one file.
    Sqlite(SqliteConnection),
    /// A connection to a server.
    Postgres(Postgres),
}

impl Db {
    /// Whether it was lost, or a transaction was left open in it: no round trip.
    pub(super) fn is_broken(&mut self) -> bool {
        match self {
            Self::Sqlite(_) => <Self as TransactionManager<Self>>::is_broken_transaction_manager(self),
            Self::Postgres(connection) => connection.is_broken(),
        }
    }
}
