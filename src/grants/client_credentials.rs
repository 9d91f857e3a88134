//! `client_credentials` (RFC 6749 §4.4): confidential clients, as their service account or their owner.
//!
//! No refresh token (§4.4.3), no family: the client asks again. A global client acts at a tenant only as the
//! service account that the tenant's admin gave it. Done by hand: oxide-auth's machine wants a redirect URI.

use crate::clients::Kind;
use crate::clock::Moment;
use crate::grants::{Applicant, GrantError, optional};
use crate::protocol::lifetimes::Asked;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::protocol::scope::Catalogue;
use crate::storage::{Db, Id, Tx};
use crate::tokens::{AccessToken, Issued, Minted, access};
use crate::users::{self, User};

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

/// 1. A confidential, active client. 2. The user that it acts as is live. 3. The scope is within the client's
///    allowed scopes and that user's role. 4. Issue.
pub fn issue(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    form: &CredentialsForm,
    catalogue: &Catalogue,
    minted: &Minted,
    now: Moment,
) -> Result<Issued, GrantError> {
    let client = &applicant.client;
    if client.kind == Kind::Public {
        return Err(Reason::PublicClientMayNot.into());
    }
    if client.blocked_at.is_some() {
        return Err(Reason::ClientBlocked.into());
    }
    if !applicant.tenant.active {
        return Err(Reason::TenantInactive.into());
    }
    if !client.active {
        return Err(Reason::ClientInactive.into());
    }
    let user = account(tx.db, applicant)?;
    let scopes = catalogue.request(form.scope.as_deref(), client.allowed_scopes.as_ref(), user.role)?;
    let lifetimes = applicant.lifetimes(form.lifetimes)?;
    let token = AccessToken {
        tenant: applicant.tenant.id,
        id: Id::new(minted.id),
        digest: minted.digest,
        hint: minted.secret.hint(),
        family: None,
        client: client.key,
        user: user.id,
        scopes,
        created_at: now,
        expires_at: lifetimes.access.map(|seconds| now.plus(seconds)),
        revoked_at: None,
        used_at: None,
    };
    access::store::insert(tx.db, &token)?;
    Ok(Issued::single(minted, &token, now))
}

/// The user that the client acts as: never a third person.
fn account(db: &mut Db, applicant: &Applicant) -> Result<User, GrantError> {
    let Applicant { tenant, client, .. } = applicant;
    let id = client.acts_as().ok_or(Reason::ServiceAccountMissing)?;
    let user = users::store::by_id(db, tenant.id, id)?;
    Ok(user.filter(User::may_act).ok_or(Reason::ServiceAccountInactive)?)
}
