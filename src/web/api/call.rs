//! A call that the [guard](super::guard) has let in.

use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::PREFIX;
use super::denied::Denied;
use super::who::{Caller, Credential};
use crate::audit::{Origin, Stamp};
use crate::clients;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::server::Grantor;
use crate::sidecar::token;
use crate::tenants::TenantId;
use crate::web::address::ClientAddress;
use crate::web::tenant::At;

/// A call by somebody who may make it. As an extractor it answers 401 where nobody was let in.
#[derive(Clone)]
pub struct Call(Rc<Inner>);

struct Inner {
    grantor: Data<Grantor>,
    at: At,
    caller: Caller,
    address: String,
    /// Path and query of the request.
    here: String,
}

impl Call {
    pub(super) fn new(grantor: Data<Grantor>, at: At, caller: Caller, request: &HttpRequest) -> Self {
        let address = ClientAddress::of_request(request).to_string();
        let here = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        Self(Rc::new(Inner { grantor, at, caller, address, here }))
    }

    /// The server.
    pub fn grantor(&self) -> &Grantor {
        &self.0.grantor
    }

    /// The tenant and its address.
    pub fn at(&self) -> &At {
        &self.0.at
    }

    /// The tenant's number.
    pub fn tenant(&self) -> TenantId {
        self.0.at.tenant.id
    }

    /// Who calls.
    pub fn caller(&self) -> &Caller {
        &self.0.caller
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        self.0.grantor.now()
    }

    /// What a change is marked with that they make now.
    pub fn stamp(&self, event: i64) -> Stamp {
        let origin = Origin { actor: self.0.caller.actor.clone(), address: self.0.address.clone() };
        origin.stamp(event, self.now())
    }

    /// What a client that they make or take over may not exceed; a signed-in person is held by their role alone.
    pub fn client_ceiling(&self) -> Option<clients::Ceiling> {
        let catalogue = Arc::clone(&self.0.grantor.catalogue);
        match &self.0.caller.credential {
            Credential::Token { scopes, .. } => {
                Some(clients::Ceiling { catalogue, scopes: Some(scopes.clone()), user: None, placed: false })
            }
            Credential::ApiToken { proven, scopes } => {
                let token = token::Ceiling { scopes: scopes.clone(), ..proven.token.ceiling.clone() };
                let placed = !token.allowed_ips.is_empty();
                let scopes = token.of_client(&catalogue);
                Some(clients::Ceiling { catalogue, scopes, user: token.user, placed })
            }
            Credential::Session { .. } => None,
        }
    }

    /// What an access token that they mint may not exceed: scopes and end.
    pub fn token_ceiling(&self) -> Option<(Scope, Option<Moment>)> {
        match &self.0.caller.credential {
            Credential::Token { state, scopes } => Some((scopes.clone(), state.token.expires_at)),
            Credential::ApiToken { proven, scopes } => {
                let ceiling = token::Ceiling { scopes: scopes.clone(), ..proven.token.ceiling.clone() };
                let most = ceiling.of_access_token(&self.0.grantor.catalogue);
                most.map(|scopes| (scopes, ceiling.expires_at))
            }
            Credential::Session { .. } => None,
        }
    }

    /// The same for an API token, which can be held to a user and to nets too.
    pub fn api_token_ceiling(&self) -> token::Ceiling {
        match &self.0.caller.credential {
            Credential::Token { state, scopes } => token::Ceiling {
                scopes: Some(scopes.clone()),
                expires_at: state.token.expires_at,
                ..token::Ceiling::default()
            },
            Credential::ApiToken { proven, .. } => proven.token.ceiling.clone(),
            Credential::Session { .. } => token::Ceiling::default(),
        }
    }

    /// The address of the object at `path` behind `/api/v2/`.
    pub fn url(&self, path: impl std::fmt::Display) -> String {
        format!("{}{PREFIX}/{path}.json", self.0.at.issuer)
    }

    /// The address of an uploaded logo.
    pub fn logo(&self, id: Option<&str>) -> Option<String> {
        id.map(|id| format!("{}/logos/{id}", self.0.at.issuer))
    }

    /// The absolute address of this request.
    pub fn here(&self) -> String {
        format!("{}{}", self.0.at.issuer, self.0.here)
    }
}

impl FromRequest for Call {
    type Error = Denied;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or(Denied::Unauthenticated))
    }
}

/// The number in the path.
#[derive(Clone, Copy, Debug)]
pub struct Numbered(pub i64);

impl FromRequest for Numbered {
    type Error = Denied;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.match_info().query("id").parse().map(Self).map_err(|_| Denied::Unknown))
    }
}
