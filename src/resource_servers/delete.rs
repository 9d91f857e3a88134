//! Deleting a resource server: it learns nothing any more, and its identifier is free again, because it
//! never stood in a token.

use serde_json::json;

use super::{ResourceServer, ResourceServerId, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::Refused;
use crate::storage::Tx;
use crate::tenants::TenantId;

/// Deletes the resource server `id` of `owner` and its secrets.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn delete(
    tx: &mut Tx<'_>,
    owner: TenantId,
    id: ResourceServerId,
    stamp: &Stamp,
) -> Result<ResourceServer, Refused> {
    let server = store::claim(tx.db, owner, id)?.ok_or(Refused::Unknown("resource server"))?;
    store::delete(tx.db, &server)?;
    tx.forget_tenant(owner.number());
    let details = json!({ "before": server.told() });
    audit::record(tx.db, owner.number(), stamp, Action::Destroy, server.source(), details)?;
    Ok(server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn what_is_deleted_is_gone_and_told() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let minted = house.server_secret().await;
        let id = house.resource_server(acme, "helpdesk", &minted).await.unwrap().id;
        for (tenant, gone) in [(globex, false), (acme, true), (acme, false)] {
            let stamp = house.stamp().await;
            let deleted = house.storage.write(move |tx| delete(tx, tenant, id, &stamp)).await;
            assert_eq!(deleted.is_ok(), gone, "{tenant}");
        }
        assert_eq!(house.log(acme).await[0].action, Action::Destroy);
        house.resource_server(acme, "helpdesk", &minted).await.unwrap();
    }
}
