//! A refusal as JSON (RFC 6749 §5.2), with the headers that go with it, and its line in the log.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;

use crate::grants::GrantError;
use crate::protocol::bearer::{INVALID_TOKEN, challenge};
use crate::protocol::reason::Reason;
use crate::protocol::refusal::{ErrorCode, Refusal};
use crate::storage::Failure;
use crate::tokens::revoke::RevocationError;

/// Seconds after which a client may try again when the server is busy.
const BUSY: u64 = 1;

/// What callers prove themselves to.
const REALM: &str = "OAuth2 Token Endpoint";

/// The error of RFC 6750 §3.1 for a token that proves nothing.
const INVALID: &str = "invalid_token";

/// Why an endpoint for machines refused.
#[derive(Debug)]
pub struct Refused {
    refusal: Refusal,
    /// Seconds to wait, and whether the caller is to blame (429) or the server (503).
    retry_after: Option<(u64, bool)>,
    /// Whether the caller spoke Bearer, and is answered in kind.
    bearer: bool,
}

impl Refused {
    /// Too many attempts: 429 with the seconds to wait.
    pub fn too_many(seconds: u64) -> Self {
        Self { retry_after: Some((seconds.max(1), true)), ..Reason::TooManyAttempts.into() }
    }

    /// The same to a caller that spoke Bearer: RFC 7662 §2.3 has it answered as RFC 6750 §3 says.
    pub fn to_bearer(self) -> Self {
        Self { bearer: true, ..self }
    }

    /// The same for another reason, if it was `from`.
    pub fn instead_of(self, from: &Reason, reason: Reason) -> Self {
        if self.refusal.reason == *from { Self { refusal: reason.into(), ..self } } else { self }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.refusal.fmt(f)
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self { refusal: reason.into(), retry_after: None, bearer: false }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        tracing::error!(%failure, "storage gave no answer");
        match failure {
            Failure::Overloaded | Failure::Unavailable(_) => {
                Self { retry_after: Some((BUSY, false)), ..Reason::Overloaded.into() }
            }
            Failure::Query(_) | Failure::Corrupt(_) => Reason::Defect.into(),
        }
    }
}

impl From<GrantError> for Refused {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::Refused(refusal) => refusal.reason.into(),
            GrantError::Failure(failure) => failure.into(),
        }
    }
}

impl From<RevocationError> for Refused {
    fn from(error: RevocationError) -> Self {
        match error {
            RevocationError::AnotherClient => Reason::TokenOfAnotherClient.into(),
            RevocationError::Failure(failure) => failure.into(),
        }
    }
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        match self.retry_after {
            Some((_, true)) => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::from_u16(self.refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    fn error_response(&self) -> HttpResponse {
        tracing::info!(reason = self.refusal.reason.name(), "refused");
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        let unproven = self.refusal.code() == ErrorCode::InvalidClient;
        if unproven && self.bearer {
            answer.insert_header((WWW_AUTHENTICATE, challenge(REALM, Some((INVALID, INVALID_TOKEN)))));
            return answer.json(json!({ "error": INVALID, "error_description": INVALID_TOKEN }));
        }
        if unproven {
            answer.insert_header((WWW_AUTHENTICATE, format!("Basic realm=\"{REALM}\"")));
        }
        if let Some((seconds, _)) = self.retry_after {
            answer.insert_header((RETRY_AFTER, seconds));
        }
        let description = self.refusal.description();
        answer.json(json!({ "error": self.refusal.code().as_str(), "error_description": description }))
    }
}
