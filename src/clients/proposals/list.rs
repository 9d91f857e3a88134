//! What waits for the operator's word.

use super::{Proposal, revision, store};
use crate::clients::{Client, ClientId};
use crate::clock::Moment;
use crate::storage::{Db, Result};
use crate::tenants;

/// A proposal that waits, with everything that the operator decides about.
#[derive(Clone, Debug)]
pub struct Open {
    /// The tenant that proposes it.
    pub tenant: tenants::Named,
    /// The client as it is now, without its secrets, which stay at home.
    pub client: Client,
    /// Who proposed it, and when.
    pub proposal: Proposal,
}

impl Open {
    /// By what it is promoted: [`revision()`].
    pub fn revision(&self) -> String {
        revision(&self.client, Some(&self.proposal))
    }
}

/// The proposals of all tenants that wait, the oldest first: those behind `after`, at most `most`.
///
/// # Errors
/// Only storage's.
pub fn list(db: &mut Db, after: Option<(Moment, ClientId)>, most: i64) -> Result<Vec<Open>> {
    store::open(db, after, most)
}
