//! The listeners of one process: one for everyone, and for operators a socket and perhaps a port.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::rt::task::JoinHandle;
use actix_web::{App, HttpServer, web};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::listen::Socket;
use super::operator::key::OperatorKey;
use super::patience::{self, PATIENCE};
use super::trace::{trace, traced};
use super::{listen, operator};
use crate::config;
use crate::server::{self, Grantor, StartError};
use crate::storage::sweep::{Limits, Progress, Retention};

/// Longer than the 60 seconds for which proxies keep a connection that they may use again.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long the next sweep waits for the one before it to be forgotten.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(10);
/// The same while there is more than one sweep deletes: some thousand rows a second, and the door is free between them.
const BETWEEN_BITES: Duration = Duration::from_secs(1);

/// How long the use of API tokens is counted in memory before it is written down.
const BETWEEN_COUNTS: Duration = Duration::from_secs(10);

/// How often the sunsets of API tokens are looked at: their steps are days apart.
const BETWEEN_SUNSETS: Duration = Duration::from_secs(600);

/// How often is looked whether a webhook is still to be told something.
const BETWEEN_DELIVERIES: Duration = Duration::from_secs(5);

/// Serves until a signal, then drains, commits and closes.
pub async fn serve(grantor: web::Data<Grantor>) -> Result<(), StartError> {
    let listener = listen::tcp(grantor.config.listen, "listen")?;
    Serving::start(grantor, listener)?.until_stopped().await
}

/// A server that serves.
pub struct Serving {
    grantor: web::Data<Grantor>,
    signals: (Signal, Signal),
    public: ServerHandle,
    operators: Vec<ServerHandle>,
    socket: Option<Socket>,
    /// What goes on beside the requests.
    beside: [JoinHandle<()>; 4],
}

impl Serving {
    /// Serves everyone on `listener`, and operators as configured.
    pub fn start(grantor: web::Data<Grantor>, listener: TcpListener) -> Result<Self, StartError> {
        let signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let path = grantor.config.operator_socket();
        let listen = listener.local_addr()?;
        let (started, socket) = operators(&grantor, path.as_deref())?;
        let public = public(&grantor, listener)?;
        let operators = started.iter().map(Server::handle).collect();
        let handle = public.handle();
        started.into_iter().chain([public]).for_each(|server| drop(actix_web::rt::spawn(server)));
        let public_url = String::from(grantor.config.public_url.clone());
        tracing::info!(%listen, public_url, socket = ?path, "serving");
        let beside = [
            actix_web::rt::spawn(sweep(grantor.clone())),
            actix_web::rt::spawn(count(grantor.clone())),
            actix_web::rt::spawn(set(grantor.clone())),
            actix_web::rt::spawn(tell(grantor.clone())),
        ];
        Ok(Self { grantor, signals, public: handle, operators, socket, beside })
    }

    /// Waits for a signal, then stops.
    pub async fn until_stopped(mut self) -> Result<(), StartError> {
        stopped(&mut self.signals).await;
        self.stop().await
    }

    /// Drains, commits and closes; a signal ends the wait for requests that run.
    pub async fn stop(mut self) -> Result<(), StartError> {
        tracing::info!("stopping: running requests may finish; a second signal ends the wait");
        self.grantor.drain();
        let grace = Duration::from_secs(self.grantor.config.shutdown_grace);
        // Operators are served until nobody else is: they are told that this process stops.
        let finishing = async {
            for handle in std::iter::once(self.public).chain(self.operators) {
                handle.stop(true).await;
            }
        };
        tokio::select! {
            () = finishing => {}
            () = tokio::time::sleep(grace) => {}
            () = stopped(&mut self.signals) => {}
        }
        self.beside.iter().for_each(JoinHandle::abort);
        note_uses(&self.grantor).await;
        self.grantor.storage.close().await;
        self.socket.map(Socket::remove).transpose()?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Deletes what has expired, a little at a time, for as long as the process serves.
async fn sweep(grantor: web::Data<Grantor>) {
    let limits = Limits { retention: retention(&grantor.config.retention), ..Limits::default() };
    let (mut pause, mut progress) = (BETWEEN_SWEEPS, Progress::default());
    loop {
        tokio::time::sleep(pause).await;
        let swept = grantor.storage.sweep(grantor.now(), &limits, &mut progress).await;
        let more = swept.as_ref().is_ok_and(|swept| swept.iter().any(|table| table.more));
        pause = if more { BETWEEN_BITES } else { BETWEEN_SWEEPS };
        match swept {
            Ok(swept) => swept.iter().for_each(|table| grantor.metrics.swept(table.table, table.rows)),
            Err(failure) => tracing::warn!(%failure, "what has expired stays for now"),
        }
    }
}

fn retention(days: &config::Retention) -> Retention {
    let seconds = |days: u32| i64::from(days) * 86_400;
    Retention {
        tokens: seconds(days.tokens_days),
        codes: seconds(days.codes_days),
        sign_ins: seconds(days.sign_ins_days),
        audit: days.audit_days.map(seconds),
    }
}

/// Writes down what was used, and by whom.
async fn note_uses(grantor: &Grantor) {
    if let Err(failure) = grantor.usage.flush(&grantor.storage).await {
        tracing::warn!(%failure, "what was used was not written down");
    }
    if let Err(failure) = grantor.api_token_usage.flush(&grantor.storage).await {
        tracing::warn!(%failure, "who used API tokens was not written down");
    }
    if let Err(failure) = grantor.misdirected.flush(&grantor.storage, grantor.now()).await {
        tracing::warn!(%failure, "which clients were asked for elsewhere was not written down");
    }
}

/// Tells webhooks what is still to be told, for as long as the process serves.
async fn tell(grantor: web::Data<Grantor>) {
    loop {
        tokio::time::sleep(BETWEEN_DELIVERIES).await;
        if let Err(failure) = server::deliver(&grantor).await {
            tracing::warn!(%failure, "webhooks are told later");
        }
    }
}

/// Carries the sunsets of API tokens on, for as long as the process serves.
async fn set(grantor: web::Data<Grantor>) {
    loop {
        if let Err(refused) = server::sunset(&grantor).await {
            tracing::warn!(%refused, "a sunset of API tokens goes on later");
        }
        tokio::time::sleep(BETWEEN_SUNSETS).await;
    }
}

/// Writes down what was used, for as long as the process serves.
pub(super) async fn count(grantor: web::Data<Grantor>) {
    loop {
        tokio::time::sleep(BETWEEN_COUNTS).await;
        note_uses(&grantor).await;
    }
}

async fn stopped((terminate, interrupt): &mut (Signal, Signal)) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// What stands before every handler.
async fn front(
    grantor: web::Data<Grantor>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    traced(&grantor, request, |request| patience::within(PATIENCE, request, next)).await
}

/// What everyone reaches.
fn public(grantor: &web::Data<Grantor>, listener: TcpListener) -> Result<Server, StartError> {
    let config = &grantor.config;
    let (app, served) = (grantor.clone(), grantor.clone());
    let server = HttpServer::new(move || {
        App::new().app_data(app.clone()).wrap(from_fn(front)).configure(super::routes(&served.config.surfaces))
    });
    let server = server.disable_signals().keep_alive(KEEP_ALIVE).shutdown_timeout(config.shutdown_grace);
    let server = match config.workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    let server = match &config.tls {
        Some(tls) => server.listen_rustls_0_23(listener, listen::tls(tls)?)?,
        None => server.listen(listener)?,
    };
    Ok(server.run())
}

/// What operators reach: by the socket because they may open it, by the port because they have the key.
fn operators(grantor: &web::Data<Grantor>, socket: Option<&Path>) -> Result<(Vec<Server>, Option<Socket>), StartError> {
    let config = &grantor.config;
    let made = socket.map(|path| operator_socket(grantor.clone(), path, "operators.socket")).transpose()?;
    let (mut servers, socket) = made.map_or_else(Default::default, |(server, socket)| (vec![server], Some(socket)));
    if let (Some(address), Some(key)) = (config.operators.listen, &config.operators.key_file) {
        let (app, key) = (grantor.clone(), web::Data::new(OperatorKey::read(key)?));
        let server = HttpServer::new(move || {
            let app = App::new().app_data(app.clone()).app_data(key.clone());
            app.wrap(from_fn(operator::key::require)).wrap(from_fn(trace)).configure(operator::routes)
        });
        let server = server.disable_signals().workers(1).shutdown_timeout(config.shutdown_grace);
        let listener = listen::tcp(address, "operators.listen")?;
        tracing::info!(listen = %listener.local_addr()?, "serving operators");
        let server = match &config.tls {
            Some(tls) => server.listen_rustls_0_23(listener, listen::tls(tls)?)?,
            None => server.listen(listener)?,
        };
        servers.push(server.run());
    }
    Ok((servers, socket))
}

/// The operator API on the Unix socket at `path`, which is set by `key`.
pub fn operator_socket(
    grantor: web::Data<Grantor>,
    path: &Path,
    key: &'static str,
) -> Result<(Server, Socket), StartError> {
    let (listener, socket) = listen::unix(path, key)?;
    let grace = grantor.config.shutdown_grace;
    let server =
        HttpServer::new(move || App::new().app_data(grantor.clone()).wrap(from_fn(trace)).configure(operator::routes));
    let server = server.disable_signals().workers(1).shutdown_timeout(grace);
    Ok((server.listen_uds(listener)?.run(), socket))
}
