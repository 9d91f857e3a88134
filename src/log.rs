//! How the log is written: lines of text for eyes, or one JSON object a line, to standard error.
//!
//! Nothing that opens anything is ever handed to it: secrets have no `Display`, their `Debug` shows nothing, and a
//! request is told by its path, never by its query string or body.
//!
//! Lines are collected for some milliseconds and written together, by a thread of their own: a write for each would cost
//! a tenth of the request that it tells about. Who writes more than fits waits, as if it wrote by itself.

use std::io::{Error, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

/// What the HTTP server tells about its own threads is of no use to whoever runs this one; a configured level for
/// `actix_server` wins.
const QUIET: &str = "actix_server=warn";

/// Where the lines of this process are collected.
static LINES: OnceLock<Arc<Lines>> = OnceLock::new();

/// How long lines are collected.
const COLLECTED: Duration = Duration::from_millis(5);

/// Bytes that are collected at most.
const MOST: usize = 1024 * 1024;

/// Lines on their way to standard error.
#[derive(Default)]
struct Lines {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    writing: bool,
}

impl Lines {
    fn start() -> Arc<Self> {
        let lines = Arc::new(Self::default());
        let of_thread = Arc::clone(&lines);
        drop(std::thread::spawn(move || of_thread.write_out()));
        lines
    }

    fn write_out(&self) {
        let mut bytes = Vec::new();
        loop {
            drop(self.until(|waiting| !waiting.bytes.is_empty()));
            std::thread::sleep(COLLECTED);
            let mut waiting = self.lock();
            std::mem::swap(&mut waiting.bytes, &mut bytes);
            waiting.writing = true;
            drop(waiting);
            // Nobody is left to tell if standard error is closed.
            drop(std::io::stderr().write_all(&bytes));
            bytes.clear();
            self.lock().writing = false;
            self.changed.notify_all();
        }
    }

    fn until(&self, state: impl Fn(&Waiting) -> bool) -> MutexGuard<'_, Waiting> {
        let waiting = self.changed.wait_while(self.lock(), |waiting| !state(waiting));
        waiting.unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for &Lines {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        let mut waiting = self.until(|waiting| waiting.bytes.len() < MOST);
        let first = waiting.bytes.is_empty();
        waiting.bytes.extend_from_slice(bytes);
        drop(waiting);
        if first {
            self.changed.notify_all();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Waits until every line is written: before a process ends.
pub fn finish() {
    if let Some(lines) = LINES.get() {
        drop(lines.until(|waiting| waiting.bytes.is_empty() && !waiting.writing));
    }
}

/// Starts the log of this process. A second call changes nothing.
///
/// # Errors
/// The level is not one that [`EnvFilter`] understands.
pub fn start(log: &Log) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.level))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(LINES.get_or_init(Lines::start).clone())
        .with_target(true);
    let started = match log.format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).finish().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init(),
    };
    // In tests a whole process shares one log: whoever comes first decides.
    drop(started);
    Ok(())
}
