//! Introspection (RFC 7662): what a token is worth, told to those who may know.
//!
//! A resource server sees the access tokens of its tenant, or of every tenant if it is the platform's;
//! one with named resources sees the scope cut to them. A client sees its own tokens only. To anyone else,
//! and for anything that is not valid, the answer is `{"active":false}` and no more (§2.2).

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::clients::{Client, ClientKey};
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::tokens::TokenState;
use crate::users::User;

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
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Introspection<'a> {
    /// The token is good for this.
    Active(Token<'a>),
    /// `{"active":false}`.
    Inactive {
        /// Never.
        active: bool,
    },
}

/// What an active token is good for.
#[derive(Debug, Serialize)]
pub struct Token<'a> {
    active: bool,
    scope: Cow<'a, Scope>,
    client_id: &'a str,
    username: &'a str,
    sub: String,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    iat: i64,
    iss: &'a str,
    tenant: Tenant<'a>,
    user: &'a Told,
    client: &'a Told,
}

/// A part of an answer that is the same in all of them until what it tells of changes: so it is written once.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Told(Box<RawValue>);

#[derive(Debug, Serialize)]
struct Tenant<'a> {
    subdomain: &'a str,
    external_id: Option<&'a str>,
}

impl Told {
    /// What is told of `user`.
    pub fn of_user(user: &User) -> Self {
        let mut told = json!(user.named());
        told["role"] = json!(user.role.as_str());
        Self::of(&told)
    }

    /// What is told of `client`.
    pub fn of_client(client: &Client) -> Self {
        Self::of(&json!({ "id": client.key.id, "name": client.name }))
    }

    /// Names and numbers can always be written.
    fn of(told: &Value) -> Self {
        Self(to_raw_value(told).unwrap_or_default())
    }
}

impl<'a> Introspection<'a> {
    /// `{"active":false}`.
    pub const INACTIVE: Self = Self::Inactive { active: false };

    /// What `asker` may know at `now` of the access token in `state`.
    pub fn of(state: &'a TokenState, asker: Asker<'_>, at: At<'a>, catalogue: &Catalogue, now: Moment) -> Self {
        if !state.is_active(now) {
            return Self::INACTIVE;
        }
        match visible(state, asker, catalogue) {
            Some(scope) => Self::Active(Token::new(state, scope, at, "bearer")),
            None => Self::INACTIVE,
        }
    }

    /// The same for a refresh token, which only its own client may ask about; `state` is its family's.
    pub fn of_refresh_token(state: &'a TokenState, asker: Asker<'_>, at: At<'a>, now: Moment) -> Self {
        let own = matches!(asker, Asker::Client(client) if client == state.client.key);
        if !own || !state.is_active(now) {
            return Self::INACTIVE;
        }
        Self::Active(Token::new(state, Cow::Borrowed(&state.token.scopes), at, "refresh_token"))
    }

    /// Whether the answer says that the token is good.
    pub const fn is_active(&self) -> bool {
        matches!(self, Self::Active(_))
    }
}

/// The scope that the asker may see, or nothing if the token is none of its business.
fn visible<'a>(state: &'a TokenState, asker: Asker<'_>, catalogue: &Catalogue) -> Option<Cow<'a, Scope>> {
    let (scope, role) = (&state.token.scopes, state.user.role);
    match asker {
        Asker::Client(client) => (client == state.client.key).then(|| catalogue.cut_to_role(scope, role)),
        Asker::ResourceServer(None) => Some(catalogue.cut_to_role(scope, role)),
        Asker::ResourceServer(Some(resources)) => {
            let cut = catalogue.cut_to_resources(scope, resources, role);
            (!cut.is_empty()).then_some(Cow::Owned(cut))
        }
    }
}

impl<'a> Token<'a> {
    fn new(state: &'a TokenState, scope: Cow<'a, Scope>, at: At<'a>, token_type: &'static str) -> Self {
        Self {
            active: true,
            scope,
            client_id: &state.client.identifier,
            username: &state.user.email,
            sub: state.user.id.to_string(),
            token_type,
            exp: state.token.expires_at.map(Moment::seconds),
            iat: state.token.created_at.seconds(),
            iss: at.issuer,
            tenant: Tenant { subdomain: at.subdomain, external_id: state.tenant.external_id.as_deref() },
            user: &state.user.told,
            client: &state.client.told,
        }
    }
}
