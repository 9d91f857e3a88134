//! The hot path: what a token is worth at this moment.
//!
//! One query joins token, family, client, user, tenant and the tenant's decision about a global client,
//! so nothing has to be told to the tokens when one of them changes. The answer says whether the token
//! is alive but for its expiry, which is compared when it is asked for.

pub(crate) mod store;

use std::sync::atomic::{AtomicI64, Ordering};

use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::secret::Digest;
use crate::tenants::TenantId;
use crate::tokens::{AccessTokenId, FamilyId};
use crate::users::{Role, UserId};

/// A token's key in the look-up: the tenant's number and the digest.
pub type TokenKey = (i64, Digest);

/// Stands for a token that was never seen in use.
pub(crate) const NEVER: i64 = i64::MIN;

/// How exactly it is known when a token was last used, in seconds: a token in use costs a write in this time, however
/// often it is used.
const PRECISION: i64 = 600;

/// An access token and everything that decides what it is worth.
#[derive(Debug)]
pub struct TokenState {
    /// The tenant where it counts.
    pub tenant: TenantId,
    /// Its number.
    pub id: AccessTokenId,
    /// The family it belongs to.
    pub family: Option<FamilyId>,
    /// Whether token, family, client, user and tenant are all live; its expiry is not looked at.
    pub alive: bool,
    /// What was granted.
    pub scopes: Scope,
    /// When it was issued.
    pub created_at: Moment,
    /// When it expires; never, if absent.
    pub expires_at: Option<Moment>,
    /// The client that holds it.
    pub client: TokenClient,
    /// The user that it acts as.
    pub user: TokenUser,
    /// The vendor's own id of the tenant.
    pub tenant_external_id: Option<String>,
    /// When it was seen in use, as far as that is known: microseconds, or [`NEVER`].
    pub(crate) used: AtomicI64,
}

/// What is told about a token's client.
#[derive(Debug)]
pub struct TokenClient {
    /// Whose client, and its number.
    pub key: ClientKey,
    /// Its identifier.
    pub identifier: String,
    /// Its name.
    pub name: String,
}

/// What is told about a token's user.
#[derive(Debug)]
pub struct TokenUser {
    /// The user's number.
    pub id: UserId,
    /// The vendor's own id of the user.
    pub external_id: Option<String>,
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role at look-up.
    pub role: Role,
}

impl TokenState {
    /// Whether the token is good at `now`.
    pub fn is_active(&self, now: Moment) -> bool {
        self.alive && self.expires_at.is_none_or(|end| now < end)
    }

    /// True once: for whoever sees the token in use for the first time and has to write that down.
    pub fn first_seen(&self, now: Moment) -> bool {
        let never = self.used.load(Ordering::Relaxed) == NEVER;
        never && self.used.compare_exchange(NEVER, now.micros(), Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// True once in ten minutes: for whoever sees it in use again and has to note that.
    pub fn seen_again(&self, now: Moment) -> bool {
        let last = self.used.load(Ordering::Relaxed);
        let due = now.seconds_since(Moment::from_micros(last)) >= PRECISION;
        due && self.used.compare_exchange(last, now.micros(), Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// What was seen could not be written down: whoever sees the token next has to.
    pub fn unsee(&self) {
        self.used.store(NEVER, Ordering::Relaxed);
    }
}
