//! Where a run takes place: a folder, a database with a world in it, and the server's configuration.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use grantor::clock::Clock;

use crate::Result;
use crate::options::Options;
use crate::process::{self, Process};
use crate::report::Report;
use crate::seed::{self, Database};
use crate::workloads::first_token;
use crate::world::World;

/// The place.
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) folder: PathBuf,
    server: PathBuf,
    url: String,
    log: String,
    workers: Option<usize>,
    /// PostgreSQL's first process.
    database: Option<u32>,
    /// Goes away with everything in it.
    _temporary: Option<tempfile::TempDir>,
}

impl Site {
    /// Makes the database that `options` ask for.
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let temporary = if options.folder.is_some() { None } else { Some(tempfile::tempdir()?) };
        let folder = options.folder.clone().or_else(|| Some(temporary.as_ref()?.path().to_owned())).unwrap_or_default();
        std::fs::create_dir_all(&folder)?;
        let server = options.server.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_grantor")));
        let (url, database) = match &options.postgres {
            Some(administrator) => make_database(administrator)?,
            None => (format!("sqlite:{}", folder.join("bench.db").display()), None),
        };
        let Options { clients, people, events, .. } = *options;
        let world = World { tenants: options.tenants.max(1), tokens: options.tokens.max(1), clients, people, events };
        let (log, workers) = (options.log.clone(), options.workers);
        let site = Self { world, folder, server, url, log, workers, database, _temporary: temporary };
        if site.url.starts_with("postgres") || !site.folder.join("bench.db").exists() {
            site.fill()?;
        } else {
            eprintln!("{:.0} MiB of an earlier run: what it has written since is measured, too", site.file());
        }
        Ok(site)
    }

    fn fill(&self) -> Result<()> {
        let started = Instant::now();
        self.configure(0, 0)?;
        if !self.command("migrate").status()?.success() {
            return Err("the database could not be made".into());
        }
        let mut database = match self.url.strip_prefix("sqlite:") {
            Some(path) => Database::file(Path::new(path))?,
            None => Database::server(&self.url)?,
        };
        seed::fill(&mut database, &self.world)?;
        eprintln!("{:?} in {:.0?}", self.world, started.elapsed());
        Ok(())
    }

    fn configuration(&self) -> PathBuf {
        self.folder.join("grantor.toml")
    }

    fn command(&self, what: &str) -> Command {
        let mut command = Command::new(&self.server);
        command.arg("--config").arg(self.configuration()).arg(what).current_dir(&self.folder);
        command
    }

    /// The defaults, but for what a bench has to choose.
    fn configure(&self, port: u16, cache: u64) -> Result<()> {
        let workers = self.workers.map_or(String::new(), |workers| format!("workers = {workers}\n"));
        let socket = self.folder.join("operators.sock").display().to_string();
        let text = format!(
            "public_url = \"http://{{tenant}}.localhost:{port}\"\nlisten = \"127.0.0.1:{port}\"\n{workers}\
             [database]\nurl = \"{}\"\ncache = {}\n[log]\nlevel = \"{}\"\n[operators]\nsocket = \"{socket}\"\n",
            self.url,
            cache.max(1),
            self.log,
        );
        Ok(std::fs::write(self.configuration(), text)?)
    }

    /// A server that remembers `cache` tokens.
    pub(crate) fn serve(&self, cache: u64) -> Result<Process> {
        self.start(cache)?.ready()
    }

    fn start(&self, cache: u64) -> Result<Process> {
        let port = process::free_port()?;
        self.configure(port, cache)?;
        Process::start(&mut self.command("serve"), port, &self.folder.join("server.log"))
    }

    /// Milliseconds from the start of a process to its first token, each of so many `times`, and the MiB of the last.
    pub(crate) fn cold_start(&self, times: usize) -> Result<(Vec<f64>, f64)> {
        let (mut taken, mut memory, request) = (Vec::new(), 0.0, first_token());
        for _ in 0..times {
            let started = Instant::now();
            let mut server = self.start(100_000)?;
            taken.push(server.first_answer(&request, started)?.as_secs_f64() * 1e3);
            std::thread::sleep(Duration::from_millis(500));
            memory = server.memory()?;
            server.stop()?;
        }
        Ok((taken, memory))
    }

    /// Seconds of processor time of the database's own processes.
    pub(crate) fn database_cpu(&self) -> Result<f64> {
        self.database.map_or(Ok(0.0), process::used_by_family)
    }

    /// MiB of the database's file, if it is one.
    pub(crate) fn file(&self) -> f64 {
        std::fs::metadata(self.folder.join("bench.db")).map_or(0.0, |file| file.len() as f64 / 1_048_576.0)
    }

    /// What the report says before the figures.
    pub(crate) fn describe(&self, options: &Options) -> Report {
        let kind = if self.database.is_some() { "PostgreSQL" } else { "SQLite with synchronous=FULL" };
        Report {
            date: Clock::system().now().rfc3339(),
            machine: machine(),
            database: kind.to_owned(),
            tenants: self.world.tenants,
            tokens: self.world.tokens,
            clients: self.world.clients,
            people: self.world.people,
            events: self.world.events,
            connections: options.connections,
            log: options.log.clone(),
            ..Report::default()
        }
    }
}

/// Makes a database as the administrator, whose server from now on waits for the disk: its URL, and the process of the
/// server if it is on this machine.
fn make_database(administrator: &str) -> Result<(String, Option<u32>)> {
    let mut server = Database::server(administrator)?;
    // What a server for tests leaves out is what is to be measured here.
    let durable = ["fsync", "synchronous_commit", "full_page_writes", "autovacuum"];
    for setting in durable {
        server.run(&format!("ALTER SYSTEM SET {setting} = on"))?;
    }
    server.run("SELECT pg_reload_conf()")?;
    let name = format!("bench_{}", std::process::id());
    server.run(&format!("CREATE DATABASE {name}"))?;
    let process = process::parent(server.number("SELECT pg_backend_pid()")?)?;
    let base = administrator.rsplit_once('/').map_or(administrator, |(base, _)| base);
    Ok((format!("{base}/{name}"), Some(process)))
}

/// Processors and memory.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    format!("{cores} cores of {}", model.trim_start_matches([' ', '\t', ':']))
}
