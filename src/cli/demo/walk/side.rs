//! One account, and those who deal with it.

use std::net::SocketAddr;

use hyper::Method;
use serde_json::Value;

use super::answers::{field, text};
use super::browser::Browser;
use super::outsider::Ask;
use super::paper::Paper;
use crate::cli::demo::cast;
use crate::cli::demo::house::House;
use crate::cli::failure::Failure;
use crate::outgoing::Answer;
use crate::protocol::metadata::{INTROSPECTION, REVOCATION, TOKEN};

/// One account, and those who deal with it.
pub(super) struct Side {
    server: SocketAddr,
    pub host: String,
    pub issuer: String,
    pub agent: &'static str,
    pub application: Program,
    pub machine: Program,
    pub native: Program,
    pub api: Program,
}

/// A client or a resource server; a public client has no secret.
#[derive(Clone)]
pub(super) struct Program {
    pub identifier: &'static str,
    pub secret: String,
}

/// Tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub access: String,
    pub refresh: String,
}

impl Pair {
    pub(super) fn of(answer: &Answer) -> Self {
        Self { access: text(answer, "access_token"), refresh: text(answer, "refresh_token") }
    }
}

impl Side {
    pub(super) fn new(house: &House, account: &'static cast::Account) -> Result<Self, Failure> {
        let missing = || Failure::new("credentials", format!("Nothing is known of {}.", account.subdomain));
        let known = house.credentials.accounts.get(account.subdomain).ok_or_else(missing)?;
        let secret = |identifier: &str| known.clients.get(identifier).cloned().unwrap_or_default();
        let client = |identifier: &'static str| Program { identifier, secret: secret(identifier) };
        let api = known.resource_servers.get(cast::API).cloned().unwrap_or_default();
        Ok(Self {
            server: house.server,
            host: known.issuer.trim_start_matches("http://").to_owned(),
            issuer: known.issuer.clone(),
            agent: account.agent.email,
            application: client(cast::APPLICATION),
            machine: client(cast::MACHINE),
            native: client(cast::NATIVE),
            api: Program { identifier: cast::API, secret: api },
        })
    }

    /// A browser in which nobody is signed in.
    pub(super) fn browser(&self) -> Browser {
        Browser::new(self.server, &self.host)
    }

    pub(super) fn post(&self, path: &str) -> Ask {
        Ask::new(Method::POST, &self.host, path)
    }

    /// A token request of `client`; a public one names itself in the body.
    pub(super) fn token_request(&self, client: &Program, form: &[(&str, &str)]) -> Ask {
        if client.secret.is_empty() {
            return self.post(TOKEN).form(&[form, &[("client_id", client.identifier)]].concat());
        }
        self.post(TOKEN).basic(client.identifier, &client.secret).form(form)
    }

    pub(super) async fn token(
        &self,
        client: &Program,
        form: &[(&str, &str)],
        paper: &mut Paper<'_>,
    ) -> Result<Answer, Failure> {
        self.token_request(client, form).send(self.server, paper).await
    }

    pub(super) async fn refresh(&self, token: &str, paper: &mut Paper<'_>) -> Result<Answer, Failure> {
        self.token(&self.application, &[("grant_type", "refresh_token"), ("refresh_token", token)], paper).await
    }

    /// What `asker` is told of a token.
    pub(super) async fn introspect(
        &self,
        asker: &Program,
        token: &str,
        paper: &mut Paper<'_>,
    ) -> Result<Answer, Failure> {
        let ask = self.post(INTROSPECTION).basic(asker.identifier, &asker.secret).form(&[("token", token)]);
        ask.send(self.server, paper).await
    }

    /// Whether the API would let a token in; not printed.
    pub(super) async fn is_active(&self, token: &str) -> Result<bool, Failure> {
        let ask = self.post(INTROSPECTION).basic(self.api.identifier, &self.api.secret).form(&[("token", token)]);
        Ok(field(&ask.silently(self.server).await?, "active") == Value::Bool(true))
    }

    pub(super) async fn revoke(&self, client: &Program, token: &str, paper: &mut Paper<'_>) -> Result<Answer, Failure> {
        let ask = self.post(REVOCATION).basic(client.identifier, &client.secret).form(&[("token", token)]);
        ask.send(self.server, paper).await
    }
}
