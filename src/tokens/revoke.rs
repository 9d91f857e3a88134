//! Revocation (RFC 7009): any member ends its family.

use serde_json::{Value, json};

use crate::audit::{Action, Stamp};
use crate::clients::{self, Client, ClientKey};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::refused::Refused;
use crate::secret::{Digest, Kind};
use crate::storage::{self, Failure, Outcome, Tx};
use crate::tenants::TenantId;
use crate::tokens::family::{self, Ending};
use crate::tokens::list::Listed;
use crate::tokens::{AccessToken, AccessTokenId, Family, FamilyId, Subject, access, refresh};
use crate::users::{self, UserId};

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
    let Some(ended) = end(tx, tenant, client.key, token, stamp.at)? else { return Ok(Revoked::Nothing) };
    ended.record(tx, tenant, client, &json!({}), stamp)?;
    Ok(ended.what)
}

/// Ends what was found in a list, and what belongs to it; the log is told `more` about it.
///
/// # Errors
/// [`Refused::Unknown`] if it has ended meanwhile.
pub fn revoke_listed(tx: &mut Tx<'_>, listed: &Listed, more: &Value, stamp: &Stamp) -> Result<(), Refused> {
    let token = &listed.token;
    let ended = match token.family {
        Some(family) => end_family(tx, token.tenant, family, &token.hint, stamp.at)?,
        None => end_single(tx, token, stamp.at)?,
    };
    let client = clients::store::by_key(tx.db, token.tenant, token.client)?;
    let (Some(ended), Some(client)) = (ended, client) else { return Err(Refused::Unknown("token")) };
    Ok(ended.record(tx, token.tenant, &client, more, stamp)?)
}

/// What has ended.
struct Ended {
    what: Revoked,
    number: i64,
    /// The first characters of the token by which it was named.
    hint: String,
    user: UserId,
    scopes: Scope,
}

impl Ended {
    fn record(
        &self,
        tx: &mut Tx<'_>,
        tenant: TenantId,
        client: &Client,
        more: &Value,
        stamp: &Stamp,
    ) -> storage::Result<()> {
        let user = users::store::by_id(tx.db, tenant, self.user)?;
        let subject = Subject { number: self.number, client, user: user.as_ref(), scopes: &self.scopes };
        let mut details = more.clone();
        details["token"] = json!(self.hint);
        subject.record(tx.db, tenant, stamp, Action::Revoke, &details)
    }
}

fn end(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    client: ClientKey,
    token: &str,
    now: Moment,
) -> Result<Option<Ended>, RevocationError> {
    // RFC 7009 §2.1: the hint is an optimisation, not a filter; with an index on each table it saves nothing.
    if let Some(found) = access::store::by_digest(tx.db, tenant, digest(Kind::AccessToken, tenant, token))? {
        own(client, found.client)?;
        return match found.family {
            Some(family) => Ok(end_family(tx, tenant, family, &found.hint, now)?),
            None => Ok(end_single(tx, &found, now)?),
        };
    }
    let Some(found) = refresh::store::presented(tx.db, tenant, digest(Kind::RefreshToken, tenant, token))? else {
        return Ok(None);
    };
    own(client, found.family.client)?;
    Ok(end_family(tx, tenant, found.family.id, &found.token.hint, now)?)
}

fn digest(kind: Kind, tenant: TenantId, token: &str) -> Digest {
    Digest::of(kind, tenant.number(), token)
}

fn own(client: ClientKey, holder: ClientKey) -> Result<(), RevocationError> {
    if client == holder { Ok(()) } else { Err(RevocationError::AnotherClient) }
}

fn end_family(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    id: FamilyId,
    hint: &str,
    now: Moment,
) -> storage::Result<Option<Ended>> {
    let ended = family::revoke(tx, tenant, id, Ending::Revoked, now)?;
    Ok(ended.map(|Family { user, scopes, .. }| Ended {
        what: Revoked::Family(id),
        number: id.number(),
        hint: hint.to_owned(),
        user,
        scopes,
    }))
}

fn end_single(tx: &mut Tx<'_>, token: &AccessToken, now: Moment) -> storage::Result<Option<Ended>> {
    if !access::store::end(tx.db, token.tenant, token.id, now)? {
        return Ok(None);
    }
    tx.forget_token(token.digest);
    let AccessToken { id, hint, user, scopes, .. } = token.clone();
    Ok(Some(Ended { what: Revoked::Single(id), number: id.number(), hint, user, scopes }))
}
