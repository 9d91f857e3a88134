//! `grantor migrate`

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::config::Config;
use crate::server;

/// Bring the database to this version.
#[derive(Debug, Args)]
pub(super) struct Migrate {}

impl Migrate {
    pub(super) fn run(self, config: &Config, output: &mut Output) -> Result<(), Failure> {
        let applied = server::run(server::migrate(config))?;
        if applied.is_empty() {
            return output.either(&json!({ "applied": applied }), "The database is at this version.");
        }
        output.either(&json!({ "applied": applied }), &format!("Done: {}", applied.join(", ")))
    }
}
