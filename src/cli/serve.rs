//! `grantor serve`

use clap::Args;

use super::failure::Failure;
use super::operator::patiently;
use crate::config::Config;
use crate::server::{self, Grantor};

/// Serve until SIGTERM, SIGINT or SIGHUP.
#[derive(Debug, Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) fn run(self, config: &Config) -> Result<(), Failure> {
        super::start_log(config)?;
        Ok(server::run(async { server::serve(patiently(config, Grantor::open).await?).await })?)
    }
}
