//! Whom the walk knows: what the demo's own credentials say, and nothing more.

use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use super::answers::parameter;
use super::browser::Browser;
use super::paper::Paper;
use super::side::{Pair, Side};
use crate::cli::demo::cast::{self, ACCOUNTS};
use crate::cli::demo::house::House;
use crate::cli::failure::Failure;
use crate::cli::operator::Operator;
use crate::entropy::Entropy;
use crate::protocol::metadata::AUTHORIZATION;
use crate::server::CALLBACK;

/// Everybody whom the walk meets.
pub(super) struct World<'a> {
    pub server: SocketAddr,
    pub operator: &'a Operator,
    /// Where the application's answers arrive.
    pub redirect_uri: String,
    pub acme: Side,
    pub globex: Side,
    entropy: Entropy,
}

/// An authorization request with PKCE, and what only its maker knows.
pub(super) struct Request {
    pub state: String,
    pub verifier: String,
    pub query: Vec<(&'static str, String)>,
}

impl Request {
    /// Its path with its query.
    pub(super) fn path(&self) -> String {
        form_urlencoded::Serializer::new(format!("{AUTHORIZATION}?")).extend_pairs(&self.query).finish()
    }

    /// The same with another value, or without one.
    pub(super) fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.query.retain(|(found, _)| *found != name);
        self.query.extend(value.map(|value| (name, value.to_owned())));
        self
    }
}

impl<'a> World<'a> {
    pub(super) fn new(house: &'a House) -> Result<Self, Failure> {
        let [acme, globex] = [0, 1].map(|at| Side::new(house, &ACCOUNTS[at]));
        let redirect_uri = format!("{}{CALLBACK}", house.application);
        let (server, operator) = (house.server, &house.operator);
        Ok(Self { server, operator, redirect_uri, acme: acme?, globex: globex?, entropy: Entropy::system() })
    }

    /// 43 characters that nobody can guess.
    fn random(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.entropy.bytes())
    }

    /// What the application asks for.
    pub(super) fn request(&self) -> Request {
        self.request_of(cast::APPLICATION, &self.redirect_uri)
    }

    /// What a client asks for.
    pub(super) fn request_of(&self, client: &str, redirect_uri: &str) -> Request {
        let (state, verifier) = (self.random(), self.random());
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let query = vec![
            ("response_type", "code".to_owned()),
            ("client_id", client.to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
            ("scope", "read write".to_owned()),
            ("state", state.clone()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
        ];
        Request { state, verifier, query }
    }

    /// The parameters of a code's exchange.
    pub(super) fn exchange<'q>(&'q self, code: &'q str, verifier: &'q str) -> [(&'q str, &'q str); 4] {
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier),
        ]
    }

    /// What nobody knows: a code from the next request of a browser whose person has allowed it before.
    pub(super) async fn another_pair(
        &self,
        side: &Side,
        browser: &mut Browser,
        paper: &mut Paper<'_>,
    ) -> Result<Pair, Failure> {
        let request = self.request();
        let redirect = browser.get(&request.path(), paper).await?;
        let code = parameter(&redirect, "code").unwrap_or_default();
        let answer = side.token(&side.application, &self.exchange(&code, &request.verifier), paper).await?;
        Ok(Pair::of(&answer))
    }
}
