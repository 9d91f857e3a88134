//! What every answer of the API wears: any origin may read it if it came with a bearer token, nobody may keep it.
//!
//! Never with credentials: a browser then sends no cookie, so another site's script gets at nothing by a session. An
//! answer to `Basic` is for no script at all, because that credential opens a whole account.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CACHE_CONTROL,
    HeaderValue,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use crate::web::oauth::cors::ALLOWED_HEADERS;

/// The middleware.
pub(super) async fn dress<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        return Ok(request.into_response(preflight()).map_into_right_body());
    }
    let open = !is_basic(&request);
    let mut answer = next.call(request).await?.map_into_left_body();
    let headers = answer.headers_mut();
    if open {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("WWW-Authenticate, Retry-After"));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn is_basic(request: &ServiceRequest) -> bool {
    let header = request.headers().get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    header.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic"))
}

fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}
