//! A sidecar that asks another Grantor: it hands the proxy's question on, and the answer back.
//!
//! The same question asked by many at once is asked once. Nobody joins a question that is on its way already: it may
//! have been answered before the change that the asker knows of; they share the next one. So a token that was
//! deactivated fails in the very next call here too. Only who configures `remote_cache` gets a yes that is older.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use hyper::Request;
use hyper::header::{self, HeaderName, HeaderValue};
use quick_cache::sync::Cache;
use ring::digest::{Context, SHA256};
use tokio::sync::oneshot;

use super::proxy::PROOF;
use super::upstream::{Answer, Lost, Upstream};
use crate::clock::{Clock, Moment};
use crate::config::PublicUrl;
use crate::web::body::Body;

/// Answers that are repeated.
const REPEATED: usize = 10_000;

type Question = [u8; 32];
type Reply = Result<Arc<Answer>, Lost>;

/// What hands questions on.
pub(super) struct Relay {
    upstream: Upstream,
    /// What it proves itself with; nothing, over the operators' socket.
    proof: Option<HeaderValue>,
    /// The Host for questions whose own names no account.
    authority: HeaderValue,
    public_url: PublicUrl,
    waiting: Mutex<HashMap<Question, Vec<oneshot::Sender<Reply>>>>,
    seconds: i64,
    known: Cache<Question, (Moment, Arc<Answer>)>,
    clock: Clock,
}

impl Relay {
    pub(super) fn new(
        upstream: Upstream,
        (proof, authority): (Option<HeaderValue>, HeaderValue),
        public_url: PublicUrl,
        seconds: u8,
    ) -> Self {
        let known = Cache::new(if seconds > 0 { REPEATED } else { 1 });
        let clock = Clock::system();
        Self {
            upstream,
            proof,
            authority,
            public_url,
            waiting: Mutex::default(),
            seconds: seconds.into(),
            known,
            clock,
        }
    }

    /// The question as it is handed on: everything that the proxy sent, but for what it would prove itself with.
    fn question(&self, request: &HttpRequest) -> Option<Request<()>> {
        let mut question =
            Request::builder().method(request.method().as_str()).uri(request.uri().path_and_query()?.as_str());
        let headers = question.headers_mut()?;
        for (name, value) in request.headers() {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
        for own in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION, header::EXPECT] {
            headers.remove(own);
        }
        headers.remove(PROOF);
        if let Some(proof) = &self.proof {
            headers.insert(HeaderName::from_static(PROOF), proof.clone());
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        if host.and_then(|host| self.public_url.subdomain(host)).is_none() {
            headers.insert(header::HOST, self.authority.clone());
        }
        question.body(()).ok()
    }

    /// Asks, together with whoever asks the same before it is sent.
    async fn ask(self: &Arc<Self>, question: Request<()>) -> Reply {
        let key = key(&question);
        if self.seconds > 0
            && let Some((until, answer)) = self.known.get(&key)
            && self.clock.now() < until
        {
            return Ok(answer);
        }
        let (reply, answer) = oneshot::channel();
        let first = {
            let mut waiting = self.waiting();
            let alone = !waiting.contains_key(&key);
            waiting.entry(key).or_default().push(reply);
            alone
        };
        if first {
            drop(tokio::spawn(Arc::clone(self).run(key, question)));
        }
        answer.await.unwrap_or_else(|_| Err(Lost::closing()))
    }

    /// Sends the question for all who wait, and again for those who came meanwhile, until nobody does.
    async fn run(self: Arc<Self>, key: Question, question: Request<()>) {
        loop {
            let asking = {
                let mut waiting = self.waiting();
                let asking = waiting.get_mut(&key).map(std::mem::take).unwrap_or_default();
                if asking.is_empty() {
                    waiting.remove(&key);
                    return;
                }
                asking
            };
            let asked_at = self.clock.now();
            let reply = self.upstream.send(&question).await.map(Arc::new);
            if let Ok(answer) = &reply
                && answer.status == 200
                && self.seconds > 0
            {
                self.known.insert(key, (asked_at.plus(self.seconds), Arc::clone(answer)));
            }
            asking.into_iter().for_each(|one| drop(one.send(reply.clone())));
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Question, Vec<oneshot::Sender<Reply>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What tells one question from another: a digest, so that no credentials are kept.
fn key(question: &Request<()>) -> Question {
    let mut headers: Vec<_> =
        question.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    headers.sort_unstable();
    let mut context = Context::new(&SHA256);
    let line = [question.method().as_str().as_bytes(), question.uri().to_string().as_bytes()].map(<[u8]>::to_vec);
    for part in line.iter().map(Vec::as_slice).chain(headers.iter().flat_map(|(name, value)| [name.as_bytes(), value]))
    {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut key = [0; 32];
    key.copy_from_slice(context.finish().as_ref());
    key
}

/// Any method at `/sidecar/verify`. What cannot be asked is 503: every proxy keeps its door closed then.
pub(super) async fn relay(relay: Data<Relay>, request: HttpRequest, _body: Body) -> HttpResponse {
    let Some(question) = relay.question(&request) else { return HttpResponse::BadRequest().finish() };
    let answer = match relay.into_inner().ask(question).await {
        Ok(answer) => answer,
        Err(lost) => {
            tracing::error!(%lost, "Grantor was not reached");
            return HttpResponse::ServiceUnavailable().finish();
        }
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = HttpResponse::build(status);
    for (name, value) in &answer.headers {
        if !matches!(*name, header::CONTENT_LENGTH | header::TRANSFER_ENCODING | header::CONNECTION) {
            response.append_header((name.as_str(), value.as_bytes()));
        }
    }
    response.body(answer.body.clone())
}
