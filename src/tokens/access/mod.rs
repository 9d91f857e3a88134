//! The access token (RFC 6749 §1.4).

pub(crate) mod store;

use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::secret::Digest;
use crate::storage::{self, Id, Tx};
use crate::tenants::TenantId;
use crate::tokens::FamilyId;
use crate::users::UserId;

/// The number of an access token within its tenant.
pub type AccessTokenId = Id<AccessToken>;

/// An access token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Where it counts.
    pub tenant: TenantId,
    /// Its number.
    pub id: AccessTokenId,
    /// What is kept of its secret.
    pub digest: Digest,
    /// The first characters of its secret.
    pub hint: String,
    /// The family it lives and dies with; none after client credentials.
    pub family: Option<FamilyId>,
    /// The client that it was issued to.
    pub client: ClientKey,
    /// The user that it acts as.
    pub user: UserId,
    /// What it may do.
    pub scopes: Scope,
    /// When it was issued.
    pub created_at: Moment,
    /// When it expires; never, if absent.
    pub expires_at: Option<Moment>,
    /// When it was ended before its time.
    pub revoked_at: Option<Moment>,
    /// When it was first seen in use.
    pub used_at: Option<Moment>,
}

/// Notes that an access token was seen in use; only the first time is written.
pub fn note_first_use(tx: &mut Tx<'_>, tenant: TenantId, id: AccessTokenId, now: Moment) -> storage::Result<()> {
    store::note_first_use(tx.db, tenant, id, now).map(drop)
}
