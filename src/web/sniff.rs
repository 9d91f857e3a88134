//! No browser takes an answer for something else than it says that it is (security.md, standing choices).

use actix_web::dev::ServiceResponse;
use actix_web::http::header::{HeaderValue, X_CONTENT_TYPE_OPTIONS};

/// Says so on `answer`.
pub(super) fn forbid<B>(mut answer: ServiceResponse<B>) -> ServiceResponse<B> {
    answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
