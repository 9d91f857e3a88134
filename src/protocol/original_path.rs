//! The path of a request that somebody else will serve, read the way every server would.
//!
//! A route table protects an API only if both mean the same path. Servers disagree about dot segments, dots
//! and blanks at the end of a segment, encoded slashes, backslashes, empty segments, path parameters, encoded ends of the
//! path and what is encoded twice; so a path that has any of these is refused instead of being normalised, because there is no telling how the API behind will
//! read it (contract §3).

use percent_encoding::percent_decode_str;

/// The path that `target` (as it stands in a request line, with or without a query) names, decoded; `None` if two
/// servers could read it differently.
pub fn original_path(target: &str) -> Option<String> {
    let raw = target.split('?').next().unwrap_or_default();
    if !raw.starts_with('/') || raw.contains(['\\', '#', ';']) || !well_encoded(raw) {
        return None;
    }
    let path = percent_decode_str(raw).decode_utf8().ok()?;
    let twice = percent_decode_str(&path).decode_utf8().ok()?;
    let unclear = |c: char| c.is_control() || matches!(c, '\\' | ';' | '?' | '#');
    // What only decoding brought must not have divided the path, and whoever decodes twice must read the same.
    if path.matches('/').count() != raw.matches('/').count() || twice != path {
        return None;
    }
    // Dots and blanks at the end of a part, and so `.` and `..`: some take them off.
    let ends_unclear = |part: &str| part.ends_with(|c: char| c == '.' || c.is_whitespace());
    if path.contains(unclear) || path.contains("//") || path.split('/').any(ends_unclear) {
        return None;
    }
    Some(path.into_owned())
}

/// Whether every `%` begins the code of one byte.
fn well_encoded(raw: &str) -> bool {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = raw.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| *byte != b'%' || (digit(bytes.get(at + 1)) && digit(bytes.get(at + 2))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_plain_path_is_read_without_its_query() {
        for (target, path) in [
            ("/", "/"),
            ("/api/v2/tickets.json?page[size]=1&x=/../", "/api/v2/tickets.json"),
            ("/api/v2/search/caf%C3%A9%20au%20lait", "/api/v2/search/café au lait"),
            ("/a/b/", "/a/b/"),
            ("/.well-known/a.b", "/.well-known/a.b"),
            ("/100%25", "/100%"),
        ] {
            assert_eq!(original_path(target).as_deref(), Some(path), "{target}");
        }
    }

    #[test]
    fn whatever_two_servers_could_read_differently_is_refused() {
        for target in [
            "",
            "*",
            "api",
            "https://acme.example.com/api",
            "/a/../b",
            "/a/.",
            "/a/./b",
            "/a/%2e%2e/b",
            "/a/.%2E/b",
            "/a%2fb",
            "/a%2Fb",
            "/a%5cb",
            "/a%5Cb",
            "/a\\b",
            "//a",
            "/a//b",
            "/a;x=1/b",
            "/a/..;/b",
            "/a%3bb",
            "/a#b",
            "/a%3fb",
            "/a%3F",
            "/a%23b",
            "/a%253fb",
            "/a%00",
            "/a%0ab",
            "/a%zz",
            "/a%",
            "/a%ff",
            "/a/%252e%252e/b",
            "/a%252fb",
            "/%2561dmin/x",
            "/a%2525",
            "/a%25zz%2561",
            "/tickets.",
            "/tickets./7",
            "/a/...",
            "/tickets%2e",
            "/tickets%20",
            "/tickets%20/7",
            "/tickets%C2%A0",
            "/tickets%E3%80%80",
        ] {
            assert_eq!(original_path(target), None, "{target}");
        }
    }

    proptest! {
        #[test]
        fn what_is_let_through_has_nothing_to_disagree_about(target: String) {
            if let Some(path) = original_path(&target) {
                prop_assert!(path.starts_with('/') && !path.contains("//") && !path.contains(['\\', ';', '?', '#', '\0']));
                let ends = ['.', ' ', '\u{a0}'];
                prop_assert!(path.split('/').all(|part| !part.ends_with(ends)));
            }
        }

        #[test]
        fn encoding_more_than_necessary_changes_nothing(path in "(/[a-z0-9_-]{1,8}){1,4}", at in 1_usize..8) {
            let (head, tail) = path.split_at(at.min(path.len()));
            let mut rest = tail.chars();
            let encoded = rest.next().filter(|c| *c != '/').map(|c| format!("{head}%{:02x}{}", c as u32, rest.as_str()));
            prop_assert_eq!(original_path(&encoded.unwrap_or_else(|| path.clone())), Some(path));
        }
    }
}
