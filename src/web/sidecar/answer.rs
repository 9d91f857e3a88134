//! What a proxy is told instead of 200, in a way that it can hand on.
//!
//! nginx understands 401 and 403 and makes a 500 of everything else, so there every refusal is one of the two, and
//! `X-Grantor-Status` has the status that it would have been, and `X-Grantor-Refusal` the body, which nginx throws away;
//! only a server that cannot answer stays a 5xx, which closes the door in each of them. The bodies are those of the API
//! (contract §4).

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Value, json};

use crate::config::Dialect;
use crate::protocol::bearer::{INVALID_TOKEN, challenge, challenge_for_scope, missing_scope};
use crate::sidecar::verify::Why;
use crate::storage::Failure;
use crate::web::api::denied::Denied;
use crate::web::api_token::Untaken;
use crate::web::oauth::refused::Refused;
use crate::web::sidecar::asked::Misread;

/// The status that it would have been, where the proxy's dialect does not know it.
const STATUS: &str = "X-Grantor-Status";

/// How a header that says something about a request has to come.
const READABLE: &str = "once, in ASCII, and with an IP address where it says whom a request came from";

/// The body, for a proxy that hands on headers only.
pub const BODY: &str = "X-Grantor-Refusal";

/// `status` as a proxy that speaks `dialect` can hand it on.
pub fn carried(dialect: Dialect, status: u16) -> StatusCode {
    known(match (dialect, status) {
        (Dialect::Nginx, 400..=499) if status != 401 => 403,
        _ => status,
    })
}

fn known(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN)
}

/// Why a request is not let through.
#[derive(Debug)]
pub enum Refusal {
    /// The proxy did not prove who it is.
    Proxy(Refused),
    /// This sidecar did not prove who it is where it asks: nothing of that is its client's doing.
    Unproven,
    /// The proxy did not say what it asks about: this header is missing or repeated.
    Misread(&'static str),
    /// There is no such account.
    NoAccount,
    /// The request has no credentials, or more than one.
    NoCredentials,
    /// The Basic credentials are wrong, for whatever reason.
    WrongBasic,
    /// The access token is wrong, for whatever reason.
    WrongBearer,
    /// The token does not work from this address.
    Address,
    /// The path could mean two things.
    Path,
    /// A scope is missing.
    Scope {
        /// Its word.
        word: String,
        /// Whether an access token lacks it.
        bearer: bool,
    },
    /// The end user for whom the request asks cannot be acted for.
    OnBehalfOf,
    /// Too many wrong tries: seconds until the next.
    TooMany(i64),
    /// Storage gave no answer.
    Failure(Failure),
    /// The Grantor that this sidecar asks gave none: the key of the configuration that names it, and why.
    Unanswered(&'static str, String),
}

impl From<Untaken> for Refusal {
    fn from(untaken: Untaken) -> Self {
        match untaken {
            Untaken::Wrong(Why::Address) => Self::Address,
            Untaken::Wrong(_) => Self::WrongBasic,
            Untaken::TooMany(seconds) => Self::TooMany(seconds),
            Untaken::Failure(failure) => Self::Failure(failure),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Misread> for Refusal {
    fn from(misread: Misread) -> Self {
        Self::Misread(misread.0)
    }
}

impl Refusal {
    /// The answer in `dialect` (none: what it is), for a request to the host `realm`.
    pub fn answer(self, dialect: Option<Dialect>, realm: &str) -> HttpResponse {
        let status = self.status();
        let mut answer = HttpResponse::build(dialect.map_or_else(|| known(status), |dialect| carried(dialect, status)));
        answer.insert_header((CACHE_CONTROL, "no-store")).insert_header((STATUS, status.to_string()));
        for challenge in self.challenges(realm) {
            answer.append_header((WWW_AUTHENTICATE, challenge));
        }
        if let Some(wait) = self.wait() {
            answer.insert_header((RETRY_AFTER, wait));
        }
        let body = self.body();
        if let Ok(line) = HeaderValue::from_str(&body.to_string()) {
            answer.insert_header((BODY, line));
        }
        self.log();
        answer.json(body)
    }

    /// Whether it is about the proxy itself, and says nothing of the request.
    pub fn is_of_proxy(&self) -> bool {
        matches!(self, Self::Proxy(refused) if refused.status_code().is_client_error())
    }

    fn status(&self) -> u16 {
        match self {
            Self::NoCredentials | Self::WrongBasic | Self::WrongBearer => 401,
            Self::NoAccount => 404,
            Self::TooMany(_) => 429,
            Self::Unproven | Self::Unanswered(..) => 503,
            Self::Failure(Failure::Overloaded | Failure::Unavailable(_)) => 503,
            Self::Failure(_) => 500,
            // Not 401: the client's own credentials are not what is wrong.
            Self::Proxy(refused) => match refused.status_code().as_u16() {
                status @ (429 | 500..) => status,
                _ => 403,
            },
            Self::Misread(_) | Self::Address | Self::Path | Self::Scope { .. } | Self::OnBehalfOf => 403,
        }
    }

    /// Seconds after which it can be asked again.
    fn wait(&self) -> Option<HeaderValue> {
        match self {
            Self::TooMany(seconds) => Some((*seconds).max(1).into()),
            Self::Unproven | Self::Unanswered(..) => Some(1.into()),
            Self::Failure(Failure::Overloaded | Failure::Unavailable(_)) => Some(1.into()),
            Self::Proxy(refused) => refused.error_response().headers().get(RETRY_AFTER).cloned(),
            _ => None,
        }
    }

    fn challenges(&self, realm: &str) -> Vec<String> {
        let basic = || r#"Basic realm="API""#.to_owned();
        match self {
            Self::NoCredentials => vec![challenge(realm, None), basic()],
            Self::WrongBasic => vec![basic()],
            Self::WrongBearer => vec![challenge(realm, Some(("invalid_token", INVALID_TOKEN)))],
            Self::Scope { word, bearer: true } => vec![challenge_for_scope(realm, word)],
            _ => Vec::new(),
        }
    }

    fn body(&self) -> Value {
        let forbidden = |says: &str| json!({ "error": "Forbidden", "description": says });
        match self {
            Self::NoCredentials | Self::WrongBasic => Denied::Unauthenticated.body(),
            Self::WrongBearer => Denied::InvalidToken(String::new()).body(),
            Self::NoAccount => Denied::Account.body(),
            Self::Address => Denied::Address.body(),
            Self::Unproven | Self::Unanswered(..) => Denied::Busy.body(),
            Self::Proxy(_) | Self::TooMany(_) | Self::Failure(_) => match self.status() {
                429 => Denied::TooMany(0).body(),
                503 => Denied::Busy.body(),
                500.. => Denied::Defect.body(),
                _ => forbidden("The proxy did not prove who it is: set X-Grantor-Authorization."),
            },
            Self::Misread(name) => forbidden(&format!("The proxy has to send the header {name}, {READABLE}.")),
            Self::Path => forbidden("The path could be read in two ways."),
            Self::Scope { word, .. } => forbidden(&missing_scope(word)),
            Self::OnBehalfOf => forbidden("There is no such end user to act for."),
        }
    }

    fn log(&self) {
        match self {
            Self::Failure(failure) => tracing::error!(%failure, "storage gave no answer"),
            Self::Unanswered(key, why) => tracing::error!(why, "the Grantor that `{key}` names gives no answer"),
            refusal => tracing::info!(?refusal, "refused"),
        }
    }
}
