//! Why the API did not do what was asked, in the envelopes that existing clients of such an API compare.
//!
//! There are several, and they stay as they are: 401 and scopes, roles, 404, 422 and 400 each have their own, because
//! programs match on them to the byte. One envelope for all was refused for that reason. What is a defect of this
//! server is told to the log only.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

use crate::protocol::bearer::{INVALID_TOKEN, challenge, challenge_for_scope, missing_scope};
use crate::protocol::reason::Reason;
use crate::refused::{Problem, Refused};
use crate::sidecar::verify::Why;
use crate::storage::Failure;
use crate::web::api_token::Untaken;
use crate::web::tenant::At;

/// Why the API did not do what was asked.
#[derive(Debug)]
pub enum Denied {
    /// 400: the request is not understood. A code for programs, a title, and what to do.
    Malformed(&'static str, &'static str, Cow<'static, str>),
    /// 400: an access token in the header and another in the address.
    TwoTokens,
    /// 401: no credentials, or none that open anything.
    Unauthenticated,
    /// 401: an access token that is worth nothing, at this host.
    InvalidToken(String),
    /// 403: the credentials lack this scope; if it is an access token, at this host.
    MissingScope(&'static str, Option<String>),
    /// 403: an API token that does not work from here.
    Address,
    /// 403: not for somebody with this role.
    Forbidden,
    /// 403: a signed-in browser asks for a change on behalf of another site.
    OtherSite,
    /// 404: no such thing at this tenant.
    Unknown,
    /// 404: no such address.
    Endpoint,
    /// 404: the tenant answers nobody.
    Account,
    /// 405: no such method here.
    Method,
    /// 422: every field that cannot be so.
    Invalid(Vec<Problem>),
    /// 429: too often; how many seconds to wait.
    TooMany(u64),
    /// 503: storage does not answer now.
    Busy,
    /// 500.
    Defect,
    /// Something in front of the API has answered already.
    Answered(actix_web::Error),
}

impl Denied {
    /// An access token that is worth nothing at `at`.
    pub fn invalid_token(at: &At) -> Self {
        Self::InvalidToken(at.issuer.clone())
    }

    /// The request is not understood; `says` says what to do.
    pub fn malformed(says: impl Into<Cow<'static, str>>) -> Self {
        Self::Malformed("BadRequest", "The request is not understood", says.into())
    }

    /// `field` cannot be so.
    pub fn invalid(field: &'static str, says: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem::invalid(field, says)])
    }

    /// The body alone.
    pub(in crate::web) fn body(&self) -> Value {
        match self {
            Self::Malformed(code, title, detail) => {
                json!({ "errors": [{ "code": code, "title": title, "detail": detail, "status": "400" }] })
            }
            Self::TwoTokens => json!({ "error": "invalid_request",
                "error_description": "Both Authorization header and payload includes access token." }),
            Self::Unauthenticated => json!({ "error": "Couldn't authenticate you" }),
            Self::InvalidToken(_) => json!({ "error": "invalid_token", "error_description": INVALID_TOKEN }),
            Self::MissingScope(word, _) => described("Forbidden", &missing_scope(word)),
            Self::Forbidden => json!({ "error": { "title": "Forbidden", "message": FORBIDDEN } }),
            Self::OtherSite => described("Forbidden", OTHER_SITE),
            Self::Address => described("Forbidden", "This API token does not work from this address."),
            Self::Unknown => described("RecordNotFound", "Not found"),
            Self::Endpoint => described("InvalidEndpoint", "Not found"),
            Self::Account => described("AccountNotFound", "Not found"),
            Self::Method => described("MethodNotAllowed", "This address does not have this method"),
            Self::Invalid(problems) => invalid(problems),
            Self::TooMany(_) => described("APIRateLimitExceeded", "Wait as long as Retry-After says, then ask again"),
            Self::Busy => described("ServiceUnavailable", "Ask again in a moment"),
            Self::Defect | Self::Answered(_) => described("InternalError", "This is a defect of the server"),
        }
    }
}

const FORBIDDEN: &str =
    "You do not have access to this page. Please contact the account owner of this help desk for further help.";

const OTHER_SITE: &str =
    "A browser's change needs an Origin of this account and the authenticity_token of users/me as X-CSRF-Token.";

fn described(error: &str, description: &str) -> Value {
    json!({ "error": error, "description": description })
}

/// Each field with everything that is wrong with it.
fn invalid(problems: &[Problem]) -> Value {
    let mut details = Map::new();
    for problem in problems {
        let (field, title) = (wire(&problem.field), title(wire(&problem.field)));
        let description = title.map_or_else(|| problem.says.clone(), |title| format!("{title}: {}", problem.says));
        let told = json!({ "description": description, "error": problem.flaw.as_str() });
        match details.get_mut(field).and_then(Value::as_array_mut) {
            Some(found) => found.push(told),
            None => drop(details.insert(field.to_owned(), json!([told]))),
        }
    }
    json!({ "error": "RecordInvalid", "description": "Record validation errors", "details": details })
}

/// What a field of the use cases is called here.
fn wire(field: &str) -> &str {
    match field {
        "redirect_uris" => "redirect_uri",
        "owner" => "user_id",
        "service_account" => "service_account_id",
        "assigned_user" => "assigned_user_id",
        other => other,
    }
}

/// `redirect_uri` as `Redirect uri`; nothing for the whole.
fn title(field: &str) -> Option<String> {
    let (first, rest) = field.split_at_checked(1).filter(|_| field != "base")?;
    Some(format!("{}{}", first.to_uppercase(), rest.replace('_', " ")))
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Answered(error) => error.fmt(f),
            other => other.body().fmt(f),
        }
    }
}

impl ResponseError for Denied {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Malformed(..) | Self::TwoTokens => StatusCode::BAD_REQUEST,
            Self::Unauthenticated | Self::InvalidToken(_) => StatusCode::UNAUTHORIZED,
            Self::MissingScope(..) | Self::Forbidden | Self::OtherSite | Self::Address => StatusCode::FORBIDDEN,
            Self::Unknown | Self::Endpoint | Self::Account => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Defect => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Answered(error) => error.as_response_error().status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Self::Answered(error) => return error.error_response(),
            Self::Unauthenticated => drop(answer.insert_header((WWW_AUTHENTICATE, r#"Basic realm="API""#))),
            Self::InvalidToken(realm) => {
                let challenge = challenge(realm, Some(("invalid_token", INVALID_TOKEN)));
                answer.insert_header((WWW_AUTHENTICATE, challenge));
            }
            Self::MissingScope(word, Some(realm)) => {
                answer.insert_header((WWW_AUTHENTICATE, challenge_for_scope(realm, word)));
            }
            Self::TooMany(seconds) => drop(answer.insert_header((RETRY_AFTER, *seconds))),
            Self::Busy => drop(answer.insert_header((RETRY_AFTER, 1))),
            _ => {}
        }
        answer.json(self.body())
    }
}

impl From<Refused> for Denied {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Invalid(problems) => Self::Invalid(problems),
            Refused::Unknown(_) => Self::Unknown,
            Refused::Failure(failure) => failure.into(),
        }
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        tracing::error!(%failure, "storage gave no answer");
        match failure {
            Failure::Overloaded | Failure::Unavailable(_) => Self::Busy,
            Failure::Query(_) | Failure::Corrupt(_) => Self::Defect,
        }
    }
}

/// Why an API token is not taken.
impl From<Untaken> for Denied {
    fn from(untaken: Untaken) -> Self {
        match untaken {
            Untaken::Wrong(Why::Address) => Self::Address,
            Untaken::Wrong(_) => Self::Unauthenticated,
            Untaken::TooMany(seconds) => Self::TooMany(u64::try_from(seconds).unwrap_or(1)),
            Untaken::Failure(failure) => failure.into(),
        }
    }
}

/// Why a body or a query string cannot be read.
impl From<Reason> for Denied {
    fn from(reason: Reason) -> Self {
        Self::malformed(reason.to_string())
    }
}
