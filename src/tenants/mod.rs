//! A tenant: one customer account, found by its subdomain.
//!
//! What is true of it: its subdomain is one lower-case DNS label and belongs to nobody else; tenant 0
//! is the platform itself, has no subdomain and is never found by one; both access switches are off
//! until somebody turns them on; nothing of one tenant is known at another. A tenant that is not
//! active answers nobody, and its tokens are worth nothing until it is active again.

pub mod accent;
#[cfg(test)]
mod at_once;
pub(crate) mod check;
mod create;
#[cfg(test)]
pub(crate) mod fixture;
pub mod imports;
pub mod lifetimes;
mod list;
mod named;
mod set;
mod set_logo;
pub mod settings;
mod show;
pub mod sso_url;
pub mod store;
pub mod sunset;

use serde_json::{Value, json};

use crate::audit::{Source, SourceType};
use crate::clock::Moment;
use crate::storage::Id;
pub use create::{NewTenant, create};
pub use list::list;
pub use named::Named;
pub use set::{Change, set};
pub use set_logo::set_logo;
pub use settings::{Settings, Standard};
pub use show::show;

/// The number of a tenant.
pub type TenantId = Id<Tenant>;

impl TenantId {
    /// The platform itself: the owner of global clients and of platform resource servers.
    pub const PLATFORM: Self = Self::new(0);
}

/// One customer account.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its number; 0 is the platform.
    pub id: TenantId,
    /// The label in front of the platform's domain: `acme` in `acme.example.com`.
    pub subdomain: String,
    /// What the vendor calls it.
    pub external_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// Whether it answers at all.
    pub active: bool,
    /// Whether applications may be allowed in and tokens count (off in a new tenant).
    pub oauth_access: bool,
    /// Whether API tokens count (off in a new tenant).
    pub api_token_access: bool,
    /// The uploaded logo.
    pub logo_id: Option<String>,
    /// Everything else that its admins decide.
    pub settings: Settings,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

impl Tenant {
    /// This tenant as the audit log names it.
    pub fn source(&self) -> Source {
        let settings = Source::new(SourceType::AccountSetting, self.id.number(), self.name.clone());
        settings.known_as(self.external_id.clone())
    }

    /// What the audit log tells of it.
    fn told(&self) -> Value {
        json!({
            "subdomain": self.subdomain,
            "external_id": self.external_id,
            "name": self.name,
            "active": self.active,
            "oauth_access": self.oauth_access,
            "api_token_access": self.api_token_access,
            "logo_id": self.logo_id,
            "settings": self.settings,
        })
    }
}
