//! `grantor check`

use clap::Args;
use serde_json::{Value, json};

use super::failure::Failure;
use super::operator::{Operator, answering, unanswered};
use super::output::Output;
use crate::clock::Clock;
use crate::config::Config;
use crate::server;
use crate::storage::Storage;

/// Show the configuration in force, without secrets, and say whether it can be served with.
#[derive(Debug, Args)]
pub(super) struct Check {}

impl Check {
    pub(super) fn run(self, config: &Config, output: &mut Output) -> Result<(), Failure> {
        let mut found = server::check(config, Clock::system().now());
        found.push(server::run(running(config)));
        let says = |fine: bool| if fine { "ok" } else { "NO" };
        let lines = found.iter().map(|(what, said)| match said {
            Ok(said) => format!("# {}  {what}: {said}\n", says(true)),
            Err(why) => format!("# {}  {what}: {why}\n", says(false)),
        });
        let text = format!("{}\n{}", config.shown(), lines.collect::<String>());
        let findings: Vec<Value> = found
            .iter()
            .map(|(what, said)| json!({ "what": what, "fine": said.is_ok(), "says": said.as_ref().unwrap_or_else(|why| why) }))
            .collect();
        output.either(&json!({ "configuration": config, "findings": findings }), text.trim_end())?;
        match found.iter().filter(|(_, said)| said.is_err()).count() {
            0 => Ok(()),
            wrong => Err(Failure::new("check", format!("It cannot be served with this: {wrong} of {}.", found.len()))),
        }
    }
}

/// Whether a server runs here, and is ready.
async fn running(config: &Config) -> server::Finding {
    let said = match answering(config).await {
        None => match Storage::holder(&config.database.url) {
            Ok(Some(pid)) => Err(format!("a process (pid {pid}) has the database; {}", unanswered(config))),
            // What is wrong with the file or its lock is said of the database.
            Ok(None) | Err(_) => Ok("none runs on this configuration's socket".to_owned()),
        },
        Some(socket) => match Operator::at(socket.clone()).get("/readyz").await {
            Ok(_) => Ok(format!("one runs and is ready, {}", socket.display())),
            Err(failure) => Err(failure.message),
        },
    };
    ("server", said)
}
