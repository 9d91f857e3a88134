//! A request that this process makes: the demo's application and its walk are clients of a server, not parts of it; and
//! what goes to an address that somebody else has given goes through [`checked`].
//!
//! It goes to an address, with the Host that it is for: nothing depends on whether `acme.localhost` resolves. A
//! connection serves one request, because whoever asks here asks seldom. A client with a pool and redirects was refused:
//! it would decide what the walk is there to show, and follow where nothing was checked.

pub mod checked;

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long an answer may be, in bytes.
const LONGEST: usize = 1 << 20;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; what is no text in it is replaced.
    pub body: String,
}

impl Answer {
    /// A header, if it is there and text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Nothing came back.
#[derive(Debug, thiserror::Error)]
#[error("no answer: {0}")]
pub struct Lost(String);

fn lost(error: &dyn std::fmt::Display) -> Lost {
    Lost(error.to_string())
}

/// Sends `request` to `address` and takes the answer.
///
/// # Errors
/// [`Lost`] if nobody listens there, or the answer is late, too long, or not HTTP.
pub async fn send(address: SocketAddr, request: Request<String>) -> Result<Answer, Lost> {
    let stream = TcpStream::connect(address).await.map_err(|error| lost(&error))?;
    over(stream, request).await
}

/// Sends `request` over a connection that is open already.
///
/// # Errors
/// As [`send`].
pub async fn over<S>(stream: S, request: Request<String>) -> Result<Answer, Lost>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    timeout(PATIENCE, exchange(stream, request)).await.map_err(|error| lost(&error))?
}

async fn exchange<S>(stream: S, request: Request<String>) -> Result<Answer, Lost>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| lost(&error))?;
    let connection = tokio::spawn(connection);
    let request = request.map(|body| Full::new(Bytes::from(body)));
    let (head, body) = sender.send_request(request).await.map_err(|error| lost(&error))?.into_parts();
    let body = Limited::new(body, LONGEST).collect().await.map_err(|error| lost(&error))?.to_bytes();
    connection.abort();
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
}
