//! The access token that a request carries (RFC 6750 §2.1), and the answer to one that does not do (§3).
//!
//! Only the header is read here: RFC 9700 §4.3.2 forbids the query string, and the one address that takes a token
//! there reads it itself. What a token lacks is told twice: by `insufficient_scope` in the challenge, and by the sentence of
//! [`missing_scope`] in the body, which existing clients compare.

use super::credentials::of_scheme;
use super::reason::Reason;
use crate::secret::Secret;

/// What a client is told of a token that is unknown, expired or revoked: clients compare it, so it never changes.
pub const INVALID_TOKEN: &str =
    "The access token provided is expired, revoked, malformed or invalid for other reasons.";

/// Why an `Authorization` header gives no credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has another scheme: there may be another way to read it.
    #[error("the Authorization header has another scheme")]
    OtherScheme,
    /// It has the scheme, and nothing that could be credentials.
    #[error("the Authorization header is malformed")]
    Malformed,
}

impl From<Reason> for Unreadable {
    fn from(reason: Reason) -> Self {
        if reason == Reason::AuthorizationSchemeUnsupported { Self::OtherScheme } else { Self::Malformed }
    }
}

/// The token of `Authorization: Bearer`.
///
/// # Errors
/// [`Unreadable`].
pub fn bearer(header: &str) -> Result<Secret, Unreadable> {
    let token = of_scheme("bearer", header).ok_or(Unreadable::OtherScheme)?;
    if is_b64token(token) { Ok(Secret::from(token)) } else { Err(Unreadable::Malformed) }
}

/// RFC 6750 §2.1: `b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !body.is_empty() && body.bytes().all(inner)
}

/// The value of `WWW-Authenticate` (RFC 6750 §3) for the host `realm`: without an error if the request had no token.
pub fn challenge(realm: &str, error: Option<(&str, &str)>) -> String {
    let quoted = |text: &str| text.replace(['"', '\\'], "");
    let mut challenge = format!("Bearer realm=\"{}\"", quoted(realm));
    if let Some((code, description)) = error {
        challenge.push_str(&format!(", error=\"{}\", error_description=\"{}\"", quoted(code), quoted(description)));
    }
    challenge
}

/// The same where the token lacks `word` (RFC 6750 §3.1): an application that reads it asks for more by itself.
pub fn challenge_for_scope(realm: &str, word: &str) -> String {
    format!("{}, scope=\"{word}\"", challenge(realm, Some(("insufficient_scope", &missing_scope(word)))))
}

/// What a client is told whose token lacks a scope: clients compare it, so it never changes.
pub fn missing_scope(word: &str) -> String {
    format!("You are missing the following required scopes: {word}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_follows_the_scheme_in_whatever_case() {
        for header in ["Bearer abc.-_~+/==", "bearer abc.-_~+/==", "BEARER  abc.-_~+/==", " Bearer abc.-_~+/== "] {
            assert_eq!(bearer(header).unwrap().reveal(), "abc.-_~+/==", "{header}");
        }
    }

    #[test]
    fn anything_else_is_unreadable() {
        for header in ["Basic YTpi", "Bear abc", "Bearerabc", "", "token abc"] {
            assert_eq!(bearer(header), Err(Unreadable::OtherScheme), "{header}");
        }
        for header in
            ["Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer ===", "Bearer a=b", "Bearer é", "Bearer \"a\""]
        {
            assert_eq!(bearer(header), Err(Unreadable::Malformed), "{header}");
        }
    }

    #[test]
    fn a_challenge_names_the_error_only_if_there_was_a_token() {
        assert_eq!(challenge("acme.example.com", None), "Bearer realm=\"acme.example.com\"");
        assert_eq!(
            challenge("acme.example.com", Some(("invalid_token", INVALID_TOKEN))),
            "Bearer realm=\"acme.example.com\", error=\"invalid_token\", error_description=\"The access token provided is \
             expired, revoked, malformed or invalid for other reasons.\""
        );
        assert_eq!(challenge("a\"b\\", None), "Bearer realm=\"ab\"");
    }

    #[test]
    fn a_missing_scope_is_told_as_clients_know_it() {
        let told = r#"Bearer realm="acme", error="insufficient_scope", error_description="You are missing the following required scopes: groups:read", scope="groups:read""#;
        assert_eq!(challenge_for_scope("acme", "groups:read"), told);
        assert_eq!(missing_scope("groups:read"), "You are missing the following required scopes: groups:read");
    }

    proptest! {
        #[test]
        fn whatever_is_a_token_is_read(token in "[A-Za-z0-9._~+/-]{1,60}={0,2}") {
            prop_assert_eq!(bearer(&format!("Bearer {token}")), Ok(Secret::from(token.as_str())));
        }

        #[test]
        fn never_panics(header: String) {
            let _ = bearer(&header);
            let _ = bearer(&format!("Bearer {header}"));
        }
    }
}
