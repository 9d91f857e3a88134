//! What answers ask of browsers: to take them for nothing else than they say that they are, and to come by https from
//! now on.

use actix_web::dev::ServiceResponse;
use actix_web::http::header::{HeaderValue, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};

/// A year, for this very host: what stands beside it in the domain is not ours to say (RFC 6797 §6.1.2).
const ALWAYS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// `answer`, which is taken for nothing else.
pub(super) fn no_sniffing<B>(mut answer: ServiceResponse<B>) -> ServiceResponse<B> {
    answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// `answer`, after which browsers come by https only (RFC 6797).
pub(super) fn https_only<B>(mut answer: ServiceResponse<B>) -> ServiceResponse<B> {
    answer.headers_mut().insert(STRICT_TRANSPORT_SECURITY, ALWAYS);
    answer
}
