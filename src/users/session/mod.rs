//! A session: a browser in which a user is signed in to one tenant.
//!
//! What is true of it: its cookie is a secret of 256 bits of which only the digest is kept; it ends at a
//! fixed time after signing in, however often it is used; it is worth nothing the moment its user is
//! suspended or deleted, because finding it joins the user. Signing in always opens a new one.

pub mod store;

use crate::audit::{Source, SourceType};
use crate::clock::Moment;
use crate::refused;
use crate::secret::{Digest, Kind, Secret};
use crate::storage::{Db, Id, Result, Tx};
use crate::tenants::TenantId;
use crate::users::{User, UserId};

/// The number of a session within its tenant.
pub type SessionId = Id<Session>;

/// A browser in which a user is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Where.
    pub tenant: TenantId,
    /// The number.
    pub id: SessionId,
    /// Who.
    pub user: UserId,
    /// What is kept of the cookie.
    pub digest: Digest,
    /// The address from which they signed in.
    pub address: String,
    /// What the browser called itself, at most 256 characters of it.
    pub user_agent: String,
    /// When they signed in.
    pub created_at: Moment,
    /// When it ends.
    pub expires_at: Moment,
}

impl Session {
    /// This session of `user` as the audit log names it.
    pub fn source(&self, user: &User) -> Source {
        Source::new(SourceType::Session, self.id.number(), user.name.clone()).known_as(user.external_id.clone())
    }
}

/// What a session is made of.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its number.
    pub id: SessionId,
    /// The new cookie.
    pub cookie: Secret,
    /// The address from which they sign in.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// For how many seconds they stay signed in.
    pub lifetime: i64,
}

/// Opens a session of `user` at `tenant`.
///
/// # Errors
/// Only storage's.
pub fn open(tx: &mut Tx<'_>, tenant: TenantId, user: UserId, new: &NewSession, now: Moment) -> Result<Session> {
    let session = Session {
        tenant,
        id: new.id,
        user,
        digest: Digest::of(Kind::Session, tenant.number(), new.cookie.reveal()),
        address: new.address.clone(),
        user_agent: refused::shown(&new.user_agent, 256),
        created_at: now,
        expires_at: now.plus(new.lifetime),
    };
    store::insert(tx.db, &session)?;
    Ok(session)
}

/// The session that `cookie` opens at `tenant`, and its user; none if it has ended, or its user may not
/// sign in any more.
pub fn find(db: &mut Db, tenant: TenantId, cookie: &str, now: Moment) -> Result<Option<(Session, User)>> {
    let found = store::by_digest(db, tenant, Digest::of(Kind::Session, tenant.number(), cookie))?;
    Ok(found.filter(|(session, user)| now < session.expires_at && user.may_sign_in()))
}

/// Ends the session that `cookie` opens, if there is one, and says which it was.
pub fn close(tx: &mut Tx<'_>, tenant: TenantId, cookie: &str) -> Result<Option<(Session, User)>> {
    let digest = Digest::of(Kind::Session, tenant.number(), cookie);
    let found = store::by_digest(tx.db, tenant, digest)?;
    store::delete(tx.db, tenant, digest)?;
    Ok(found)
}

/// Ends every session of a user.
pub fn close_all_of_user(tx: &mut Tx<'_>, tenant: TenantId, user: UserId) -> Result<usize> {
    store::delete_of_user(tx.db, tenant, user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn a_cookie_opens_its_own_tenant_until_its_time_has_come() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await, house.tenant("globex").await.id);
        let ada = house.user(acme.id, "ada@example.com").await;
        let cookie = house.session(&ada).await;
        for (tenant, wait, opens) in
            [(acme.id, 0, true), (globex, 0, false), (acme.id, 3_599, true), (acme.id, 1, false)]
        {
            house.clock.advance(wait);
            let (now, cookie) = (house.clock.now(), cookie.clone());
            let found = house.read(move |db| find(db, tenant, cookie.reveal(), now)).await;
            assert_eq!(found.map(|(_, user)| user.id), opens.then_some(ada.id), "{tenant} {wait}");
        }
    }

    #[tokio::test]
    async fn a_closed_session_is_gone() {
        let house = House::new().await;
        let acme = house.tenant("acme").await;
        let ada = house.user(acme.id, "ada@example.com").await;
        let (cookie, other) = (house.session(&ada).await, house.session(&ada).await);
        let closing = cookie.clone();
        let closed = house.write(move |tx| close(tx, acme.id, closing.reveal())).await;
        assert_eq!(closed.map(|(_, user)| user.id), Some(ada.id));
        let now = house.clock.now();
        assert!(house.read(move |db| find(db, acme.id, cookie.reveal(), now)).await.is_none());
        assert!(house.read(move |db| find(db, acme.id, other.reveal(), now)).await.is_some());
    }

    #[tokio::test]
    async fn the_cookie_itself_is_nowhere_in_the_database() {
        let house = House::new().await;
        let acme = house.tenant("acme").await;
        let ada = house.user(acme.id, "ada@example.com").await;
        let cookie = house.session(&ada).await;
        let secret = &cookie.reveal().as_bytes()[12..40];
        for file in house.storage.place().contents().unwrap() {
            assert!(!file.windows(secret.len()).any(|window| window == secret));
        }
    }
}
