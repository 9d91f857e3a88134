//! Deleting a client, for good.

use serde_json::json;

use super::{Client, ClientKey, proposals, store};
use crate::audit::{self, Action, Stamp};
use crate::logos;
use crate::refused::Refused;
use crate::storage::Tx;

/// Deletes the client `key`: no secret and no redirect URI is left of it, and every token dies in its
/// next look-up. The tombstone keeps the identifier from being used again and the name for the log.
///
/// # Errors
/// [`Refused::Unknown`], also for one that was deleted before.
pub fn delete(tx: &mut Tx<'_>, key: ClientKey, stamp: &Stamp) -> Result<Client, Refused> {
    let client = store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    let details = json!({ "before": client.told() });
    logos::replace(tx, key.tenant, client.logo_id.as_deref(), None, stamp.at)?;
    let client = Client {
        active: false,
        deleted_at: Some(stamp.at),
        updated_at: stamp.at,
        redirect_uris: Vec::new(),
        secrets: Vec::new(),
        logo_id: None,
        ..client
    };
    store::update(tx.db, &client)?;
    store::delete_secrets(tx.db, key)?;
    store::end_tokens(tx.db, key, stamp.at)?;
    proposals::store::forget(tx.db, key)?;
    tx.forget_tenant(key.tenant.number());
    audit::record(tx.db, key.tenant.number(), stamp, Action::Destroy, client.source(), details)?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::confidential;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn of_a_deleted_client_only_a_tombstone_is_left() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let key = house.client(acme, confidential("app")).await.key;
        let stamp = house.stamp().await;
        house.write(move |tx| delete(tx, key, &stamp)).await;
        assert!(house.read(move |db| store::by_identifier(db, acme, "app")).await.is_none());
        let left = house.read(move |db| store::by_key(db, acme, key)).await.unwrap();
        assert!(!left.is_live() && left.secrets.is_empty() && left.redirect_uris.is_empty());
        let event = &house.log(acme).await[0];
        assert_eq!((event.action, event.source.label.as_str()), (Action::Destroy, "app"));
        let stamp = house.stamp().await;
        let again = house.storage.write(move |tx| delete(tx, key, &stamp)).await;
        assert!(matches!(again, Err(Refused::Unknown("client"))));
    }
}
