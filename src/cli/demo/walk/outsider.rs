//! A request from outside.

use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::{Method, Request, header};
use serde_json::Value;

use super::answers::flat;
use super::paper::Paper;
use crate::cli::failure::Failure;
use crate::outgoing::{self, Answer};

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub method: Method,
    pub host: String,
    pub path: String,
    query: Vec<(String, String)>,
    form: Option<Vec<(String, String)>>,
    json: Option<Value>,
    basic: Option<(String, String)>,
    headers: Vec<(&'static str, String)>,
}

pub(super) fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn encoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Ask {
    /// `method path` at `host`; a query string in `path` is taken apart.
    pub(super) fn new(method: Method, host: &str, path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let (host, path) = (host.to_owned(), path.to_owned());
        Self { method, host, path, query, form: None, json: None, basic: None, headers: Vec::new() }
    }

    pub(super) fn form(self, pairs: &[(&str, &str)]) -> Self {
        self.fields(owned(pairs))
    }

    pub(super) fn fields(self, fields: Vec<(String, String)>) -> Self {
        Self { form: Some(fields), ..self }
    }

    pub(super) fn json(self, body: Value) -> Self {
        Self { json: Some(body), ..self }
    }

    /// Proves itself as `identifier` (RFC 6749 §2.3.1).
    pub(super) fn basic(self, identifier: &str, secret: &str) -> Self {
        Self { basic: Some((identifier.to_owned(), secret.to_owned())), ..self }
    }

    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// What it carries, as the walk prints it.
    pub(super) fn sent(&self) -> Vec<(String, String)> {
        let basic = self.basic.iter().map(|(name, secret)| ("Basic".to_owned(), format!("{name}:{secret}")));
        let cookies = self.headers.iter().filter(|(name, _)| *name == "cookie");
        let cookies = cookies.map(|(name, value)| ((*name).to_owned(), value.clone()));
        let json = self.json.as_ref().map(flat).unwrap_or_default();
        let form = self.form.clone().unwrap_or_default();
        basic.chain(cookies).chain(self.query.clone()).chain(form).chain(json).collect()
    }

    fn request(&self) -> Result<Request<String>, hyper::http::Error> {
        let uri = match self.query.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, encoded(&self.query)),
        };
        let mut request = Request::builder().method(&self.method).uri(uri).header(header::HOST, &self.host);
        if let Some((identifier, secret)) = &self.basic {
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = STANDARD.encode(format!("{}:{}", encoded(identifier), encoded(secret)));
            request = request.header(header::AUTHORIZATION, format!("Basic {pair}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        match (&self.form, &self.json) {
            (Some(form), _) => {
                request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(encoded(form))
            }
            (None, Some(json)) => request.header(header::CONTENT_TYPE, "application/json").body(json.to_string()),
            (None, None) => request.body(String::new()),
        }
    }

    /// Sends it to `server`, and says nothing about it.
    pub(super) async fn silently(&self, server: SocketAddr) -> Result<Answer, Failure> {
        let lost = |error: &dyn std::fmt::Display| {
            Failure::new("unreachable", format!("{} {}: {error}", self.method, self.path))
        };
        let request = self.request().map_err(|error| lost(&error))?;
        outgoing::send(server, request).await.map_err(|error| lost(&error))
    }

    /// Sends it to `server` and prints both sides.
    pub(super) async fn send(&self, server: SocketAddr, paper: &mut Paper<'_>) -> Result<Answer, Failure> {
        let answer = self.silently(server).await?;
        paper.exchange(self, &answer)?;
        Ok(answer)
    }
}
