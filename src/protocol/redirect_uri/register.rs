//! Which redirect URIs can be registered (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1).
//!
//! Each refusal has a sentence for whoever registers. What is registered is compared as a string later, so only
//! spellings are let in that every parser understands alike: ASCII, no backslash, no user info, a scheme in small
//! letters (`HTTPS` leads a browser to the same site), a host in its usual form. A response adds `code`, `state`, `iss`
//! or an error to the query: a URI that brings one of these itself could speak in our name.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::LOOPBACK;
use crate::networks::is_public;

/// The longest URI that browsers and proxies carry together with a response.
const MAXIMUM: usize = 2_000;

/// Schemes that run something, or read what is here, instead of going somewhere.
const ACTIVE: [&str; 12] = [
    "javascript",
    "vbscript",
    "livescript",
    "data",
    "blob",
    "filesystem",
    "file",
    "about",
    "view-source",
    "jar",
    "ws",
    "wss",
];

/// What a response adds to the query (RFC 6749 §4.1.2, §4.1.2.1; RFC 9207 §2).
const RESERVED: [&str; 6] = ["code", "state", "error", "error_description", "error_uri", "iss"];

/// Why a redirect URI cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each refusal stands beside its sentence")]
pub enum Refused {
    #[error("is empty")]
    Empty,
    #[error("is longer than 2000 characters")]
    TooLong,
    #[error("has characters that are not ASCII: write the host in punycode (xn--...) and percent-encode the rest")]
    NotAscii,
    #[error("has spaces or control characters")]
    Whitespace,
    #[error("has a backslash, which some browsers read as a slash")]
    Backslash,
    #[error("has the character {0}, which has to be percent-encoded")]
    Character(char),
    #[error("has a wildcard: register each redirect URI in full")]
    Wildcard,
    #[error("is relative: begin with https://")]
    Relative,
    #[error("has the scheme {0}, which does not lead to an application")]
    ActiveScheme(String),
    #[error("has a fragment (#...), which a response cannot be added to")]
    Fragment,
    #[error("has a user name or password before the host")]
    UserInfo,
    #[error("has a host that is no ordinary name or address, or a port that does not exist")]
    Host,
    #[error("leads to a private address: use a name, or localhost for an application on a person's device")]
    PrivateAddress,
    #[error("uses plain http: only localhost, 127.0.0.1 and [::1] may; begin with https://")]
    PlainHttp,
    #[error("already has the query parameter {0}, which belongs to the response")]
    ReservedParameter(&'static str),
    #[error("has the scheme {0} without a dot: a private-use scheme is a domain name reversed, as com.example.app")]
    SchemeWithoutDot(String),
    #[error("has a scheme in capital letters: begin with {0}:")]
    SchemeInCapitals(String),
    #[error("has a private-use scheme, which only public clients can have: begin with https://")]
    SchemeOfConfidentialClient,
}

/// Whether `uri` can be registered for a client of this kind.
///
/// # Errors
/// The first reason that speaks against it; its sentence goes on from "The redirect URI".
pub fn check(uri: &str, public: bool) -> Result<(), Refused> {
    check_characters(uri)?;
    let (spelled, rest) = uri.split_once(':').filter(|(scheme, _)| is_scheme(scheme)).ok_or(Refused::Relative)?;
    let scheme = spelled.to_ascii_lowercase();
    if ACTIVE.contains(&scheme.as_str()) {
        return Err(Refused::ActiveScheme(scheme));
    }
    if uri.contains('#') {
        return Err(Refused::Fragment);
    }
    let authority = rest.strip_prefix("//").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    if authority.is_some_and(|authority| authority.contains('@')) {
        return Err(Refused::UserInfo);
    }
    match scheme.as_str() {
        "https" => check_authority(authority.ok_or(Refused::Relative)?)?,
        "http" => check_loopback(authority.ok_or(Refused::Relative)?)?,
        _ => check_private_use(scheme.clone(), public)?,
    }
    if scheme != spelled {
        return Err(Refused::SchemeInCapitals(scheme));
    }
    Url::parse(uri).map_err(|_| Refused::Host)?;
    check_query(uri)
}

fn check_characters(uri: &str) -> Result<(), Refused> {
    match uri.len() {
        0 => return Err(Refused::Empty),
        1..=MAXIMUM => {}
        _ => return Err(Refused::TooLong),
    }
    for (at, c) in uri.char_indices() {
        match c {
            c if !c.is_ascii() => return Err(Refused::NotAscii),
            c if c.is_ascii_whitespace() || c.is_ascii_control() => return Err(Refused::Whitespace),
            '\\' => return Err(Refused::Backslash),
            '*' => return Err(Refused::Wildcard),
            '"' | '<' | '>' | '^' | '`' | '{' | '|' | '}' => return Err(Refused::Character(c)),
            '%' if !is_encoded(&uri.as_bytes()[at + 1..]) => return Err(Refused::Character(c)),
            _ => {}
        }
    }
    Ok(())
}

fn is_encoded(after_percent: &[u8]) -> bool {
    matches!(after_percent, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

/// RFC 3986 §3.1.
fn is_scheme(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(inner)
}

/// RFC 8252 §7.3: for the loopback interface, and nothing else, without TLS.
fn check_loopback(authority: &str) -> Result<(), Refused> {
    let host = host_and_port(authority)?;
    if LOOPBACK.contains(&host) { Ok(()) } else { check_host(host).and(Err(Refused::PlainHttp)) }
}

fn check_authority(authority: &str) -> Result<(), Refused> {
    check_host(host_and_port(authority)?)
}

fn host_and_port(authority: &str) -> Result<&str, Refused> {
    let end = authority.rfind(']').map_or(0, |at| at + 1);
    let Some((_, port)) = authority[end..].split_once(':') else { return Ok(authority) };
    port.parse::<u16>().ok().filter(|number| *number > 0 && !port.starts_with(['+', '0'])).ok_or(Refused::Host)?;
    Ok(&authority[..authority.len() - port.len() - 1])
}

/// A host is let in as it would be written after parsing: no `%2e`, no `0x7f.1`, no zone, no dot at the end.
fn check_host(host: &str) -> Result<(), Refused> {
    let parsed = Host::parse(host).ok().filter(|parsed| parsed.to_string() == host.to_ascii_lowercase());
    let reached = match parsed.ok_or(Refused::Host)? {
        Host::Domain(name) => return if is_name(&name) { Ok(()) } else { Err(Refused::Host) },
        Host::Ipv4(address) => address == Ipv4Addr::LOCALHOST || is_public(address.into()),
        Host::Ipv6(address) => address == Ipv6Addr::LOCALHOST || is_public(address.into()),
    };
    if reached { Ok(()) } else { Err(Refused::PrivateAddress) }
}

fn is_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(inner))
}

/// RFC 8252 §7.1: a name that the application's maker owns, reversed.
fn check_private_use(scheme: String, public: bool) -> Result<(), Refused> {
    let owned = scheme.contains('.') && scheme.split('.').all(|label| !label.is_empty());
    match (owned, public) {
        (false, _) => Err(Refused::SchemeWithoutDot(scheme)),
        (true, false) => Err(Refused::SchemeOfConfidentialClient),
        (true, true) => Ok(()),
    }
}

fn check_query(uri: &str) -> Result<(), Refused> {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    let mut names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    let reserved = names.find_map(|name| RESERVED.into_iter().find(|reserved| *reserved == name));
    reserved.map_or(Ok(()), |name| Err(Refused::ReservedParameter(name)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(uri: &str) -> Refused {
        let [public, confidential] = [true, false].map(|public| check(uri, public).expect_err(uri));
        assert_eq!(public, confidential, "{uri}");
        public
    }

    #[test]
    fn https_and_loopback_can_be_registered_for_everyone() {
        for uri in [
            "https://app.example",
            "https://app.example/cb",
            "https://app.example:8443/cb?tenant=a&next=%2Fx%20y",
            "https://APP.example/a/../b;c=d/@me",
            "https://xn--mnchen-3ya.example/cb",
            "https://8.8.8.8/cb",
            "https://[2001:4860:4860::8888]/cb",
            "https://localhost/cb",
            "http://localhost:19186/",
            "http://localhost",
            "http://127.0.0.1:4711/cb?a=b",
            "http://[::1]/cb",
        ] {
            assert_eq!((check(uri, true), check(uri, false)), (Ok(()), Ok(())), "{uri}");
        }
    }

    #[test]
    fn a_private_use_scheme_is_for_public_clients_and_has_a_dot() {
        for uri in ["com.example.app:/cb", "com.example.app://cb", "com.example.app:/cb?a=b"] {
            assert_eq!(check(uri, true), Ok(()), "{uri}");
            assert_eq!(check(uri, false), Err(Refused::SchemeOfConfidentialClient), "{uri}");
        }
        for uri in [
            "myapp:/cb",
            "urn:ietf:wg:oauth:2.0:oob",
            "ftp://example.com/",
            "mailto:a@example.com",
            "intent://x",
            "a.:/",
            "localhost:8080/cb",
        ] {
            assert!(matches!(refused(uri), Refused::SchemeWithoutDot(_)), "{uri}");
        }
    }

    #[test]
    fn what_is_relative_is_refused() {
        for uri in [
            "/cb",
            "cb",
            "//app.example/cb",
            "app.example/cb",
            ":",
            "https",
            "https:/cb",
            "https:app.example",
            "http:localhost",
            "?a:b",
            "1a:/b",
        ] {
            assert_eq!(refused(uri), Refused::Relative, "{uri}");
        }
    }

    #[test]
    fn schemes_that_run_something_are_refused() {
        for uri in [
            "javascript:alert(1)",
            "JavaScript://app.example/%0aalert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://app.example/1",
            "about:blank",
            "view-source:https://app.example",
            "ws://app.example",
        ] {
            assert!(matches!(refused(uri), Refused::ActiveScheme(_)), "{uri}");
        }
    }

    #[test]
    fn plain_http_is_refused_off_loopback() {
        for uri in [
            "http://app.example/cb",
            "http://localhost.example/cb",
            "http://127.0.0.1.evil/cb",
            "http://127.0.0.1.evil.example",
            "HTTP://app.example",
            "http://LOCALHOST/cb",
            "http://8.8.8.8/cb",
        ] {
            assert_eq!(refused(uri), Refused::PlainHttp, "{uri}");
        }
    }

    #[test]
    fn a_scheme_in_capital_letters_is_refused_and_told_how_to_begin() {
        for (uri, scheme) in [
            ("HTTPS://app.example/cb", "https"),
            ("Http://127.0.0.1/cb", "http"),
            ("com.Northwind.sync:/cb", "com.northwind.sync"),
        ] {
            assert_eq!(refused_for_public(uri), Refused::SchemeInCapitals(scheme.to_owned()), "{uri}");
        }
    }

    #[test]
    fn user_info_is_refused() {
        for uri in [
            "https://app.example@evil.example/cb",
            "https://user:pass@app.example/",
            "http://localhost:80@evil.example/",
            "https://@app.example",
            "com.example.app://a@b/cb",
        ] {
            assert_eq!(refused_for_public(uri), Refused::UserInfo, "{uri}");
        }
    }

    fn refused_for_public(uri: &str) -> Refused {
        check(uri, true).expect_err(uri)
    }

    #[test]
    fn private_addresses_are_refused() {
        for host in [
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "127.0.0.2",
            "198.18.0.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[fe80::1]",
            "[fd00::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[ff02::1]",
        ] {
            let host = host.replace("[::ffff:127.0.0.1]", "[::ffff:7f00:1]");
            assert_eq!(refused(&format!("https://{host}/cb")), Refused::PrivateAddress, "{host}");
        }
    }

    #[test]
    fn a_host_that_parsers_read_differently_is_refused() {
        for host in [
            "",
            ":443",
            "app%2eexample",
            "app..example",
            ".example",
            "app.example.",
            "0x7f.0.0.1",
            "127.1",
            "2130706433",
            "010.0.0.1",
            "[::1%25lo0]",
            "[fe80::1%25eth0]",
            "[::FFFF:127.0.0.1]",
            "[1:2]",
            "a;b.example",
            "app.example:",
            "app.example:0",
            "app.example:65536",
            "app.example:x",
            "app.example:80:80",
            "[::1]x",
            "a,b.example",
        ] {
            assert_eq!(refused(&format!("https://{host}/cb")), Refused::Host, "{host}");
        }
    }

    #[test]
    fn characters_that_no_uri_has_are_refused() {
        assert_eq!(refused(""), Refused::Empty);
        assert_eq!(refused(&format!("https://app.example/{}", "a".repeat(MAXIMUM))), Refused::TooLong);
        for uri in ["https://app.example/é", "https://аpp.example/", "https://app.example/\u{202e}"] {
            assert_eq!(refused(uri), Refused::NotAscii, "{uri}");
        }
        for uri in [
            " https://app.example",
            "https://app.example/a b",
            "https://app.example/\n",
            "https://app.example/\0",
            "java\tscript:x",
        ] {
            assert_eq!(refused(uri), Refused::Whitespace, "{uri:?}");
        }
        for uri in ["https://evil.example\\@app.example", "https:\\\\app.example"] {
            assert_eq!(refused(uri), Refused::Backslash, "{uri}");
        }
        for (uri, c) in [
            ("https://app.example/<x>", '<'),
            ("https://app.example/{id}", '{'),
            ("https://app.example/\"", '"'),
            ("https://app.example/%zz", '%'),
            ("https://app.example/%", '%'),
        ] {
            assert_eq!(refused(uri), Refused::Character(c), "{uri}");
        }
    }

    #[test]
    fn wildcards_and_fragments_are_refused() {
        for uri in ["https://*.app.example/cb", "https://app.example/*", "*"] {
            assert_eq!(refused(uri), Refused::Wildcard, "{uri}");
        }
        for uri in
            ["https://app.example/cb#", "https://app.example/#/cb", "com.example.app:/cb#x", "https://app.example#@x"]
        {
            assert_eq!(refused_for_public(uri), Refused::Fragment, "{uri}");
        }
    }

    #[test]
    fn what_belongs_to_the_response_is_refused_however_it_is_spelled() {
        for (query, name) in [
            ("code=1", "code"),
            ("a=b&state", "state"),
            ("%69ss=x", "iss"),
            ("error=", "error"),
            ("error_description=x", "error_description"),
            ("error_uri=x", "error_uri"),
        ] {
            assert_eq!(
                refused(&format!("https://app.example/cb?{query}")),
                Refused::ReservedParameter(name),
                "{query}"
            );
        }
        assert_eq!(check("https://app.example/cb?codes=1&Code=2&x=code", false), Ok(()));
    }

    #[test]
    fn every_refusal_goes_on_from_the_name_of_the_field() {
        for uri in [
            "",
            "/",
            "https://a b",
            "javascript:x",
            "myapp:/",
            "https://10.0.0.1",
            "http://a.example",
            "https://a?code",
        ] {
            let sentence = refused(uri).to_string();
            assert!(
                ["is ", "has ", "uses ", "leads ", "already "].iter().any(|verb| sentence.starts_with(verb)),
                "{sentence}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_can_be_registered_leads_where_it_seems_to(uri in "(https?|com\\.a|a\\.b|javascript):/{0,3}[a-z0-9.:@\\[\\]%?#=/\\\\-]{0,24}") {
            if check(&uri, true).is_ok() {
                let parsed = Url::parse(&uri).unwrap();
                prop_assert!(parsed.fragment().is_none() && parsed.username().is_empty() && parsed.password().is_none());
                let loopback = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
                prop_assert!(parsed.scheme() == "https" || parsed.scheme() == "http" && loopback || parsed.scheme().contains('.'));
                if parsed.scheme() == "https" {
                    let authority = uri["https://".len()..].split(['/', '?']).next().unwrap();
                    let host = parsed.host_str().unwrap();
                    let port = authority.strip_prefix(host);
                    prop_assert!(port.is_some_and(|port| port.is_empty() || port.starts_with(':')), "{}", uri);
                }
                prop_assert!(super::super::matches(&uri, &uri, false));
            }
        }

        #[test]
        fn what_a_confidential_client_may_have_a_public_one_may_have_too(uri in "(https?|com\\.a):/{0,2}[a-z0-9.:?=]{0,16}") {
            prop_assert!(check(&uri, false).is_err() || check(&uri, true).is_ok());
        }
    }
}
