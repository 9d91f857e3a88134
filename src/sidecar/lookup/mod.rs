//! The hot path: an API token by its digest, a person by their e-mail address, as they are at this moment.
//!
//! Two look-ups instead of one join, because a token of a whole account comes with any of its people: joined, each
//! pair would be remembered, and a token that is deactivated would have to be forgotten with everyone it came with.
//! Whether the tenant lets API tokens in is a matter of its own look-up, which every request has made already.

pub(crate) mod store;

use crate::audit::Actor;
use crate::sidecar::token::{ApiTokenId, Ceiling};
use crate::users::{Role, User, UserId};

/// What decides what an API token is worth.
#[derive(Debug)]
pub struct ApiTokenState {
    /// Its number.
    pub id: ApiTokenId,
    /// What the audit log calls it.
    pub label: String,
    /// Whether nobody has deactivated it; its expiry is not looked at.
    pub active: bool,
    /// The user, scopes, nets and end that it is held to, and nothing exceeds that is made with it.
    pub ceiling: Ceiling,
}

/// Somebody whose e-mail address came with an API token. No tombstones.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their number.
    pub id: UserId,
    /// What the vendor calls them.
    pub external_id: Option<String>,
    /// The address as it is kept.
    pub email: String,
    /// What people call them.
    pub name: String,
    /// What they are to the tenant.
    pub role: Role,
    /// Whether they are shut out.
    pub suspended: bool,
    /// Whether they are verified and not shut out.
    pub may_act: bool,
}

impl Person {
    /// This person as the audit log names whoever does something.
    pub fn actor(&self) -> Actor {
        Actor::User { id: self.id.number(), name: self.name.clone(), external_id: self.external_id.clone() }
    }

    /// What is remembered of `user`; of a tombstone nothing.
    pub fn of(user: User) -> Option<Self> {
        let may_act = user.may_act();
        user.deleted_at.is_none().then_some(Self {
            id: user.id,
            external_id: user.external_id,
            email: user.email,
            name: user.name,
            role: user.role,
            suspended: user.suspended,
            may_act,
        })
    }
}
