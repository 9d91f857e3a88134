//! The Grantor that a sidecar asks: over its operators' socket, or over the network. Connections are kept.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::outgoing::checked::connector;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long an answer may be, in bytes.
const LONGEST: usize = 64 * 1024;

/// Connections that are kept while nothing is asked over them.
const KEPT: usize = 32;

type Connection = SendRequest<Empty<Bytes>>;

/// What came back.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Nothing came back.
#[derive(Clone, Debug, thiserror::Error)]
#[error("no answer: {0}")]
pub(super) struct Lost(String);

impl Lost {
    /// Nobody asks any more.
    pub(super) fn closing() -> Self {
        Self("the question was given up".into())
    }
}

fn lost(error: impl std::fmt::Display) -> Lost {
    Lost(error.to_string())
}

/// Where it is.
pub(super) enum Place {
    Socket(PathBuf),
    Network { host: String, port: u16, tls: Option<TlsConnector> },
}

impl Place {
    /// The place that `url` names, whose certificate the public authorities have signed, or one of `more`; http is for
    /// this machine.
    pub(super) fn of(url: &Url, more: Vec<CertificateDer<'static>>) -> Result<Self, Lost> {
        let host = url.host_str().ok_or_else(|| lost("no host"))?.trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().ok_or_else(|| lost("no port"))?;
        let tls = (url.scheme() == "https").then(|| connector(more)).transpose().map_err(lost)?;
        Ok(Self::Network { host, port, tls })
    }

    async fn connect(&self) -> Result<Connection, Lost> {
        match self {
            Self::Socket(path) => shake(UnixStream::connect(path).await.map_err(lost)?).await,
            Self::Network { host, port, tls } => {
                let stream = TcpStream::connect((host.as_str(), *port)).await.map_err(lost)?;
                stream.set_nodelay(true).map_err(lost)?;
                let Some(tls) = tls else { return shake(stream).await };
                let name = ServerName::try_from(host.clone()).map_err(lost)?;
                shake(tls.connect(name, stream).await.map_err(lost)?).await
            }
        }
    }
}

async fn shake(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Result<Connection, Lost> {
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
    drop(tokio::spawn(connection));
    Ok(sender)
}

/// The Grantor that is asked.
pub(super) struct Upstream {
    place: Place,
    idle: Mutex<Vec<Connection>>,
}

impl Upstream {
    pub(super) fn new(place: Place) -> Self {
        Self { place, idle: Mutex::default() }
    }

    /// Sends `request`, which is only a question: over a connection that was closed meanwhile it is sent once more.
    pub(super) async fn send(&self, request: &Request<()>) -> Result<Answer, Lost> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(connection) = kept.filter(|connection| !connection.is_closed())
            && let Ok(answer) = self.over(connection, request).await
        {
            return Ok(answer);
        }
        self.over(timeout(PATIENCE, self.place.connect()).await.map_err(lost)??, request).await
    }

    async fn over(&self, mut connection: Connection, request: &Request<()>) -> Result<Answer, Lost> {
        let asking = async {
            connection.ready().await.map_err(lost)?;
            let request = request.clone().map(|()| Empty::new());
            let (head, body) = connection.send_request(request).await.map_err(lost)?.into_parts();
            let body = Limited::new(body, LONGEST).collect().await.map_err(lost)?.to_bytes();
            Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
        };
        let answer = timeout(PATIENCE, asking).await.map_err(lost)??;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
        Ok(answer)
    }
}
