//! Listing resource servers.

use super::{ResourceServer, store};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// The resource servers of `owner` whose identifier comes behind `after`, in the order of the alphabet,
/// at most `most`.
pub fn list(db: &mut Db, owner: TenantId, after: Option<&str>, most: i64) -> Result<Vec<ResourceServer>> {
    store::behind(db, owner, after.unwrap_or_default(), most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn each_owner_has_its_own() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        for (owner, identifier) in [(acme, "b"), (acme, "c"), (acme, "a"), (TenantId::PLATFORM, "gateway")] {
            let minted = house.server_secret().await;
            house.resource_server(owner, identifier, &minted).await.unwrap();
        }
        for (owner, after, expected) in
            [(acme, None, "ab"), (acme, Some("b"), "c"), (TenantId::PLATFORM, None, "gateway")]
        {
            let found = house.read(move |db| list(db, owner, after, 2)).await;
            assert_eq!(found.into_iter().map(|server| server.identifier).collect::<String>(), expected);
        }
    }
}
