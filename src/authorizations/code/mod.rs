//! The authorization code (RFC 6749 §1.3.1): 256 random bits, 120 seconds, once.
//!
//! It is bound to tenant, client, redirect URI, challenge, user and scopes, and its token family is made
//! with it, so that a replay has something to revoke even before the first token.

mod issue;
pub(crate) mod store;

pub use issue::{Approved, MintedCode, issue};

use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::secret::Digest;
use crate::tenants::TenantId;
use crate::tokens::FamilyId;
use crate::users::UserId;

/// Seconds that a code may be redeemed (RFC 6749 §4.1.2 recommends ten minutes at the most).
pub const LIFETIME: i64 = 120;

/// A code as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// Where it counts.
    pub tenant: TenantId,
    /// What is kept of its secret.
    pub digest: Digest,
    /// The family that its tokens will belong to.
    pub family: FamilyId,
    /// The client that may redeem it.
    pub client: ClientKey,
    /// The user who authorized the client.
    pub user: UserId,
    /// Where it was sent.
    pub redirect_uri: String,
    /// What was authorized.
    pub scopes: Scope,
    /// The S256 challenge of the request (RFC 7636 §4.2).
    pub challenge: Option<String>,
    /// When it was issued.
    pub created_at: Moment,
    /// When it expires.
    pub expires_at: Moment,
    /// When it was redeemed.
    pub redeemed_at: Option<Moment>,
}
