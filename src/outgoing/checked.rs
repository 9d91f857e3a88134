//! A request to an address that somebody else has named: it must not reach what only this machine can see.
//!
//! The name is resolved once, every address that it has is looked at, and the connection goes to an address that was
//! looked at; so a name that changes between the look and the connection changes nothing (DNS rebinding). Redirects
//! are not followed. Hosts that the operator has named are let through, and may speak plain http: they are known.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::header::HOST;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::{Answer, Lost, lost, over};
use crate::networks::is_public;

/// How long the name and the connection may take, and as long again what TLS has to say.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long all of it may take.
pub const LONGEST: Duration = PATIENCE.saturating_mul(2).saturating_add(super::PATIENCE);

/// Posts `body` to `url`, with these headers.
///
/// # Errors
/// [`Lost`] where it may not go, nobody listens, or the answer is late, too long, or not HTTP.
pub async fn post(url: &Url, headers: &[(&str, String)], body: String, allowed: &[String]) -> Result<Answer, Lost> {
    let host = url.host().ok_or_else(|| lost(&"no host"))?.to_owned();
    let port = url.port_or_known_default().ok_or_else(|| lost(&"no port"))?;
    let known = allowed.iter().any(|name| name.eq_ignore_ascii_case(&host.to_string()));
    let tls = match url.scheme() {
        "https" => Some(connector(Vec::new()).map_err(|error| lost(&error))?),
        "http" if known => None,
        _ => return Err(lost(&"only https is spoken")),
    };
    let stream = timeout(PATIENCE, connect(&host, port, known)).await.map_err(|error| lost(&error))??;
    let request = request(url, headers, body)?;
    let Some(tls) = tls else { return over(stream, request).await };
    let name = match &host {
        Host::Domain(name) => ServerName::try_from(name.clone()).map_err(|error| lost(&error))?,
        Host::Ipv4(address) => ServerName::from(IpAddr::from(*address)),
        Host::Ipv6(address) => ServerName::from(IpAddr::from(*address)),
    };
    let stream = timeout(PATIENCE, tls.connect(name, stream)).await.map_err(|error| lost(&error))?;
    over(stream.map_err(|error| lost(&error))?, request).await
}

fn request(url: &Url, headers: &[(&str, String)], body: String) -> Result<Request<String>, Lost> {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::post(format!("{}{query}", url.path())).header(HOST, authority);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.body(body).map_err(|error| lost(&error))
}

/// A connection to one of the addresses of `host`, if each of them may be reached.
async fn connect(host: &Host<String>, port: u16, known: bool) -> Result<TcpStream, Lost> {
    let addresses: Vec<SocketAddr> = match host {
        Host::Domain(name) => lookup_host((name.as_str(), port)).await.map_err(|error| lost(&error))?.collect(),
        Host::Ipv4(address) => vec![(*address, port).into()],
        Host::Ipv6(address) => vec![(*address, port).into()],
    };
    if !known && !are_public(&addresses) {
        return Err(lost(&"it leads to an address that is not public"));
    }
    let mut last = lost(&"the name has no address");
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = lost(&error),
        }
    }
    Err(last)
}

/// Whether everybody can see what has these addresses: each of them, whichever is tried.
fn are_public(addresses: &[SocketAddr]) -> bool {
    addresses.iter().all(|address| is_public(address.ip()))
}

/// What speaks TLS to servers whose certificates the public authorities have signed, or one of `more`.
///
/// # Errors
/// rustls offers no protocol, or takes one of `more` for no authority.
pub fn connector(more: Vec<CertificateDer<'static>>) -> Result<TlsConnector, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?;
    let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    more.into_iter().try_for_each(|authority| roots.add(authority))?;
    Ok(TlsConnector::from(Arc::new(builder.with_root_certificates(roots).with_no_client_auth())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_has_one_private_address_is_not_public() {
        let [public, other, private] =
            ["1.1.1.1:443", "[2606:4700::1111]:443", "127.0.0.1:443"].map(|a| a.parse().unwrap());
        assert!(are_public(&[public, other]));
        for addresses in [[public, private, other], [private, public, other], [public, other, private]] {
            assert!(!are_public(&addresses), "{addresses:?}");
        }
    }

    #[tokio::test]
    async fn nothing_is_sent_to_a_private_address_or_in_the_clear() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        for (url, says) in [
            (format!("http://127.0.0.1:{port}/"), "only https"),
            (format!("https://127.0.0.1:{port}/"), "not public"),
            (format!("https://localhost:{port}/"), "not public"),
            (format!("https://[::1]:{port}/"), "not public"),
            (format!("https://0x7f000001:{port}/"), "not public"),
            (format!("ftp://localhost:{port}/"), "only https"),
        ] {
            let refused = post(&Url::parse(&url).unwrap(), &[], String::new(), &[]).await.unwrap_err();
            assert!(refused.to_string().contains(says), "{url}: {refused}");
        }
        let waiting = timeout(Duration::from_millis(1), listener.accept()).await;
        assert!(waiting.is_err(), "nobody has called");
    }
}
