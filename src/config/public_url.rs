//! The address of tenants: what the issuer is made of, and how a Host header gives a tenant.
//!
//! One template stands for both directions, so that they cannot disagree. Only the Host header is read:
//! `X-Forwarded-Host` would let a stranger choose the issuer.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::protocol::identifier::is_subdomain;

/// `https://{tenant}.example.com`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl {
    secure: bool,
    domain: String,
    /// What stands behind the tenant in a host: a dot, the domain, and the port if it is not the scheme's own.
    suffix: String,
}

/// What is wrong with a template; the sentence says what to type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// It is not `scheme://{tenant}.domain[:port]`.
    #[error(
        "an address of tenants is written like \"https://{{tenant}}.example.com\": scheme, `{{tenant}}`, domain, and a port if need be"
    )]
    Shape,
    /// RFC 8414 §2: the issuer uses https; a loopback name is the only exception here.
    #[error(
        "plain http is taken for localhost only: write \"https://{{tenant}}.example.com\" (a proxy may end TLS) or \"http://{{tenant}}.localhost:8080\""
    )]
    PlainHttp,
}

impl PublicUrl {
    /// Takes a template apart.
    pub fn parse(template: &str) -> Result<Self, PublicUrlError> {
        let shaped = template.split_once("://{tenant}.").filter(|(_, rest)| !rest.contains(['{', '}', '%']));
        let (scheme, rest) = shaped.ok_or(PublicUrlError::Shape)?;
        let url = Url::parse(&format!("{scheme}://{rest}")).map_err(|_| PublicUrlError::Shape)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let Some(Host::Domain(domain)) = url.host() else { return Err(PublicUrlError::Shape) };
        if !bare || url.password().is_some() || rest.contains('@') {
            return Err(PublicUrlError::Shape);
        }
        match scheme {
            "https" => {}
            "http" if domain == "localhost" || domain.ends_with(".localhost") => {}
            "http" => return Err(PublicUrlError::PlainHttp),
            _ => return Err(PublicUrlError::Shape),
        }
        Ok(Self::at(scheme == "https", domain.trim_end_matches('.'), url.port()))
    }

    fn at(secure: bool, domain: &str, port: Option<u16>) -> Self {
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        Self { secure, domain: domain.to_owned(), suffix: format!(".{domain}{port}") }
    }

    /// The issuer of the tenant at `subdomain` (RFC 8414 §2), without a slash at the end.
    pub fn issuer(&self, subdomain: &str) -> String {
        let scheme = if self.secure { "https://" } else { "http://" };
        [scheme, subdomain, &self.suffix].concat()
    }

    /// The tenant's host, with the port if it is not the scheme's own.
    pub fn authority(&self, subdomain: &str) -> String {
        [subdomain, &self.suffix].concat()
    }

    /// Whether people come by https: cookies are `Secure` then, and carry `__Host-`.
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The subdomain that a Host header names, in lower case: one label before the domain. Port and one trailing dot
    /// are ignored.
    pub fn subdomain(&self, host: &str) -> Option<String> {
        let (label, domain) = bare_host(host)?.split_once('.')?;
        let label = domain.eq_ignore_ascii_case(&self.domain).then(|| label.to_ascii_lowercase())?;
        is_subdomain(&label).then_some(label)
    }

    /// Whether a Host header names the domain itself, where platform resource servers may ask.
    pub fn is_base(&self, host: &str) -> bool {
        bare_host(host).is_some_and(|host| host.eq_ignore_ascii_case(&self.domain))
    }
}

/// A Host header without port and trailing dot (RFC 9110 §7.2).
fn bare_host(host: &str) -> Option<&str> {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) => return None,
        None => host,
    };
    Some(name.strip_suffix('.').unwrap_or(name))
}

impl Default for PublicUrl {
    fn default() -> Self {
        Self::at(false, "localhost", Some(8080))
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = PublicUrlError;

    fn try_from(template: String) -> Result<Self, PublicUrlError> {
        Self::parse(&template)
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.issuer("{tenant}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_gives_the_issuer() {
        let url = PublicUrl::parse("https://{tenant}.Example.com").unwrap();
        assert_eq!((url.issuer("acme"), url.is_secure()), ("https://acme.example.com".into(), true));
        assert_eq!(PublicUrl::default().issuer("acme"), "http://acme.localhost:8080");
        assert_eq!(PublicUrl::parse("http://{tenant}.localhost:8080").unwrap(), PublicUrl::default());
        assert_eq!(
            String::from(PublicUrl::parse("https://{tenant}.example.com:443/").unwrap()),
            "https://{tenant}.example.com"
        );
    }

    #[test]
    fn plain_http_off_loopback_is_refused() {
        for template in
            ["http://{tenant}.example.com", "http://{tenant}.localhost.example.com", "http://{tenant}.notlocalhost"]
        {
            assert_eq!(PublicUrl::parse(template), Err(PublicUrlError::PlainHttp), "{template}");
        }
    }

    #[test]
    fn anything_but_scheme_tenant_and_domain_is_refused() {
        for template in [
            "",
            "https://example.com",
            "https://{tenant}",
            "https://{tenant}.",
            "https://x.{tenant}.example.com",
            "https://{tenant}.{tenant}.example.com",
            "https://{tenant}.example.com/auth",
            "https://{tenant}.example.com?x",
            "https://{tenant}.example.com#x",
            "https://{tenant}.user@example.com",
            "https://{tenant}.%65xample.com",
            "https://{tenant}.127.0.0.1",
            "ftp://{tenant}.example.com",
            "HTTPS://{tenant}.example.com",
        ] {
            assert_eq!(PublicUrl::parse(template), Err(PublicUrlError::Shape), "{template}");
        }
    }

    #[test]
    fn a_host_names_one_tenant_or_none() {
        let url = PublicUrl::parse("https://{tenant}.example.com").unwrap();
        for host in [
            "acme.example.com",
            "ACME.Example.COM",
            "acme.example.com:8443",
            "acme.example.com.",
            "acme.example.com.:1",
        ] {
            assert_eq!(url.subdomain(host).as_deref(), Some("acme"), "{host}");
        }
        for host in [
            "",
            "example.com",
            ".example.com",
            "a.b.example.com",
            "acme.example.com..",
            "acmeexample.com",
            "acme.example.com.evil.net",
            "acme.example.com:80:80",
            "acme.example.com:x",
            "acme@evil.example.com",
            "-acme.example.com",
            "ac_me.example.com",
            "äcme.example.com",
            "acme.example.com/",
            "[::1]",
        ] {
            assert_eq!(url.subdomain(host), None, "{host}");
        }
        assert!(url.is_base("Example.com:443") && !url.is_base("acme.example.com"));
    }
}
