//! A resource server: an API that has to know what a token is worth (RFC 7662).
//!
//! What is true of it: it belongs to one tenant and sees that tenant's tokens, or to the platform
//! (tenant 0) and sees every tenant's. One with named resources sees of a token only the scopes that
//! concern them. It proves itself with a secret of its own kind, which opens nothing else.

pub mod authenticate;
pub mod store;

use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::Id;
use crate::tenants::TenantId;

/// The number of a resource server within the tenant that owns it.
pub type ResourceServerId = Id<ResourceServer>;

/// An API that has to know what a token is worth.
#[derive(Clone, Debug)]
pub struct ResourceServer {
    /// Whose it is; the platform's sees every tenant.
    pub tenant: TenantId,
    /// The number there.
    pub id: ResourceServerId,
    /// What it sends as its name.
    pub identifier: String,
    /// What people call it.
    pub name: String,
    /// The resources that it serves (`tickets`); absent: all.
    pub resources: Option<Vec<String>>,
    /// What is kept of its secrets, the newest first.
    pub secrets: Vec<KeptSecret>,
    /// When it was registered.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

impl ResourceServer {
    /// Whether it serves every tenant.
    pub fn is_platform(&self) -> bool {
        self.tenant == TenantId::PLATFORM
    }
}

/// The number of a secret within its resource server.
pub type SecretId = Id<KeptSecret>;

/// What is kept of one secret of a resource server.
#[derive(Clone, Debug)]
pub struct KeptSecret {
    /// The number.
    pub id: SecretId,
    /// What is kept of it.
    pub digest: Digest,
    /// What is shown of it.
    pub hint: String,
    /// When it was minted.
    pub created_at: Moment,
    /// When it stops; absent: it does not.
    pub expires_at: Option<Moment>,
}

impl KeptSecret {
    /// Whether it still opens anything.
    pub fn is_live(&self, now: Moment) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}
