//! What the tests of single sign-on start from: a tenant whose vendor signs people in.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::keys::{NewKey, add};
use super::{Kept, SsoKey, SsoKeyId, purpose};
use crate::jwt::Algorithm;
use crate::jwt::fixture::Signer;
use crate::seal::Seal;
use crate::tenants::fixture::House;
use crate::tenants::{self, Tenant, TenantId};

/// The issuer of the tenant.
pub(super) const ISSUER: &str = "https://acme.example.com";

/// The vendor's secret.
pub(super) const SECRET: &[u8] = b"a secret that has at least thirty-two bytes";

/// A key by HS256 whose secret nobody can open.
pub(super) async fn new_key(house: &House, kid: &str) -> NewKey {
    let [id] = house.storage.ids().await.unwrap();
    let kept = Kept::Sealed(vec![0; 61]);
    NewKey { id: SsoKeyId::new(id), kid: kid.into(), algorithm: Algorithm::Hs256, kept, overlap: None }
}

/// A tenant with a vendor.
pub(super) struct Vendor {
    pub(super) house: House,
    pub(super) tenant: Tenant,
    pub(super) seal: Seal,
    _folder: TempDir,
}

impl Vendor {
    /// One whose tenant has these settings, and the key `first` by [`SECRET`].
    pub(super) async fn new(settings: Value) -> Self {
        let house = House::new().await;
        let (id, stamp) = (house.tenant("acme").await.id, house.stamp().await);
        let change = tenants::Change { settings: settings.as_object().unwrap().clone(), ..tenants::Change::default() };
        let tenant = house.write(move |tx| tenants::set(tx, id, &change, &stamp)).await;
        let folder = TempDir::new().unwrap();
        let seal = Seal::new(Some(folder.path().join("grantor.key")), true, house.entropy.clone()).unwrap();
        seal.make(&house.storage).await.unwrap();
        let vendor = Self { house, tenant, seal, _folder: folder };
        vendor.key("first", &Signer::hs256(SECRET)).await;
        vendor
    }

    /// Adds the key of `signer`.
    pub(super) async fn key(&self, kid: &str, signer: &Signer) {
        let kept = match signer {
            Signer::Hs256(secret) => Kept::Sealed(self.seal.seal(&purpose(self.tenant.id, kid), secret).unwrap()),
            _ => Kept::Public(signer.public_bytes()),
        };
        let new = NewKey { kept, algorithm: signer.algorithm(), ..new_key(&self.house, kid).await };
        let (id, stamp) = (self.tenant.id, self.house.stamp().await);
        self.house.write(move |tx| add(tx, id, &new, &stamp)).await;
    }

    pub(super) async fn keys(&self) -> Vec<SsoKey> {
        let id: TenantId = self.tenant.id;
        self.house.read(move |db| super::store::keys(db, id)).await
    }

    /// What the vendor says of Ada now, with `changed` members; `null` takes one away.
    pub(super) fn claims(&self, changed: &Value) -> Value {
        let mut claims = json!({
            "aud": ISSUER, "iat": self.house.clock.now().seconds(), "jti": "1",
            "email": "ada@example.com", "name": "Ada", "external_id": "7",
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }
}
