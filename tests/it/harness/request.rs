//! A request on its way: `server.post("acme", "/oauth/tokens").form(&[…]).expect(400).await`.

use std::net::SocketAddr;

use actix_web::http::Method;
use actix_web::http::header::{HOST, HeaderValue};
use actix_web::test::TestRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::answer::Answer;
use super::{Server, described};

/// A request that was not sent yet.
pub struct Call<'a> {
    server: &'a Server,
    request: TestRequest,
    hostless: bool,
    /// What is sent, where that is JSON.
    asked: Option<Value>,
}

impl<'a> Call<'a> {
    pub(super) fn new(server: &'a Server, method: Method, tenant: &str, path: &str) -> Self {
        let peer: SocketAddr = ([127, 0, 0, 1], 4711).into();
        let host = server.grantor.config.public_url.authority(tenant);
        let request = TestRequest::with_uri(path).method(method).peer_addr(peer).insert_header(("host", host));
        Self { server, request, hostless: false, asked: None }
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.append_header((name, value)), ..self }
    }

    /// A header that need not be text.
    pub fn header_bytes(self, name: &str, value: &[u8]) -> Self {
        let value = HeaderValue::from_bytes(value).expect("a header");
        Self { request: self.request.append_header((name, value)), ..self }
    }

    /// Another `Host` than the tenant's.
    pub fn host(self, host: &str) -> Self {
        Self { request: self.request.insert_header(("host", host)), ..self }
    }

    /// Without any `Host`.
    pub fn hostless(self) -> Self {
        Self { hostless: true, ..self }
    }

    pub fn peer(self, address: [u8; 4]) -> Self {
        Self { request: self.request.peer_addr((address, 4711).into()), ..self }
    }

    pub fn basic(self, user: &str, password: &str) -> Self {
        let encode = |part: &str| form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encode(user), encode(password));
        self.header("authorization", &format!("Basic {}", STANDARD.encode(pair)))
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn form<K: AsRef<str>, V: AsRef<str>>(self, pairs: &[(K, V)]) -> Self {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            body.append_pair(name.as_ref(), value.as_ref());
        }
        self.body("application/x-www-form-urlencoded", &body.finish())
    }

    pub fn json(self, body: &Value) -> Self {
        Self { asked: Some(body.clone()), ..self.body("application/json", &body.to_string()) }
    }

    pub fn body(self, content_type: &str, body: &str) -> Self {
        self.bytes(content_type, body.as_bytes())
    }

    pub fn bytes(self, content_type: &str, body: &[u8]) -> Self {
        let request = self.request.insert_header(("content-type", content_type)).set_payload(body.to_vec());
        Self { request, ..self }
    }

    /// Sends it and takes the answer as it comes.
    pub async fn send(self) -> Answer {
        let mut request = self.request.to_request();
        if self.hostless {
            request.headers_mut().remove(HOST);
        }
        let (method, path) = (request.method().clone(), request.path().to_owned());
        let answer = self.server.send(request).await;
        if let Some(asked) = self.asked.filter(|_| answer.status < 300) {
            described::taken(&method, &path, &asked);
        }
        answer
    }

    /// Sends it; the answer has to have this status.
    pub async fn expect(self, status: u16) -> Answer {
        let answer = self.send().await;
        assert_eq!(answer.status, status, "{:?} {}", answer.headers, String::from_utf8_lossy(&answer.body));
        answer
    }
}
