//! A request's parameters: a form or a JSON object, read to the end even where it is refused (an unread
//! body would cost the connection).

use actix_web::FromRequest;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::Bytes;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::web::header_text;

/// The most that a body may weigh (contract §6).
pub const MAXIMUM: usize = 64 * 1024;

/// The most that is read of a body that is too large before its connection is given up.
const DRAINED: usize = 1024 * 1024;

/// A body, or why it cannot be read. As an extractor it never fails: each endpoint refuses in its own way.
#[derive(Debug)]
pub struct Body(pub Result<Parameters, Reason>);

impl FromRequest for Body {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        parsed(request, payload, Parameters::from_form, Self)
    }
}

/// The body of an authorization request: of a form, what cannot be read harms only itself
/// ([`Parameters::leniently`]).
#[derive(Debug)]
pub struct LenientBody(pub Result<Parameters, Reason>);

impl FromRequest for LenientBody {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        parsed(request, payload, |form| Ok(Parameters::leniently(form)), Self)
    }
}

/// What nearly every body is.
const FORM: &str = "application/x-www-form-urlencoded";

/// What the bytes of a body say.
type Parser = fn(&[u8]) -> Result<Parameters, Reason>;

/// Reads a body, of which `form` parses a form, and hands it on as `extracted`.
fn parsed<T: 'static>(
    request: &HttpRequest,
    payload: &mut Payload,
    form: Parser,
    extracted: fn(Result<Parameters, Reason>) -> T,
) -> LocalBoxFuture<'static, Result<T, actix_web::Error>> {
    let parser = if is_encoded(request) { Err(Reason::ContentEncoded) } else { parser(request, form) };
    let mut payload = payload.take();
    Box::pin(async move { Ok(extracted(read(&mut payload).await.and_then(|bytes| parser?(&bytes)))) })
}

/// Whether the body of `request` is compressed. None is unpacked: it would have to be bounded anew, for bodies this small.
pub fn is_encoded(request: &HttpRequest) -> bool {
    request.headers().get(CONTENT_ENCODING).is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// No content type is a form: RFC 6749 knows nothing else.
fn parser(request: &HttpRequest, form: Parser) -> Result<Parser, Reason> {
    let Some(value) = request.headers().get(CONTENT_TYPE) else { return Ok(form) };
    if value == FORM {
        return Ok(form);
    }
    let value = header_text::text(value).ok_or(Reason::ContentTypeUnsupported)?;
    let essence = value.split(';').next().unwrap_or_default().trim();
    match |name: &str| essence.eq_ignore_ascii_case(name) {
        is if essence.is_empty() || is(FORM) => Ok(form),
        is if is("application/json") => Ok(Parameters::from_json),
        _ => Err(Reason::ContentTypeUnsupported),
    }
}

/// Reads a body of which nothing is wanted.
pub async fn drain(payload: &mut Payload) {
    // What is wrong with it is nobody's business.
    drop(read(payload).await);
}

/// Every byte of a body.
///
/// # Errors
/// [`Reason::BodyTooLarge`]; [`Reason::BodyBroken`] if it does not arrive whole.
pub async fn read(payload: &mut Payload) -> Result<Vec<u8>, Reason> {
    let mut body = Vec::new();
    let mut weight = 0;
    while let Some(chunk) = payload.next().await {
        let chunk: Bytes = chunk.map_err(|_| Reason::BodyBroken)?;
        weight += chunk.len();
        if weight <= MAXIMUM {
            body.extend_from_slice(&chunk);
        } else if weight > DRAINED {
            break;
        }
    }
    if weight > MAXIMUM { Err(Reason::BodyTooLarge) } else { Ok(body) }
}

#[cfg(test)]
mod tests {
    use actix_http::BoxedPayloadStream;
    use actix_web::error::PayloadError;
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn a_body_that_breaks_off_is_not_said_to_be_no_text() {
        let chunks = [Ok(Bytes::from_static(b"grant_")), Err(PayloadError::Incomplete(None))];
        let payload: BoxedPayloadStream = Box::pin(stream::iter(chunks));
        let mut payload = Payload::Stream { payload };
        assert_eq!(read(&mut payload).await, Err(Reason::BodyBroken));
    }
}
