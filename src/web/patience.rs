//! How long a request's body may take: as a whole, so that a byte now and then does not keep a connection.
//!
//! The HTTP server bounds the time of the head only, and whoever reads a body would wait without end. Here the body
//! ends with an error at its deadline, so every reader is done, and the answer is 408 and the end of the connection,
//! whatever the reader made of the error. A timeout around handlers was refused: it would end work that has begun.
//! Operators' listeners have none: imports are long, and operators are known.
//!
//! And all of it is awaited here, as far as forms go, before anybody looks whose request it is: whoever was shut out while
//! their body was under way is out. Of what is longer (a logo) the beginning is.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{InternalError, PayloadError};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Sleep, sleep};

use crate::web::body::MAXIMUM;

/// How long a body may take: a megabyte over a poor line.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The middleware: gives the body of `request` this long.
pub async fn within<B: MessageBody>(
    patience: Duration,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let late = Rc::new(Cell::new(false));
    let body = request.take_payload();
    if !matches!(body, Payload::None) {
        let mut body = Timely { body, patience, asked: false, deadline: None, late: Rc::clone(&late) };
        let there = stream::iter(arrived(&mut body).await);
        request.set_payload(Payload::Stream { payload: Box::pin(there.chain(body)) });
    }
    match next.call(request).await {
        Ok(answer) if late.get() => Ok(ServiceResponse::new(answer.into_parts().0, timed_out()).map_into_right_body()),
        Err(_) if late.get() => Err(InternalError::from_response("the body did not come", timed_out()).into()),
        answer => Ok(answer?.map_into_left_body()),
    }
}

/// What has come of a body: all of it, or more than a form may have, or the error with which it ended.
async fn arrived(body: &mut Timely) -> Vec<Result<Bytes, PayloadError>> {
    let (mut chunks, mut weight) = (Vec::new(), 0);
    while weight <= MAXIMUM {
        let Some(chunk) = body.next().await else { break };
        weight += chunk.as_ref().map_or(MAXIMUM + 1, Bytes::len);
        chunks.push(chunk);
    }
    chunks
}

fn timed_out() -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::REQUEST_TIMEOUT).finish();
    answer.head_mut().set_connection_type(ConnectionType::Close);
    answer
}

/// A body that ends with an error at its deadline. Most arrive with their head, though whoever asks at once is told to
/// wait, because the server reads on only then: the second time tells, and those that were there get no timer.
struct Timely {
    body: Payload,
    patience: Duration,
    asked: bool,
    deadline: Option<Pin<Box<Sleep>>>,
    late: Rc<Cell<bool>>,
}

impl Stream for Timely {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Poll::Ready(chunk) = this.body.poll_next_unpin(context) {
            return Poll::Ready(chunk);
        }
        if !std::mem::replace(&mut this.asked, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let deadline = this.deadline.get_or_insert_with(|| Box::pin(sleep(this.patience)));
        match deadline.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                this.late.set(true);
                Poll::Ready(Some(Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into()))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering::SeqCst;

    use actix_web::middleware::from_fn;
    use actix_web::{App, FromRequest, HttpRequest, HttpServer, web};

    use super::*;

    /// A server of `app`, and what it answers to a request that comes in these pieces, `between` two of which something
    /// happens.
    async fn answers<const N: usize>(patience: Duration, pieces: [&'static [u8]; N], between: fn()) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let app = move || {
            let hurry = from_fn(move |request, next: Next<_>| within(patience, request, next));
            let read = async |asked: Asked, body: Result<Bytes, Error>| {
                let body = body.map_or_else(|_| "nothing".to_owned(), |body| body.len().to_string());
                format!("{body} {}", asked.0)
            };
            let length = web::PayloadConfig::new(1 << 20);
            App::new().app_data(length).wrap(hurry).route("/", web::post().to(read))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        drop(actix_web::rt::spawn(server));
        let answer = web::block(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            for (number, piece) in pieces.iter().enumerate() {
                if number > 0 {
                    std::thread::sleep(Duration::from_millis(50));
                    between();
                }
                stream.write_all(piece).unwrap();
            }
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        let answer = answer.await.unwrap();
        handle.stop(false).await;
        answer
    }

    /// Whether somebody was shut out already when it was asked whose request it is.
    struct Asked(bool);

    static SHUT_OUT: AtomicBool = AtomicBool::new(false);

    impl FromRequest for Asked {
        type Error = Error;
        type Future = std::future::Ready<Result<Self, Error>>;

        fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
            std::future::ready(Ok(Self(SHUT_OUT.load(SeqCst))))
        }
    }

    #[actix_web::test]
    async fn whose_request_it_is_is_asked_when_all_of_it_is_there() {
        let pieces: [&[u8]; 2] =
            [b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc", b"def"];
        let answer = answers(Duration::from_secs(9), pieces, || SHUT_OUT.store(true, SeqCst)).await;
        assert!(answer.ends_with("\r\n\r\n6 true"), "{answer}");
    }

    #[actix_web::test]
    async fn what_is_longer_than_any_form_comes_whole() {
        static LONG: [u8; 300_000] = [b'a'; 300_000];
        let head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 600000\r\n\r\n";
        let answer = answers(Duration::from_secs(9), [head, &LONG, &LONG], || ()).await;
        assert!(answer.contains("\r\n\r\n600000 "), "{answer}");
    }

    #[actix_web::test]
    async fn a_body_that_does_not_come_is_answered_and_its_connection_closed() {
        let patience = Duration::from_millis(20);
        let stalled = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc";
        let stalled = answers(patience, [stalled], || ()).await;
        assert!(stalled.starts_with("HTTP/1.1 408 ") && stalled.contains("connection: close"), "{stalled}");
        let whole = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc";
        assert!(answers(patience, [whole], || ()).await.contains("\r\n\r\n3 "));
    }
}
