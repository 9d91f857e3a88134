//! More than can be carried: who gets an answer, what the others are told, what it costs in memory, and what is left of it
//! afterwards.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio::task::LocalSet;

use crate::Result;
use crate::http::Connection;
use crate::options::Options;
use crate::site::Site;
use crate::workloads::first_token;

/// What came of it, in words.
pub(crate) fn overload(site: &Site, options: &Options) -> Result<String> {
    let server = site.serve(10_000)?;
    let before = server.memory()?;
    let (answers, seconds) = storm(server.address, options.overload, options.seconds)?;
    let during = server.memory()?;
    let (after, calm) = storm(server.address, 16, 1.0)?;
    let told = |answers: &BTreeMap<String, u64>, seconds: f64| {
        let each = answers.iter().map(|(what, times)| format!("{what}: {:.0}", *times as f64 / seconds));
        each.collect::<Vec<_>>().join(", ")
    };
    let text = format!(
        "Overload, {} connections that ask for tokens: a second {}; {before:.0} MiB before, {during:.0} MiB during it. Right \
         afterwards, with 16: {}.",
        options.overload,
        told(&answers, seconds),
        told(&after, calm),
    );
    server.stop()?;
    Ok(text)
}

/// So many connections ask for `seconds` as fast as they are answered: how often each kind of answer came.
fn storm(address: std::net::SocketAddr, connections: usize, seconds: f64) -> Result<(BTreeMap<String, u64>, f64)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let (started, request) = (Instant::now(), std::rc::Rc::new(first_token()));
        let until = started + Duration::from_secs_f64(seconds);
        let tasks: Vec<_> = (0..connections)
            .map(|_| {
                let request = std::rc::Rc::clone(&request);
                tokio::task::spawn_local(async move {
                    let (mut connection, mut heard) = (Connection::new(address), Vec::new());
                    while Instant::now() < until {
                        heard.push(match connection.ask(&request).await {
                            Ok(answer) => match (answer.status, answer.header("retry-after")) {
                                (status, Some(_)) => format!("{status} with Retry-After"),
                                (status, None) => status.to_string(),
                            },
                            Err(error) => error.to_string(),
                        });
                    }
                    heard
                })
            })
            .collect();
        let mut answers = BTreeMap::new();
        for task in tasks {
            for heard in task.await? {
                *answers.entry(heard).or_insert(0) += 1;
            }
        }
        Ok((answers, started.elapsed().as_secs_f64()))
    })
}
