//! The listeners of one process: one for everyone, and for operators a socket and perhaps a port.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, HttpServer, web};

use super::beside::Beside;
use super::listen::Socket;
use super::operator::key::OperatorKey;
use super::patience::{self, PATIENCE};
use super::signals::Signals;
use super::trace::{trace, traced};
use super::{listen, operator, strict};
use crate::config;
use crate::server::{Grantor, StartError};

/// Longer than the 60 seconds for which proxies keep a connection that they may use again.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Serves until a signal, then drains, commits and closes.
pub async fn serve(grantor: Grantor) -> Result<(), StartError> {
    let listener = listen::tcp(grantor.config.listen, "listen")?;
    Serving::start(grantor, listener)?.until_stopped().await
}

/// A server that serves.
pub struct Serving {
    grantor: Grantor,
    signals: Signals,
    public: ServerHandle,
    operators: Vec<ServerHandle>,
    socket: Option<Socket>,
    beside: Beside,
}

impl Serving {
    /// Serves everyone on `listener`, and operators as configured.
    pub fn start(grantor: Grantor, listener: TcpListener) -> Result<Self, StartError> {
        let signals = Signals::catch()?;
        let path = grantor.config.operator_socket();
        let listen = listener.local_addr()?;
        let (started, socket) = operators(&grantor, path.as_deref())?;
        let public = public(&grantor, listener)?;
        let operators = started.iter().map(Server::handle).collect();
        let handle = public.handle();
        started.into_iter().chain([public]).for_each(run);
        let public_url = String::from(grantor.config.public_url.clone());
        tracing::info!(%listen, public_url, socket = ?path, "serving");
        let beside = Beside::serving(&grantor);
        Ok(Self { grantor, signals, public: handle, operators, socket, beside })
    }

    /// Waits for a signal, then stops.
    pub async fn until_stopped(mut self) -> Result<(), StartError> {
        self.signals.next().await;
        self.stop().await
    }

    /// Drains, commits and closes; a signal ends the wait for requests that run.
    pub async fn stop(mut self) -> Result<(), StartError> {
        tracing::info!("stopping: running requests may finish; a second signal ends the wait");
        self.grantor.drain();
        let grace = Duration::from_secs(self.grantor.config.shutdown_grace);
        let written = self.beside.end();
        // Operators are served until nobody else is: they are told that this process stops.
        let finishing = async {
            for handle in std::iter::once(self.public).chain(self.operators) {
                handle.stop(true).await;
            }
        };
        tokio::select! {
            () = finishing => {}
            () = tokio::time::sleep(grace) => {}
            () = self.signals.next() => {}
        }
        written.await;
        self.grantor.storage.close().await;
        self.socket.map(Socket::remove).transpose()?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Has `server` serve, and tells the log if it ends with an error: nobody waits for it who could.
pub fn run(server: Server) {
    drop(actix_web::rt::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "a listener has ended: nobody is served there any more");
        }
    }));
}

/// What stands before every handler that is not for operators.
pub(super) async fn front(
    grantor: web::Data<Grantor>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    traced(&grantor, request, |request| patience::within(PATIENCE, request, next)).await
}

/// The same before what everyone reaches: browsers, too. What a proxy asks is not for them: it may hand a refusal on as
/// the answer of its own API, which need not come by https.
async fn public_front(
    grantor: web::Data<Grantor>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let secure = grantor.config.public_url.is_secure() && !request.path().starts_with("/sidecar/");
    let answer = front(grantor, request, next).await;
    if secure { answer.map(strict::https_only) } else { answer }
}

/// What everyone reaches.
fn public(grantor: &Grantor, listener: TcpListener) -> Result<Server, StartError> {
    let config = &grantor.config;
    let served = grantor.clone();
    listen::hang_up_after(&listener, PATIENCE)?;
    let server = HttpServer::new(move || {
        let app = App::new().app_data(web::Data::new(served.clone())).wrap(from_fn(public_front));
        app.configure(super::routes(&served.config.surfaces))
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
fn operators(grantor: &Grantor, socket: Option<&Path>) -> Result<(Vec<Server>, Option<Socket>), StartError> {
    let config = &grantor.config;
    let made = socket.map(|path| operator_socket(grantor.clone(), path, "operators.socket")).transpose()?;
    let (mut servers, socket) = made.map_or_else(Default::default, |(server, socket)| (vec![server], Some(socket)));
    if let (Some(address), Some(key)) = (config.operators.listen, &config.operators.key_file) {
        let (served, key) = (grantor.clone(), web::Data::new(OperatorKey::read(key)?));
        let server = HttpServer::new(move || {
            let app = App::new().app_data(web::Data::new(served.clone())).app_data(key.clone());
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
pub fn operator_socket(grantor: Grantor, path: &Path, key: &'static str) -> Result<(Server, Socket), StartError> {
    let (listener, socket) = listen::unix(path, config::SocketMode::Owner, key)?;
    let grace = grantor.config.shutdown_grace;
    let server = HttpServer::new(move || {
        App::new().app_data(web::Data::new(grantor.clone())).wrap(from_fn(trace)).configure(operator::routes)
    });
    let server = server.disable_signals().workers(1).shutdown_timeout(grace);
    Ok((server.listen_uds(listener)?.run(), socket))
}
