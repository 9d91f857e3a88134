//! How the log is written: lines of text for eyes, or one JSON object a line, to standard error.
//!
//! Nothing that opens anything is ever handed to it: secrets have no `Display`, their `Debug` shows nothing, and a
//! request is told by its path, never by its query string or body.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

/// What the HTTP server tells about its own threads is of no use to whoever runs this one; a configured level for
/// `actix_server` wins.
const QUIET: &str = "actix_server=warn";

/// Starts the log of this process. A second call changes nothing.
///
/// # Errors
/// The level is not one that [`EnvFilter`] understands.
pub fn start(log: &Log) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.level))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(true);
    let started = match log.format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).finish().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init(),
    };
    // In tests a whole process shares one log: whoever comes first decides.
    drop(started);
    Ok(())
}
