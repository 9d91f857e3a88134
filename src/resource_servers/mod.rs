//! A resource server: an API that has to know what a token is worth (RFC 7662).
//!
//! What is true of it: it belongs to one tenant and sees that tenant's tokens, or to the platform
//! (tenant 0) and sees every tenant's. One with named resources sees of a token only the scopes that
//! concern them. It proves itself with a secret of its own kind, which opens nothing else.

pub mod authenticate;
mod create;
mod delete;
mod list;
mod rotate_secret;
mod show;
pub mod store;

use serde_json::{Value, json};

use crate::audit::{Source, SourceType};
use crate::clock::Moment;
use crate::secret::{Digest, Kind, Secret};
use crate::storage::Id;
use crate::tenants::TenantId;
pub use create::{NewResourceServer, create};
pub use delete::delete;
pub use list::list;
pub use rotate_secret::rotate_secret;
pub use show::show;

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

    /// This resource server as the audit log names it.
    pub fn source(&self) -> Source {
        Source::new(SourceType::ResourceServer, self.id.number(), self.name.clone())
    }

    /// What the audit log tells of it.
    fn told(&self) -> Value {
        json!({ "identifier": self.identifier, "name": self.name, "resources": self.resources })
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

/// A secret that was minted for a resource server, before the job that keeps its digest.
#[derive(Clone, Debug)]
pub struct NewSecret {
    /// Its number.
    pub id: SecretId,
    /// The secret, of [`Kind::ResourceServerSecret`].
    pub secret: Secret,
}

impl NewSecret {
    /// What a resource server of `owner` keeps of it.
    fn kept(&self, owner: TenantId, at: Moment) -> KeptSecret {
        let digest = Digest::of(Kind::ResourceServerSecret, owner.number(), self.secret.reveal());
        KeptSecret { id: self.id, digest, hint: self.secret.hint(), created_at: at, expires_at: None }
    }
}
