//! `--logo FILE` and `--no-logo`, of a tenant and of a client.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::operator::Operator;
use crate::logos::{Looking, Room};

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

    /// The picture as it is to be sent, read before anything changes. With other changes, it is looked at here too: the
    /// server does so only when it gets it, which is after those.
    pub(super) async fn read(self, room: Room, with_others: bool) -> Result<Picture, Failure> {
        let Some(file) = self.logo else { return Ok(if self.no_logo { Picture::Gone } else { Picture::AsItIs }) };
        let bytes =
            std::fs::read(&file).map_err(|error| Failure::new("file", format!("{}: {error}", file.display())))?;
        if with_others {
            Looking::default().look(bytes.clone(), room).await.map_err(|problem| Failure::invalid(&problem))?;
        }
        Ok(Picture::New(bytes))
    }
}

/// What becomes of a picture.
pub(super) enum Picture {
    AsItIs,
    Gone,
    New(Vec<u8>),
}

impl Picture {
    /// Changes `fields` of what is at `path`, and then its picture.
    pub(super) async fn set_with(
        self,
        operator: &Operator,
        path: &str,
        fields: Map<String, Value>,
    ) -> Result<Value, Failure> {
        let changed = if fields.is_empty() { None } else { Some(operator.patch(path, &fields.into()).await?) };
        let logo = format!("{path}/logo");
        let shown = match (self, &changed) {
            (Self::New(bytes), _) => operator.put_bytes(&logo, bytes).await,
            (Self::AsItIs, Some(shown)) => Ok(shown.clone()),
            (Self::AsItIs | Self::Gone, _) => operator.delete(&logo).await,
        };
        shown.map_err(|failure| if changed.is_some() { failure.after("all but the logo is changed") } else { failure })
    }
}
