//! How the log is written: lines of text for eyes, or one JSON object a line, to standard error.
//!
//! Nothing that opens anything is ever handed to it: secrets have no `Display`, their `Debug` shows nothing, and a
//! request is told by its path, never by its query string or body.
//!
//! Lines are collected for some milliseconds and written together: a write for each would cost a tenth of the request
//! that it tells about. A thread that is handed every line (`tracing-appender`) was refused: it is woken for each.

use std::io::{BufWriter, Error, Stderr, Write};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

/// What the HTTP server tells about its own threads is of no use to whoever runs this one, and what it tells about
/// bytes that are no HTTP any stranger can have written, without an address; a configured level for either wins.
const QUIET: &str = "actix_server=warn,actix_http=off";

/// Where the lines of this process are collected.
static LINES: LazyLock<Lines> = LazyLock::new(|| Lines(Mutex::new(BufWriter::with_capacity(MOST, std::io::stderr()))));

/// How long a line waits at most.
const COLLECTED: Duration = Duration::from_millis(50);

/// How many bytes wait at most; whoever has more to say writes them out.
const MOST: usize = 64 * 1024;

/// Lines on their way to standard error.
struct Lines(Mutex<BufWriter<Stderr>>);

impl Lines {
    /// Nobody is left to tell if standard error is closed.
    fn write_out(&self) {
        drop(self.lock().flush());
    }

    fn lock(&self) -> MutexGuard<'_, BufWriter<Stderr>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for &Lines {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.lock().write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Writes what waits: before a process ends.
pub fn finish() {
    LINES.write_out();
}

/// Says when it is time to tell of something that goes on all the time: once a minute.
#[derive(Debug, Default)]
pub struct Seldom(Mutex<Option<Instant>>);

impl Seldom {
    /// Whether nothing was told within the last minute; whoever asks tells it now.
    pub fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| last.elapsed() >= Duration::from_secs(60));
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

/// Starts the log of this process. A second call changes nothing.
///
/// # Errors
/// The level is not one that [`EnvFilter`] understands.
pub fn start(log: &Log) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.level))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| &*LINES).with_target(true);
    let started = match log.format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).finish().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init(),
    };
    // In tests a whole process shares one log: whoever comes first decides.
    if started.is_ok() {
        drop(std::thread::spawn(|| {
            loop {
                std::thread::sleep(COLLECTED);
                LINES.write_out();
            }
        }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_all_the_time_is_told_once() {
        let seldom = Seldom::default();
        assert_eq!([(); 3].map(|()| seldom.is_due()), [true, false, false]);
    }
}
