//! The request that a proxy asks about, in the one dialect that this server is configured for.
//!
//! Each proxy says method, host, path and client address in headers of its own, and hands on whatever else its client
//! sent. So the headers of the other dialects are a client's word and never read. A header of the configured one that
//! is missing or repeated is a proxy that is set up wrong, or a client beside it: nothing is guessed then.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use ipnet::IpNet;
use percent_encoding::{CONTROLS, percent_encode};

use super::answer::Refusal;
use crate::config::Dialect;
use crate::protocol::original_path::original_path;
use crate::protocol::routes::{Routes, reads};
use crate::web::address::written;
use crate::web::header_text;

/// Where the proxy asks; Envoy puts the path of the original request behind it.
pub const PATH: &str = "/sidecar/verify";

/// Both of its patterns, a resource each: together even the first were a regular expression.
pub fn paths() -> [String; 2] {
    [PATH.to_owned(), format!("{PATH}/{{rest:.*}}")]
}

/// The request that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its method.
    pub method: String,
    /// Path and query, as they stood in its first line; bytes that are not ASCII percent-encoded.
    pub target: String,
    /// Its host, if the proxy said.
    pub host: Option<String>,
    /// Whom it came from.
    pub address: IpAddr,
    /// `User-Agent`, as far as it is text.
    pub user_agent: String,
    /// `X-On-Behalf-Of`.
    pub on_behalf_of: Option<String>,
    /// Whether a browser only asks what it would be allowed (CORS), which it does without credentials.
    pub preflight: bool,
    /// The scope word that it needs, where another sidecar has looked that up in its own table.
    pub needs: Option<String>,
}

/// The header that is missing, repeated, not text, or no address where there has to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread(pub &'static str);

/// A dialect's headers for method, path, host and client address; Envoy asks with the request's own.
const fn names(dialect: Dialect) -> [&'static str; 4] {
    match dialect {
        Dialect::Nginx => ["x-original-method", "x-original-uri", "x-original-host", "x-original-address"],
        Dialect::Envoy => ["", "", "host", "x-forwarded-for"],
        Dialect::Traefik | Dialect::Caddy => {
            ["x-forwarded-method", "x-forwarded-uri", "x-forwarded-host", "x-forwarded-for"]
        }
    }
}

impl Asked {
    /// Reads what `request` asks about, from a proxy behind which there may be more, in `trusted` nets.
    pub fn read(dialect: Dialect, request: &HttpRequest, trusted: &[IpNet]) -> Result<Self, Misread> {
        let headers = request.headers();
        let [method, target, host, address] = names(dialect);
        let need = |name| one(headers, name)?.ok_or(Misread(name));
        let (method, target) = match dialect {
            Dialect::Envoy => (request.method().as_str(), behind(request).as_bytes()),
            _ => (need(method)?, once(headers, target)?.ok_or(Misread(target))?),
        };
        // Never the proxy's own address instead: a token that is held to its net would work for everyone.
        let address = client(need(address)?, trusted).ok_or(Misread(address))?;
        let preflight = method == "OPTIONS" && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        Ok(Self {
            method: method.to_owned(),
            target: percent_encode(target, CONTROLS).to_string(),
            host: one(headers, host)?.map(str::to_owned),
            address,
            user_agent: one(headers, "user-agent").ok().flatten().unwrap_or_default().to_owned(),
            on_behalf_of: one(headers, "x-on-behalf-of")?.map(str::to_owned).filter(|email| !email.is_empty()),
            preflight,
            needs: None,
        })
    }

    /// The scope word that it needs: by the table of `routes`, otherwise by its method.
    pub fn needed<'a>(&'a self, routes: &'a Routes) -> Result<&'a str, Refusal> {
        if let Some(word) = &self.needs {
            return Ok(word);
        }
        if routes.is_empty() {
            return Ok(self.by_method());
        }
        let path = original_path(&self.target).ok_or(Refusal::Path)?;
        Ok(routes.needed(&self.method, &path).unwrap_or_else(|| self.by_method()))
    }

    /// The scope word that its method needs where no route says otherwise.
    pub fn by_method(&self) -> &'static str {
        if reads(&self.method) { "read" } else { "write" }
    }
}

/// A header of text that is there once at most.
pub(super) fn one<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, Misread> {
    header_text::only(headers, name).map_err(|_| Misread(name))
}

/// The bytes of a header that is there once at most.
fn once<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a [u8]>, Misread> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (value, None) => Ok(value.map(HeaderValue::as_bytes)),
        _ => Err(Misread(name)),
    }
}

/// What stands behind [`PATH`] in the path of the question.
fn behind(request: &HttpRequest) -> &str {
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    match target.strip_prefix(PATH).unwrap_or_default() {
        "" => "/",
        rest => rest,
    }
}

/// The last address that was written down by somebody trusted: what stands before it came from its client. Nobody, where
/// one of them wrote what is no address.
fn client(value: &str, trusted: &[IpNet]) -> Option<IpAddr> {
    let mut nearest = None;
    for hop in value.rsplit(',') {
        let address = written(hop.trim())?;
        nearest = Some(address);
        if !trusted.iter().any(|net| net.contains(&address)) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::protocol::routes::RouteEntry;
    use crate::protocol::scope::Catalogue;

    fn request(path: &str, headers: &[(&str, &str)]) -> HttpRequest {
        let start = TestRequest::with_uri(path);
        headers.iter().fold(start, |request, header| request.append_header(*header)).to_http_request()
    }

    const ALL: [(&str, &str); 8] = [
        ("x-original-method", "POST"),
        ("x-original-uri", "/nginx?a=1"),
        ("x-original-host", "nginx.example.com"),
        ("x-original-address", "192.0.2.1"),
        ("x-forwarded-method", "DELETE"),
        ("x-forwarded-uri", "/forwarded"),
        ("x-forwarded-host", "forwarded.example.com"),
        ("x-forwarded-for", "203.0.113.9, 192.0.2.2"),
    ];

    #[test]
    fn only_the_configured_dialect_s_headers_count() {
        let request = request("/sidecar/verify/envoy?b=2", &ALL);
        let read = |dialect| Asked::read(dialect, &request, &[]).unwrap();
        let nginx = read(Dialect::Nginx);
        assert_eq!((nginx.method.as_str(), nginx.target.as_str()), ("POST", "/nginx?a=1"));
        assert_eq!(nginx.host.as_deref(), Some("nginx.example.com"));
        assert_eq!(nginx.address.to_string(), "192.0.2.1");
        for dialect in [Dialect::Traefik, Dialect::Caddy] {
            let other = read(dialect);
            assert_eq!((other.method.as_str(), other.target.as_str()), ("DELETE", "/forwarded"));
            assert_eq!(other.host.as_deref(), Some("forwarded.example.com"));
            assert_eq!(other.address.to_string(), "192.0.2.2", "what the client wrote does not count");
        }
        let envoy = read(Dialect::Envoy);
        assert_eq!((envoy.method.as_str(), envoy.target.as_str()), ("GET", "/envoy?b=2"));
        assert_eq!((envoy.host, envoy.address.to_string().as_str()), (None, "192.0.2.2"));
    }

    #[test]
    fn what_is_missing_or_there_twice_is_not_guessed() {
        for (without, dialect) in [
            ("x-original-method", Dialect::Nginx),
            ("x-original-uri", Dialect::Nginx),
            ("x-original-address", Dialect::Nginx),
            ("x-forwarded-for", Dialect::Envoy),
            ("x-forwarded-method", Dialect::Caddy),
            ("x-forwarded-uri", Dialect::Traefik),
        ] {
            let fewer: Vec<_> = ALL.into_iter().filter(|(name, _)| *name != without).collect();
            assert_eq!(Asked::read(dialect, &request("/sidecar/verify", &fewer), &[]), Err(Misread(without)));
            let value = ALL.iter().find(|(name, _)| *name == without).unwrap().1;
            let more: Vec<_> = ALL.into_iter().chain([(without, value)]).collect();
            assert_eq!(Asked::read(dialect, &request("/sidecar/verify", &more), &[]), Err(Misread(without)));
        }
        let wrong = [("x-original-method", "GET"), ("x-original-uri", "/"), ("x-original-address", "here")];
        let read = Asked::read(Dialect::Nginx, &request("/sidecar/verify", &wrong), &[]);
        assert_eq!(read, Err(Misread("x-original-address")));
    }

    #[test]
    fn a_path_in_bytes_is_the_same_path_percent_encoded() {
        let asked = |target: &[u8]| {
            let request = TestRequest::with_uri(PATH)
                .append_header(("x-original-method", "GET"))
                .append_header(("x-original-uri", HeaderValue::from_bytes(target).unwrap()))
                .append_header(("x-original-address", "::1"));
            Asked::read(Dialect::Nginx, &request.to_http_request(), &[]).unwrap()
        };
        assert_eq!(asked("/café?q=é".as_bytes()).target, "/caf%C3%A9?q=%C3%A9");
        let row = RouteEntry { path: "/café".into(), scope: Some("impersonate".into()), ..RouteEntry::default() };
        let routes = Routes::new(&[row], &Catalogue::default()).unwrap();
        assert_eq!(asked("/café".as_bytes()).needed(&routes).unwrap(), "impersonate");
        assert!(matches!(asked(b"/caf\xe9").needed(&routes), Err(Refusal::Path)), "in no encoding that is known");
        assert_eq!(asked(b"/caf\xe9").needed(&Routes::default()).unwrap(), "read");
    }

    #[test]
    fn the_client_stands_behind_the_last_proxy_that_is_trusted() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let seen = |value: &str| client(value, &trusted).map(|address| address.to_string());
        assert_eq!(seen("203.0.113.9, 192.0.2.2, 10.0.0.1"), Some("192.0.2.2".into()));
        assert_eq!(seen("10.0.0.1"), Some("10.0.0.1".into()));
        assert_eq!(seen("::ffff:192.0.2.2"), Some("192.0.2.2".into()));
        // Some proxies write the port, too.
        assert_eq!(seen("192.0.2.2:4711, 10.0.0.1:80"), Some("192.0.2.2".into()));
        assert_eq!(seen("[2001:db8::7]:4711"), Some("2001:db8::7".into()));
        assert_eq!(seen("192.0.2.2, unknown"), None);
    }

    #[test]
    fn envoys_bare_question_is_about_the_root() {
        let headers = [("x-forwarded-for", "192.0.2.1")];
        let asked = Asked::read(Dialect::Envoy, &request("/sidecar/verify", &headers), &[]).unwrap();
        assert_eq!(asked.target, "/");
    }

    #[test]
    fn a_preflight_is_an_options_that_asks_for_a_method() {
        let ask = |method: &str, more: &[(&'static str, &'static str)]| {
            let headers = [("x-original-method", method), ("x-original-uri", "/"), ("x-original-address", "::1")];
            let headers: Vec<_> = headers.into_iter().chain(more.iter().copied()).collect();
            Asked::read(Dialect::Nginx, &request("/sidecar/verify", &headers), &[]).unwrap().preflight
        };
        assert!(ask("OPTIONS", &[("access-control-request-method", "PUT")]));
        assert!(!ask("OPTIONS", &[]));
        assert!(!ask("GET", &[("access-control-request-method", "PUT")]));
    }
}
