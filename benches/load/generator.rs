//! The load: users on connections of their own, on one thread.
//!
//! Closed loop: each asks again as soon as it is answered, which finds out what a server can carry, and what that
//! costs. Open loop: operations begin at their times whether or not anybody is free, and each counts from the moment at
//! which it should have begun; otherwise a server that stops for a second would be asked nothing meanwhile and look well.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::LocalSet;

use crate::Result;
use crate::http::Connection;
use crate::workloads::{Step, User, Workload};

/// What came of one run.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// Microseconds of each operation that was done, in order of size.
    pub(crate) latencies: Vec<u64>,
    /// Operations whose answer was not the right one.
    pub(crate) errors: u64,
    /// The first thing that went wrong.
    pub(crate) first_error: Option<String>,
    /// Seconds that it took.
    pub(crate) seconds: f64,
}

impl Run {
    /// Operations a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// Milliseconds within which `part` of the operations were done.
    pub(crate) fn within(&self, part: f64) -> f64 {
        let at = (self.latencies.len() as f64 * part) as usize;
        self.latencies.get(at.min(self.latencies.len().saturating_sub(1))).map_or(0.0, |micros| *micros as f64 / 1e3)
    }

    fn done(&mut self, since: Instant, said: Result<()>) {
        match said {
            Ok(()) => self.latencies.push(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)),
            Err(error) => {
                self.errors += 1;
                self.first_error.get_or_insert(error.to_string());
            }
        }
    }
}

/// When operations begin.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// As soon as there is somebody.
    Closed,
    /// So many a second.
    Open(f64),
    /// As soon as there is somebody, until each has done so many.
    Times(u64),
}

struct Driver {
    user: Box<dyn User>,
    connection: Connection,
    request: Vec<u8>,
}

impl Driver {
    async fn operation(&mut self) -> Result<()> {
        loop {
            self.request.clear();
            self.user.ask(&mut self.request);
            let answer = self.connection.ask(&self.request).await?;
            if let Step::Done = self.user.hear(&answer)? {
                return Ok(());
            }
        }
    }
}

/// Runs `users` of `workload` against `address` for `seconds`; each does one operation before that begins. `around` is
/// asked what it says just before and just after.
pub(crate) fn run<T>(
    address: SocketAddr,
    workload: &Workload,
    users: usize,
    pace: Pace,
    seconds: f64,
    around: impl Fn() -> Result<T>,
) -> Result<(Run, T, T)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let mut drivers = Vec::with_capacity(users);
        for at in 0..users {
            let user = (workload.user)(at as u64);
            let mut driver = Driver { user, connection: Connection::new(address), request: Vec::new() };
            driver.operation().await.map_err(|error| format!("{}: {error}", workload.name))?;
            drivers.push(driver);
        }
        let before = around()?;
        let run = drive(drivers, pace, seconds).await?;
        Ok((run, before, around()?))
    })
}

async fn drive(drivers: Vec<Driver>, pace: Pace, seconds: f64) -> Result<Run> {
    let (started, run) = (Instant::now(), Rc::new(RefCell::new(Run::default())));
    let until = started + Duration::from_secs_f64(seconds);
    let times = if let Pace::Open(rate) = pace { Some(Rc::new(Mutex::new(beats(started, until, rate)))) } else { None };
    let mut tasks = Vec::new();
    for mut driver in drivers {
        let (run, times) = (Rc::clone(&run), times.clone());
        tasks.push(tokio::task::spawn_local(async move {
            let mut left = if let Pace::Times(times) = pace { times } else { u64::MAX };
            while left > 0 {
                let since = match &times {
                    None if matches!(pace, Pace::Closed) && Instant::now() >= until => break,
                    None => Instant::now(),
                    Some(times) => match times.lock().await.recv().await {
                        Some(since) => since,
                        None => break,
                    },
                };
                left -= 1;
                let said = driver.operation().await;
                run.borrow_mut().done(since, said);
            }
        }));
    }
    for task in tasks {
        task.await?;
    }
    let mut run = Rc::into_inner(run).map(RefCell::into_inner).unwrap_or_default();
    run.seconds = started.elapsed().as_secs_f64();
    run.latencies.sort_unstable();
    Ok(run)
}

/// The moments at which operations begin, each handed over when it has come: by a thread, because the runtime's own timers
/// are too coarse.
fn beats(from: Instant, until: Instant, rate: f64) -> UnboundedReceiver<Instant> {
    let (tell, told) = unbounded_channel();
    std::thread::spawn(move || {
        for beat in 0_u64.. {
            let at = from + Duration::from_secs_f64(beat as f64 / rate);
            if at >= until {
                return;
            }
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            if tell.send(at).is_err() {
                return;
            }
        }
    });
    told
}
