//! How the log is written: lines of text for eyes, or one JSON object a line, to standard error.
//!
//! Nothing that opens anything is ever handed to it: secrets have no `Display`, their `Debug` shows nothing, and a
//! request is told by its path, never by its query string or body.
//!
//! Whoever logs waits for nobody. Lines are collected, and every some milliseconds a thread of its own writes what there
//! is: while nobody reads the log, or the disk is full, lines are dropped and counted, and requests go on. To write each
//! line by itself was refused: it would cost a tenth of the request that it tells about; so was `tracing-appender`, whose
//! thread is woken for each.

use std::io::{Error, ErrorKind, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

/// What the HTTP server tells about its own threads is of no use to whoever runs this one, and what it tells about
/// bytes that are no HTTP any stranger can have written, without an address; a configured level for either wins.
const QUIET: &str = "actix_server=warn,actix_http=off";

/// What tells below `info` what every statement was given: the digests and salts that are kept, and hashes of passwords.
/// No configured level brings that.
const TELLTALE: &str = "tokio_postgres";

/// Where the lines of this process are collected.
static LINES: Lines = Lines::new();

/// How long a line waits at most while standard error takes what is written.
const COLLECTED: Duration = Duration::from_millis(50);

/// How many bytes wait at most: what a busy server has to say in some tenths of a second.
const MOST: usize = 4 * 1024 * 1024;

/// How long the end of a process waits for its last lines.
const LAST: Duration = Duration::from_secs(2);

/// Lines on their way to standard error.
struct Lines {
    waiting: Mutex<Waiting>,
    written: Condvar,
    dropped: AtomicU64,
}

struct Waiting {
    bytes: Vec<u8>,
    /// Whether others, which came before, are being written.
    writing: bool,
}

impl Lines {
    const fn new() -> Self {
        let waiting = Waiting { bytes: Vec::new(), writing: false };
        Self { waiting: Mutex::new(waiting), written: Condvar::new(), dropped: AtomicU64::new(0) }
    }

    /// Writes to `out` what comes, for as long as the process runs.
    fn write_on(&self, mut out: impl Write) {
        let (mut batch, mut told) = (Vec::new(), 0);
        loop {
            std::thread::sleep(COLLECTED);
            let well = self.write_out(&mut out, &mut batch);
            let dropped = self.dropped.load(Ordering::Relaxed);
            if well && dropped > told {
                tracing::warn!(
                    lines = dropped - told,
                    "the log lacks lines: they could not be written, or nobody read them"
                );
                told = dropped;
            }
        }
    }

    /// Writes what waits, by way of `batch`, which is empty. Whether there was something, and all of it was taken.
    fn write_out(&self, out: &mut impl Write, batch: &mut Vec<u8>) -> bool {
        let mut waiting = self.lock();
        if waiting.bytes.is_empty() {
            return false;
        }
        std::mem::swap(&mut waiting.bytes, batch);
        waiting.writing = true;
        drop(waiting);
        let left = left_of(batch, out);
        let lines = left.iter().filter(|byte| **byte == b'\n').count();
        self.dropped.fetch_add(lines as u64, Ordering::Relaxed);
        batch.clear();
        self.lock().writing = false;
        self.written.notify_all();
        lines == 0
    }

    /// Waits until everything is written, or for `patience`.
    fn finish(&self, patience: Duration) {
        let unwritten = |waiting: &mut Waiting| waiting.writing || !waiting.bytes.is_empty();
        drop(self.written.wait_timeout_while(self.lock(), patience, unwritten));
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes `bytes` to `out`: what it did not take.
fn left_of<'a>(mut bytes: &'a [u8], out: &mut impl Write) -> &'a [u8] {
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => break,
            Ok(taken) => bytes = &bytes[taken..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Whoever started this process reads without waiting, and so has it write.
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(COLLECTED),
            Err(_) => break,
        }
    }
    bytes
}

/// Takes one line at a time, and never fails: whoever logs could do nothing about it.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> Result<usize, Error> {
        let mut waiting = self.lock();
        if waiting.bytes.len() + line.len() <= MOST {
            waiting.bytes.extend_from_slice(line);
        } else {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Sees to it that what was logged is written, before a process ends. Whoever does not read it is not waited for long.
pub fn finish() {
    LINES.finish(LAST);
}

/// How many lines of this process were dropped.
pub fn dropped() -> u64 {
    LINES.dropped.load(Ordering::Relaxed)
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
/// The level is not one that [`EnvFilter`] understands, or there is no thread that could write.
pub fn start(log: &Log) -> Result<(), Error> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.level)).map_err(Error::other)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| &LINES).with_target(true);
    // It would say so on standard error, and panic if that cannot be written.
    let lines = lines.log_internal_errors(false);
    let started = match log.format {
        LogFormat::Text => {
            let lines = lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
            lines.finish().with(filter_fn(is_discreet)).try_init()
        }
        LogFormat::Json => lines.json().flatten_event(true).finish().with(filter_fn(is_discreet)).try_init(),
    };
    // In tests a whole process shares one log: whoever comes first decides.
    if started.is_ok() {
        std::thread::Builder::new().name("log".into()).spawn(|| LINES.write_on(std::io::stderr()))?;
    }
    Ok(())
}

/// Whether a line may be written, whatever the level.
fn is_discreet(line: &Metadata<'_>) -> bool {
    *line.level() <= Level::INFO || !line.target().starts_with(TELLTALE)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Says that it was given something, and takes it when it is let.
    struct Slow(Sender<()>, Receiver<()>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
            self.0.send(()).unwrap();
            self.1.recv().map_err(|_| Error::from(ErrorKind::BrokenPipe))?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> Result<(), Error> {
            Ok(())
        }
    }

    fn dropped(lines: &Lines) -> u64 {
        lines.dropped.load(Ordering::Relaxed)
    }

    #[test]
    fn a_statement_is_told_at_no_level() {
        let log = tracing_subscriber::fmt().with_env_filter("trace,tokio_postgres=trace");
        let log = log.with_writer(std::io::sink).finish().with(filter_fn(is_discreet));
        tracing::subscriber::with_default(log, || {
            assert!(!tracing::enabled!(target: "tokio_postgres", Level::TRACE));
            assert!(!tracing::enabled!(target: "tokio_postgres::query", Level::DEBUG));
            assert!(tracing::enabled!(target: "tokio_postgres::connection", Level::INFO));
            assert!(tracing::enabled!(target: "grantor::storage", Level::TRACE));
        });
    }

    #[test]
    fn what_goes_on_all_the_time_is_told_once() {
        let seldom = Seldom::default();
        assert_eq!([(); 3].map(|()| seldom.is_due()), [true, false, false]);
    }

    #[test]
    fn who_logs_waits_for_nobody_who_reads() {
        let lines = Lines::new();
        let line = [[b'x'; 1023].as_slice(), b"\n"].concat();
        let (began, begun) = channel();
        let (go, gone) = channel();
        std::thread::scope(|scope| {
            (&lines).write_all(&line).unwrap();
            let writing = scope.spawn(|| lines.write_out(&mut Slow(began, gone), &mut Vec::new()));
            begun.recv().unwrap();
            for _ in 0..MOST / line.len() + 3 {
                (&lines).write_all(&line).unwrap();
            }
            assert_eq!(dropped(&lines), 3);
            lines.finish(Duration::from_millis(1));
            go.send(()).unwrap();
            assert!(writing.join().unwrap());
        });
        let mut paper = Vec::new();
        assert!(lines.write_out(&mut paper, &mut Vec::new()));
        assert_eq!(paper.len(), MOST);
        lines.finish(Duration::MAX);
        assert!(!lines.write_out(&mut paper, &mut Vec::new()));
    }

    #[test]
    fn what_cannot_be_written_is_dropped_and_counted() {
        let lines = Lines::new();
        let (mut full, mut batch) = (std::io::Cursor::new([0; 8]), Vec::new());
        for line in ["one\n", "two\n", "three\n", "four\n"] {
            (&lines).write_all(line.as_bytes()).unwrap();
        }
        assert!(!lines.write_out(&mut full, &mut batch));
        assert_eq!((full.into_inner().as_slice(), dropped(&lines)), (b"one\ntwo\n".as_slice(), 2));
        (&lines).write_all(b"five\n").unwrap();
        let mut paper = Vec::new();
        assert!(lines.write_out(&mut paper, &mut batch));
        assert_eq!(paper, b"five\n");
    }
}
