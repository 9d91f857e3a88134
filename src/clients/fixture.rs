//! What the tests of clients start from.

use super::{Change, Client, ClientId, ClientKey, Kind, NewClient, NewSecret, SecretId, create};
use crate::protocol::scope::Catalogue;
use crate::secret;
use crate::tenants::TenantId;
use crate::tenants::fixture::House;

/// A confidential client with one redirect URI.
pub(crate) fn confidential(identifier: &str) -> NewClient {
    let redirect_uris = Some(vec!["https://app.example/cb".to_owned()]);
    NewClient { identifier: identifier.to_owned(), change: Change { redirect_uris, ..Change::default() } }
}

/// A public client with one redirect URI.
pub(crate) fn public(identifier: &str) -> NewClient {
    let change = Change { kind: Some(Kind::Public), ..confidential(identifier).change };
    NewClient { identifier: identifier.to_owned(), change }
}

impl House {
    pub(crate) async fn new_secret(&self) -> NewSecret {
        let [id] = self.storage.ids().await.unwrap();
        NewSecret { id: SecretId::new(id), secret: self.secret(secret::Kind::ClientSecret) }
    }

    pub(crate) async fn client(&self, tenant: TenantId, new: NewClient) -> Client {
        let minted = self.new_secret().await;
        self.client_with(tenant, new, minted).await
    }

    pub(crate) async fn client_with(&self, tenant: TenantId, new: NewClient, minted: NewSecret) -> Client {
        let [id] = self.storage.ids().await.unwrap();
        let (key, stamp) = (ClientKey { tenant, id: ClientId::new(id) }, self.stamp().await);
        self.write(move |tx| create(tx, key, &new, &minted, &Catalogue::default(), &stamp)).await
    }
}
