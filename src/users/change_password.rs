//! Changing one's own password.
//!
//! A session alone does not change the password: whoever sits down at somebody's open browser would take the account
//! with it. So the present one is asked for, with the limits of signing in, because here too it can be guessed.
//! Every session ends, also the one that it was changed in: whoever copied its cookie is out, and the person goes on in a
//! new one. Tokens of applications do not: the person decides that on the page that follows.

use zeroize::Zeroizing;

use super::attempts::{self, Attempt};
use super::session::{self, SessionId};
use super::sign_in::{Credentials, NotSignedIn, SignIn};
use super::{KeptPassword, User, email_key, password, set_password, store};
use crate::audit::{Origin, Stamp};
use crate::clock::Moment;
use crate::refused::{Problem, Refused};
use crate::secret::Secret;
use crate::storage::{Failure, Outcome, Tx};
use crate::tenants::Tenant;

/// What a person asks for.
#[derive(Clone)]
pub struct NewPassword {
    /// What they would sign in with now, and go on with.
    pub present: Credentials,
    /// What is to be the next password.
    pub new: Zeroizing<String>,
}

/// Why the password stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum NotChanged {
    /// The present one is another.
    #[error("the present password is not right")]
    Wrong,
    /// The new one is the present one.
    #[error("the new password is the present one")]
    Same,
    /// The new one cannot be one.
    #[error(transparent)]
    Poor(Problem),
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

impl Outcome for NotChanged {
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
    /// 1. The new password may be one. 2. Take a place. 3. Look at the present one. 4. Give the place back, keep the new
    ///    one, end every session, and open another, whose cookie is returned.
    ///
    /// # Errors
    /// [`NotChanged`].
    pub async fn change_password(
        &self,
        tenant: &Tenant,
        user: &User,
        asked: &NewPassword,
        now: Moment,
    ) -> Result<Secret, NotChanged> {
        password::check(&asked.new, &user.email).map_err(NotChanged::Poor)?;
        let [lockout, change, session] = self.storage.ids().await?;
        let present = &asked.present;
        let attempt = Attempt::new(tenant.id, &email_key(&user.email), &present.address);
        let reserved = self.reserve(tenant.id, present, &attempt, &stamp(user, present, lockout, now)).await?;
        let (seen, stamp) = (user.password.clone(), stamp(user, present, change, now));
        if !self.passwords.verify(present.password.clone(), seen.clone()).await? {
            self.failed(tenant.id, Some(user), false, stamp);
            return Err(NotChanged::Wrong);
        }
        let new = if asked.new == present.password { None } else { Some(self.hashed(&asked.new).await?) };
        let session = self.new_session(tenant, present, SessionId::new(session), now);
        let (tenant, id, cookie) = (tenant.id, user.id, session.cookie.clone());
        let job = move |tx: &mut Tx<'_>| {
            attempts::give_back(tx, &reserved)?;
            // Somebody else may have changed it meanwhile, or shut them out.
            let is_seen = |user: &User| user.may_sign_in() && user.password == seen;
            store::claim(tx.db, tenant, id)?.filter(is_seen).ok_or(NotChanged::Wrong)?;
            let new = new.as_ref().ok_or(NotChanged::Same)?;
            set_password(tx, tenant, id, new, &stamp).map_err(gone)?;
            session::open(tx, tenant, id, &session, now)?;
            Ok(())
        };
        self.storage.write(job).await.map(|()| cookie)
    }

    async fn hashed(&self, new: &Zeroizing<String>) -> Result<KeptPassword, Failure> {
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.entropy.bytes()[..16]);
        self.passwords.hash(new.clone(), salt).await
    }
}

impl From<NotSignedIn> for NotChanged {
    fn from(refused: NotSignedIn) -> Self {
        match refused {
            NotSignedIn::TooMany { retry_after } => Self::TooMany { retry_after },
            NotSignedIn::Failure(failure) => failure.into(),
            NotSignedIn::Wrong => Self::Wrong,
        }
    }
}

fn stamp(user: &User, present: &Credentials, event: i64, at: Moment) -> Stamp {
    Origin { actor: user.actor(), address: present.address.clone() }.stamp(event, at)
}

/// Whoever was deleted meanwhile has no password that would be right.
fn gone(refused: Refused) -> NotChanged {
    match refused {
        Refused::Failure(failure) => failure.into(),
        _ => NotChanged::Wrong,
    }
}
