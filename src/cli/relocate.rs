//! `grantor move`

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Args, Command};
use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::server;
use crate::storage::relocate::{Moved, relocate};
use crate::storage::{DatabaseUrl, Options};

/// Move everything from an SQLite file into an empty PostgreSQL database.
///
/// Stop the server first. Every row is compared after it was moved. If it is interrupted, type the same again. The file
/// stays as it is; the key that secrets are sealed with is a file of its own and goes with you.
#[derive(Debug, Args)]
pub(super) struct Relocate {
    /// The file, as sqlite:PATH.
    #[arg(long, value_name = "URL", value_parser = Address)]
    from: DatabaseUrl,
    /// The empty database, as postgres://USER:PASSWORD@HOST:PORT/DATABASE.
    #[arg(long, value_name = "URL", value_parser = Address)]
    to: DatabaseUrl,
}

/// Reads an address; what is wrong with it is said without it, because there may be a password in it.
#[derive(Clone)]
struct Address;

impl TypedValueParser for Address {
    type Value = DatabaseUrl;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, text: &OsStr) -> Result<DatabaseUrl, clap::Error> {
        let wrong = |why: &dyn std::fmt::Display| {
            let name = argument.map(ToString::to_string).unwrap_or_default();
            command.clone().error(ErrorKind::ValueValidation, format!("{name} is no database: {why}"))
        };
        text.to_str().ok_or_else(|| wrong(&"it is not in UTF-8"))?.parse().map_err(|error| wrong(&error))
    }
}

impl Relocate {
    pub(super) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let Self { from, to } = self;
        let table = |moved: &Moved| format!("{}: {} rows", moved.table, moved.rows);
        let quiet = output.is_json();
        let (mut told, options) = (Ok(()), Options::default());
        let moving = relocate(&from, &to, &options, |moved| {
            if !quiet && told.is_ok() {
                told = output.text(&table(moved));
            }
        });
        let moved = server::run(moving).map_err(|error| Failure::new("move", error.to_string()))?;
        told?;
        let tables: Vec<_> = moved.iter().map(|moved| json!({ "table": moved.table, "rows": moved.rows })).collect();
        let next = format!("Everything is there and was compared. Now set `database.url` to {to}.");
        output.either(&json!({ "moved": tables }), &next)
    }
}
