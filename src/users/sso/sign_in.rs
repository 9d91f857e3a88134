//! Signing in whom an assertion tells of: spent, found or made, changed, and a session opened, in one transaction.
//!
//! It is spent first, and stays so whatever comes of it: a vendor that is refused asks with a new one.

use serde_json::json;

use super::{Assertion, Reason, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::Refused;
use crate::secret::{Digest, Kind, Secret};
use crate::storage::{Db, Failure, Outcome, Tx};
use crate::tenants::{self, Tenant, TenantId};
use crate::users::session::{self, NewSession, Session};
use crate::users::{self, Change, NewUser, Role, User, UserId, create, set};

/// What is made when somebody is signed in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the vendor says.
    pub assertion: Assertion,
    /// The number of the user, if there has to be a new one.
    pub user: UserId,
    /// The session.
    pub session: NewSession,
    /// The cookie that the browser had: its session ends.
    pub previous: Option<Secret>,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// The tenant does not let them in.
    #[error(transparent)]
    Refused(#[from] Reason),
    /// Storage gave no answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Outcome for NotSignedIn {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failure(failure) => Some(failure),
            Self::Refused(_) => None,
        }
    }

    // The assertion stays spent.
    fn stands(&self) -> bool {
        self.failure().is_none()
    }
}

/// Signs in whom the entry tells of: 1. the assertion is spent, 2. the user found, 3. let in this way, 4. made or changed
/// as the vendor says, 5. a new session opened.
///
/// Of the stamps, the first is that of the user made or changed, the second that of signing in: the log reads in this order.
///
/// # Errors
/// [`NotSignedIn`].
pub fn sign_in(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    entry: &Entry,
    events: [&Stamp; 2],
) -> Result<(Session, User), NotSignedIn> {
    let [change, login] = events;
    let assertion = &entry.assertion;
    // 256 bits of SHA-256 over tenant and jti, so that a jti of any length is a key.
    let digest = Digest::of(Kind::SsoAssertion, tenant.id.number(), &assertion.jti);
    if !store::spend(tx.db, tenant.id, digest, assertion.spent_until)? {
        return Err(Reason::Replayed.into());
    }
    let found = tenants::store::find_or_claim(tx.db, tenant.id, |db| find(db, tenant.id, assertion))?;
    let_in(tenant, assertion, found.as_ref())?;
    let user = match found {
        Some(user) => set(tx, tenant.id, user.id, &told(assertion), change),
        None => create(tx, tenant.id, entry.user, &new(assertion), change),
    };
    let user = user.map_err(defect)?;
    if let Some(previous) = &entry.previous {
        session::close(tx, tenant.id, previous.reveal())?;
    }
    let session = session::open(tx, tenant.id, user.id, &entry.session, login.at)?;
    let login = login.by(user.actor());
    let details = json!({ "by": "single sign-on", "kid": assertion.kid });
    audit::record(tx.db, tenant.id.number(), &login, Action::Login, session.source(&user), details)?;
    Ok((session, user))
}

/// The user by `external_id`; by the address only whom no vendor calls anything yet. Claimed, so that whoever is suspended
/// at the same time either is so already, or is signed out again.
fn find(db: &mut Db, tenant: TenantId, assertion: &Assertion) -> Result<Option<User>, NotSignedIn> {
    let named = match &assertion.external_id {
        Some(external_id) => users::store::claim_by_external_id(db, tenant, external_id)?,
        None => None,
    };
    let addressed = users::store::claim_by_email(db, tenant, &assertion.email)?;
    match (named, addressed) {
        (Some(named), Some(addressed)) if named.id != addressed.id => Err(Reason::EmailOfAnotherUser.into()),
        (Some(named), _) => Ok(Some(named)),
        // Whom nobody was called when it was asked may be called so by now: by a first sign-in at the same time.
        (None, Some(addressed))
            if addressed.external_id.is_some() && addressed.external_id != assertion.external_id =>
        {
            Err(Reason::EmailOfAnotherUser.into())
        }
        (None, addressed) => Ok(addressed),
    }
}

fn let_in(tenant: &Tenant, assertion: &Assertion, found: Option<&User>) -> Result<(), Reason> {
    let admin = assertion.role == Some(Role::Admin) || found.is_some_and(|user| user.role == Role::Admin);
    match found {
        Some(user) if user.deleted_at.is_some() => Err(Reason::UserDeleted),
        Some(user) if user.suspended => Err(Reason::UserSuspended),
        _ if admin && !tenant.settings.sso_admins => Err(Reason::AdminNotAllowed),
        _ => Ok(()),
    }
}

/// The vendor vouches for the address.
fn told(assertion: &Assertion) -> Change {
    Change {
        email: Some(assertion.email.clone()),
        name: assertion.name.clone(),
        role: assertion.role,
        verified: Some(true),
        external_id: assertion.external_id.clone(),
        ..Change::default()
    }
}

fn new(assertion: &Assertion) -> NewUser {
    NewUser {
        name: assertion.name.clone().unwrap_or_default(),
        verified: true,
        external_id: assertion.external_id.clone(),
        ..NewUser::new(assertion.email.clone(), assertion.role.unwrap_or(Role::EndUser))
    }
}

/// Everything that could be refused was asked before.
fn defect(refused: Refused) -> NotSignedIn {
    match refused {
        Refused::Failure(failure) => failure.into(),
        other => Failure::Corrupt(format!("an assertion that was checked is refused: {other}")).into(),
    }
}

#[cfg(test)]
mod tests;
