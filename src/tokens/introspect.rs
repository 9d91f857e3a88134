//! Introspection (RFC 7662): what a token is worth, told to those who may know.
//!
//! A resource server sees the access tokens of its tenant, or of every tenant if it is the platform's;
//! one with named resources sees the scope cut to them. A client sees its own tokens only. To anyone else,
//! and for anything that is not valid, the answer is `{"active":false}` and no more (§2.2).

use std::borrow::Cow;

use serde::Serialize;
use serde_json::json;

use crate::clients::{Client, ClientKey};
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::tokens::TokenState;
use crate::users::User;

/// Bytes that hold nearly every answer, so that its room is made once.
const USUAL: usize = 768;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// An authenticated client: its own tokens.
    Client(ClientKey),
    /// A resource server, and the resources it is named for (none: all).
    ResourceServer(Option<&'a [String]>),
}

/// The tenant that a token counts at, as it is told.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The tenant's issuer.
    pub issuer: &'a str,
    /// The tenant's subdomain.
    pub subdomain: &'a str,
}

/// The answer.
#[derive(Debug)]
pub enum Introspection<'a> {
    /// The token is good for this.
    Active(Token<'a>),
    /// `{"active":false}`.
    Inactive,
}

/// What an active token is good for.
#[derive(Debug, Serialize)]
pub struct Token<'a> {
    active: bool,
    scope: Cow<'a, Scope>,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    iat: i64,
    iss: &'a str,
    tenant: Tenant<'a>,
    #[serde(skip)]
    client: &'a Told,
    #[serde(skip)]
    user: &'a Told,
}

#[derive(Debug, Serialize)]
struct Tenant<'a> {
    subdomain: &'a str,
    external_id: Option<&'a str>,
}

/// Members of an answer, as a JSON object, that are the same in all answers until what they tell of changes: so they are
/// written once.
#[derive(Clone, Debug)]
pub struct Told(String);

impl Told {
    /// What is told of `user`.
    pub fn of_user(user: &User) -> Self {
        let mut told = json!(user.named());
        told["role"] = json!(user.role.as_str());
        Self(json!({ "username": user.email, "sub": user.id.to_string(), "user": told }).to_string())
    }

    /// What is told of `client`.
    pub fn of_client(client: &Client) -> Self {
        let told = json!({ "id": client.key.id, "name": client.name });
        Self(json!({ "client_id": client.identifier, "client": told }).to_string())
    }

    /// Puts these members behind those of `json`, another object that has some.
    fn join(&self, json: &mut Vec<u8>) {
        json.pop();
        json.push(b',');
        json.extend_from_slice(&self.0.as_bytes()[1..]);
    }
}

impl<'a> Introspection<'a> {
    /// What `asker` may know at `now` of the access token in `state`.
    pub fn of(state: &'a TokenState, asker: Asker<'_>, at: At<'a>, catalogue: &Catalogue, now: Moment) -> Self {
        if !state.is_active(now) {
            return Self::Inactive;
        }
        match visible(state, asker, catalogue) {
            Some(scope) => Self::Active(Token::new(state, scope, at, "bearer")),
            None => Self::Inactive,
        }
    }

    /// The same for a refresh token, which only its own client may ask about; `state` is its family's.
    pub fn of_refresh_token(state: &'a TokenState, asker: Asker<'_>, at: At<'a>, now: Moment) -> Self {
        let own = matches!(asker, Asker::Client(client) if client == state.client.key);
        if !own || !state.is_active(now) {
            return Self::Inactive;
        }
        Self::Active(Token::new(state, Cow::Borrowed(&state.token.scopes), at, "refresh_token"))
    }

    /// The answer as JSON.
    ///
    /// # Errors
    /// None: names and numbers can always be written.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let Self::Active(token) = self else { return Ok(br#"{"active":false}"#.to_vec()) };
        let mut json = Vec::with_capacity(USUAL);
        serde_json::to_writer(&mut json, token)?;
        token.client.join(&mut json);
        token.user.join(&mut json);
        Ok(json)
    }

    /// Whether the answer says that the token is good.
    pub const fn is_active(&self) -> bool {
        matches!(self, Self::Active(_))
    }
}

/// The scope that the asker may see, or nothing if the token is none of its business.
fn visible<'a>(state: &'a TokenState, asker: Asker<'_>, catalogue: &Catalogue) -> Option<Cow<'a, Scope>> {
    let scopes = state.scopes(catalogue);
    match asker {
        Asker::Client(client) => (client == state.client.key).then_some(scopes),
        Asker::ResourceServer(None) => Some(scopes),
        Asker::ResourceServer(Some(resources)) => {
            let cut = catalogue.cut_to_resources(&scopes, resources, state.user.role);
            (!cut.is_empty()).then_some(Cow::Owned(cut))
        }
    }
}

impl<'a> Token<'a> {
    fn new(state: &'a TokenState, scope: Cow<'a, Scope>, at: At<'a>, token_type: &'static str) -> Self {
        Self {
            active: true,
            scope,
            token_type,
            exp: state.token.expires_at.map(Moment::seconds),
            iat: state.token.created_at.seconds(),
            iss: at.issuer,
            tenant: Tenant { subdomain: at.subdomain, external_id: state.tenant.external_id.as_deref() },
            client: &state.client.told,
            user: &state.user.told,
        }
    }
}
