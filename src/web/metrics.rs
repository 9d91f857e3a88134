//! What an operator watches: how much is asked of this process, how it answers, how long that takes, what waits.
//!
//! Requests are told apart by what they are for and not by their path, so that nobody can make the answer of `/metrics`
//! grow by asking for paths; no tenant, client or user is named. Every counter exists from the start: one that is not
//! there cannot be told from one that stands at nothing.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::local::{LocalHistogram, LocalIntCounter};
use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};
use thread_local::ThreadLocal;

use crate::log;
use crate::storage::{Storage, newest_step};

/// What a request is for, and how its path begins.
const ENDPOINTS: [(&str, &str); 11] = [
    ("authorize", "/oauth/authorizations"),
    ("token", "/oauth/tokens"),
    ("introspect", "/oauth/introspect"),
    ("revoke", "/oauth/revoke"),
    ("metadata", "/.well-known/"),
    ("verify", "/sidecar/"),
    ("api", "/api/"),
    ("admin", "/admin"),
    ("access", "/access/"),
    ("account", "/account/"),
    ("operators", "/v1/"),
];

/// Seconds: from a look-up in memory to a password's digest on a busy machine.
const BUCKETS: [f64; 9] = [0.000_25, 0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0];

/// The counters of one process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// As [`ENDPOINTS`], and last everything else.
    endpoints: Vec<Endpoint>,
    /// What each thread has counted and nobody has asked for yet: processors would wait for each other at one counter.
    counted: ThreadLocal<Mutex<Vec<Counted>>>,
    writes: IntGauge,
    reads: IntGauge,
    swept: IntCounterVec,
    unlogged: IntCounter,
}

#[derive(Debug)]
struct Endpoint {
    seconds: Histogram,
    /// By the first digit of the status, from 2 on.
    answers: [IntCounter; 4],
}

/// The same in one thread.
#[derive(Debug)]
struct Counted {
    seconds: LocalHistogram,
    answers: [LocalIntCounter; 4],
}

impl Metrics {
    /// All of them, at nothing.
    ///
    /// # Errors
    /// Only if two had the same name.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let names = ENDPOINTS.iter().map(|(name, _)| *name).chain(["other"]);
        let endpoints = names.map(|name| Endpoint::new(name, &registry)).collect::<Result<_, _>>()?;
        let waiting = |door: &str| {
            let waiting = Opts::new("grantor_storage_waiting", "Jobs that wait for the database.");
            known(IntGauge::with_opts(waiting.const_label("door", door))?, &registry)
        };
        let (writes, reads) = (waiting("write")?, waiting("read")?);
        let swept = Opts::new("grantor_swept_rows_total", "Rows that were deleted after their retention, by table.");
        let swept = known(IntCounterVec::new(swept, &["table"])?, &registry)?;
        let unlogged = Opts::new("grantor_log_lines_dropped_total", "Lines of the log that could not be written.");
        let unlogged = known(IntCounter::with_opts(unlogged)?, &registry)?;
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        let version = Opts::new("grantor_build_info", "The version that runs and the newest migration that it knows.");
        let version = version.const_label("version", env!("CARGO_PKG_VERSION"));
        let version = version.const_label("schema", newest_step());
        known(IntGauge::with_opts(version)?, &registry)?.set(1);
        Ok(Self { registry, endpoints, counted: ThreadLocal::new(), writes, reads, swept, unlogged })
    }

    /// A request for `path` was answered with `status` after `time`.
    pub fn answered(&self, path: &str, status: u16, time: Duration) {
        let at = ENDPOINTS.iter().position(|(_, begins)| path.starts_with(begins)).unwrap_or(ENDPOINTS.len());
        let own = self.counted.get_or(|| Mutex::new(self.endpoints.iter().map(Endpoint::local).collect()));
        let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(endpoint) = own.get_mut(at) else { return };
        endpoint.seconds.observe(time.as_secs_f64());
        if let Some(answers) = endpoint.answers.get_mut(usize::from(status / 100).saturating_sub(2)) {
            answers.inc();
        }
    }

    /// Adds up what the threads have counted.
    fn gathered(&self) {
        for thread in &self.counted {
            for endpoint in &mut *thread.lock().unwrap_or_else(PoisonError::into_inner) {
                endpoint.seconds.flush();
                endpoint.answers.iter().for_each(LocalIntCounter::flush);
            }
        }
    }

    /// So many rows of a table were deleted because their retention was over.
    pub fn swept(&self, table: &str, rows: usize) {
        self.swept.with_label_values(&[table]).inc_by(rows as u64);
    }

    /// Everything, as Prometheus reads it.
    ///
    /// # Errors
    /// Only if a name is not one for Prometheus.
    pub fn text(&self, storage: &Storage) -> prometheus::Result<String> {
        self.gathered();
        let (writes, reads) = storage.waiting();
        self.writes.set(i64::try_from(writes).unwrap_or(i64::MAX));
        self.reads.set(i64::try_from(reads).unwrap_or(i64::MAX));
        self.unlogged.inc_by(log::dropped().saturating_sub(self.unlogged.get()));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

impl Endpoint {
    fn new(name: &str, registry: &Registry) -> prometheus::Result<Self> {
        let seconds = HistogramOpts::new("grantor_request_seconds", "How long requests took.");
        let seconds = seconds.const_label("endpoint", name).buckets(BUCKETS.to_vec());
        let answers = |status: &str| {
            let answers = Opts::new("grantor_requests_total", "Requests that were answered, by status.");
            let answers = answers.const_label("endpoint", name).const_label("status", status);
            known(IntCounter::with_opts(answers)?, registry)
        };
        Ok(Self {
            seconds: known(Histogram::with_opts(seconds)?, registry)?,
            answers: [answers("2xx")?, answers("3xx")?, answers("4xx")?, answers("5xx")?],
        })
    }

    fn local(&self) -> Counted {
        Counted { seconds: self.seconds.local(), answers: self.answers.each_ref().map(IntCounter::local) }
    }
}

fn known<T: Collector + Clone + 'static>(collector: T, registry: &Registry) -> prometheus::Result<T> {
    registry.register(Box::new(collector.clone()))?;
    Ok(collector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_somebody_made_up_counts_as_any_other() {
        let metrics = Metrics::new().unwrap();
        for path in ["/oauth/tokens", "/made/up", "/made/up/too", ""] {
            metrics.answered(path, 404, Duration::from_millis(3));
        }
        let counted = |at: usize| {
            metrics.gathered();
            (metrics.endpoints[at].answers[2].get(), metrics.endpoints[at].seconds.get_sample_count())
        };
        assert_eq!((counted(1), counted(ENDPOINTS.len())), ((1, 1), (3, 3)));
        metrics.answered("/oauth/tokens", 101, Duration::ZERO);
        metrics.answered("/oauth/tokens", 999, Duration::ZERO);
        assert_eq!(counted(1), (1, 3));
    }
}
