//! `grantor forget-sealed`: what is left to do when the key that secrets are sealed with is lost.
//!
//! It is the one change that does not go through the operator API: no server starts on such a database.

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::config::Config;
use crate::server;

/// Forget every sealed secret, because the key that they are sealed with is lost: those of single sign-on, webhooks, and
/// the keys of imports by HMAC-SHA-256. What was imported with such a key works again once it is given again.
#[derive(Debug, Args)]
pub(super) struct ForgetSealed {
    /// Do it: nothing brings them back.
    #[arg(long)]
    yes: bool,
}

impl ForgetSealed {
    pub(super) fn run(self, config: Config, output: &mut Output) -> Result<(), Failure> {
        if !self.yes {
            let gone = "Every secret of single sign-on, every webhook, and the key of every import with `--hmac-key` \
                        would be gone for good.";
            return Err(Failure::new("unconfirmed", gone)
                .hint("look for the key in your backups first; then type `grantor forget-sealed --yes`"));
        }
        match server::run(server::forget_sealed(config))? {
            Some(forgotten) => output.thing(&json!(forgotten)),
            None => Err(Failure::new("sealed", "The key is there and right: nothing has to be forgotten.")),
        }
    }
}
