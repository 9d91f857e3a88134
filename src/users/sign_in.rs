//! Signing in with a password.
//!
//! Whoever is refused hears the same thing, after the same work, whether the account exists, is
//! suspended, has no password, or the password was wrong; only too many tries sound different, and they
//! do so for unknown accounts too. An unverified user may sign in, to see and mend that, but lets no
//! application in. A try takes its place before the password is looked at, and gives it back if it was
//! right. Failures are in the audit log, a row a minute for each network and user, and one for all that was typed and is
//! nobody's address: of that nothing is kept, because people type their passwords there too. So is the first try in a
//! minute that found no place.

use serde_json::json;
use zeroize::Zeroizing;

use super::attempts::{self, Attempt, Limits, Reserved};
use super::session::{self, NewSession, Session, SessionId};
use super::{Passwords, User, email_key, store};
use crate::audit::{self, Action, Origin, Source, SourceType, Stamp};
use crate::clock::Moment;
use crate::entropy::Entropy;
use crate::secret::{Kind, Secret};
use crate::storage::{Failure, Outcome, Storage, Tx};
use crate::tenants::{Tenant, TenantId};

/// What signing in needs; made once.
#[derive(Clone)]
pub struct SignIn {
    /// Where users are kept.
    pub storage: Storage,
    /// Who looks at passwords.
    pub passwords: Passwords,
    /// Where cookies come from.
    pub entropy: Entropy,
    /// What every secret begins with.
    pub prefix: String,
    /// How many tries there are.
    pub limits: Limits,
}

/// One try.
#[derive(Clone)]
pub struct Credentials {
    /// The address that was typed.
    pub email: String,
    /// The password that was typed.
    pub password: Zeroizing<String>,
    /// The network address that it came from.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The cookie that the browser had: its session ends.
    pub previous: Option<Secret>,
}

/// Somebody is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// In which session.
    pub session: Session,
    /// The cookie for it.
    pub cookie: Secret,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// Address or password, or whatever else: it is not said.
    #[error("the email or password is not right")]
    Wrong,
    /// There is no place for another try.
    #[error("too many attempts: try again in {retry_after} seconds")]
    TooMany {
        /// Seconds until there is one.
        retry_after: i64,
    },
    /// Storage or the password threads gave no answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Outcome for NotSignedIn {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failure(failure) => Some(failure),
            _ => None,
        }
    }

    // The try counts.
    fn stands(&self) -> bool {
        self.failure().is_none()
    }
}

impl SignIn {
    /// 1. Take a place. 2. Find the user. 3. Look at the password. 4. Give the place back and open a session.
    ///
    /// # Errors
    /// [`NotSignedIn`].
    pub async fn sign_in(&self, tenant: &Tenant, given: &Credentials, now: Moment) -> Result<SignedIn, NotSignedIn> {
        let [event, session] = self.storage.ids().await?;
        let stamp = self.stamp(event, given, now);
        let attempt = Attempt::new(tenant.id, &email_key(&given.email), &given.address);
        let reserved = self.reserve(tenant.id, given, &attempt, &stamp).await?;

        let (id, email) = (tenant.id, given.email.clone());
        let user = self.storage.read::<_, Failure>(move |db| store::by_email(db, id, &email)).await?;
        let kept = user.as_ref().and_then(|user| user.password.clone());
        let right = self.passwords.verify(given.password.clone(), kept).await?;
        let user = match user {
            Some(user) if right && user.may_sign_in() => user,
            user => {
                self.failed(tenant.id, user.as_ref(), right, stamp);
                return Err(NotSignedIn::Wrong);
            }
        };

        let new = self.new_session(tenant, given, SessionId::new(session), now);
        let (cookie, previous) = (new.cookie.clone(), given.previous.clone());
        let opening = move |tx: &mut Tx<'_>| {
            attempts::give_back(tx, &reserved)?;
            open(tx, &user, &new, previous.as_ref(), &stamp)
        };
        let (session, user) = self.storage.write(opening).await?;
        Ok(SignedIn { user, session, cookie })
    }

    /// Takes a place for one more look at a password of `given.email`, and tells the log if there is none.
    pub(super) async fn reserve(
        &self,
        tenant: TenantId,
        given: &Credentials,
        attempt: &Attempt,
        stamp: &Stamp,
    ) -> Result<Reserved, NotSignedIn> {
        let (attempt, stamp, limits) = (attempt.clone(), stamp.clone(), self.limits);
        let email = given.email.clone();
        let job = move |tx: &mut Tx<'_>| match attempts::reserve(tx, &attempt, limits, stamp.at)? {
            Reserved::Full { retry_after, first } => {
                if first {
                    let source = sought(store::by_email(tx.db, tenant, &email)?.as_ref());
                    let details = json!({ "retry_after": retry_after });
                    audit::record(tx.db, tenant.number(), &stamp, Action::Lockout, source, details)?;
                }
                Err(NotSignedIn::TooMany { retry_after })
            }
            reserved => Ok(reserved),
        };
        self.storage.write(job).await
    }

    /// Tells the log that nobody was signed in as `user`, whoever that is, although or because the password was `right`.
    pub(super) fn failed(&self, tenant: TenantId, user: Option<&User>, right: bool, stamp: Stamp) {
        let why = match user {
            None => "user_unknown",
            Some(_) if right => "user_suspended",
            Some(_) => "password_wrong",
        };
        audit::verify_failed(&self.storage, tenant.number(), stamp.origin, stamp.at, sought(user), why);
    }

    fn stamp(&self, event: i64, given: &Credentials, at: Moment) -> Stamp {
        Origin::anonymous(given.address.clone()).stamp(event, at)
    }

    pub(super) fn new_session(&self, tenant: &Tenant, given: &Credentials, id: SessionId, now: Moment) -> NewSession {
        let cookie = Secret::mint(&self.prefix, Kind::Session, now, &self.entropy.bytes());
        let lifetime = tenant.settings.session_seconds();
        NewSession { id, cookie, address: given.address.clone(), user_agent: given.user_agent.clone(), lifetime }
    }
}

/// The session that was sought: a user's, or nobody's.
fn sought(user: Option<&User>) -> Source {
    let Some(user) = user else { return Source::unnumbered(SourceType::Session, "") };
    Source::unnumbered(SourceType::Session, user.email.clone()).known_as(user.external_id.clone())
}

/// Opens the session, if the user still is who was looked at: a password that was changed meanwhile has
/// ended what the old one opens, and one that is changed from now on finds the session.
fn open(
    tx: &mut Tx<'_>,
    seen: &User,
    new: &NewSession,
    previous: Option<&Secret>,
    stamp: &Stamp,
) -> Result<(Session, User), NotSignedIn> {
    let tenant = seen.tenant;
    let user =
        store::claim(tx.db, tenant, seen.id)?.filter(|user| user.may_sign_in() && user.password == seen.password);
    let user = user.ok_or(NotSignedIn::Wrong)?;
    if let Some(previous) = previous {
        session::close(tx, tenant, previous.reveal())?;
    }
    let session = session::open(tx, tenant, user.id, new, stamp.at)?;
    let stamp = stamp.by(user.actor());
    audit::record(tx.db, tenant.number(), &stamp, Action::Login, session.source(&user), json!({ "by": "password" }))?;
    Ok((session, user))
}

#[cfg(test)]
mod tests;
