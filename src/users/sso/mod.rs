//! Single sign-on: the vendor, who knows its people already, says who somebody is, and signs that with a key of the
//! tenant.
//!
//! What is true of it: an assertion is a JWT for exactly this tenant (`aud` is the issuer), three minutes old at most,
//! and signs somebody in once, whatever node it reaches; its key says by which algorithm it is signed, and several
//! keys overlap, so that a vendor can change them without a gap. It tells of the same person by `external_id`; an
//! e-mail address finds only whom no vendor has claimed yet, so that an address that wanders to somebody else never
//! opens the account of whoever had it before. Where admins may not come this way, it can neither make an admin, nor
//! sign one in, nor take that role away. SAML and OpenID Connect were not refused, they are other nouns.

mod assertion;
pub mod keys;
mod reason;
pub mod sign_in;
pub mod store;
pub mod verify;

#[cfg(test)]
mod fixture;

use serde_json::{Value, json};

use crate::audit::{Source, SourceType};
use crate::clock::Moment;
use crate::jwt::Algorithm;
use crate::storage::Id;
use crate::tenants::TenantId;

pub use assertion::Assertion;
pub use reason::Reason;

/// The number of a key within its tenant.
pub type SsoKeyId = Id<SsoKey>;

/// A key that the vendor signs with.
#[derive(Clone, Debug)]
pub struct SsoKey {
    /// Whose people it signs in.
    pub tenant: TenantId,
    /// The number.
    pub id: SsoKeyId,
    /// What a token calls it, in its header.
    pub kid: String,
    /// By what it signs.
    pub algorithm: Algorithm,
    /// What it is verified with.
    pub kept: Kept,
    /// When it was added.
    pub created_at: Moment,
    /// From when on it does not count; none if nobody has said so.
    pub expires_at: Option<Moment>,
}

/// What is kept of a key.
#[derive(Clone)]
pub enum Kept {
    /// A secret of both sides, sealed for [`purpose`].
    Sealed(Vec<u8>),
    /// A public key.
    Public(Vec<u8>),
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sealed(_) => "Sealed(…)",
            Self::Public(_) => "Public(…)",
        })
    }
}

impl SsoKey {
    /// Whether it counts.
    pub fn is_live(&self, now: Moment) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// This key as the audit log names it: it is one of the account's settings.
    fn source(&self) -> Source {
        Source::new(SourceType::AccountSetting, self.id.number(), format!("single sign-on key {}", self.kid))
    }

    /// What the audit log tells of it.
    fn told(&self) -> Value {
        json!({ "kid": self.kid, "algorithm": self.algorithm.as_str(), "expires_at": self.expires_at })
    }
}

/// For what the secret called `kid` of `tenant` is sealed.
pub fn purpose(tenant: TenantId, kid: &str) -> String {
    format!("single sign-on|{tenant}|{kid}")
}
