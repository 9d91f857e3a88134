//! `grantor sidecar`: a process that only verifies, next to the API, for a proxy on the same machine.
//!
//! It listens where nobody else reaches it, so its proxy proves nothing. On PostgreSQL it asks the database itself. A
//! file of SQLite has one process, so there it asks that server, over the operators' socket; and one that is far away it
//! asks over the network, as a resource server.

use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use url::Url;

use super::asked;
use super::relay::{Relay, relay};
use super::upstream::{Place, Upstream};
use crate::config::Config;
use crate::outgoing::checked::connector;
use crate::protocol::routes::Routes;
use crate::protocol::scope::Catalogue;
use crate::server::{Grantor, StartError};
use crate::web::beside::Beside;
use crate::web::listen::{self, Socket};
use crate::web::patience::{self, PATIENCE};
use crate::web::problems;
use crate::web::serve::{front, run};
use crate::web::signals::Signals;
use crate::web::strict;
use crate::web::upgrade;

/// Marks a listener that only the proxy reaches, or operators.
#[derive(Clone, Copy, Debug)]
pub struct OwnListener;

/// Verifies with `grantor`'s own database until a signal.
pub async fn serve(grantor: Grantor) -> Result<(), StartError> {
    let signals = Signals::catch()?;
    let served = grantor.clone();
    let server = HttpServer::new(move || {
        let app = App::new().app_data(web::Data::new(served.clone())).app_data(web::Data::new(OwnListener));
        app.wrap(from_fn(front)).configure(crate::web::for_proxies).default_service(web::to(problems::not_found))
    });
    let beside = Beside::verifying(&grantor);
    let server = server.disable_signals().shutdown_timeout(grantor.config.shutdown_grace);
    let (server, socket) = match listener(&grantor.config)? {
        Listener::Unix(listener, socket) => (server.listen_uds(listener)?.run(), Some(socket)),
        Listener::Tcp(listener) => (server.listen(listener)?.run(), None),
    };
    let stopped = until_stopped(server, signals, socket).await;
    beside.end().await;
    grantor.storage.close().await;
    stopped
}

/// Hands questions on until a signal: to the server at the operators' socket `operators`, or to the remote one.
pub async fn hand_on(config: &Config, operators: Option<PathBuf>) -> Result<(), StartError> {
    let signals = Signals::catch()?;
    let relaying = web::Data::new(relaying(config, operators)?);
    let server = HttpServer::new(move || {
        let app = App::new().app_data(relaying.clone()).wrap(from_fn(before));
        asked::paths().into_iter().fold(app, |app, path| app.service(web::resource(path).to(relay)))
    });
    let server = server.disable_signals().shutdown_timeout(config.shutdown_grace);
    let (server, socket) = match listener(config)? {
        Listener::Unix(listener, socket) => (server.listen_uds(listener)?.run(), Some(socket)),
        Listener::Tcp(listener) => (server.listen(listener)?.run(), None),
    };
    until_stopped(server, signals, socket).await
}

/// What stands before every question that is handed on.
async fn before(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    upgrade::ignored(request, |request| patience::within(PATIENCE, request, next)).await.map(strict::no_sniffing)
}

/// Where the proxy asks.
enum Listener {
    Unix(UnixListener, Socket),
    Tcp(TcpListener),
}

fn listener(config: &Config) -> Result<Listener, StartError> {
    if let Some(path) = &config.sidecar.socket {
        let (listener, socket) = listen::unix(path, config.sidecar.socket_mode, "sidecar.socket")?;
        return Ok(Listener::Unix(listener, socket));
    }
    let listener = listen::tcp(config.sidecar.listen, "sidecar.listen")?;
    let listen = listener.local_addr()?;
    tracing::info!(%listen, "verifying");
    Ok(Listener::Tcp(listener))
}

fn relaying(config: &Config, operators: Option<PathBuf>) -> Result<Relay, StartError> {
    let wrong = |message: String| StartError::from(std::io::Error::other(message));
    let (place, proof, authority) = match (&config.sidecar.remote, operators) {
        (Some(remote), _) => {
            let url = Url::parse(remote).map_err(|error| wrong(format!("`sidecar.remote`: {error}")))?;
            let place = Place::of(&url, authorities(config)?).map_err(|error| wrong(error.to_string()))?;
            (place, Some(proof(config)?), url.authority().to_owned())
        }
        (None, Some(socket)) => (Place::Socket(socket), None, "localhost".to_owned()),
        (None, None) => {
            return Err(wrong("no server answers at `operators.socket`: start `grantor serve` first".into()));
        }
    };
    let authority = HeaderValue::from_str(&authority).map_err(|error| wrong(error.to_string()))?;
    let own = (proof, hyper_value(&authority)?);
    let routes = Routes::new(&config.sidecar.routes, &Catalogue::new(config.scopes.clone())?)?;
    Ok(Relay::new(Upstream::new(place), own, routes, config))
}

fn hyper_value(value: &HeaderValue) -> Result<hyper::header::HeaderValue, StartError> {
    hyper::header::HeaderValue::from_bytes(value.as_bytes()).map_err(|error| std::io::Error::other(error).into())
}

/// Who, beside the public authorities, may have signed the certificate of the Grantor that is asked.
pub fn authorities(config: &Config) -> Result<Vec<CertificateDer<'static>>, listen::ListenError> {
    const KEY: &str = "sidecar.remote_ca";
    let Some(path) = &config.sidecar.remote_ca else { return Ok(Vec::new()) };
    let found = listen::certificates(path, KEY)?;
    connector(found.clone())
        .map_err(|error| listen::ListenError::Pem(path.clone(), "certificate", error.to_string(), KEY))?;
    Ok(found)
}

/// `IDENTIFIER:SECRET`, from a file that only this user may read, as it is shown.
pub fn proof(config: &Config) -> Result<hyper::header::HeaderValue, StartError> {
    let path = config.sidecar.remote_credentials.clone().unwrap_or_default();
    let text = listen::private_file(&path)?;
    let whole = text.trim().split_once(':').is_some_and(|(name, secret)| !name.is_empty() && !secret.is_empty());
    if !whole {
        let says = format!("{}: write IDENTIFIER:SECRET of a resource server there", path.display());
        return Err(std::io::Error::other(says).into());
    }
    let mut proof = hyper::header::HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(text.trim())))
        .map_err(std::io::Error::other)?;
    proof.set_sensitive(true);
    Ok(proof)
}

async fn until_stopped(server: Server, mut signals: Signals, socket: Option<Socket>) -> Result<(), StartError> {
    let handle: ServerHandle = server.handle();
    run(server);
    signals.next().await;
    handle.stop(true).await;
    socket.map(Socket::remove).transpose()?;
    tracing::info!("stopped");
    Ok(())
}
