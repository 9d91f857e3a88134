//! Where an answer may go (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1).
//!
//! What was registered and what is asked for are compared as strings, to the last character: two parsers never agree
//! on what a URL means, and each disagreement was an advisory somewhere. The one exception is RFC 8252 §7.3: a
//! public client on `http` and a loopback host may listen on any port, because it cannot know which is free. Taking
//! any host in 127.0.0.0/8, or `http` and `https` for the same, was refused.

mod destination;
mod register;

pub use destination::{Destination, destination};
pub use register::{Refused, check};

/// The hosts that never leave the device, as they are spelled in a URI.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Whether an answer may go to `asked` because `registered` is registered; `public` is the client's kind.
pub fn matches(registered: &str, asked: &str, public: bool) -> bool {
    registered == asked || public && on_loopback(registered).is_some_and(|apart| on_loopback(asked) == Some(apart))
}

/// Host and rest of an `http` URI on a loopback host, without its port.
fn on_loopback(uri: &str) -> Option<(&str, &str)> {
    let after_scheme = uri.strip_prefix("http://")?;
    let host = LOOPBACK.into_iter().find(|host| after_scheme.starts_with(host))?;
    let rest = &after_scheme[host.len()..];
    let rest = match rest.strip_prefix(':') {
        None => rest,
        Some(from_port) => {
            let end = from_port.find(|c: char| !c.is_ascii_digit()).unwrap_or(from_port.len());
            let (port, rest) = from_port.split_at(end);
            port.parse::<u16>().ok().filter(|number| *number > 0 && !port.starts_with('0'))?;
            rest
        }
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest))
}

/// Adds the parameters of a response to a proven redirect URI, whose own query stays as it is (RFC 6749 §4.1.2).
pub fn append(uri: &str, pairs: &[(&str, &str)]) -> String {
    let added = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let joint = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{uri}{joint}{added}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    #[test]
    fn only_the_very_same_string_matches() {
        let registered = "https://app.example/cb?tenant=a";
        assert!(matches(registered, registered, true) && matches(registered, registered, false));
        for asked in [
            "",
            "https://app.example/cb",
            "https://app.example/cb?tenant=a&x=1",
            "https://app.example/cb?tenant=a&",
            "https://app.example/cb?tenant=b",
            "https://app.example/cb?tenant=a#x",
            "https://app.example/CB?tenant=a",
            "https://APP.example/cb?tenant=a",
            "HTTPS://app.example/cb?tenant=a",
            "http://app.example/cb?tenant=a",
            "https://app.example:443/cb?tenant=a",
            "https://app.example./cb?tenant=a",
            "https://app.example/./cb?tenant=a",
            "https://app.example/x/../cb?tenant=a",
            "https://app.example/%63b?tenant=a",
            "https://app%2eexample/cb?tenant=a",
            "https://app.example/cb;x?tenant=a",
            "https://app.example\\cb?tenant=a",
            "https://evil.example\\@app.example/cb?tenant=a",
            "https://app.example@evil.example/cb?tenant=a",
            "https://app.example/cb?tenant=a ",
            "https://app.example/cb?tenant=a\n",
            "https://аpp.example/cb?tenant=a",
            "https://xn--pp-6kc.example/cb?tenant=a",
        ] {
            assert!(!matches(registered, asked, true) && !matches(registered, asked, false), "{asked:?}");
        }
    }

    #[test]
    fn a_public_client_on_loopback_may_listen_on_any_port() {
        for host in LOOPBACK {
            let registered = format!("http://{host}:19186/cb?a=b");
            for port in ["", ":1", ":8080", ":65535"] {
                let asked = format!("http://{host}{port}/cb?a=b");
                assert!(matches(&registered, &asked, true), "{asked}");
                assert!(matches(&asked, &registered, true), "{asked}");
                assert!(!matches(&registered, &asked, false), "{asked}");
            }
        }
        assert!(matches("http://localhost/", "http://localhost:19187/", true));
        assert!(matches("http://localhost", "http://localhost:19187", true));
    }

    #[test]
    fn nothing_but_the_port_may_differ_on_loopback() {
        let registered = "http://127.0.0.1:1234/cb";
        for asked in [
            "http://127.0.0.1:1234/cb/",
            "http://127.0.0.1:1234/CB",
            "http://127.0.0.1:1234/cb?x",
            "http://127.0.0.1:1234/cb#x",
            "http://127.0.0.1:1234",
            "http://localhost:1234/cb",
            "http://[::1]:1234/cb",
            "http://127.0.0.2:1234/cb",
            "http://127.1:1234/cb",
            "http://2130706433/cb",
            "http://0x7f.0.0.1/cb",
            "http://127.0.0.1.evil/cb",
            "http://127.0.0.1.:1234/cb",
            "http://127.0.0.1@evil.example/cb",
            "http://127.0.0.1:1234@evil.example/cb",
            "http://127.0.0.1:1234:80/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:080/cb",
            "http://127.0.0.1:65536/cb",
            "http://127.0.0.1:+80/cb",
            "http://127.0.0.1:80\\@evil.example/cb",
            "https://127.0.0.1:1234/cb",
            "HTTP://127.0.0.1:1/cb",
        ] {
            assert!(!matches(registered, asked, true), "{asked}");
        }
        assert!(!matches("http://[::1]/cb", "http://[::1%25lo0]/cb", true));
        assert!(!matches("http://localhost/cb", "http://localhost.evil.example/cb", true));
        assert!(!matches("https://localhost/cb", "https://localhost:1/cb", true));
    }

    #[test]
    fn a_response_is_added_to_the_query_that_is_there() {
        let pairs = [("code", "a b"), ("state", "é&=")];
        for (uri, joint) in [
            ("https://app.example", "?"),
            ("https://app.example/cb?", ""),
            ("https://app.example/cb?a=b", "&"),
            ("https://app.example/cb?a=b&", ""),
            ("com.example.app:/cb", "?"),
            ("com.example.app:", "?"),
        ] {
            assert_eq!(append(uri, &pairs), format!("{uri}{joint}code=a+b&state=%C3%A9%26%3D"));
        }
    }

    proptest! {
        #[test]
        fn off_loopback_matching_is_equality(registered in "https://[a-z.:/?@]{1,12}", asked in "https?://[a-z.:/?@]{1,12}") {
            prop_assert_eq!(matches(&registered, &asked, true), registered == asked);
        }

        #[test]
        fn what_matches_a_loopback_uri_leads_to_that_host(registered in "http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[1-9][0-9]{0,3})?[/?]?[a-z]{0,3}", asked in "http://(localhost|127\\.0\\.0\\.1|\\[::1\\])[.:@0-9a-z/?#\\\\]{0,10}") {
            if matches(&registered, &asked, true) {
                let [registered, asked] = [&registered, &asked].map(|uri| Url::parse(uri).unwrap());
                prop_assert_eq!(registered.host_str(), asked.host_str());
                prop_assert_eq!(registered.path(), asked.path());
            }
        }

        #[test]
        fn whatever_is_added_can_be_read_again(query in "(\\?[a-z&=]{0,8})?", value: String, state: String) {
            for base in ["https://app.example/cb", "http://[::1]:1/", "com.example.app:/cb", "com.example.app://cb"] {
                let uri = format!("{base}{query}");
                let own: Vec<_> = Url::parse(&uri).unwrap().query_pairs().into_owned().collect();
                let answer = append(&uri, &[("code", &value), ("state", &state)]);
                prop_assert!(answer.starts_with(&uri) && answer.is_ascii());
                let mut read: Vec<_> = Url::parse(&answer).unwrap().query_pairs().into_owned().collect();
                prop_assert_eq!(read.pop(), Some(("state".to_owned(), state.clone())));
                prop_assert_eq!(read.pop(), Some(("code".to_owned(), value.clone())));
                prop_assert_eq!(read, own);
            }
        }

        #[test]
        fn never_panics(registered: String, asked: String) {
            let _ = (matches(&registered, &asked, true), append(&registered, &[("code", &asked)]), destination(&asked));
            let _ = check(&asked, true);
            let _ = matches("http://localhost/", &format!("http://localhost{asked}"), true);
        }
    }
}
