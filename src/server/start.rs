//! How a Grantor starts and stops: for everyone, for a proxy, for a command.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use actix_web::dev::ServerHandle;

use super::{Grantor, Serving, StartError, options};
use crate::config::Config;
use crate::storage::{Migrated, Options, Storage};
use crate::web;
use crate::web::demo::Application;

/// Brings the database of `config` to this version, unless it is ahead of it.
///
/// # Errors
/// The database cannot be reached or changed; on SQLite also while a server runs.
pub async fn migrate(config: &Config) -> Result<Migrated, StartError> {
    let options = Options { migrate: true, ..options(config) };
    let storage = Storage::open(&config.database.url, &options)?;
    storage.close().await;
    Ok(storage.migrated().clone())
}

/// Serves until SIGTERM, SIGINT or SIGHUP, and stops as the module says.
///
/// # Errors
/// A listener cannot be bound, or the operators' key cannot be used.
pub async fn serve(grantor: Grantor) -> Result<(), StartError> {
    web::serve::serve(grantor).await
}

/// Verifies for a proxy on this machine until a signal ([`web::sidecar::listener`]); `operators` is a server's socket.
///
/// # Errors
/// Neither a database of its own nor another Grantor can be asked, or the listener cannot be bound.
pub async fn sidecar(config: Config, operators: Option<PathBuf>) -> Result<(), StartError> {
    if config.sidecar.remote.is_some() || config.database.url.path().is_some() {
        return web::sidecar::listener::hand_on(&config, operators).await;
    }
    web::sidecar::listener::serve(Grantor::open(config).await?).await
}

/// Serves on `listener`, which is bound already, until it is told to stop or a signal comes.
///
/// # Errors
/// As [`serve`].
pub fn start(grantor: Grantor, listener: TcpListener) -> Result<Serving, StartError> {
    Serving::start(grantor, listener)
}

/// Serves the demo's application on `listener`, as long as this process runs.
///
/// # Errors
/// The operating system refuses.
pub fn start_application(application: Application, listener: TcpListener) -> Result<(), StartError> {
    web::serve::run(web::demo::start(application, listener)?);
    Ok(())
}

/// Serves the operator API, and nothing else, on a Unix socket at `socket`: for a command that finds no server.
///
/// # Errors
/// The socket cannot be made.
pub fn serve_operators(grantor: Grantor, socket: &Path) -> Result<Operators, StartError> {
    let storage = grantor.storage.clone();
    let (server, _) = web::serve::operator_socket(grantor, socket, "TMPDIR")?;
    let handle = server.handle();
    web::serve::run(server);
    Ok(Operators(handle, storage))
}

/// The operator API of a process that serves nothing else.
pub struct Operators(ServerHandle, Storage);

impl Operators {
    /// Ends it when the requests that run are answered, and closes the database.
    pub async fn stop(self) {
        self.0.stop(true).await;
        self.1.close().await;
    }
}

/// Runs `work` to its end on this thread.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}
