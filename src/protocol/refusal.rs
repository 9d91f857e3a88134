//! What a client is told when it is refused: one of the codes of RFC 6749 §4.1.2.1 and §5.2.
//!
//! Codes and reasons are two enums: a client's code acts on ten codes, the log and the client's developer
//! need the reason. `error_description` carries both, first the sentence that existing clients know byte for
//! byte, then the detail. `error_uri` is not sent: the detail says what to do.

use std::fmt;

use super::reason::Reason;

/// The `error` of RFC 6749 §4.1.2.1 and §5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ErrorCode {
    /// A parameter is missing, repeated or unreadable.
    InvalidRequest,
    /// The client did not prove who it is.
    InvalidClient,
    /// The code or refresh token is worth nothing here.
    InvalidGrant,
    /// The client is known, and may not do this.
    UnauthorizedClient,
    /// The `grant_type` is not one of ours.
    UnsupportedGrantType,
    /// The `response_type` is not `code`.
    UnsupportedResponseType,
    /// The scope is unknown or too wide.
    InvalidScope,
    /// The person, or the account's settings, said no.
    AccessDenied,
    /// A defect of this server.
    ServerError,
    /// Come back later; goes with `Retry-After`.
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// The code as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The HTTP status at the token endpoint (RFC 6749 §5.2). A caller that refuses for too many requests
    /// answers `temporarily_unavailable` with 429 instead of 503.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }

    /// The sentence that opens `error_description`: clients compare it, so it never changes.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::InvalidRequest => {
                "The request is missing a required parameter, includes an unsupported parameter or parameter value, \
                 repeats a parameter, includes multiple credentials, utilizes more than one mechanism for \
                 authenticating the client, or is otherwise malformed."
            }
            Self::InvalidClient => {
                "The client identifier provided is invalid, the client failed to authenticate, the client did not \
                 include its credentials, provided multiple client credentials, or used unsupported credentials type."
            }
            Self::InvalidGrant => {
                "The provided access grant is invalid, expired, or revoked (e.g. invalid assertion, expired \
                 authorization token, bad end-user password credentials, or mismatching authorization code and \
                 redirection URI)."
            }
            Self::UnauthorizedClient => {
                "The authenticated client is not authorized to use the access grant type provided."
            }
            Self::UnsupportedGrantType => {
                "The access grant included - its type or another attribute - is not supported by the authorization \
                 server."
            }
            Self::UnsupportedResponseType => {
                "The requested response type is not supported by the authorization server."
            }
            Self::InvalidScope => {
                "The requested scope is invalid, unknown, malformed, or exceeds the previously granted scope."
            }
            Self::AccessDenied => "The end-user or authorization server denied the request.",
            Self::ServerError => "Internal Server Error",
            Self::TemporarilyUnavailable => "Service Unavailable",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.description())]
pub struct Refusal {
    /// Why; the code follows from it.
    pub reason: Reason,
}

impl Refusal {
    /// The `error` that the client gets.
    pub const fn code(&self) -> ErrorCode {
        self.reason.code()
    }

    /// The HTTP status at the token endpoint.
    pub const fn status(&self) -> u16 {
        self.code().status()
    }

    /// The `error_description`: the sentence, a space, the detail (if there is one). Only characters that
    /// RFC 6749 §5.2 allows, whatever the request contained.
    pub fn description(&self) -> String {
        let detail = self.reason.detail();
        let sentence = self.code().sentence();
        if detail.is_empty() { sentence.to_owned() } else { format!("{sentence} {detail}") }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reason }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use strum::IntoEnumIterator;

    use super::*;

    /// RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E.
    fn allowed(text: &str) -> bool {
        text.bytes().all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E))
    }

    #[test]
    fn every_description_has_only_the_characters_that_the_rfc_allows() {
        for reason in Reason::iter() {
            let description = Refusal::from(reason.clone()).description();
            assert!(allowed(&description), "{}: {description}", reason.name());
            assert!(description.starts_with(reason.code().sentence()));
        }
    }

    #[test]
    fn a_denial_is_the_bare_sentence() {
        let refusal = Refusal::from(Reason::Denied);
        assert_eq!(refusal.code().as_str(), "access_denied");
        assert_eq!(refusal.description(), "The end-user or authorization server denied the request.");
    }

    #[test]
    fn the_sentence_comes_first_and_the_detail_names_the_word() {
        let description = Refusal::from(Reason::ScopeUnknown("ticket:read".into())).description();
        assert_eq!(
            description,
            "The requested scope is invalid, unknown, malformed, or exceeds the previously granted scope. \
             The scope ticket:read does not exist here; scopes are separated by spaces."
        );
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        let codes: Vec<&str> = ErrorCode::iter().map(ErrorCode::as_str).collect();
        assert_eq!(
            codes.join(" "),
            "invalid_request invalid_client invalid_grant unauthorized_client unsupported_grant_type \
             unsupported_response_type invalid_scope access_denied server_error temporarily_unavailable"
        );
    }

    #[test]
    fn only_a_failed_authentication_is_401() {
        assert_eq!(ErrorCode::iter().filter(|code| code.status() == 401).count(), 1);
        assert_eq!(Refusal::from(Reason::SecretWrong).status(), 401);
        assert_eq!(Refusal::from(Reason::CodeUnknown).status(), 400);
    }

    proptest! {
        #[test]
        fn nothing_that_was_sent_can_break_out_of_a_description(word: String) {
            for reason in [
                Reason::ScopeUnknown(word.clone()),
                Reason::ScopeNotAllowed(word.clone()),
                Reason::ScopeAboveRole(word.clone()),
                Reason::ScopeNotGranted(word.clone()),
            ] {
                let refusal = Refusal::from(reason);
                prop_assert!(allowed(&refusal.description()));
                prop_assert!(!refusal.description().contains('<'));
                prop_assert!(refusal.description().len() < 400);
            }
        }
    }
}
