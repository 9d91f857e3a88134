//! `grantor forget-sealed`: what is left to do when the key that secrets are sealed with is lost.
//!
//! It is the one change that does not go through the operator API: no server starts on such a database.

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::config::Config;
use crate::server;

/// Forget every sealed secret, because the key that they are sealed with is lost.
#[derive(Debug, Args)]
pub(super) struct ForgetSealed {
    /// Do it: nothing brings them back.
    #[arg(long)]
    yes: bool,
}

impl ForgetSealed {
    pub(super) fn run(self, config: Config, output: &mut Output) -> Result<(), Failure> {
        if !self.yes {
            return Err(Failure::new("unconfirmed", "Every secret of single sign-on would be gone for good.")
                .hint("look for the key in your backups first; then type `grantor forget-sealed --yes`"));
        }
        match server::run(server::forget_sealed(config))? {
            Some(forgotten) => output.thing(&json!({ "forgotten": forgotten })),
            None => Err(Failure::new("sealed", "The key is there and right: nothing has to be forgotten.")),
        }
    }
}
