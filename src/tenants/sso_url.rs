//! The address of the vendor's own sign-in page, to which people are sent from here.

use url::{Host, Url};

use crate::protocol::redirect_uri;

/// The parameter that says where the vendor sends them back to.
const RETURN_TO: &str = "return_to";

/// The longest address.
const LONGEST: usize = 2_000;

/// Where the vendor's sign-in `sso_url` starts for somebody who is to come back to `return_to`, an absolute address.
pub fn starting(sso_url: &str, return_to: &str) -> String {
    redirect_uri::append(sso_url, &[(RETURN_TO, return_to)])
}

/// What is wrong with `text` as such an address, if anything is.
pub(super) fn problem(text: &str) -> Option<&'static str> {
    let wrong = |says| Some(says);
    let Ok(url) = Url::parse(text) else { return wrong("give an address that begins with https://") };
    if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return wrong("give at most 2,000 characters of ASCII, others percent-encoded");
    }
    if text.contains('\\') {
        return wrong("leave out backslashes, which some browsers read as slashes");
    }
    if !(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url)) {
        return wrong("give an address that begins with https://");
    }
    if !url.username().is_empty() || url.password().is_some() || text.contains('#') {
        return wrong("leave out user, password and fragment");
    }
    let own = url.query_pairs().any(|(name, _)| name == RETURN_TO);
    if own { wrong("leave out return_to: it is added for each person") } else { None }
}

/// What never leaves this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_vendor_keeps_its_own_query() {
        for (address, start) in [
            ("https://login.example.com/sso", "https://login.example.com/sso?return_to=https%3A%2F%2Fa%2F%3Fb%3Dc%26d"),
            (
                "https://login.example.com/?t=1",
                "https://login.example.com/?t=1&return_to=https%3A%2F%2Fa%2F%3Fb%3Dc%26d",
            ),
            ("http://localhost:3000", "http://localhost:3000?return_to=https%3A%2F%2Fa%2F%3Fb%3Dc%26d"),
            ("http://login.localhost/", "http://login.localhost/?return_to=https%3A%2F%2Fa%2F%3Fb%3Dc%26d"),
            ("http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x?return_to=https%3A%2F%2Fa%2F%3Fb%3Dc%26d"),
            ("http://[::1]:3000/x", "http://[::1]:3000/x?return_to=https%3A%2F%2Fa%2F%3Fb%3Dc%26d"),
        ] {
            assert_eq!(problem(address), None, "{address}");
            assert_eq!(starting(address, "https://a/?b=c&d"), start);
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for address in [
            "",
            "login.example.com",
            "/login",
            "//login.example.com",
            "http://login.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://user@login.example.com",
            "https://:password@login.example.com",
            "https://login.example.com/#",
            "https://login.example.com/#top",
            "https://login.example.com/?return_to=x",
            "https://login.example.com/?a&return%5Fto=x",
            "https://login.example.com/\r\nSet-Cookie: a=b",
            "https://login.example.com/a b",
            "https://login.example.com/é",
            "https://login.example.com/\\a",
            "https:\\\\login.example.com/",
        ] {
            assert!(problem(address).is_some(), "{address}");
        }
        assert!(problem(&format!("https://login.example.com/{}", "a".repeat(2_000))).is_some());
    }
}
