//! The processes that are measured: how they start and stop, and what the system says they have used.

use std::fs::{File, read_to_string};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// A server.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
    pub(crate) address: SocketAddr,
}

/// A port of this machine that nobody uses at the moment.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

impl Process {
    /// Starts `command`, which is going to listen on `port`; what it says goes to `log`.
    pub(crate) fn start(command: &mut Command, port: u16, log: &Path) -> Result<Self> {
        let to = || File::options().create(true).append(true).open(log);
        let child = command.stdin(Stdio::null()).stdout(to()?).stderr(to()?).spawn()?;
        Ok(Self { child, log: log.to_owned(), address: (Ipv4Addr::LOCALHOST, port).into() })
    }

    /// Waits until it takes connections.
    pub(crate) fn ready(mut self) -> Result<Self> {
        let started = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if self.child.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(120) {
                return Err(format!("it does not serve; see {}", self.log.display()).into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(self)
    }

    /// Sends `request` again and again until the answer is 200; the time since `started` at that moment.
    pub(crate) fn first_answer(&mut self, request: &[u8], started: Instant) -> Result<Duration> {
        loop {
            if let Ok(mut stream) = TcpStream::connect(self.address) {
                stream.write_all(request)?;
                let mut start = [0; 12];
                if stream.read_exact(&mut start).is_ok() && start.ends_with(b"200") {
                    return Ok(started.elapsed());
                }
            }
            if self.child.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(60) {
                return Err(format!("it gives no token; see {}", self.log.display()).into());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Seconds of processor time until now.
    pub(crate) fn cpu(&self) -> Result<f64> {
        used(self.child.id(), false)
    }

    /// MiB in memory.
    pub(crate) fn memory(&self) -> Result<f64> {
        memory(self.child.id())
    }

    /// Throws away what it has said until now.
    pub(crate) fn forget_log(&self) -> Result<()> {
        Ok(File::options().write(true).open(&self.log)?.set_len(0)?)
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) -> Result<()> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        if !asked.success() {
            return Err("it could not be asked to stop".into());
        }
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Whoever has stopped already does not mind.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Ticks of `/proc/PID/stat` a second, on every Linux that there is.
const TICKS: f64 = 100.0;

/// Seconds of processor time of a process, with or without those of its children that have ended.
fn used(pid: u32, and_children: bool) -> Result<f64> {
    let fields = stat(pid)?;
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
    let own = ticks(11) + ticks(12);
    Ok((if and_children { own + ticks(13) + ticks(14) } else { own }) / TICKS)
}

/// What stands behind the name in `/proc/PID/stat`: state, parent, …
fn stat(pid: u32) -> Result<Vec<String>> {
    let text = read_to_string(format!("/proc/{pid}/stat"))?;
    let rest = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    Ok(rest.split_whitespace().map(str::to_owned).collect())
}

fn memory(pid: u32) -> Result<f64> {
    let text = read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0)
}

/// The server process that made the process `pid`.
pub(crate) fn parent(pid: i32) -> Result<u32> {
    Ok(stat(pid.unsigned_abs())?.get(1).map_or("", String::as_str).parse()?)
}

/// Seconds of processor time of a PostgreSQL server with all that it has started.
pub(crate) fn used_by_family(server: u32) -> Result<f64> {
    let mut sum = used(server, true)?;
    for entry in std::fs::read_dir("/proc")? {
        let Ok(pid) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
        // One that ends meanwhile counts with its parent the next time.
        let child = stat(pid).is_ok_and(|fields| fields.get(1).is_some_and(|parent| *parent == server.to_string()));
        sum += if child { used(pid, false).unwrap_or(0.0) } else { 0.0 };
    }
    Ok(sum)
}
