//! What the tests of the nouns start from: a house of its own for each.

use super::{NewTenant, Tenant, TenantId, create};
use crate::audit::{self, Actor, Event, Origin, Stamp};
use crate::clock::{Clock, Moment};
use crate::entropy::Entropy;
use crate::secret::{Kind, Secret};
use crate::storage::blank::Blank;
use crate::storage::{Db, Failure, Outcome, Result, Tx};
use crate::users::session::{self, NewSession, SessionId};
use crate::users::{self, NewUser, Role, User, UserId};

/// A database, a clock that stands still, and randomness.
pub(crate) struct House {
    pub(crate) storage: Blank,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
}

impl House {
    pub(crate) async fn new() -> Self {
        let storage = Blank::open().unwrap();
        let clock = Clock::fixed(Moment::from_micros(1_795_600_000_000_000));
        Self { storage, clock, entropy: Entropy::system() }
    }

    pub(crate) async fn write<T, E>(&self, job: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> T
    where
        T: Send + 'static,
        E: Outcome + std::fmt::Debug + Send + 'static,
    {
        self.storage.write(job).await.unwrap()
    }

    pub(crate) async fn read<T: Send + 'static>(&self, query: impl FnOnce(&mut Db) -> Result<T> + Send + 'static) -> T {
        self.storage.read::<_, Failure>(query).await.unwrap()
    }

    pub(crate) fn secret(&self, kind: Kind) -> Secret {
        Secret::mint("grantor", kind, self.clock.now(), &self.entropy.bytes())
    }

    pub(crate) async fn stamp(&self) -> Stamp {
        let [id] = self.storage.ids().await.unwrap();
        let origin = Origin { actor: Actor::Operator, address: "192.0.2.1".into() };
        origin.stamp(id, self.clock.now())
    }

    pub(crate) async fn tenant(&self, subdomain: &str) -> Tenant {
        let [id] = self.storage.ids().await.unwrap();
        let stamp = self.stamp().await;
        let new = NewTenant { subdomain: subdomain.into(), ..NewTenant::default() };
        self.write(move |tx| create(tx, TenantId::new(id), &new, &stamp)).await
    }

    /// A verified agent with the external id `x-EMAIL`.
    pub(crate) async fn user(&self, tenant: TenantId, email: &str) -> User {
        let [id] = self.storage.ids().await.unwrap();
        let stamp = self.stamp().await;
        let external_id = Some(format!("x-{email}"));
        let new = NewUser { verified: true, external_id, ..NewUser::new(email, Role::Agent) };
        self.write(move |tx| users::create(tx, tenant, UserId::new(id), &new, &stamp)).await
    }

    /// The cookie of a session of an hour.
    pub(crate) async fn session(&self, user: &User) -> Secret {
        let new = self.new_session().await;
        let (tenant, user, now, cookie) = (user.tenant, user.id, self.clock.now(), new.cookie.clone());
        self.write(move |tx| session::open(tx, tenant, user, &new, now)).await;
        cookie
    }

    pub(crate) async fn new_session(&self) -> NewSession {
        let [id] = self.storage.ids().await.unwrap();
        let (cookie, address) = (self.secret(Kind::Session), "192.0.2.1".to_owned());
        NewSession { id: SessionId::new(id), cookie, address, user_agent: "a browser".to_owned(), lifetime: 3_600 }
    }

    /// The tenant's log, the newest first.
    pub(crate) async fn log(&self, tenant: TenantId) -> Vec<Event> {
        self.read(move |db| audit::store::newest(db, tenant.number(), None, 100)).await
    }
}
