//! `client_credentials` (RFC 6749 §4.4): confidential clients, as their service account or their owner.
//!
//! No refresh token (§4.4.3), no family: the client asks again. A global client acts at a tenant only as the
//! service account that the tenant's admin gave it. Done by hand: oxide-auth's machine wants a redirect URI.

use crate::clients::Kind;
use crate::clock::Moment;
use crate::grants::{Applicant, optional};
use crate::protocol::lifetimes::Asked;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::protocol::scope::Catalogue;
use crate::storage::Id;
use crate::tokens::{AccessToken, Minted};
use crate::users::Role;

/// The parameters of the grant.
#[derive(Clone)]
pub struct CredentialsForm {
    scope: Option<String>,
    lifetimes: Asked,
}

impl CredentialsForm {
    /// Reads the parameters.
    pub fn read(parameters: &Parameters) -> Result<Self, Reason> {
        Ok(Self { scope: optional(parameters, "scope")?, lifetimes: Asked::read(parameters)? })
    }
}

/// 1. A confidential, active client. 2. The user that it acts as is live: `role` is theirs, none if they may not act.
///    3. The scope is within the client's allowed scopes and that user's role. 4. What is to be issued.
///
/// # Errors
/// The first of these that does not hold.
pub fn token(
    applicant: &Applicant,
    form: &CredentialsForm,
    catalogue: &Catalogue,
    role: Option<Role>,
    minted: &Minted,
    now: Moment,
) -> Result<AccessToken, Reason> {
    let client = &applicant.client;
    if client.kind == Kind::Public {
        return Err(Reason::PublicClientMayNot);
    }
    if client.blocked_at.is_some() {
        return Err(Reason::ClientBlocked);
    }
    if !applicant.tenant.active {
        return Err(Reason::TenantInactive);
    }
    if !client.active {
        return Err(Reason::ClientInactive);
    }
    let user = client.acts_as().ok_or(Reason::ServiceAccountMissing)?;
    let role = role.ok_or(Reason::ServiceAccountInactive)?;
    let scopes = catalogue.request(form.scope.as_deref(), client.allowed_scopes.as_ref(), role)?;
    let lifetimes = applicant.lifetimes(form.lifetimes)?;
    Ok(AccessToken {
        tenant: applicant.tenant.id,
        id: Id::new(minted.id),
        digest: minted.digest,
        hint: minted.secret.hint(),
        family: None,
        client: client.key,
        user,
        scopes,
        created_at: now,
        expires_at: lifetimes.access.map(|seconds| now.plus(seconds)),
        revoked_at: None,
        used_at: None,
    })
}
