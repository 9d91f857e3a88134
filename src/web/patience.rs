//! How long a request's body may take: as a whole, so that a byte now and then does not keep a connection.
//!
//! The HTTP server bounds the time of the head only, and whoever reads a body would wait without end. Here the body
//! ends with an error at its deadline, so every reader is done, and the answer is 408 and the end of the connection,
//! whatever the reader made of the error. A timeout around handlers was refused: it would end work that has begun.
//! Operators' listeners have none: imports are long, and operators are known.

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
use futures_util::{Stream, StreamExt};
use tokio::time::{Sleep, sleep};

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
        let body = Timely { body, patience, asked: false, deadline: None, late: Rc::clone(&late) };
        request.set_payload(Payload::Stream { payload: Box::pin(body) });
    }
    match next.call(request).await {
        Ok(answer) if late.get() => Ok(ServiceResponse::new(answer.into_parts().0, timed_out()).map_into_right_body()),
        Err(_) if late.get() => Err(InternalError::from_response("the body did not come", timed_out()).into()),
        answer => Ok(answer?.map_into_left_body()),
    }
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

    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpServer, web};

    use super::*;

    #[actix_web::test]
    async fn a_body_that_does_not_come_is_answered_and_its_connection_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let app = || {
            let patience = Duration::from_millis(20);
            let hurry = from_fn(move |request, next: Next<_>| within(patience, request, next));
            let read = async |body: Result<Bytes, Error>| {
                body.map_or_else(|_| "nothing".to_owned(), |body| body.len().to_string())
            };
            App::new().wrap(hurry).route("/", web::post().to(read))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        drop(actix_web::rt::spawn(server));
        let ask = move |request: &'static str| {
            web::block(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(request.as_bytes()).unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                answer
            })
        };
        let stalled = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc").await.unwrap();
        assert!(stalled.starts_with("HTTP/1.1 408 ") && stalled.contains("connection: close"), "{stalled}");
        let whole = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc";
        assert!(ask(whole).await.unwrap().ends_with("\r\n\r\n3"));
        handle.stop(false).await;
    }
}
