//! The hot path: what a token is worth at this moment.
//!
//! A token is looked up by its digest, alone but for the end of its family; its client, its user and its tenant, which
//! many tokens share and which rarely change, are look-ups of their own. So nothing has to be told to the tokens when one
//! of them changes, and each is in memory once. Whether a token is good is said with all of them at hand.

pub(crate) mod store;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::audit::Actor;
use crate::clients::{Client, ClientKey};
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::secret::Digest;
use crate::tenants::Tenant;
use crate::tokens::introspect::Told;
use crate::tokens::{AccessTokenId, FamilyId};
use crate::users::{Role, User, UserId};

/// A token's key in the look-up: the tenant's number and the digest.
pub type TokenKey = (i64, Digest);

/// Stands for a token that was never seen in use.
pub(crate) const UNSEEN: i64 = i64::MIN;

/// How exactly it is known when a token was last used, in seconds: a token in use costs a write in this time, however
/// often it is used.
const PRECISION: i64 = 600;

/// An access token and everything that decides what it is worth.
#[derive(Clone, Debug)]
pub struct TokenState {
    /// The token itself.
    pub token: Arc<TokenRecord>,
    /// The tenant where it counts.
    pub tenant: Arc<Tenant>,
    /// The client that holds it, which is live.
    pub client: Arc<TokenClient>,
    /// The user that it acts as, who may act.
    pub user: Arc<TokenUser>,
}

/// What is kept of a token by itself.
#[derive(Debug)]
pub struct TokenRecord {
    /// Its number.
    pub id: AccessTokenId,
    /// The family it belongs to.
    pub family: Option<FamilyId>,
    /// Whether neither it nor its family was ended; its expiry is not looked at.
    pub alive: bool,
    /// What was granted: most tokens have it in common with others.
    pub scopes: Arc<Scope>,
    /// When it was issued.
    pub created_at: Moment,
    /// When it expires; never, if absent.
    pub expires_at: Option<Moment>,
    /// Whose client, and its number.
    pub client: ClientKey,
    /// The number of its user.
    pub user: UserId,
    /// When it was seen in use, as far as that is known: microseconds, or [`UNSEEN`].
    pub(crate) used: AtomicI64,
}

/// What is told about a token's user.
#[derive(Clone, Debug)]
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
    /// All of that, as introspection tells it.
    pub told: Told,
}

/// What is told about a token's client.
#[derive(Clone, Debug)]
pub struct TokenClient {
    /// Which one.
    pub key: ClientKey,
    /// Its identifier.
    pub identifier: String,
    /// The most that it may be allowed at this moment; nothing said: no limit.
    pub allowed_scopes: Option<Scope>,
    /// Its number and its name, as introspection tells them.
    pub told: Told,
}

impl From<User> for TokenUser {
    fn from(user: User) -> Self {
        let told = Told::of_user(&user);
        let User { id, external_id, email, name, role, .. } = user;
        Self { id, external_id, email, name, role, told }
    }
}

impl From<&Client> for TokenClient {
    fn from(client: &Client) -> Self {
        let (key, allowed_scopes) = (client.key, client.allowed_scopes.clone());
        Self { key, identifier: client.identifier.clone(), allowed_scopes, told: Told::of_client(client) }
    }
}

impl TokenUser {
    /// This user as the audit log names whoever does something.
    pub fn actor(&self) -> Actor {
        Actor::User { id: self.id.number(), name: self.name.clone(), external_id: self.external_id.clone() }
    }
}

impl TokenState {
    /// Whether the token is good at `now`.
    pub fn is_active(&self, now: Moment) -> bool {
        let Self { token, tenant, .. } = self;
        token.alive && tenant.active && tenant.oauth_access && token.expires_at.is_none_or(|end| now < end)
    }

    /// What it may do: what was granted, as far as its client may be allowed it and its user's role goes at this moment.
    pub fn scopes<'a>(&'a self, catalogue: &Catalogue) -> Cow<'a, Scope> {
        let (granted, role) = (&*self.token.scopes, self.user.role);
        match &self.client.allowed_scopes {
            Some(most) if !catalogue.contains(most, granted) => {
                Cow::Owned(catalogue.cut_to_role(&catalogue.meet(granted, most), role).into_owned())
            }
            _ => catalogue.cut_to_role(granted, role),
        }
    }
}

impl TokenRecord {
    /// True once: for whoever sees the token in use for the first time and has to write that down.
    pub fn first_seen(&self, now: Moment) -> bool {
        let never = self.used.load(Ordering::Relaxed) == UNSEEN;
        never && self.used.compare_exchange(UNSEEN, now.micros(), Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// True once in ten minutes: for whoever sees it in use again and has to note that.
    pub fn seen_again(&self, now: Moment) -> bool {
        let last = self.used.load(Ordering::Relaxed);
        let due = now.seconds_since(Moment::from_micros(last)) >= PRECISION;
        due && self.used.compare_exchange(last, now.micros(), Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// What was seen could not be written down: whoever sees the token next has to.
    pub fn unsee(&self) {
        self.used.store(UNSEEN, Ordering::Relaxed);
    }
}
