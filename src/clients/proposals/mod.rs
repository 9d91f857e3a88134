//! A tenant's client that is to be for every tenant: proposed by one of its admins, accepted or declined by the
//! operator, who may also promote one that nobody proposed.
//!
//! What promotion means: beside the local client a **global one is made**, with its name, company, description, logo,
//! kind, redirect URIs, scopes and lifetimes as they are at that moment, an identifier that begins with `zdg-` and a
//! secret of its own, which the operator sees once and hands to the application's makers. The local client stays as it
//! is: its identifier, secrets, tokens, refreshes and consents go on until its owner deletes it, so nothing at home
//! breaks. What the owner changes later does not reach the global one, which is the operator's; what they change before
//! is not promoted until the operator was shown it ([`revision()`]).
//!
//! Converting the client in place was refused: its secrets are digests that hold at its own tenant only, its
//! identifier would end under every integration that sends it, and an admin who knew the secret, or could still change
//! a redirect URI, would hold the key to everybody's account after the review.

mod decline;
mod list;
mod promote;
mod propose;
mod revision;
pub(super) mod store;
mod withdraw;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Client, ClientId, ClientKey};
use crate::audit::{self, Action, Stamp};
use crate::clock::Moment;
use crate::storage::{Db, Result};
use crate::users;
pub use decline::decline;
pub use list::{Open, list};
pub use promote::{Promoted, Promotion, promote};
pub use propose::propose;
pub use revision::revision;
pub use withdraw::withdraw;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The operator has not decided.
    Proposed,
    /// It stays the tenant's own.
    Declined,
    /// There is a global client beside it.
    Promoted,
}

/// What was proposed, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What became of it.
    pub state: State,
    /// Who proposed it; nobody, if the operator promoted it unasked.
    pub proposed_by: Option<users::Named>,
    /// When that was.
    pub created_at: Moment,
    /// When the operator decided.
    pub decided_at: Option<Moment>,
    /// Why it was declined, in the operator's words.
    pub reason: Option<String>,
    /// The global client that was made.
    pub global_client: Option<Global>,
}

/// The global client that was made of a tenant's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Global {
    /// Its number on the platform.
    pub id: ClientId,
    /// What applications send as `client_id`.
    pub identifier: String,
}

/// What became of the client `key`; nothing, if it was never proposed nor promoted, the proposal was withdrawn, or the
/// global client was deleted since.
///
/// # Errors
/// Only storage's.
pub fn find(db: &mut Db, key: ClientKey) -> Result<Option<Proposal>> {
    store::find(db, key)
}

/// Writes into the tenant's log what became of its client.
fn told(
    db: &mut Db,
    client: &Client,
    stamp: &Stamp,
    before: Option<State>,
    after: Option<State>,
    more: &Value,
) -> Result<()> {
    let mut details = json!({ "before": { "proposal": before }, "after": { "proposal": after } });
    for (name, value) in more.as_object().into_iter().flatten() {
        details[name] = value.clone();
    }
    audit::record(db, client.key.tenant.number(), stamp, Action::Update, client.source(), details)
}
