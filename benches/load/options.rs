//! What can be asked for.

use std::path::PathBuf;

use clap::Parser;

/// Measures a release build of Grantor beside a bare actix handler.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// Customer accounts.
    #[arg(long, default_value_t = 1)]
    pub(crate) tenants: u64,
    /// Access tokens, each with its family and its refresh token, spread over the accounts.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) tokens: u64,
    /// Applications of the first account.
    #[arg(long, default_value_t = 100)]
    pub(crate) clients: u64,
    /// People of each account beside its admin, who then have its tokens in turns.
    #[arg(long, default_value_t = 0)]
    pub(crate) people: u64,
    /// Events in the audit logs, spread over the accounts.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) events: u64,
    /// Rounds; in each every workload has its turn.
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// Seconds of one workload in one round.
    #[arg(long, default_value_t = 2.0)]
    pub(crate) seconds: f64,
    /// Connections of the closed loop.
    #[arg(long, default_value_t = 16)]
    pub(crate) connections: usize,
    /// Which part of what the closed loop reached the open loop asks for; 0: no open loop.
    #[arg(long, default_value_t = 0.5)]
    pub(crate) open: f64,
    /// Only workloads whose name contains one of these.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Worker threads of both servers; as many as there are cores if left out.
    #[arg(long)]
    pub(crate) workers: Option<usize>,
    /// The level of the server's log, which goes to a file.
    #[arg(long, default_value = "info")]
    pub(crate) log: String,
    /// An administrator's URL of a PostgreSQL server; a database is made there. Without it: SQLite.
    #[arg(long)]
    pub(crate) postgres: Option<String>,
    /// Where the database is made, or is from an earlier run of the same size; a folder of the system's if left out.
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    /// Measure this build instead of the one that belongs to this bench.
    #[arg(long)]
    pub(crate) server: Option<PathBuf>,
    /// Where the report goes in Markdown, beside standard output.
    #[arg(long)]
    pub(crate) markdown: Option<PathBuf>,
    /// Where the report goes in JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    /// Overload the server: this many connections ask for tokens at once, after everything else.
    #[arg(long, default_value_t = 0)]
    pub(crate) overload: usize,
    /// What `cargo bench` says to every bench.
    #[arg(long, hide = true)]
    bench: bool,
    /// Be the bare handler, with answers of this many bytes, on this port.
    #[arg(long, hide = true, num_args = 2, value_names = ["BYTES", "PORT"])]
    pub(crate) bare: Option<Vec<u16>>,
}

impl Options {
    /// Whether the workload `name` is wanted.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| name.contains(part.as_str()))
    }
}
