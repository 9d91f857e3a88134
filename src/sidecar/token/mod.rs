//! An API token: a long-lived secret of one tenant, shown once, kept as a digest.
//!
//! What is true of it: it counts only while the tenant's API token access is on, and nobody has deactivated it; it is
//! deleted only when deactivated, so that what still calls with it has been seen to fail before. Without a user, scopes,
//! addresses or an expiry of its own it is what such tokens always were: good for any verified user of the tenant.
//! A tenant has [`MOST`] of them at most, deactivated ones included.

mod ceiling;
mod create;
mod delete;
mod import;
mod list;
mod set;
mod show;
pub mod store;

use ipnet::IpNet;
use serde_json::{Value, json};

use crate::audit::{Source, SourceType};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::secret::Digest;
use crate::storage::Id;
use crate::tenants::TenantId;
use crate::users::UserId;
pub use ceiling::{Ceiling, Maker};
pub use create::{NewApiToken, create};
pub use delete::delete;
pub use import::{Foreign, import, upgrade};
pub use list::{Filter, Order, list, part};
pub use set::{Change, set};
pub use show::show;

/// The number of an API token within its tenant.
pub type ApiTokenId = Id<ApiToken>;

/// How many API tokens a tenant may have.
pub const MOST: i64 = 256;

/// How many a tenant may have that had more than [`MOST`] when its tokens were imported.
pub const MOST_IMPORTED: i64 = 2_048;

/// A legacy API token, without the secret itself.
#[derive(Clone, Debug)]
pub struct ApiToken {
    /// Whose it is.
    pub tenant: TenantId,
    /// The number there.
    pub id: ApiTokenId,
    /// What is kept of the secret.
    pub digest: Digest,
    /// What is shown of it.
    pub hint: String,
    /// What people say that it is for; may be empty.
    pub description: String,
    /// The admin who made it; nobody, if an operator did.
    pub creator: Option<UserId>,
    /// The only user that it works for; absent: any verified one.
    pub assigned_user: Option<UserId>,
    /// All that it may do; absent: whatever its user may.
    pub scopes: Option<Scope>,
    /// The only nets that it works from; empty: any.
    pub allowed_ips: Vec<IpNet>,
    /// When it stops; absent: it does not.
    pub expires_at: Option<Moment>,
    /// Since when it is deactivated.
    pub deactivated_at: Option<Moment>,
    /// When it was last used, as far as that was written down yet.
    pub last_used_at: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

impl ApiToken {
    /// Whether nobody has deactivated it.
    pub const fn is_active(&self) -> bool {
        self.deactivated_at.is_none()
    }

    /// Whether it has stopped by itself at `now`.
    pub fn is_over(&self, now: Moment) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// Whether it is any good at `now`.
    pub fn works(&self, now: Moment) -> bool {
        self.is_active() && !self.is_over(now)
    }

    /// What nothing may exceed that is made of it.
    pub fn ceiling(&self) -> Ceiling {
        Ceiling {
            scopes: self.scopes.clone(),
            expires_at: self.expires_at,
            user: self.assigned_user,
            allowed_ips: self.allowed_ips.clone(),
        }
    }

    /// `active`, `expired` or `deactivated`.
    pub fn status(&self, now: Moment) -> &'static str {
        match self.is_active() {
            true if self.is_over(now) => "expired",
            true => "active",
            false => "deactivated",
        }
    }

    /// This token as the audit log names it: by its description, or what is shown of it.
    pub fn source(&self) -> Source {
        let label = if self.description.is_empty() { &self.hint } else { &self.description };
        Source::new(SourceType::ApiToken, self.id.number(), label.clone())
    }

    /// What the audit log tells of it.
    fn told(&self) -> Value {
        json!({
            "hint": self.hint,
            "description": self.description,
            "assigned_user": self.assigned_user,
            "scopes": self.scopes,
            "allowed_ips": self.allowed_ips,
            "expires_at": self.expires_at,
            "active": self.is_active(),
        })
    }
}
