//! A client: a third-party application (RFC 6749 §1.1, §2).
//!
//! What is true of it: its identifier belongs to it for ever, also after it was deleted; a global
//! client belongs to the platform (tenant 0), its identifier begins with `zdg-` and no other does, so
//! at one tenant an identifier never means two clients. A public client has no secret, a confidential
//! one at most two that are alive. A deleted client is a tombstone: no secrets, no redirect URIs, not
//! active; its tokens die because every look-up joins it.

pub mod authenticate;
mod ceiling;
mod check;
mod create;
mod decide;
mod delete;
pub mod failures;
#[cfg(test)]
pub(crate) mod fixture;
pub mod foreign;
mod import;
mod list;
pub mod misdirected;
pub mod proposals;
mod rotate_secret;
mod secret;
mod set;
mod set_logo;
mod show;
pub mod store;

use serde_json::{Value, json};

use crate::audit::{Source, SourceType};
use crate::clock::Moment;
use crate::protocol::lifetimes::Bounds;
use crate::protocol::scope::Scope;
use crate::storage::Id;
use crate::tenants::{Settings, TenantId};
use crate::users::UserId;
pub use ceiling::{Ceiling, Maker};
pub use check::{GLOBAL_PREFIX, MOST_URIS};
pub use create::{NewClient, create};
pub use decide::{Decision, decide};
pub use delete::delete;
pub use import::{Foreign, import, upgrade_secret};
pub use list::{Filter, Order, count, count_global, list, list_global};
pub use rotate_secret::{LONGEST_OVERLAP, rotate_secret, rotate_secret_once};
pub use secret::{KeptSecret, NewSecret, Scheme, SecretId};
pub use set::{Change, set};
pub use set_logo::set_logo;
pub use show::{show, show_global, show_numbered};

/// The number of a client within the tenant that owns it.
pub type ClientId = Id<Client>;

/// Which client: a number and the tenant that owns it (the platform, if it is global).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientKey {
    /// The owning tenant.
    pub tenant: TenantId,
    /// The number there.
    pub id: ClientId,
}

impl std::fmt::Display for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.tenant, self.id)
    }
}

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It cannot: an application on a person's device.
    Public,
    /// It can: an application on a server.
    Confidential,
}

impl Kind {
    /// The word for it: `public`, `confidential`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Confidential => "confidential",
        }
    }

    /// The kind that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Public, Self::Confidential].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A third-party application.
#[derive(Clone, Debug)]
pub struct Client {
    /// Which one.
    pub key: ClientKey,
    /// What applications send as `client_id`; case-sensitive.
    pub identifier: String,
    /// What people call it.
    pub name: String,
    /// Who makes it.
    pub company: String,
    /// What it does.
    pub description: String,
    /// The uploaded logo.
    pub logo_id: Option<String>,
    /// Whether it can keep a secret.
    pub kind: Kind,
    /// Whose it is: who registered it, until it is handed on. It acts as them where it has no service account.
    pub owner: Option<UserId>,
    /// Who `client_credentials` acts as: the client's own, or, for a global client, the one that the
    /// tenant it was looked up at gave it.
    pub service_account: Option<UserId>,
    /// Where answers may go, in the order they were registered.
    pub redirect_uris: Vec<String>,
    /// The most it may ever be given; absent: whatever a person allows.
    pub allowed_scopes: Option<Scope>,
    /// Seconds: what its access tokens get by default and at most.
    pub access_token_lifetime: Option<i64>,
    /// The same for refresh tokens.
    pub refresh_token_lifetime: Option<i64>,
    /// Whether its access tokens never expire, where the tenant allows that.
    pub access_token_never_expires: bool,
    /// Whether answers to it carry `iss` (RFC 9207); off for a library that chokes on it.
    pub sends_issuer: bool,
    /// Whether it works at all.
    pub active: bool,
    /// When the tenant that it was looked up at shut it out; only ever for a global client.
    pub blocked_at: Option<Moment>,
    /// When it was last used.
    pub used_at: Option<Moment>,
    /// What is kept of its secrets, the newest first.
    pub secrets: Vec<KeptSecret>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last changed; its secrets have times of their own.
    pub updated_at: Moment,
    /// When it was deleted: what is left is a tombstone.
    pub deleted_at: Option<Moment>,
}

impl Client {
    /// Whether it belongs to the platform and works at every tenant.
    pub fn is_global(&self) -> bool {
        self.key.tenant == TenantId::PLATFORM
    }

    /// Whether it works: active, not deleted, not shut out by the tenant that it was looked up at.
    pub fn is_live(&self) -> bool {
        self.active && self.deleted_at.is_none() && self.blocked_at.is_none()
    }

    /// Who it acts as by itself: its service account or its owner, and a global one as nobody but the service account
    /// that the tenant gave it.
    pub fn acts_as(&self) -> Option<UserId> {
        self.service_account.or(self.owner.filter(|_| !self.is_global()))
    }

    /// The number of its newest secret.
    pub fn newest_secret(&self) -> Option<SecretId> {
        self.secrets.first().map(|secret| secret.id)
    }

    /// This client as the audit log names it.
    pub fn source(&self) -> Source {
        let kind = if self.is_global() { SourceType::GlobalOauthClient } else { SourceType::OauthClient };
        Source::new(kind, self.key.id.number(), self.name.clone())
    }

    /// What the audit log tells of it.
    fn told(&self) -> Value {
        json!({
            "identifier": self.identifier,
            "name": self.name,
            "company": self.company,
            "description": self.description,
            "kind": self.kind.as_str(),
            "owner": self.owner,
            "service_account": self.service_account,
            "redirect_uris": self.redirect_uris,
            "allowed_scopes": self.allowed_scopes,
            "access_token_lifetime": self.access_token_lifetime,
            "refresh_token_lifetime": self.refresh_token_lifetime,
            "access_token_never_expires": self.access_token_never_expires,
            "sends_issuer": self.sends_issuer,
            "active": self.active,
            "logo_id": self.logo_id,
        })
    }

    /// How long its access tokens may live at a tenant with `settings`; `None`: they never expire.
    pub fn access_token_lifetimes(&self, settings: &Settings) -> Option<Bounds> {
        let never = self.access_token_never_expires && settings.never_expiring_access_tokens;
        (!never).then(|| capped(settings.access_token_lifetimes(), self.access_token_lifetime))
    }

    /// How long its refresh tokens may live at a tenant with `settings`.
    pub fn refresh_token_lifetimes(&self, settings: &Settings) -> Bounds {
        capped(settings.refresh_token_lifetimes(), self.refresh_token_lifetime)
    }
}

/// What is left of a tenant's bounds for a client whose own lifetime is `seconds`: that many by default
/// and at most, so that one number is all that an admin has to decide.
pub(crate) fn capped(bounds: Bounds, seconds: Option<i64>) -> Bounds {
    let Some(seconds) = seconds else { return bounds };
    let most = seconds.clamp(bounds.least, bounds.most);
    Bounds { default: most, most, ..bounds }
}
