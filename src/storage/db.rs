#![allow(missing_docs, reason = "diesel's derive writes items without any, and how many depends on the build")]
//! One connection type over both databases, so that each query is written once.

use super::postgres::Postgres;
use diesel::prelude::*;

/// One connection, to whichever database.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// The embedded database, or one file of it.
    Sqlite(SqliteConnection),
    /// A connection to a server.
    Postgres(Postgres),
}
