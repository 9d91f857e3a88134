//! Issuing a code, and with it the family of its tokens.

use crate::authorizations::code::{AuthorizationCode, LIFETIME, store};
use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::storage::{self, Id, Tx};
use crate::tenants::TenantId;
use crate::tokens::{Family, Minted, family};
use crate::users::UserId;

/// What a person has approved.
#[derive(Clone, Debug)]
pub struct Approved {
    /// The tenant at which it counts.
    pub tenant: TenantId,
    /// The client that gets the code.
    pub client: ClientKey,
    /// Who approved.
    pub user: UserId,
    /// The proven redirect URI.
    pub redirect_uri: String,
    /// The same as it is registered, for which the approval is remembered.
    pub registered_uri: String,
    /// What was approved.
    pub scopes: Scope,
    /// The S256 challenge, if the client sent one.
    pub challenge: Option<String>,
}

/// A code made before the job that writes it; its number is the family's.
pub type MintedCode = Minted;

/// Writes the family and the code.
pub fn issue(tx: &mut Tx<'_>, approved: &Approved, minted: &MintedCode, now: Moment) -> storage::Result<()> {
    let expires_at = now.plus(LIFETIME);
    let family = Family {
        tenant: approved.tenant,
        id: Id::new(minted.id),
        client: approved.client,
        user: approved.user,
        scopes: approved.scopes.clone(),
        access_token: None,
        refresh_token: None,
        created_at: now,
        expires_at: Some(expires_at),
        revoked_at: None,
    };
    family::store::insert(tx.db, &family)?;
    let code = AuthorizationCode {
        tenant: approved.tenant,
        digest: minted.digest,
        family: family.id,
        client: approved.client,
        user: approved.user,
        redirect_uri: approved.redirect_uri.clone(),
        scopes: approved.scopes.clone(),
        challenge: approved.challenge.clone(),
        created_at: now,
        expires_at,
        redeemed_at: None,
    };
    store::insert(tx.db, &code)
}
