//! `grantor serve`

use clap::Args;

use super::failure::Failure;
use crate::config::Config;
use crate::server::{self, Grantor};

/// Serve until SIGTERM, SIGINT or SIGHUP.
#[derive(Debug, Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) fn run(self, config: Config) -> Result<(), Failure> {
        crate::log::start(&config.log).map_err(|error| Failure::new("configuration", error.to_string()))?;
        Ok(server::run(async { server::serve(Grantor::open(config).await?).await })?)
    }
}
