//! What the tests of the nouns start from: a house of its own for each.

use tempfile::TempDir;

use super::{NewTenant, Tenant, TenantId, create};
use crate::audit::{self, Actor, Event, EventId, Origin, Stamp};
use crate::clock::{Clock, Moment};
use crate::entropy::Entropy;
use crate::secret::{Kind, Secret};
use crate::storage::{Db, Failure, Outcome, Result, Storage, Tx};

/// A database, a clock that stands still, and randomness.
pub(crate) struct House {
    pub(crate) storage: Storage,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    _folder: TempDir,
}

impl House {
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let storage = Storage::open(folder.path().join("grantor.db").to_str().unwrap()).unwrap();
        let clock = Clock::fixed(Moment::from_micros(1_795_600_000_000_000));
        Self { storage, clock, entropy: Entropy::system(), _folder: folder }
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
        Secret::mint("grantor", kind, &self.entropy.bytes())
    }

    pub(crate) async fn stamp(&self) -> Stamp {
        let [id] = self.storage.ids().await.unwrap();
        let origin = Origin { actor: Actor::Operator, address: "192.0.2.1".into() };
        Stamp { id: EventId::new(id), at: self.clock.now(), origin }
    }

    pub(crate) async fn tenant(&self, subdomain: &str) -> Tenant {
        let [id] = self.storage.ids().await.unwrap();
        let stamp = self.stamp().await;
        let new = NewTenant { subdomain: subdomain.into(), ..NewTenant::default() };
        self.write(move |tx| create(tx, TenantId::new(id), &new, &stamp)).await
    }

    /// The tenant's log, the newest first.
    pub(crate) async fn log(&self, tenant: TenantId) -> Vec<Event> {
        self.read(move |db| audit::store::newest(db, tenant.number(), None, 100)).await
    }
}
