//! The family: the unit of life and death (RFC 9700 §4.14.2).

pub(crate) mod store;

use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::secret::Digest;
use crate::storage::{self, Id, Tx};
use crate::tenants::TenantId;
use crate::tokens::{AccessTokenId, RefreshTokenId, access};
use crate::users::UserId;

/// The number of a family within its tenant.
pub type FamilyId = Id<Family>;

/// Everything that one authorization brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Where it counts.
    pub tenant: TenantId,
    /// Its number.
    pub id: FamilyId,
    /// The client that was authorized.
    pub client: ClientKey,
    /// The user who authorized it.
    pub user: UserId,
    /// What was authorized; a narrower access token leaves it as it is.
    pub scopes: Scope,
    /// The live access token, once there is one.
    pub access_token: Option<AccessTokenId>,
    /// The live refresh token, once there is one.
    pub refresh_token: Option<RefreshTokenId>,
    /// When the authorization was given.
    pub created_at: Moment,
    /// Until when it is kept at least: the last of its members has expired by then. Never, if that never does.
    pub expires_at: Option<Moment>,
    /// When it was ended.
    pub revoked_at: Option<Moment>,
}

/// Why a family was ended; kept in its row and told by the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// One of its tokens was revoked by its client (RFC 7009).
    Revoked,
    /// Its code came a second time (RFC 6749 §4.1.2).
    CodeReplayed,
    /// A used or superseded refresh token came again (RFC 9700 §4.14.2).
    RefreshReused,
}

impl Ending {
    /// The word in the family's row.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::CodeReplayed => "code_replayed",
            Self::RefreshReused => "refresh_reused",
        }
    }
}

/// Makes the family mine until the transaction ends: its row is locked. `None` if it was revoked.
pub fn claim(tx: &mut Tx<'_>, tenant: TenantId, id: FamilyId) -> storage::Result<Option<Family>> {
    store::claim(tx.db, tenant, id)
}

/// The same for the family of `client` whose refresh token, live or not, is kept as `refresh_token`: in one step, so
/// that what is read afterwards stands.
pub fn claim_for_refresh(
    tx: &mut Tx<'_>,
    client: ClientKey,
    tenant: TenantId,
    refresh_token: Digest,
) -> storage::Result<()> {
    store::claim_for_refresh(tx.db, client, tenant, refresh_token)
}

/// Ends the family and with it every token in it. `None` if it was not alive any more.
pub fn revoke(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    id: FamilyId,
    why: Ending,
    now: Moment,
) -> storage::Result<Option<Family>> {
    if store::revoke(tx.db, tenant, id, why.as_str(), now)? == 0 {
        return Ok(None);
    }
    let family = store::find(tx.db, tenant, id)?;
    if let Some(access_token) = family.as_ref().and_then(|family| family.access_token)
        && let Some(digest) = access::store::end_with_family(tx.db, tenant, access_token, now)?
    {
        tx.forget_token(digest);
    }
    Ok(family)
}
