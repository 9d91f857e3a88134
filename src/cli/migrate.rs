//! `grantor migrate`

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::config::Config;
use crate::server;
use crate::storage::Migrated;

/// Bring the database to this version.
#[derive(Debug, Args)]
pub(super) struct Migrate {}

impl Migrate {
    pub(super) fn run(self, config: &Config, output: &mut Output) -> Result<(), Failure> {
        let Migrated { taken, unknown } = server::run(server::migrate(config))?;
        let says = match (&*taken, &*unknown) {
            ([], []) => "The database is at this version.".to_owned(),
            ([], ahead) => format!("The database is ahead of this version, by {}.", ahead.join(", ")),
            (taken, _) => format!("Done: {}", taken.join(", ")),
        };
        output.either(&json!({ "applied": taken, "unknown": unknown }), &says)
    }
}
