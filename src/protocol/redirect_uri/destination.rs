//! What a person is told about where an answer goes, before they allow it.

use super::LOOPBACK;

/// Where a proven redirect URI leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To a site: its host, with the port if it is not the usual one.
    Host(String),
    /// To an application that listens on this device: host and port.
    Loopback(String),
    /// To an application that has claimed a scheme on this device.
    App(String),
}

/// Where a proven redirect URI leads. Names are as they were registered, in ASCII: an internationalised name shows
/// as `xn--…`, so that no letter can be mistaken for another.
pub fn destination(uri: &str) -> Destination {
    let (scheme, rest) = uri.split_once(':').unwrap_or((uri, ""));
    // RFC 3986 §3.1: upper case is the same scheme; it is refused at registration, but may have come before that.
    if !["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)) {
        return Destination::App(scheme.to_owned());
    }
    let rest = rest.trim_start_matches('/');
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host =
        if authority.starts_with('[') { authority.split_inclusive(']').next() } else { authority.split(':').next() };
    if host.is_some_and(|host| LOOPBACK.iter().any(|loopback| host.eq_ignore_ascii_case(loopback))) {
        Destination::Loopback(authority.to_owned())
    } else {
        Destination::Host(authority.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_which_host_follows() {
        assert_eq!(destination("https://app.northwind.com/cb?a=b"), Destination::Host("app.northwind.com".into()));
        assert_eq!(destination("https://app.northwind.com:8443"), Destination::Host("app.northwind.com:8443".into()));
        assert_eq!(destination("https://xn--mnchen-3ya.example?x"), Destination::Host("xn--mnchen-3ya.example".into()));
    }

    #[test]
    fn or_that_it_is_an_application_on_this_device() {
        assert_eq!(destination("http://localhost:19186/"), Destination::Loopback("localhost:19186".into()));
        assert_eq!(destination("http://[::1]:1/cb"), Destination::Loopback("[::1]:1".into()));
        assert_eq!(destination("https://127.0.0.1/cb"), Destination::Loopback("127.0.0.1".into()));
        assert_eq!(destination("com.northwind.sync:/cb"), Destination::App("com.northwind.sync".into()));
        assert_eq!(destination("com.northwind.sync://localhost/cb"), Destination::App("com.northwind.sync".into()));
    }

    #[test]
    fn however_the_scheme_is_spelled_a_site_is_no_application_of_this_device() {
        assert_eq!(destination("HTTPS://evil.example/cb"), Destination::Host("evil.example".into()));
        assert_eq!(destination("Http://LOCALHOST:1/cb"), Destination::Loopback("LOCALHOST:1".into()));
    }

    #[test]
    fn a_site_is_not_mistaken_for_this_device() {
        for uri in ["https://localhost.example/", "https://127.0.0.1.example/", "https://127.0.0.2/"] {
            assert!(matches!(destination(uri), Destination::Host(_)), "{uri}");
        }
    }
}
