//! Requests that ask for another protocol on their connection (`Upgrade`, CONNECT): Grantor knows none, and answers them
//! as if they had not asked, which RFC 9110 §7.8 allows. Proxies hand a WebSocket's headers on with their question.
//!
//! To the HTTP server everything that such a connection will ever bring is the body of a request for a WebSocket, whatever
//! its length says. Here the body ends where its length does, and the connection with the answer: where the next request
//! would begin is nobody's to say.

use actix_http::BoxedPayloadStream;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{InternalError, PayloadError};
use actix_web::http::{ConnectionType, Method, header};
use actix_web::{Error, HttpMessage};
use futures_util::{StreamExt, stream};

/// Serves `request` as one that asks for no other protocol.
pub async fn ignored<B, F>(
    mut request: ServiceRequest,
    serve: impl FnOnce(ServiceRequest) -> F,
) -> Result<ServiceResponse<B>, Error>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    let head = request.head();
    if !head.upgrade() && head.method != Method::CONNECT && !head.headers.contains_key(header::UPGRADE) {
        return serve(request).await;
    }
    let length = head.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.trim().parse().ok());
    if !request.chunked().unwrap_or_default() {
        let body = request.take_payload();
        request.set_payload(length.map_or(Payload::None, |length| first(length, body)));
    }
    match serve(request).await {
        Ok(mut answer) => {
            answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
            Ok(answer)
        }
        Err(error) => {
            let mut answer = error.error_response();
            answer.head_mut().set_connection_type(ConnectionType::Close);
            Err(InternalError::from_response(error, answer).into())
        }
    }
}

/// The first `length` bytes of `body`.
fn first(length: usize, body: Payload) -> Payload {
    let chunks = stream::unfold((length, body), async |(left, mut body)| {
        if left == 0 {
            return None;
        }
        match body.next().await.unwrap_or(Err(PayloadError::Incomplete(None))) {
            Ok(mut chunk) => {
                chunk.truncate(left);
                Some((Ok(chunk.clone()), (left - chunk.len(), body)))
            }
            Err(error) => Some((Err(error), (0, body))),
        }
    });
    // Who has read it to its end may ask once more.
    let payload: BoxedPayloadStream = Box::pin(chunks.fuse());
    Payload::Stream { payload }
}
