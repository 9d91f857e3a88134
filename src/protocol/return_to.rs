//! Where a person goes on after signing in: a path of the same tenant, and nothing else.
//!
//! The value comes from an address that anybody can write, so it must not lead away (RFC 9700 §4.11). Resolving it
//! against the tenant's address and comparing the origins was refused: browsers and our parser need not agree. A
//! path that begins with exactly one slash and has no character that anybody reads as something else leads nowhere
//! else.

/// The longest path that is carried along: an authorization request with a long `state` fits.
pub const MAXIMUM: usize = 8_192;

/// What a path could hide a slash, a backslash, a dot or a control character behind.
const HIDING: [&str; 8] = ["%2f", "%5c", "%2e", "%0", "%1", "%25", "%7f", "//"];

/// The path, with its query, if it stays within the tenant.
pub fn return_to(text: &str) -> Option<&str> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let safe = text.len() <= MAXIMUM
        && path.starts_with('/')
        && path.bytes().chain(query.bytes()).all(is_plain)
        && !HIDING.iter().any(|hiding| path.to_ascii_lowercase().contains(hiding))
        && !path.split('/').any(|segment| matches!(segment, "." | ".."));
    safe.then_some(text)
}

/// The same for a path, or for an absolute address at `issuer` (`https://acme.example.com`), as it comes back from
/// another site: its path.
pub fn return_to_issuer<'a>(issuer: &str, text: &'a str) -> Option<&'a str> {
    match text.strip_prefix(issuer) {
        Some("") => Some("/"),
        Some(path) => return_to(path),
        None => return_to(text),
    }
}

/// Printable ASCII, without what starts a fragment, ends an attribute or passes for a slash.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\' | b'"' | b'<' | b'>')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    #[test]
    fn a_path_of_the_tenant_is_kept_with_its_query() {
        for text in [
            "/",
            "/account/connected-apps",
            "/a-b_c.d~e;f=g@h:1",
            "/%C3%A9",
            "/oauth/authorizations/new?client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=%2F%2F..%5C",
            "/x?next=https://app.example/cb?y",
        ] {
            assert_eq!(return_to(text), Some(text));
        }
    }

    #[test]
    fn nothing_leads_away() {
        for text in [
            "",
            "?",
            "account",
            "https://evil.example",
            "HTTPS:evil.example",
            "javascript:alert(1)",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/%2fevil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/%09/evil.example",
            "/%0d%0aSet-Cookie:a=b",
            "/%252fevil.example",
            "/.//evil.example",
            "/..//evil.example",
            "/a/../../evil",
            "/%2e%2e/evil",
            "/a//b",
            "/a#b",
            "/a?b#c",
            "/a?b\\c",
            "/a?\"onload",
            "/é",
            "/a?é",
            "/\u{202e}",
            "/a\0",
        ] {
            assert_eq!(return_to(text), None, "{text:?}");
        }
        assert_eq!(return_to(&format!("/{}", "a".repeat(MAXIMUM))), None);
    }

    #[test]
    fn an_address_of_the_tenant_is_its_path() {
        const ISSUER: &str = "https://acme.example.com";
        for (text, path) in [
            ("https://acme.example.com", "/"),
            ("https://acme.example.com/", "/"),
            ("https://acme.example.com/a?b=https://evil.example", "/a?b=https://evil.example"),
            ("/a?b", "/a?b"),
        ] {
            assert_eq!(return_to_issuer(ISSUER, text), Some(path));
        }
        for text in [
            "",
            "https://acme.example.com:443/",
            "https://acme.example.com.evil.example/",
            "https://acme.example.com@evil.example/",
            "https://acme.example.com?a",
            "https://acme.example.com//evil.example",
            "https://acme.example.com/\\evil.example",
            "https://globex.example.com/",
            "http://acme.example.com/",
            "https:/acme.example.com/",
            "//acme.example.com/",
            " https://acme.example.com/",
        ] {
            assert_eq!(return_to_issuer(ISSUER, text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_browser_stays_on_the_tenant(text in "[/\\\\a.:@?#%25fFcCeE0-9\\t\\n ]{0,12}") {
            if return_to(&text).is_some() {
                let tenant = Url::parse("https://acme.example.com/access/login").unwrap();
                let next = tenant.join(&text).unwrap();
                prop_assert_eq!(next.origin(), tenant.origin());
                prop_assert!(!next.path().starts_with("//"));
                prop_assert_eq!(next.as_str(), format!("https://acme.example.com{text}"));
            }
        }

        #[test]
        fn never_panics(text: String) {
            let _ = return_to(&text);
        }
    }
}
