//! How a command reaches the operator API.
//!
//! By its socket if a server answers there: then SQLite has one writing process, and the server's caches know of the
//! change. Otherwise this process opens the database and serves the same API to itself, on a socket in a folder that
//! nobody else may enter. Calling the use cases directly was refused: it would be a second way in.

use std::fs::Permissions;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Method, Request, Response, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::task::JoinHandle;

use super::failure::Failure;
use super::output::Output;
use crate::config::{Config, Log};
use crate::server::{self, Grantor, StartError};
use crate::storage::{LockError, OpenError};

/// How long is waited for others that have the database file.
const PATIENCE: Duration = Duration::from_secs(10);

/// The operator API, wherever it is served.
pub(super) struct Operator {
    socket: PathBuf,
}

/// Runs `work` with the operator API: the running server's, or this process's own until `work` is done.
pub(super) fn with(config: Config, work: impl AsyncFnOnce(&Operator) -> Result<(), Failure>) -> Result<(), Failure> {
    reaching(config, Grantor::reopen, work)
}

/// The same for what may be the first in a database: that is made where there is none.
pub(super) fn beginning(
    config: Config,
    work: impl AsyncFnOnce(&Operator) -> Result<(), Failure>,
) -> Result<(), Failure> {
    reaching(config, Grantor::open, work)
}

fn reaching(
    config: Config,
    open: impl AsyncFn(Config) -> Result<Grantor, StartError>,
    work: impl AsyncFnOnce(&Operator) -> Result<(), Failure>,
) -> Result<(), Failure> {
    server::run(async {
        let grantor = match reach(config, open).await? {
            Reached::Server(socket) => return work(&Operator { socket }).await,
            Reached::Database(grantor) => *grantor,
        };
        let folder = private_folder()?;
        let socket = folder.path().join("operators.sock");
        let served = server::serve_operators(grantor, &socket).map_err(Failure::from)?;
        let done = work(&Operator { socket }).await;
        served.stop().await;
        done
    })
}

/// Where the operator API is.
enum Reached {
    /// At the socket of a server.
    Server(PathBuf),
    /// Nowhere yet: this process has the database.
    Database(Box<Grantor>),
}

/// A server, or the database.
async fn reach(config: Config, open: impl AsyncFn(Config) -> Result<Grantor, StartError>) -> Result<Reached, Failure> {
    // What goes wrong in here is told by no other server's log.
    drop(crate::log::start(&Log { level: "error".into(), ..config.log.clone() }));
    if let Some(socket) = answering(&config).await {
        return Ok(Reached::Server(socket));
    }
    match patiently(&config, open).await {
        Ok(grantor) => Ok(Reached::Database(Box::new(grantor))),
        Err(StartError::Storage(OpenError::Lock(LockError::Held { holder, .. }))) => {
            let says = format!("Another Grantor process (pid {holder}) has the database, and answers no commands.");
            let unreachable = || Failure::new("unreachable", says).hint(unanswered(&config));
            answering(&config).await.map(Reached::Server).ok_or_else(unreachable)
        }
        Err(error) => Err(error.into()),
    }
}

/// The database, opened by `open` as soon as nobody else has it: another command is done in a moment. Nobody waits for a
/// server that answers.
pub(super) async fn patiently(
    config: &Config,
    open: impl AsyncFn(Config) -> Result<Grantor, StartError>,
) -> Result<Grantor, StartError> {
    let begun = Instant::now();
    let mut told = false;
    loop {
        match open(config.clone()).await {
            Err(StartError::Storage(OpenError::Lock(LockError::Held { holder, .. })))
                if begun.elapsed() < PATIENCE && answering(config).await.is_none() =>
            {
                if !std::mem::replace(&mut told, true) {
                    tracing::info!(holder, "waiting for another Grantor process that has the database");
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            opened => return opened,
        }
    }
}

/// Why nobody is reached at the socket although somebody has the database, and what to do about it.
pub(super) fn unanswered(config: &Config) -> String {
    let Some(socket) = config.operator_socket() else {
        return "set `operators.socket`, there and here: commands reach a server by it".to_owned();
    };
    let path = socket.display();
    match socket.symlink_metadata() {
        Err(_) => format!(
            "no socket is at {path}: if that process is a server, somebody removed its socket, and it \
                           has to be restarted"
        ),
        Ok(found) if !found.file_type().is_socket() => {
            format!("{path} is no socket: remove it, and restart the server")
        }
        Ok(_) => format!("nobody answers at {path}: if that process is a server, restart it"),
    }
}

/// The socket at which a server answers.
pub(super) async fn answering(config: &Config) -> Option<PathBuf> {
    let socket = config.operator_socket()?;
    UnixStream::connect(&socket).await.is_ok().then_some(socket)
}

/// A folder that only this user may enter, gone when it is dropped.
pub(super) fn private_folder() -> Result<TempDir, Failure> {
    Ok(tempfile::Builder::new().prefix("grantor-").permissions(Permissions::from_mode(0o700)).tempdir()?)
}

impl Operator {
    /// The operator API at `socket`.
    pub(super) const fn at(socket: PathBuf) -> Self {
        Self { socket }
    }

    /// `GET path`.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.ask(Method::GET, path, None).await
    }

    /// `POST path`.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// `POST path` with JSON Lines.
    pub(super) async fn post_lines(&self, path: &str, lines: String) -> Result<Value, Failure> {
        self.send(Method::POST, path, "application/x-ndjson", lines.into()).await
    }

    /// `PUT path`.
    pub(super) async fn put(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::PUT, path, Some(body)).await
    }

    /// `PUT path` with a picture.
    pub(super) async fn put_bytes(&self, path: &str, bytes: Vec<u8>) -> Result<Value, Failure> {
        self.send(Method::PUT, path, "application/octet-stream", bytes.into()).await
    }

    /// `PATCH path`.
    pub(super) async fn patch(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    /// `DELETE path`.
    pub(super) async fn delete(&self, path: &str) -> Result<Value, Failure> {
        self.ask(Method::DELETE, path, None).await
    }

    /// Every page of a list: `GET path`, and on behind what the answer's `next` names, until there is none.
    pub(super) async fn all(&self, path: &str, list: &str) -> Result<Value, Failure> {
        let mut whole = self.get(path).await?;
        while let Some(next) = whole.get("next").and_then(Value::as_str).map(encoded) {
            let joint = if path.contains('?') { '&' } else { '?' };
            let mut page = self.get(&format!("{path}{joint}after={next}")).await?;
            if let (Some(all), Some(more)) = (whole[list].as_array_mut(), page[list].as_array_mut()) {
                all.append(more);
            }
            whole["next"] = page["next"].take();
        }
        Ok(whole)
    }

    /// `POST path`, whose answer is a file: written to `output` as it comes.
    pub(super) async fn stream(&self, path: &str, body: &Value, output: &mut Output) -> Result<(), Failure> {
        let (answer, connection) = self.open(Method::POST, path, "application/json", body.to_string().into()).await?;
        if !answer.status().is_success() {
            return whole(answer, &connection).await.map(drop);
        }
        let mut file = answer.into_body();
        while let Some(frame) = file.frame().await {
            let frame = frame.map_err(|error| lost(&error))?;
            if let Some(data) = frame.data_ref()
                && !output.bytes(data)?
            {
                break;
            }
        }
        connection.abort();
        Ok(())
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        self.send(method, path, "application/json", body.map(Value::to_string).unwrap_or_default().into()).await
    }

    async fn send(&self, method: Method, path: &str, content_type: &str, body: Bytes) -> Result<Value, Failure> {
        let (answer, connection) = self.open(method, path, content_type, body).await?;
        whole(answer, &connection).await
    }

    async fn open(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Bytes,
    ) -> Result<(Answer, Connection), Failure> {
        if path.split('?').next().is_some_and(|path| path.ends_with('/') || path.contains("//")) {
            let failure = Failure::new("empty", "An argument is empty that has to name something.");
            return Err(failure.hint("`grantor help` shows what each command takes"));
        }
        let stream = UnixStream::connect(&self.socket).await.map_err(|error| lost(&error))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| lost(&error))?;
        let connection = tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "operators")
            .header(header::CONTENT_TYPE, content_type)
            .body(Full::new(body))
            .map_err(|error| lost(&error))?;
        Ok((sender.send_request(request).await.map_err(|error| lost(&error))?, connection))
    }
}

type Answer = Response<Incoming>;

type Connection = JoinHandle<Result<(), hyper::Error>>;

fn lost(error: &dyn std::error::Error) -> Failure {
    Failure::new("unreachable", format!("The server did not answer: {error}"))
}

/// The whole answer, as JSON.
async fn whole(answer: Answer, connection: &Connection) -> Result<Value, Failure> {
    let status = answer.status();
    let bytes = answer.into_body().collect().await.map_err(|error| lost(&error))?.to_bytes();
    connection.abort();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    if status.is_success() { Ok(body) } else { Err(Failure::of_answer(status.as_u16(), &body)) }
}

/// `text` as one part of a path.
pub(super) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Operators;

    #[test]
    fn whoever_reaches_no_server_is_told_what_became_of_its_socket() {
        let folder = private_folder().unwrap();
        let socket = folder.path().join("operators.sock");
        let operators = Operators { socket: Some(socket.clone()), ..Operators::default() };
        let config = Config { operators, ..Config::default() };
        assert!(unanswered(&config).contains("somebody removed its socket"));
        let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(unanswered(&config).contains("nobody answers at"));
        drop(listener);
        std::fs::remove_file(&socket).unwrap();
        std::fs::write(&socket, "notes").unwrap();
        assert!(unanswered(&config).contains("operators.sock is no socket: remove it"));
    }
}
