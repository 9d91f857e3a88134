//! `--logo FILE` and `--no-logo`, of a tenant and of a client.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::failure::Failure;
use super::operator::Operator;

/// The picture that people see.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct Logo {
    /// A picture for its pages: PNG, JPEG or GIF, 1 MiB at most.
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// Take the picture away.
    #[arg(long)]
    no_logo: bool,
}

impl Logo {
    /// Whether it stays as it is.
    pub(super) const fn is_silent(&self) -> bool {
        self.logo.is_none() && !self.no_logo
    }

    /// Changes the picture of what is at `path`; `shown` is what was answered before.
    pub(super) async fn give(self, operator: &Operator, path: &str, shown: Option<Value>) -> Result<Value, Failure> {
        let path = format!("{path}/logo");
        match (self.logo, shown) {
            (Some(file), _) => {
                let unreadable = |error| Failure::new("file", format!("{}: {error}", file.display()));
                operator.put_bytes(&path, std::fs::read(&file).map_err(unreadable)?).await
            }
            (None, Some(shown)) if !self.no_logo => Ok(shown),
            _ => operator.delete(&path).await,
        }
    }
}
