//! What a person has allowed a client before, kept per user, client and registered redirect URI.
//!
//! A remembered consent spares the page only where the client can prove who it is: a public client is
//! asked each time (RFC 6749 §10.2), and whatever goes beyond what is remembered is asked anew.

mod import;
pub(crate) mod store;

use crate::clients::{Client, ClientKey, Kind};
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::tenants::TenantId;
use crate::users::UserId;
pub use import::import;

/// A consent as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Where it counts.
    pub tenant: TenantId,
    /// Who gave it.
    pub user: UserId,
    /// To whom.
    pub client: ClientKey,
    /// For which redirect URI, as it is registered.
    pub redirect_uri: String,
    /// What was allowed, all decisions together.
    pub scopes: Scope,
    /// The first decision.
    pub created_at: Moment,
    /// The latest decision.
    pub updated_at: Moment,
}

impl Consent {
    /// Whether the person need not be asked again.
    pub fn covers(remembered: Option<&Self>, client: &Client, asked: &Scope, catalogue: &Catalogue) -> bool {
        client.kind == Kind::Confidential
            && remembered.is_some_and(|consent| catalogue.contains(&consent.scopes, asked))
    }
}
