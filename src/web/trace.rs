//! One line a request, and the reference that its error page and the log share.
//!
//! The line has method, path, status, microseconds, tenant and the client's address, and what went wrong if the server
//! failed; no query string, no header, no body. A part of the path that is long enough to open something is cut. The reference is made for every request,
//! because whoever has to show it (an error page, a 500) does not know beforehand that it will.
//!
//! What an API asks for each call of its own is told at level `debug` as long as all is well: its log would be larger
//! than the API's. How often it was asked, and how long that took, is in the metrics.

use std::borrow::Cow;
use std::future::{Ready, ready};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use tracing::{Instrument, Span};
use ulid::Ulid;

use super::address::ClientAddress;
use super::sidecar;
use crate::server::Grantor;

/// What a person can tell an operator so that the line in the log is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reference(Ulid);

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromRequest for Reference {
    type Error = Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

impl Reference {
    /// The reference of `request`.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().copied().unwrap_or_default()
    }

    fn new(grantor: &Grantor) -> Self {
        let now = u64::try_from(grantor.clock.now().micros() / 1_000).unwrap_or_default();
        Self(Ulid::from_parts(now, grantor.references.next()))
    }
}

/// What is random in the references of one process. It has to be nobody else's, not hard to guess: counting does.
#[derive(Debug)]
pub struct References {
    process: u128,
    count: AtomicU64,
}

impl References {
    /// Those of a process that is named by `random`.
    pub const fn new(random: [u8; 32]) -> Self {
        let [a, b, c, d, ..] = random;
        Self { process: u32::from_be_bytes([a, b, c, d]) as u128, count: AtomicU64::new(0) }
    }

    fn next(&self) -> u128 {
        self.process << 48 | u128::from(self.count.fetch_add(1, Ordering::Relaxed) & 0xffff_ffff_ffff)
    }
}

/// The middleware: hands on [`Reference`] and [`ClientAddress`], and writes the line.
pub async fn trace(
    grantor: web::Data<Grantor>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let (reference, address) = handed_on(&grantor, &request);
    let (method, path) = (request.method().clone(), shown(request.path()).into_owned());
    let tenant = tenant(&grantor, &request);
    let often = OFTEN.iter().any(|often| path.starts_with(often));
    let span = if often { Span::none() } else { tracing::info_span!("request", %reference) };
    let answer = next.call(request).instrument(span).await;
    let (status, cause) = match &answer {
        Ok(response) => (response.status(), response.response().error()),
        Err(error) => (error.as_response_error().status_code(), Some(error)),
    };
    let time = started.elapsed();
    grantor.metrics.answered(&path, status.as_u16(), time);
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let (status, tenant) = (status.as_u16(), tenant.as_deref().unwrap_or("-"));
    if often && status < 400 {
        tracing::debug!(%method, path, status, micros, tenant, %address, %reference, "request");
    } else if status < 500 {
        tracing::info!(%method, path, status, micros, tenant, %address, %reference, "request");
    } else {
        let cause = cause.map(ToString::to_string).unwrap_or_default();
        tracing::error!(%method, path, status, micros, tenant, %address, %reference, cause, "request");
    }
    answer
}

fn handed_on(grantor: &Grantor, request: &ServiceRequest) -> (Reference, ClientAddress) {
    let reference = Reference::new(grantor);
    let address = ClientAddress::of(request.peer_addr(), request.headers(), &grantor.config.trusted_proxies);
    let mut extensions = request.extensions_mut();
    extensions.insert(reference);
    extensions.insert(address);
    (reference, address)
}

/// What is asked for each call of somebody's API.
const OFTEN: [&str; 3] = ["/oauth/introspect", sidecar::asked::PATH, sidecar::relayed::PATH];

/// The subdomain that the Host header names, whether or not there is such a tenant.
fn tenant(grantor: &Grantor, request: &ServiceRequest) -> Option<String> {
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    grantor.config.public_url.subdomain(host)
}

/// The longest part of a path that is written as it is; every secret is longer.
const LONGEST_PART: usize = 40;

/// `path`, with every part that could be a secret cut to six characters.
fn shown(path: &str) -> Cow<'_, str> {
    if path.split('/').all(|part| part.len() <= LONGEST_PART) {
        return Cow::Borrowed(path);
    }
    let cut = |part: &str| match part.len() {
        0..=LONGEST_PART => part.to_owned(),
        _ => part.chars().take(6).chain(['…']).collect(),
    };
    Cow::Owned(path.split('/').map(cut).collect::<Vec<String>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Kind, Secret};

    #[test]
    fn a_secret_in_a_path_is_cut() {
        for prefix in ["gr", "grantor"] {
            let secret = Secret::mint(prefix, Kind::SignInLink, &[0; 32]);
            let shown = shown(&format!("/access/link/{}/x", secret.reveal())).into_owned();
            assert!(shown.len() < 40 && shown.starts_with("/access/link/gr") && shown.ends_with("…/x"), "{shown}");
        }
        assert_eq!(shown("/oauth/tokens"), "/oauth/tokens");
        assert_eq!(shown("//"), "//");
    }
}
