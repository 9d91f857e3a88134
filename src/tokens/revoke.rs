//! Revocation (RFC 7009): any member ends its family.

use serde_json::json;

use crate::audit::{self, Action, Source, SourceType, Stamp};
use crate::clients::{Client, ClientKey};
use crate::clock::Moment;
use crate::refused::Refused;
use crate::secret::{Digest, Kind};
use crate::storage::{self, Failure, Outcome, Tx};
use crate::tenants::TenantId;
use crate::tokens::family::{self, Ending};
use crate::tokens::{AccessToken, AccessTokenId, FamilyId, access, list, refresh};
use crate::users::UserId;

/// What a token in a revocation request turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// A family was alive and has ended.
    Family(FamilyId),
    /// A token without a family was alive and has ended.
    Single(AccessTokenId),
    /// Nothing that was alive: unknown, expired, or ended before (§2.2: not an error).
    Nothing,
}

/// Why a revocation was refused.
#[derive(Debug, thiserror::Error)]
pub enum RevocationError {
    /// §2.1: the token was issued to another client.
    #[error("the token belongs to another client")]
    AnotherClient,
    /// Storage gave no answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Outcome for RevocationError {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failure(failure) => Some(failure),
            Self::AnotherClient => None,
        }
    }
}

/// 1. Find the token, whatever its kind. 2. It has to be the client's own. 3. End its family, or itself.
/// 4. Tell the audit log.
pub fn revoke(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    client: &Client,
    token: &str,
    stamp: &Stamp,
) -> Result<Revoked, RevocationError> {
    let revoked = end(tx, tenant, client.key, token, stamp.at)?;
    let id = match revoked {
        Revoked::Family(id) => id.number(),
        Revoked::Single(id) => id.number(),
        Revoked::Nothing => return Ok(revoked),
    };
    let source = Source::new(SourceType::OauthToken, id, client.name.clone());
    audit::record(tx.db, tenant.number(), stamp, Action::Revoke, source, json!({}))?;
    Ok(revoked)
}

/// Ends the access token with the number `id`, and what belongs to it; only if it acts as `user`, if one is given.
///
/// # Errors
/// [`Refused::Unknown`] if there is none that is not over.
pub fn revoke_numbered(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    id: AccessTokenId,
    user: Option<UserId>,
    stamp: &Stamp,
) -> Result<(), Refused> {
    let found = list::show(tx.db, tenant, id, user, stamp.at)?;
    let revoked = match found.token.family {
        Some(family) => end_family(tx, tenant, family, stamp.at)?,
        None => end_single(tx, &found.token, stamp.at)?,
    };
    if revoked == Revoked::Nothing {
        return Err(Refused::Unknown("token"));
    }
    let before = json!({ "token": found.token.hint, "user": found.user, "scopes": found.token.scopes });
    let details = match found.token.family {
        Some(family) => json!({ "before": before, "family": family.number() }),
        None => json!({ "before": before }),
    };
    let source = Source::new(SourceType::OauthToken, id.number(), found.client);
    audit::record(tx.db, tenant.number(), stamp, Action::Revoke, source, details)?;
    Ok(())
}

fn end(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    client: ClientKey,
    token: &str,
    now: Moment,
) -> Result<Revoked, RevocationError> {
    // RFC 7009 §2.1: the hint is an optimisation, not a filter; with an index on each table it saves nothing.
    if let Some(found) = access::store::by_digest(tx.db, tenant, digest(Kind::AccessToken, tenant, token))? {
        own(client, found.client)?;
        return match found.family {
            Some(family) => Ok(end_family(tx, tenant, family, now)?),
            None => Ok(end_single(tx, &found, now)?),
        };
    }
    let Some(found) = refresh::store::presented(tx.db, tenant, digest(Kind::RefreshToken, tenant, token))? else {
        return Ok(Revoked::Nothing);
    };
    own(client, found.family.client)?;
    Ok(end_family(tx, tenant, found.family.id, now)?)
}

fn digest(kind: Kind, tenant: TenantId, token: &str) -> Digest {
    Digest::of(kind, tenant.number(), token)
}

fn own(client: ClientKey, holder: ClientKey) -> Result<(), RevocationError> {
    if client == holder { Ok(()) } else { Err(RevocationError::AnotherClient) }
}

fn end_family(tx: &mut Tx<'_>, tenant: TenantId, id: FamilyId, now: Moment) -> storage::Result<Revoked> {
    let ended = family::revoke(tx, tenant, id, Ending::Revoked, now)?;
    Ok(if ended { Revoked::Family(id) } else { Revoked::Nothing })
}

fn end_single(tx: &mut Tx<'_>, token: &AccessToken, now: Moment) -> storage::Result<Revoked> {
    if !access::store::end(tx.db, token.tenant, token.id, now)? {
        return Ok(Revoked::Nothing);
    }
    tx.forget_token(token.digest);
    Ok(Revoked::Single(token.id))
}
