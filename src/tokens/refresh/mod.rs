//! The refresh token (RFC 6749 §1.5).

mod leeway;
pub(crate) mod store;

use std::sync::Arc;

use crate::clients::Client;
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::{self, Db, Id};
use crate::tenants::{Tenant, TenantId};
use crate::tokens::lookup::TokenRecord;
use crate::tokens::{AccessTokenId, Family, FamilyId, TokenClient, TokenState};
use crate::users::User;

pub use leeway::{Salt, Salts};

/// The number of a refresh token within its tenant.
pub type RefreshTokenId = Id<RefreshToken>;

/// A refresh token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Where it counts.
    pub tenant: TenantId,
    /// Its number.
    pub id: RefreshTokenId,
    /// What is kept of its secret.
    pub digest: Digest,
    /// The first characters of its secret.
    pub hint: String,
    /// The family it lives and dies with.
    pub family: FamilyId,
    /// The access token that was issued together with it.
    pub access_token: AccessTokenId,
    /// The refresh token that followed it, once redeemed.
    pub successor: Option<RefreshTokenId>,
    /// When it was issued.
    pub created_at: Moment,
    /// When it expires.
    pub expires_at: Moment,
    /// When it was first redeemed.
    pub redeemed_at: Option<Moment>,
    /// When another took its place before it was ever redeemed.
    pub superseded_at: Option<Moment>,
}

/// A refresh token, and everything that its worth depends on.
#[derive(Debug)]
pub struct Presented {
    /// The token.
    pub token: RefreshToken,
    /// Its family, live or not.
    pub family: Family,
    /// Who authorized it, if they may still act.
    pub user: Option<User>,
    /// What the access token beside it is kept as, unless that was revoked.
    pub access: Option<Digest>,
}

/// What a refresh token is worth to `client`, its own; none if it is not the client's, or its client or user is not live.
///
/// # Errors
/// Only storage's.
pub fn state(
    db: &mut Db,
    tenant: &Arc<Tenant>,
    client: &Arc<Client>,
    digest: Digest,
) -> storage::Result<Option<TokenState>> {
    let found = store::presented(db, tenant.id, digest)?.filter(|found| found.family.client == client.key);
    let Some(Presented { token, family, user, .. }) = found.filter(|_| client.is_live()) else { return Ok(None) };
    let Some(user) = user else { return Ok(None) };
    let ended = token.redeemed_at.is_some() || token.superseded_at.is_some() || family.revoked_at.is_some();
    let token = TokenRecord {
        id: token.access_token,
        family: Some(family.id),
        alive: !ended,
        scopes: family.scopes.into(),
        created_at: token.created_at,
        expires_at: Some(token.expires_at),
        client: client.key,
        user: user.id,
        used: 0.into(),
    };
    let (tenant, client, user) = (Arc::clone(tenant), Arc::new(TokenClient::from(&**client)), Arc::new(user.into()));
    Ok(Some(TokenState { token: Arc::new(token), tenant, client, user }))
}

/// The salt that a pair was derived with at `redeemed_at`; none, if no leeway reaches that far.
///
/// # Errors
/// Only storage's.
pub fn salt_at(db: &mut Db, redeemed_at: Moment) -> storage::Result<Option<Salt>> {
    store::salt(db, leeway::span(redeemed_at))
}

/// Whether there is a refresh token with this digest.
///
/// # Errors
/// Only storage's.
pub fn is_there(db: &mut Db, tenant: TenantId, digest: Digest) -> storage::Result<bool> {
    Ok(store::presented(db, tenant, digest)?.is_some())
}
