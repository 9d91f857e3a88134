//! An account in an installation, asked over loopback as applications and browsers ask: a connection a request.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grantor::outgoing::{self, Lost};
use hyper::Request;

use super::installation::Installation;
use crate::harness::answer::Answer;
use crate::harness::flow::Pair;
use crate::harness::people::{CALLBACK, PASSWORD};

const HOST: &str = "acme.localhost:8080";
/// How long somebody waits who is told to come again: less than they are told.
const AGAIN: Duration = Duration::from_millis(50);
const EMAIL: &str = "ada@example.com";

/// An account, and what is registered there.
pub struct Company {
    app: String,
    api: String,
    /// Those of Ada's browser.
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Company {
    /// Makes it: Ada, an application that also is a machine, an API.
    pub fn of(here: &Installation) -> Self {
        here.json(&["tenant", "create", "acme", "--oauth-access", "on"]);
        let ada = ["user", "create", "acme", EMAIL, "--role", "agent", "--password-stdin"];
        assert!(here.run_with(&ada, PASSWORD).status.success());
        let own = ["--redirect-uri", CALLBACK, "--service-account", EMAIL];
        let app = here.json(&[["client", "create", "acme", "app"].as_slice(), own.as_slice()].concat());
        let api = here.json(&["resource-server", "create", "acme", "api"]);
        let secret = |made: &serde_json::Value| made["secret"].as_str().unwrap().to_owned();
        Self { app: secret(&app), api: secret(&api), cookies: RefCell::default() }
    }

    /// Signs Ada in and lets the application in: from now on each request brings a code.
    pub async fn consented(&self, node: SocketAddr) {
        let form = self.get(node, "/access/login").await;
        let signed_in = self.submit(node, &form, "/access/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(signed_in.status, 303, "{}", signed_in.text());
        let page = self.get(node, &authorize()).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let allowed = self.submit(node, &page, "/oauth/authorizations", &[("decision", "allow")]).await;
        assert!(allowed.parameter("code").is_some());
    }

    /// Ada, who is signed in, changes her password.
    pub async fn change_password(&self, node: SocketAddr, new: &str) {
        let form = self.get(node, "/account/password").await;
        let changed = self.submit(node, &form, "/account/password", &[("current", PASSWORD), ("password", new)]).await;
        assert_eq!(changed.status, 303, "{}", changed.text());
    }

    /// A code for the application.
    pub async fn code(&self, node: SocketAddr) -> Result<String, Lost> {
        let answer = self.send(node, Request::get(authorize()), String::new()).await?;
        Ok(answer.parameter("code").expect("a code"))
    }

    /// The application exchanges a code.
    pub async fn exchange(&self, node: SocketAddr, code: &str) -> Result<Answer, Lost> {
        let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        self.post(node, "/oauth/tokens", ("app", &self.app), &form).await
    }

    /// Tokens for the application.
    pub async fn tokens(&self, node: SocketAddr) -> Result<Pair, Lost> {
        let code = self.code(node).await?;
        Ok(Pair::of(&expected(self.exchange(node, &code).await?)))
    }

    /// The application refreshes.
    pub async fn refresh(&self, node: SocketAddr, token: &str) -> Result<Answer, Lost> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.post(node, "/oauth/tokens", ("app", &self.app), &form).await
    }

    /// The next pair.
    pub async fn refreshed(&self, node: SocketAddr, token: &str) -> Result<Pair, Lost> {
        Ok(Pair::of(&expected(self.refresh(node, token).await?)))
    }

    /// A token of the application's own.
    pub async fn machine(&self, node: SocketAddr) -> Result<String, Lost> {
        let form = [("grant_type", "client_credentials")];
        Ok(expected(self.post(node, "/oauth/tokens", ("app", &self.app), &form).await?).field("access_token"))
    }

    /// The application gives a token back.
    pub async fn revoke(&self, node: SocketAddr, token: &str) -> Result<(), Lost> {
        let answer = self.post(node, "/oauth/revoke", ("app", &self.app), &[("token", token)]).await?;
        expected(answer);
        Ok(())
    }

    /// Whether the API would let a token in.
    pub async fn is_active(&self, node: SocketAddr, token: &str) -> Result<bool, Lost> {
        let answer = self.post(node, "/oauth/introspect", ("api", &self.api), &[("token", token)]).await?;
        Ok(expected(answer).json()["active"] == true)
    }

    async fn get(&self, node: SocketAddr, path: &str) -> Answer {
        self.send(node, Request::get(path), String::new()).await.unwrap()
    }

    async fn submit(&self, node: SocketAddr, page: &Answer, action: &str, more: &[(&str, &str)]) -> Answer {
        let request = Request::post(action).header("origin", format!("http://{HOST}"));
        let form =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(page.form(action)).extend_pairs(more).finish();
        self.send(node, request, form).await.unwrap()
    }

    async fn post(
        &self,
        node: SocketAddr,
        path: &str,
        (identifier, secret): (&str, &str),
        form: &[(&str, &str)],
    ) -> Result<Answer, Lost> {
        let basic = format!("Basic {}", STANDARD.encode(format!("{identifier}:{secret}")));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(node, Request::post(path).header("authorization", basic), form).await
    }

    async fn send(
        &self,
        node: SocketAddr,
        request: hyper::http::request::Builder,
        body: String,
    ) -> Result<Answer, Lost> {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("host", HOST).header("cookie", cookies.join("; "));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body).unwrap();
        let mut answer = outgoing::send(node, request.clone()).await?;
        // Whoever is told to come again comes again.
        while answer.status == 503 && answer.header("retry-after").is_some() {
            tokio::time::sleep(AGAIN).await;
            answer = outgoing::send(node, request.clone()).await?;
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &answer.headers {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let answer = Answer { status: answer.status, headers, body: answer.body.into_bytes() };
        for cookie in answer.cookies() {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        Ok(answer)
    }
}

/// The address of a request without PKCE.
fn authorize() -> String {
    let asked = [("response_type", "code"), ("client_id", "app"), ("redirect_uri", CALLBACK), ("scope", "read")];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
    format!("/oauth/authorizations/new?{query}")
}

/// An answer that has to be a success.
fn expected(answer: Answer) -> Answer {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}
