//! What waits for the operator's word.

use serde::Serialize;

use super::store;
use crate::clients::ClientId;
use crate::clock::Moment;
use crate::storage::{Db, Result};
use crate::{tenants, users};

/// A proposal that waits, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Open {
    /// The tenant that proposes it.
    pub tenant: tenants::Named,
    /// The client's number there.
    pub id: ClientId,
    /// What applications send as `client_id` there.
    pub identifier: String,
    /// What people call it.
    pub name: String,
    /// Who makes it.
    pub company: String,
    /// `public` or `confidential`.
    pub kind: String,
    /// Where codes may be sent.
    pub redirect_uris: Vec<String>,
    /// What it may be allowed; nothing said: whatever people allow.
    pub allowed_scopes: Option<String>,
    /// Who proposed it.
    pub proposed_by: Option<users::Named>,
    /// When that was.
    pub created_at: Moment,
    /// Whether it was changed since, so that it cannot be promoted as it is.
    pub changed: bool,
}

/// The proposals of all tenants that wait, the oldest first: those behind `after`, at most `most`.
///
/// # Errors
/// Only storage's.
pub fn list(db: &mut Db, after: Option<(Moment, ClientId)>, most: i64) -> Result<Vec<Open>> {
    store::open(db, after, most)
}
