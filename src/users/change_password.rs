//! Changing one's own password.
//!
//! A session alone does not change the password: whoever sits down at somebody's open browser would take the account
//! with it. So the present one is asked for, with the limits of signing in, because here too it can be guessed.
//! Every other session ends. Tokens of applications do not: the person decides that on the page that follows.

use zeroize::Zeroizing;

use super::attempts::{self, Attempt};
use super::session::Session;
use super::sign_in::{Credentials, NotSignedIn, SignIn};
use super::{KeptPassword, User, email_key, password, set_password, store};
use crate::audit::{Origin, Stamp};
use crate::clock::Moment;
use crate::refused::{Problem, Refused};
use crate::storage::{Failure, Outcome, Tx};
use crate::tenants::TenantId;

/// What a person asks for.
#[derive(Clone)]
pub struct NewPassword {
    /// What they say is the present one.
    pub current: Zeroizing<String>,
    /// What is to be the next one.
    pub new: Zeroizing<String>,
    /// The network address that it came from.
    pub address: String,
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
    /// 1. The new password may be one. 2. Take a place. 3. Look at the present one. 4. Keep the new one, end every
    ///    session but this one, and give the place back.
    ///
    /// # Errors
    /// [`NotChanged`].
    pub async fn change_password(
        &self,
        session: &Session,
        user: &User,
        asked: &NewPassword,
        now: Moment,
    ) -> Result<(), NotChanged> {
        password::check(&asked.new, &user.email).map_err(NotChanged::Poor)?;
        let [lockout, change] = self.storage.ids().await?;
        let (tenant, id, kept) = (user.tenant, user.id, session.id);
        let attempt = Attempt::new(tenant, &email_key(&user.email), &asked.address);
        let reserved = self.place(tenant, user, asked, &attempt, &stamp(user, asked, lockout, now)).await?;
        let (seen, stamp) = (user.password.clone(), stamp(user, asked, change, now));
        if !self.passwords.verify(asked.current.clone(), seen.clone()).await? {
            self.failed(tenant, Some(user), false, stamp);
            return Err(NotChanged::Wrong);
        }
        let new = if asked.new == asked.current { None } else { Some(self.hashed(&asked.new).await?) };
        let job = move |tx: &mut Tx<'_>| {
            attempts::give_back(tx, &attempt, &reserved)?;
            // Somebody else may have changed it meanwhile.
            store::claim(tx.db, tenant, id)?.filter(|user| user.password == seen).ok_or(NotChanged::Wrong)?;
            let new = new.as_ref().ok_or(NotChanged::Same)?;
            set_password(tx, tenant, id, new, Some(kept), &stamp).map(drop).map_err(gone)
        };
        self.storage.write(job).await
    }

    async fn place(
        &self,
        tenant: TenantId,
        user: &User,
        asked: &NewPassword,
        attempt: &Attempt,
        stamp: &Stamp,
    ) -> Result<attempts::Reserved, NotChanged> {
        let given = Credentials {
            email: user.email.clone(),
            password: Zeroizing::default(),
            address: asked.address.clone(),
            user_agent: String::new(),
            previous: None,
        };
        self.reserve(tenant, &given, attempt, stamp).await.map_err(|refused| match refused {
            NotSignedIn::TooMany { retry_after } => NotChanged::TooMany { retry_after },
            NotSignedIn::Failure(failure) => failure.into(),
            NotSignedIn::Wrong => NotChanged::Wrong,
        })
    }

    async fn hashed(&self, new: &Zeroizing<String>) -> Result<KeptPassword, Failure> {
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.entropy.bytes()[..16]);
        self.passwords.hash(new.clone(), salt).await
    }
}

fn stamp(user: &User, asked: &NewPassword, event: i64, at: Moment) -> Stamp {
    Origin { actor: user.actor(), address: asked.address.clone() }.stamp(event, at)
}

/// Whoever was deleted meanwhile has no password that would be right.
fn gone(refused: Refused) -> NotChanged {
    match refused {
        Refused::Failure(failure) => failure.into(),
        _ => NotChanged::Wrong,
    }
}
