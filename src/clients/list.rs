//! Listing clients.

use super::{Client, ClientId, store};
use crate::clock::Moment;
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// The clients that `tenant` owns (the platform: global ones) and that were made behind `after` (when,
/// and which), the oldest first, at most `most`. No tombstones.
pub fn list(db: &mut Db, tenant: TenantId, after: Option<(Moment, ClientId)>, most: i64) -> Result<Vec<Client>> {
    store::behind(db, tenant, after.unwrap_or((Moment::from_micros(i64::MIN), ClientId::new(0))), most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::{confidential, public};
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn a_tenants_own_clients_are_listed_whole_and_once() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        house.client(TenantId::PLATFORM, confidential("zdg-sync")).await;
        for identifier in ["a", "b", "c"] {
            house.client(acme, confidential(identifier)).await;
        }
        house.client(acme, public("d")).await;
        let first = house.read(move |db| list(db, acme, None, 3)).await;
        let after = first.last().map(|client| (client.created_at, client.key.id));
        let rest = house.read(move |db| list(db, acme, after, 3)).await;
        let told = first
            .iter()
            .chain(&rest)
            .map(|client| (client.identifier.as_str(), client.redirect_uris.len(), client.secrets.len()));
        assert_eq!(told.collect::<Vec<_>>(), [("a", 1, 1), ("b", 1, 1), ("c", 1, 1), ("d", 1, 0)]);
    }
}
