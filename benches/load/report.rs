//! What was measured, for eyes and for programs.

use std::fmt::Write;

use serde::Serialize;

use crate::generator::Run;

/// One workload in one round.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sample {
    /// Microseconds of the server's processor time for one operation.
    pub(crate) cpu: f64,
    /// The same of PostgreSQL's.
    pub(crate) database_cpu: f64,
    /// Both, in terms of the bare handler's in the same round.
    pub(crate) ratio: f64,
    /// Operations a second.
    pub(crate) rate: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) p999: f64,
    pub(crate) operations: usize,
    pub(crate) errors: u64,
    /// MiB of the server in memory, afterwards.
    pub(crate) memory: f64,
}

impl Sample {
    /// What `run` cost in seconds of the server and of its database, where the bare handler takes `bare` microseconds (0:
    /// this is the bare handler).
    pub(crate) fn new(run: &Run, server: f64, database: f64, bare: f64, memory: f64) -> Self {
        let operations = run.latencies.len();
        let each = |seconds: f64| seconds * 1e6 / (operations.max(1) as f64);
        let (cpu, database_cpu) = (each(server), each(database));
        let ratio = if bare > 0.0 { (cpu + database_cpu) / bare } else { 1.0 };
        let [p50, p99, p999] = [0.5, 0.99, 0.999].map(|part| run.within(part));
        Self { cpu, database_cpu, ratio, rate: run.rate(), p50, p99, p999, operations, errors: run.errors, memory }
    }
}

/// One workload in all rounds.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) goal: Option<f64>,
    pub(crate) rounds: Vec<Sample>,
    /// Requests at their times, as many a second as the median of the rounds times the part asked for.
    pub(crate) open: Option<Sample>,
    pub(crate) first_error: Option<String>,
}

/// Everything.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) date: String,
    pub(crate) machine: String,
    pub(crate) database: String,
    pub(crate) tenants: u64,
    pub(crate) tokens: u64,
    pub(crate) clients: u64,
    pub(crate) people: u64,
    pub(crate) events: u64,
    pub(crate) connections: usize,
    pub(crate) log: String,
    /// Milliseconds from the start of a process on the existing database to its first token.
    pub(crate) cold_start: Vec<f64>,
    /// MiB of a server that has answered one request.
    pub(crate) idle_memory: f64,
    /// MiB of the database's file.
    pub(crate) file: f64,
    pub(crate) lines: Vec<Line>,
    /// What was seen beside the rounds, in words.
    pub(crate) notes: Vec<String>,
}

/// The lowest and the one in the middle.
fn spread(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    (values.first().copied().unwrap_or(0.0), values.get(values.len() / 2).copied().unwrap_or(0.0))
}

impl Line {
    pub(crate) fn new(name: &'static str, goal: Option<f64>) -> Self {
        Self { name, goal, rounds: Vec::new(), open: None, first_error: None }
    }

    /// The median of what `of` says of the rounds.
    pub(crate) fn median(&self, of: impl Fn(&Sample) -> f64) -> f64 {
        spread(self.rounds.iter().map(of)).1
    }

    fn row(&self) -> String {
        let (cpu, cpu_median) = spread(self.rounds.iter().map(|sample| sample.cpu));
        let (database, _) = spread(self.rounds.iter().map(|sample| sample.database_cpu));
        let (ratio, ratio_median) = spread(self.rounds.iter().map(|sample| sample.ratio));
        let goal = self.goal.map_or(String::new(), |goal| {
            format!("{goal:.1} {}", if ratio_median <= goal { "met" } else { "**missed**" })
        });
        let open = self.open.as_ref().map_or(String::new(), |open| {
            format!("{:.2} / {:.2} / {:.2} at {:.0}/s", open.p50, open.p99, open.p999, open.rate)
        });
        let errors: u64 = self.rounds.iter().chain(&self.open).map(|sample| sample.errors).sum();
        format!(
            "| {} | {cpu:.1} / {cpu_median:.1} | {database:.1} | {ratio:.2} / {ratio_median:.2} | {goal} | {:.0} | {:.2} / {:.2} / {:.2} | {open} | {errors} | {:.0} |",
            self.name,
            self.median(|sample| sample.rate),
            self.median(|sample| sample.p50),
            self.median(|sample| sample.p99),
            self.median(|sample| sample.p999),
            self.median(|sample| sample.memory),
        )
    }
}

impl Report {
    /// The report in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let Self { date, machine, database, tenants, tokens, clients, people, events, connections, log, .. } = self;
        let mut text = format!(
            "{database}, {tenants} accounts, {tokens} tokens, {clients} further applications, {people} further people each, {events} audit events, {connections} connections, log level \
             `{log}`; {machine}; {date}.\n\n"
        );
        if !self.cold_start.is_empty() {
            let (lowest, median) = spread(self.cold_start.iter().copied());
            let _ = write!(
                text,
                "Cold start to the first token: {lowest:.0} ms lowest, {median:.0} ms median of {}. In memory after it: {:.1} MiB. \
                 The file: {:.0} MiB.\n\n",
                self.cold_start.len(),
                self.idle_memory,
                self.file,
            );
        }
        text.push_str(
            "| | server CPU µs, lowest / median | database CPU µs | ratio to the bare POST, lowest / median | goal | a second | ms within \
             which 50 / 99 / 99.9 % | the same, open loop | errors | MiB |\n|---|---|---|---|---|---|---|---|---|---|\n",
        );
        for line in &self.lines {
            text.push_str(&line.row());
            text.push('\n');
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        for line in &self.lines {
            if let Some(error) = &line.first_error {
                let _ = write!(text, "\nFirst error of *{}*: {error}\n", line.name);
            }
        }
        text
    }
}
