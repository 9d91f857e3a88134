//! `grantor sidecar`

use clap::Args;

use super::failure::Failure;
use super::operator::answering;
use crate::config::Config;
use crate::server;

/// Verify requests for a proxy on this machine, and nothing else, until SIGTERM, SIGINT or SIGHUP.
#[derive(Debug, Args)]
pub(super) struct Sidecar {}

impl Sidecar {
    pub(super) fn run(self, config: Config) -> Result<(), Failure> {
        super::start_log(&config)?;
        Ok(server::run(async {
            let operators = answering(&config).await;
            server::sidecar(config, operators).await
        })?)
    }
}
