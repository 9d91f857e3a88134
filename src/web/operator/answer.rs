//! What the operator API says when it does not do what was asked: `{"error", "message", "hint", "problems"}`.
//!
//! `error` is a word for programs, `message` a sentence, `hint` what to do next, `problems` every field that is
//! wrong. What is a defect of this server is told to the log only.

use actix_web::error::JsonPayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde_json::{Value, json};

use crate::refused::{Problem, Refused};
use crate::storage::Failure;

/// Why the operator API does not do what was asked.
#[derive(Debug)]
pub(super) struct Denied {
    status: StatusCode,
    error: &'static str,
    message: String,
    hint: String,
    problems: Vec<Value>,
    /// What the log says about it, and nobody else hears.
    cause: Option<String>,
}

impl Denied {
    /// `status`, `error` for programs, `message` and `hint` for people.
    pub(super) fn new(status: StatusCode, error: &'static str, message: impl Into<String>, hint: &str) -> Self {
        Self { status, error, message: message.into(), hint: hint.into(), problems: Vec::new(), cause: None }
    }

    /// What was asked cannot be done for somebody who is shut out (422).
    pub(super) fn suspended(email: &str) -> Self {
        let message = format!("{email} is suspended and could not use the link.");
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "suspended",
            message,
            "Type `grantor user set TENANT USER --suspended off`.",
        )
    }

    /// The body did not come whole: it has more than `largest` bytes (413), or broke off (400).
    pub(super) fn unread(error: &actix_web::Error, largest: usize, hint: &str) -> Self {
        match error.as_response_error().status_code() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                let message = format!("More than {largest} bytes came at once. Nothing was changed.");
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message, hint)
            }
            _ => Self::malformed(&format!("the body did not come whole: {error}")),
        }
    }

    /// Nobody can say what is looked for (422).
    pub(super) fn unsearched(found: Problem) -> Self {
        let denied = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Nothing was looked for.", "");
        Self { problems: problems(&[found]), ..denied }
    }

    /// The body or the query string is not understood (400).
    pub(super) fn malformed(why: &dyn std::fmt::Display) -> Self {
        let hint = "Send the fields that the message names; unknown ones are refused, so that no typing error is lost.";
        Self::new(StatusCode::BAD_REQUEST, "malformed", format!("The request is not understood: {why}."), hint)
    }
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.cause {
            Some(cause) => f.write_str(cause),
            None => f.write_str(&self.message),
        }
    }
}

impl ResponseError for Denied {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut said = json!({ "error": self.error, "message": self.message });
        if !self.hint.is_empty() {
            said["hint"] = json!(self.hint);
        }
        if !self.problems.is_empty() {
            said["problems"] = json!(self.problems);
        }
        let mut answer = HttpResponse::build(self.status);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            answer.insert_header((RETRY_AFTER, "1"));
        }
        answer.json(said)
    }
}

impl From<Refused> for Denied {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Invalid(found) => {
                let problems = problems(&found);
                let denied = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Nothing was changed.", "");
                Self { problems, ..denied }
            }
            Refused::Unknown(kind) => {
                let hint = match kind {
                    "tenant" => "`grantor tenant list` shows what there is.".to_owned(),
                    "proposal" => "`grantor client proposals` shows what waits.".to_owned(),
                    "webhook" => "`grantor tenant webhook TENANT set URL` makes one.".to_owned(),
                    "single sign-on key" => "`grantor tenant sso TENANT show` shows what there is.".to_owned(),
                    kind => {
                        format!("`grantor {} list TENANT` shows what there is.", kind.replace(' ', "-").to_lowercase())
                    }
                };
                Self::new(StatusCode::NOT_FOUND, "unknown", format!("There is no such {kind}."), &hint)
            }
            Refused::Failure(failure) => failure.into(),
        }
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        let cause = Some(failure.to_string());
        let denied = match failure {
            Failure::Overloaded | Failure::Unavailable(_) => {
                let message =
                    "The database does not answer now. Look before you repeat a change: it may have been made.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message, "Ask again in a moment.")
            }
            _ => {
                let message = "This is a defect of the server. Nothing was changed.";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "defect", message, "The log of the server says more.")
            }
        };
        Self { cause, ..denied }
    }
}

/// What is wrong with fields, for programs and people.
pub(super) fn problems(found: &[Problem]) -> Vec<Value> {
    let problem = |p: &Problem| json!({ "field": p.field, "error": p.flaw.as_str(), "message": p.says });
    found.iter().map(problem).collect()
}

/// How bodies are read: JSON, within `limit` bytes.
pub(super) fn bodies(limit: usize) -> web::JsonConfig {
    web::JsonConfig::default().limit(limit).error_handler(|error, _| match error {
        JsonPayloadError::ContentType => Denied::malformed(&"the Content-Type has to be application/json").into(),
        error => Denied::malformed(&error).into(),
    })
}

/// How query strings are read.
pub(super) fn queries() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|error, request| {
        let sent = request.query_string();
        Denied::malformed(&format!("{error}, in what follows the question mark: {sent}")).into()
    })
}

/// What is there, with other methods.
pub(super) fn not_allowed(request: &HttpRequest, allowed: &'static str) -> HttpResponse {
    let message = format!("{} does not take {}: it takes {allowed}.", request.path(), request.method());
    let denied = Denied::new(StatusCode::METHOD_NOT_ALLOWED, "method", message, "");
    let mut answer = denied.error_response();
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// What is not there.
pub(super) async fn nothing(request: HttpRequest) -> HttpResponse {
    let message = format!("There is nothing at {} {}.", request.method(), request.path());
    Denied::new(StatusCode::NOT_FOUND, "unknown", message, "").error_response()
}
