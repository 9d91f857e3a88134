//! What a client and a tenant may be called.
//!
//! A client's identifier (RFC 6749 §2.2) is case-sensitive, and never percent-encoded by anybody, because it has
//! only characters that no encoding touches. It may look like a number; but who sends a number that is no identifier
//! has taken the client's id for it.

use super::reason::Reason;

/// Whether `text` can be the identifier of a client: `[A-Za-z0-9._-]{1,255}`.
pub fn is_client_identifier(text: &str) -> bool {
    let of_an_identifier = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=255).contains(&text.len()) && text.bytes().all(of_an_identifier)
}

/// Why there is no client called `text`: a number gets a hint that the identifier is meant.
pub fn unknown_client(text: &str) -> Reason {
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if number { Reason::ClientIdentifierIsNumber } else { Reason::ClientUnknown }
}

/// Whether `text` can be a tenant's subdomain: one label of a host name (RFC 1123 §2.1) in lower case, 1 to 63
/// letters, digits and inner hyphens. No name is reserved.
pub fn is_subdomain(text: &str) -> bool {
    let of_a_label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(of_a_label) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn identifiers_have_letters_digits_dots_hyphens_and_underscores() {
        for text in ["a", "zdg-zcli-oauth", "Invoice_Sync.2", "123", &"a".repeat(255)] {
            assert!(is_client_identifier(text), "{text}");
        }
        for text in ["", "a b", "a/b", "a:b", "é", "a%20", "a\n", &"a".repeat(256)] {
            assert!(!is_client_identifier(text), "{text}");
        }
    }

    #[test]
    fn a_number_gets_an_error_that_says_what_is_meant() {
        assert_eq!(unknown_client("223443"), Reason::ClientIdentifierIsNumber);
        assert!(unknown_client("223443").detail().contains("identifier of the client, not its number"));
        assert_eq!(unknown_client("22a"), Reason::ClientUnknown);
        assert_eq!(unknown_client(""), Reason::ClientUnknown);
    }

    #[test]
    fn a_subdomain_is_one_label_in_lower_case() {
        for text in ["a", "acme", "a-1", "1", "admin", &"a".repeat(63)] {
            assert!(is_subdomain(text), "{text}");
        }
        for text in ["", "-a", "a-", "A", "a.b", "a_b", "ä", "xn--é", &"a".repeat(64)] {
            assert!(!is_subdomain(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_identifier_survives_every_encoding(text in "[A-Za-z0-9._-]{1,255}") {
            let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            prop_assert!(is_client_identifier(&text));
            prop_assert_eq!(encoded, text);
        }

        #[test]
        fn never_panics(text: String) {
            let _ = (is_client_identifier(&text), unknown_client(&text), is_subdomain(&text));
        }
    }
}
