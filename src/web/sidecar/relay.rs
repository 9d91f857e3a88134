//! A sidecar that asks another Grantor: it reads the proxy's question, hands on what it says, and the answer back.
//!
//! It reads with its own configuration: its dialect, its trusted proxies, its routes. Those of the Grantor that it asks
//! are about the proxies that ask there, and to hand on whatever headers came would let a client speak their dialect.
//!
//! The same question asked by many at once is asked once. Nobody joins a question that is on its way already: it may
//! have been answered before the change that the asker knows of; they share the next one. So a token that was
//! deactivated fails in the very next call here too. Only who configures `remote_cache` gets a yes that is older.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Request, Uri};
use ipnet::IpNet;
use quick_cache::sync::Cache;
use ring::digest::{Context, SHA256};
use tokio::sync::oneshot;

use super::answer::{Refusal, carried};
use super::asked::{Asked, Misread};
use super::proxy::PROOF;
use super::relayed;
use super::upstream::{Answer, Lost, Upstream};
use crate::clock::{Clock, Moment};
use crate::config::{Config, Dialect, PublicUrl};
use crate::log::Seldom;
use crate::protocol::routes::Routes;
use crate::web::body::Body;
use crate::web::header_text;

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
    dialect: Dialect,
    trusted: Vec<IpNet>,
    routes: Routes,
    waiting: Mutex<HashMap<Question, Vec<oneshot::Sender<Reply>>>>,
    seconds: i64,
    known: Cache<Question, (Moment, Arc<Answer>)>,
    clock: Clock,
    unproven: Seldom,
}

impl Relay {
    pub(super) fn new(
        upstream: Upstream,
        (proof, authority): (Option<HeaderValue>, HeaderValue),
        routes: Routes,
        config: &Config,
    ) -> Self {
        let seconds = config.sidecar.remote_cache;
        Self {
            upstream,
            proof,
            authority,
            public_url: config.public_url.clone(),
            dialect: config.sidecar.dialect,
            trusted: config.trusted_proxies.clone(),
            routes,
            waiting: Mutex::default(),
            seconds: seconds.into(),
            known: Cache::new(if seconds > 0 { REPEATED } else { 1 }),
            clock: Clock::system(),
            unproven: Seldom::default(),
        }
    }

    /// The question as it is handed on: what the proxy asks about, the credentials of the request, and nothing else.
    fn question(&self, request: &HttpRequest) -> Result<Request<()>, Refusal> {
        let asked = Asked::read(self.dialect, request, &self.trusted)?;
        // A preflight passes whatever it is about.
        let needs = if asked.preflight { "" } else { asked.needed(&self.routes)? };
        let mut headers = HeaderMap::new();
        for (name, value) in relayed::headers(&asked, needs) {
            let value = HeaderValue::from_str(&value).map_err(|_| Misread(name))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        for value in request.headers().get_all(actix_web::http::header::AUTHORIZATION) {
            let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Refusal::NoCredentials)?;
            value.set_sensitive(true);
            headers.append(header::AUTHORIZATION, value);
        }
        if let Some(proof) = &self.proof {
            headers.insert(HeaderName::from_static(PROOF), proof.clone());
        }
        headers.insert(header::HOST, self.host(request)?);
        let mut question = Request::new(());
        *question.uri_mut() = Uri::from_static(relayed::PATH);
        *question.headers_mut() = headers;
        Ok(question)
    }

    /// The account that the proxy names by the Host of its question; otherwise the Grantor that is asked.
    fn host(&self, request: &HttpRequest) -> Result<HeaderValue, Refusal> {
        let mut hosts = request.headers().get_all(actix_web::http::header::HOST);
        let (host, None) = (hosts.next(), hosts.next()) else { return Err(Refusal::NoAccount) };
        let named = host.and_then(header_text::text).filter(|host| self.public_url.subdomain(host).is_some());
        Ok(named.and_then(|host| HeaderValue::from_str(host).ok()).unwrap_or_else(|| self.authority.clone()))
    }

    /// What the Grantor that is asked says of the request; what it says of this sidecar is told to the log.
    async fn answer(self: Arc<Self>, question: Request<()>) -> Result<Arc<Answer>, Refusal> {
        let answer = self.ask(question).await.map_err(|lost| Refusal::Unanswered(self.asked(), lost.to_string()))?;
        if answer.status != relayed::UNPROVEN.as_u16() {
            return Ok(answer);
        }
        if self.unproven.is_due() {
            tracing::warn!(
                "`sidecar.remote` does not know this sidecar: nothing passes until `sidecar.remote_credentials` are right"
            );
        }
        Err(Refusal::Unproven)
    }

    /// The key of the configuration that says where it asks.
    fn asked(&self) -> &'static str {
        if self.proof.is_some() { "sidecar.remote" } else { "operators.socket" }
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
    let dialect = relay.dialect;
    let answered = match relay.question(&request) {
        Ok(question) => relay.into_inner().answer(question).await,
        Err(refusal) => Err(refusal),
    };
    let realm = header_text::first(request.headers(), actix_web::http::header::HOST).unwrap_or_default();
    match answered {
        Ok(answer) => handed_on(dialect, &answer),
        Err(refusal) => refusal.answer(Some(dialect), realm),
    }
}

fn handed_on(dialect: Dialect, answer: &Answer) -> HttpResponse {
    let mut response = HttpResponse::build(carried(dialect, answer.status));
    for (name, value) in &answer.headers {
        if !matches!(*name, header::CONTENT_LENGTH | header::TRANSFER_ENCODING | header::CONNECTION) {
            response.append_header((name.as_str(), value.as_bytes()));
        }
    }
    response.body(answer.body.clone())
}
