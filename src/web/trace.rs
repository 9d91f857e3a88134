//! One line a request, and the reference that its error page and the log share.
//!
//! The line has method, path, status, microseconds, tenant and the client's address, and what went wrong if the server
//! failed; no query string, no header, no body. A part of the path that is long enough to open something is cut. The reference is made for every request,
//! because whoever has to show it (an error page, a 500) does not know beforehand that it will.
//!
//! What an API asks for each call of its own is told at level `debug` as long as all is well: its log would be larger
//! than the API's. How often it was asked, and how long that took, is in the metrics.

use std::borrow::Cow;
use std::cell::Cell;
use std::future::{Ready, ready};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use thread_local::ThreadLocal;
use tracing::{Instrument, Level, Span};
use ulid::Ulid;

use super::address::ClientAddress;
use super::{sidecar, strict, upgrade};
use crate::server::Grantor;

/// What a person can tell an operator so that the line in the log is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reference(Ulid);

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What is known of a request when it comes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Arrival {
    reference: Reference,
    pub(super) address: ClientAddress,
}

impl Arrival {
    /// What the middleware has noted of `request`; without it, nothing.
    pub(super) fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().copied().unwrap_or_default()
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
        Arrival::of(request).reference
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
    /// The next that no thread has: each takes [`BLOCK`] of them, so that processors do not wait for each other.
    free: AtomicU64,
    own: ThreadLocal<Cell<u64>>,
}

/// How many references a thread takes at once.
const BLOCK: u64 = 1024;

impl References {
    /// Those of a process that is named by `random`.
    pub fn new(random: [u8; 32]) -> Self {
        let [a, b, c, d, ..] = random;
        Self { process: u32::from_be_bytes([a, b, c, d]) as u128, free: AtomicU64::new(0), own: ThreadLocal::new() }
    }

    fn next(&self) -> u128 {
        let own = self.own.get_or_default();
        let mut number = own.get();
        if number.is_multiple_of(BLOCK) {
            number = self.free.fetch_add(BLOCK, Ordering::Relaxed);
        }
        own.set(number + 1);
        self.process << 48 | u128::from(number & 0xffff_ffff_ffff)
    }
}

/// The middleware: hands on [`Reference`] and [`ClientAddress`], and writes the line.
pub async fn trace(
    grantor: web::Data<Grantor>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    traced(&grantor, request, |request| next.call(request)).await
}

/// The same around whatever serves `request`: each middleware of its own costs every request.
pub async fn traced<B, F>(
    grantor: &Grantor,
    request: ServiceRequest,
    serve: impl FnOnce(ServiceRequest) -> F,
) -> Result<ServiceResponse<B>, Error>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    let started = Instant::now();
    let asked = Asked::of(grantor, &request);
    let span = if asked.often { Span::none() } else { tracing::info_span!("request", reference = %asked.reference) };
    let answer = upgrade::ignored(request, serve).instrument(span).await.map(strict::no_sniffing);
    let time = started.elapsed();
    let (status, cause) = match &answer {
        Ok(response) => (response.status(), response.response().error()),
        Err(error) => (error.as_response_error().status_code(), Some(error)),
    };
    grantor.metrics.answered(asked.uri.path(), status.as_u16(), time);
    asked.write(grantor, status.as_u16(), time, cause);
    answer
}

/// What the line says of a request.
struct Asked {
    method: Method,
    uri: Uri,
    host: Option<HeaderValue>,
    reference: Reference,
    address: ClientAddress,
    often: bool,
}

impl Asked {
    fn of(grantor: &Grantor, request: &ServiceRequest) -> Self {
        let reference = Reference::new(grantor);
        let address = ClientAddress::of(request.peer_addr(), request.headers(), &grantor.config.trusted_proxies);
        request.extensions_mut().insert(Arrival { reference, address });
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            host: request.headers().get(header::HOST).cloned(),
            reference,
            address,
            often: OFTEN.iter().any(|often| request.path().starts_with(often)),
        }
    }

    fn write(&self, grantor: &Grantor, status: u16, time: Duration, cause: Option<&Error>) {
        let unremarkable = self.often && status < 400;
        if unremarkable && !tracing::enabled!(Level::DEBUG) {
            return;
        }
        let Self { method, address, reference, .. } = self;
        let (path, tenant) = (shown(self.uri.path()), self.tenant(grantor));
        let (path, tenant) = (&*path, tenant.as_deref().unwrap_or("-"));
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        if unremarkable {
            tracing::debug!(%method, path, status, micros, tenant, %address, %reference, "request");
        } else if status < 500 {
            tracing::info!(%method, path, status, micros, tenant, %address, %reference, "request");
        } else {
            let cause = cause.map(ToString::to_string).unwrap_or_default();
            tracing::error!(%method, path, status, micros, tenant, %address, %reference, cause, "request");
        }
    }

    /// The subdomain that the Host header names, whether or not there is such a tenant.
    fn tenant(&self, grantor: &Grantor) -> Option<String> {
        grantor.config.public_url.subdomain(self.host.as_ref()?.to_str().ok()?)
    }
}

/// What is asked for each call of somebody's API.
const OFTEN: [&str; 3] = ["/oauth/introspect", sidecar::asked::PATH, sidecar::relayed::PATH];

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
    use crate::clock::Moment;
    use crate::secret::{Kind, Secret};

    #[test]
    fn no_two_requests_have_one_reference_whichever_thread_serves_them() {
        let references = References::new([7; 32]);
        let many = || (0..3 * BLOCK).map(|_| references.next()).collect::<Vec<_>>();
        let mut all = std::thread::scope(|scope| {
            let threads = [scope.spawn(many), scope.spawn(many)];
            threads.map(|thread| thread.join().unwrap()).concat()
        });
        all.extend(many());
        let made = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), all[0] >> 48), (made, 0x0707_0707));
    }

    #[test]
    fn a_secret_in_a_path_is_cut() {
        for prefix in ["gr", "grantor"] {
            let secret = Secret::mint(prefix, Kind::SignInLink, Moment::default(), &[0; 32]);
            let shown = shown(&format!("/access/link/{}/x", secret.reveal())).into_owned();
            assert!(shown.len() < 40 && shown.starts_with("/access/link/gr") && shown.ends_with("…/x"), "{shown}");
        }
        assert_eq!(shown("/oauth/tokens"), "/oauth/tokens");
        assert_eq!(shown("//"), "//");
    }
}
