//! The load bench: a release build of Grantor on a fresh database, a bare handler beside it, and a load that checks every
//! answer. `scripts/bench` runs it; `benches/RESULTS.md` says what came of it.
//!
//! What is compared is processor time for one operation, from `/proc/PID/stat`, in terms of what the bare handler takes
//! in the same round: it says the same on a machine that is busy with other things. An outside tool was refused: none of
//! them reads what the answers say, or follows a chain of refresh tokens.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that is read by whoever has typed it")]

mod bare;
mod generator;
mod http;
mod options;
mod overload;
mod process;
mod report;
mod seed;
mod site;
mod workloads;
mod world;

use std::path::Path;

use clap::Parser;

use generator::Pace;
use options::Options;
use process::Process;
use report::{Line, Report, Sample};
use site::Site;
use workloads::{BARE, Workload, introspection_of_each};

/// What can go wrong is told to whoever has typed the command.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Bytes of a bare answer: as many as those of an introspection.
const ANSWER: usize = 452;

fn main() -> Result<()> {
    let options = Options::parse();
    if let Some([bytes, port]) = options.bare.as_deref() {
        return bare::serve(usize::from(*bytes), *port, options.workers);
    }
    let mut report = measure(&options)?;
    report.lines.retain(|line| !line.rounds.is_empty());
    let text = report.markdown();
    println!("{text}");
    if let Some(path) = &options.markdown {
        std::fs::write(path, text)?;
    }
    if let Some(path) = &options.json {
        std::fs::write(path, serde_json::to_string_pretty(&report)?)?;
    }
    let errors: u64 = report.lines.iter().flat_map(|line| &line.rounds).map(|sample| sample.errors).sum();
    if errors > 0 { Err(format!("{errors} answers were wrong").into()) } else { Ok(()) }
}

fn measure(options: &Options) -> Result<Report> {
    let site = Site::new(options)?;
    let mut report = site.describe(options);
    let cache = site.world.tokens + 10_000;
    (report.cold_start, report.idle_memory) = site.cold_start(9)?;
    eprintln!("cold start: {:.0?} ms, {:.1} MiB", report.cold_start, report.idle_memory);
    phase(&site, options, cache, true, &mut report)?;
    if options.postgres.is_none() {
        phase(&site, options, 1, false, &mut report)?;
    }
    if options.overload > 0 {
        report.notes.push(overload::overload(&site, options)?);
    }
    report.file = site.file();
    Ok(report)
}

/// Starts a server that remembers `cache` tokens, and gives every workload its turns.
fn phase(site: &Site, options: &Options, cache: u64, cached: bool, report: &mut Report) -> Result<()> {
    let workloads = workloads::all(&site.world, options, cached);
    if workloads.is_empty() {
        return Ok(());
    }
    let bare = start_bare(&site.folder, options)?;
    let server = site.serve(cache)?;
    if cached && options.postgres.is_none() {
        let (users, tokens) = (options.connections as u64, site.world.tokens);
        let (each, pace) = (introspection_of_each(site.world, users), Pace::Times(tokens.div_ceil(users)));
        let (run, ..) = generator::run(server.address, &each, options.connections, pace, 0.0, || Ok(()))?;
        report.notes.push(format!(
            "With {tokens} tokens remembered the server has {:.0} MiB in memory ({} errors).",
            server.memory()?,
            run.errors
        ));
        server.forget_log()?;
    }
    let asker = Workload::new(BARE, None, |_| Box::new(bare::Asker::new(ANSWER)));
    let mut bares = Line::new(BARE, None);
    let mut lines: Vec<Line> = workloads.iter().map(|workload| Line::new(workload.name, workload.goal)).collect();
    for round in 0..options.rounds {
        eprintln!("round {} of {}", round + 1, options.rounds);
        let plain = sample(&bare, &asker, options, Pace::Closed, None, 0.0, &mut bares)?;
        for (workload, line) in workloads.iter().zip(&mut lines) {
            let one = sample(&server, workload, options, Pace::Closed, Some(site), plain.cpu, line)?;
            line.rounds.push(one);
            server.forget_log()?;
        }
        bares.rounds.push(plain);
    }
    let plain = bares.median(|sample| sample.cpu);
    for (workload, line) in workloads.iter().zip(&mut lines).filter(|_| options.open > 0.0) {
        let pace = Pace::Open(line.median(|sample| sample.rate) * options.open);
        line.open = Some(sample(&server, workload, options, pace, Some(site), plain, line)?);
        server.forget_log()?;
    }
    server.stop()?;
    report.lines.push(bares);
    report.lines.extend(lines);
    Ok(())
}

fn sample(
    server: &Process,
    workload: &Workload,
    options: &Options,
    pace: Pace,
    site: Option<&Site>,
    bare: f64,
    line: &mut Line,
) -> Result<Sample> {
    let used = || Ok((server.cpu()?, site.map_or(Ok(0.0), Site::database_cpu)?));
    // Where requests come at their times, more than usual may be on their way at the same time.
    let users = if let Pace::Open(_) = pace { options.connections * 4 } else { options.connections };
    let (run, before, after) = generator::run(server.address, workload, users, pace, options.seconds, used)?;
    if let (None, Some(error)) = (&line.first_error, &run.first_error) {
        line.first_error = Some(error.clone());
    }
    Ok(Sample::new(&run, after.0 - before.0, after.1 - before.1, bare, server.memory()?))
}

fn start_bare(folder: &Path, options: &Options) -> Result<Process> {
    let port = process::free_port()?;
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.args(["--bare", &ANSWER.to_string(), &port.to_string()]);
    if let Some(workers) = options.workers {
        command.args(["--workers", &workers.to_string()]);
    }
    Process::start(&mut command, port, &folder.join("bare.log"))?.ready()
}
