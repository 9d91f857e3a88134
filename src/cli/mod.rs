//! The command line: `grantor serve` and what operators type.
//!
//! A command that changes something speaks to the operator API, as anyone else would: to the server that runs, or,
//! if none does, to the same API inside this process. So there is one way in, one set of checks, one audit log.
//! Exit codes: 0 done, 1 refused or failed, 2 not understood.

mod api_token;
mod audit;
mod backup;
mod check;
mod client;
mod demo;
mod failure;
mod forget_sealed;
mod import;
mod logo;
mod migrate;
mod operator;
mod output;
mod relocate;
mod resource_server;
mod serve;
mod sidecar;
mod sso;
mod tenant;
mod user;
mod webhook;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::storage::newest_step;
use failure::Failure;
use output::Output;

/// The OAuth 2.0 authorization server for multi-tenant SaaS.
#[derive(Debug, Parser)]
#[command(version = version(), arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    /// The configuration file (default: grantor.toml, if it is there).
    #[arg(long, global = true, env = "GRANTOR_CONFIG", value_name = "FILE")]
    config: Option<OsString>,
    /// Answer in JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGTERM, SIGINT or SIGHUP.
    Serve(serve::Serve),
    /// Verify requests for a proxy on this machine, and nothing else, until SIGTERM, SIGINT or SIGHUP.
    Sidecar(sidecar::Sidecar),
    Demo(demo::Demo),
    /// Bring the database to this version.
    Migrate(migrate::Migrate),
    Backup(backup::Backup),
    /// Move everything from an SQLite file into an empty PostgreSQL database.
    #[command(name = "move")]
    Relocate(relocate::Relocate),
    /// Show the configuration in force, without secrets, and say whether it can be served with.
    Check(check::Check),
    /// Customer accounts.
    #[command(subcommand)]
    Tenant(tenant::Tenant),
    /// The people of a tenant.
    #[command(subcommand)]
    User(user::User),
    /// Third-party applications.
    #[command(subcommand)]
    Client(client::Client),
    Import(import::Import),
    /// APIs that have to know what a token is worth.
    #[command(subcommand)]
    ResourceServer(resource_server::ResourceServer),
    /// What happened, in an account or on the platform.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Legacy API tokens: passwords of a whole account.
    #[command(subcommand)]
    ApiToken(api_token::ApiToken),
    ForgetSealed(forget_sealed::ForgetSealed),
}

/// Runs what was typed.
pub fn main() -> ExitCode {
    let Arguments { config, json, command } = Arguments::parse();
    let mut output = Output::new(json);
    let done = Config::load(named(config).as_deref())
        .map_err(Failure::from)
        .and_then(|config| run(command, config, &mut output));
    crate::log::finish();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output.failed(&failure),
    }
}

/// Version and schema: by its newest step builds are told apart that have the same version.
fn version() -> &'static str {
    static VERSION: LazyLock<String> =
        LazyLock::new(|| format!("{} (schema {})", env!("CARGO_PKG_VERSION"), newest_step()));
    &VERSION
}

/// Starts the log of a process that stays, with a line that says which build it is.
fn start_log(config: &Config) -> Result<(), Failure> {
    crate::log::start(&config.log).map_err(|error| Failure::new("configuration", error.to_string()))?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), schema = newest_step(), "starting");
    Ok(())
}

/// The file that was named; a variable that is empty names none.
fn named(file: Option<OsString>) -> Option<PathBuf> {
    file.filter(|file| !file.is_empty()).map(PathBuf::from)
}

fn run(command: Command, config: Config, output: &mut Output) -> Result<(), Failure> {
    match command {
        Command::Serve(command) => command.run(&config),
        Command::Sidecar(command) => command.run(config),
        Command::Demo(command) => command.run(config, output),
        Command::Migrate(command) => command.run(&config, output),
        Command::Backup(command) => command.run(&config, output),
        Command::Relocate(command) => command.run(output),
        Command::Check(command) => command.run(&config, output),
        Command::ForgetSealed(command) => command.run(config, output),
        Command::Tenant(command) if command.may_be_first() => {
            let new = config.database.url.path().filter(|path| !path.exists()).map(std::path::absolute).transpose()?;
            operator::beginning(config, async |operator| {
                new.iter().for_each(|path| output.note(&format!("made a new, empty database at {}", path.display())));
                command.run(operator, output).await
            })
        }
        Command::Tenant(command) => operator::with(config, async |operator| command.run(operator, output).await),
        Command::Import(command) => operator::with(config, async |operator| command.run(operator, output).await),
        Command::User(command) => operator::with(config, async |operator| command.run(operator, output).await),
        Command::Client(command) => operator::with(config, async |operator| command.run(operator, output).await),
        Command::Audit(command) => operator::with(config, async |operator| command.run(operator, output).await),
        Command::ApiToken(command) => operator::with(config, async |operator| command.run(operator, output).await),
        Command::ResourceServer(command) => {
            operator::with(config, async |operator| command.run(operator, output).await)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_go_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_file_without_a_name_is_none() {
        for (name, file) in [("", None), ("a.toml", Some("a.toml"))] {
            let arguments = Arguments::try_parse_from(["grantor", "--config", name, "check"]).unwrap();
            assert_eq!(named(arguments.config), file.map(PathBuf::from));
        }
    }
}
