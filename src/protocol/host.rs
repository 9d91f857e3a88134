//! What a Host header may say (RFC 9110 §7.2: `uri-host [":" port]`, of RFC 3986 §3.2).

use std::net::Ipv6Addr;

/// Whether `text` is a host, and a port if need be. Nothing at all is one, too: RFC 9112 §3.2 wants that of a request
/// whose target has none.
pub fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some(halves) if !text.ends_with(']') => halves,
        _ => (text, ""),
    };
    let literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let is_name = literal.map_or_else(|| is_registered_name(name), |address| address.parse::<Ipv6Addr>().is_ok());
    is_name && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 3986 §3.2.2, reg-name: unreserved, percent-encoded, and what may divide the parts of one.
fn is_registered_name(text: &str) -> bool {
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte));
    let encoded = |text: &str| {
        text.split_at_checked(2)
            .is_some_and(|(code, rest)| code.bytes().all(|byte| byte.is_ascii_hexdigit()) && plain(rest))
    };
    let mut parts = text.split('%');
    parts.next().is_none_or(plain) && parts.all(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_a_port() {
        for host in [
            "",
            "acme.localhost",
            "acme.localhost:8080",
            "acme.localhost:",
            "a_b.",
            "a%2eb",
            "127.0.0.1:1",
            "[::1]",
            "[::1]:80",
        ] {
            assert!(is_host(host), "{host}");
        }
        for other in [
            "acme.localhost/",
            "user@acme.localhost",
            "acme.localhost:1:1",
            "acme.localhost:x",
            "acme.localhost, acme.localhost",
            "acme.localhost?",
            "a#b",
            "a\\b",
            "a%2",
            "a%zz",
            "::1",
            "[::1",
            "[x]",
            "[::1]x",
            "https://acme.localhost",
        ] {
            assert!(!is_host(other), "{other}");
        }
    }
}
