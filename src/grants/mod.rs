//! The token endpoint's grants, one file a grant type (RFC 6749 §4.1.3, §6, §4.4).
//!
//! To add one: its word in [`GrantType`](crate::protocol::grant_type::GrantType), which metadata, hint and OpenAPI read;
//! a file beside these with a form that reads its parameters and a use case that issues; then the compiler asks for an
//! arm in [`crate::web::oauth::token`], and for one in `tests/it/oauth/token_every_grant.rs`, which asks of each grant
//! the same questions. Parameters of its own: also in `web/api/openapi/oauth.rs`, and in `tests/it/properties.rs`.

pub mod authorization_code;
pub mod client_credentials;
pub mod refresh_token;

use std::sync::Arc;

use crate::audit::{Actor, Origin, Stamp};
use crate::clients::{Client, ClientKey};
use crate::clock::Moment;
use crate::protocol::lifetimes::{Asked, Lifetimes};
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::protocol::refusal::Refusal;
use crate::protocol::scope::{Catalogue, Scope};
use crate::storage::{Failure, Outcome};
use crate::tenants::Tenant;
use crate::users::Role;

/// An authenticated client that asks for tokens at a tenant.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// The client; its proof was checked.
    pub client: Arc<Client>,
    /// The address that the request came from.
    pub address: String,
}

impl Applicant {
    fn origin(&self) -> Origin {
        let actor = Actor::Client { id: self.client.key.id.number(), name: self.client.name.clone() };
        Origin { actor, address: self.address.clone() }
    }

    /// What a change is marked with that the client makes.
    pub fn stamp(&self, event: i64, at: Moment) -> Stamp {
        self.origin().stamp(event, at)
    }

    /// Seconds that an access token (none: for ever) and a refresh token live: what was asked, else what client
    /// and tenant have set.
    fn lifetimes(&self, asked: Asked) -> Result<Lifetimes, Reason> {
        let Self { tenant, client, .. } = self;
        asked.within(client.access_token_lifetimes(&tenant.settings), client.refresh_token_lifetimes(&tenant.settings))
    }

    /// What is left of `scopes` within the client's allowed scopes and the role of the person who grants them; nothing
    /// left is a refusal that names the first word.
    fn within(&self, scopes: &Scope, catalogue: &Catalogue, role: Role) -> Result<Scope, Reason> {
        let allowed = self.client.allowed_scopes.as_ref();
        let allowed = allowed.map_or_else(|| scopes.clone(), |allowed| catalogue.meet(scopes, allowed));
        let kept = catalogue.cut_to_role(&allowed, role);
        match (kept.is_empty(), allowed.iter().next(), scopes.iter().next()) {
            (false, ..) => Ok(kept.into_owned()),
            (true, Some(word), _) => Err(Reason::ScopeAboveRole(word.to_owned())),
            (true, None, Some(word)) => Err(Reason::ScopeNotAllowed(word.to_owned())),
            (true, None, None) => Err(Reason::ScopeEmpty),
        }
    }

    /// Whether client and tenant may get anything at all from a grant that a person gave.
    fn check_live(&self) -> Result<(), Reason> {
        if !self.tenant.active {
            return Err(Reason::TenantInactive);
        }
        if self.client.is_live() { Ok(()) } else { Err(Reason::GrantClientInactive) }
    }
}

/// Why a grant issued nothing.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// An answer: what was written (a revoked family) stands.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Storage gave no answer: nothing was written.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<Reason> for GrantError {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason.into())
    }
}

impl Outcome for GrantError {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failure(failure) => Some(failure),
            Self::Refused(_) => None,
        }
    }

    // A family that was revoked stays so.
    fn stands(&self) -> bool {
        self.failure().is_none()
    }
}

/// A parameter that has to be there.
fn required(parameters: &Parameters, name: &'static str) -> Result<String, Reason> {
    parameters.require(name).map(ToOwned::to_owned)
}

/// A parameter that may be absent.
fn optional(parameters: &Parameters, name: &'static str) -> Result<Option<String>, Reason> {
    Ok(parameters.get(name)?.map(ToOwned::to_owned))
}

/// A client's name for oxide-auth's machines: at one tenant, a local and a global client never share one.
fn machine_name(key: ClientKey) -> String {
    format!("{}:{}", key.tenant, key.id)
}
