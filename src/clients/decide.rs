//! What a tenant's admin decides about a global client: whether it is shut out, and as whom it may act
//! by itself.

use serde_json::json;

use super::{Client, ClientId, ClientKey, Maker, check, store};
use crate::audit::{self, Action};
use crate::refused::{Problems, Refused};
use crate::storage::Tx;
use crate::tenants::{self, TenantId};
use crate::users::UserId;

/// What is decided anew; absent: stays as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decision {
    /// Who `client_credentials` acts as here; nobody: that grant is closed to it.
    pub service_account: Option<Option<UserId>>,
    /// Whether it is shut out: its tokens are worth nothing here until it is let in again.
    pub blocked: Option<bool>,
}

/// Decides about the global client `id` at `tenant`.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] for a service account that is nobody at this tenant, or if the client may
/// more than who lets it in again or act by itself.
pub fn decide<'a>(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    id: ClientId,
    decision: &Decision,
    maker: impl Into<Maker<'a>>,
) -> Result<Client, Refused> {
    let maker = maker.into();
    let stamp = maker.stamp;
    let here = tenants::store::by_id(tx.db, tenant)?.filter(|tenant| tenant.id != TenantId::PLATFORM);
    let here = here.ok_or(Refused::Unknown("tenant"))?;
    let key = ClientKey { tenant: TenantId::PLATFORM, id };
    let mut client = store::claim_as_seen_by(tx.db, tenant, key)?.ok_or(Refused::Unknown("client"))?;
    let told =
        |client: &Client| json!({ "service_account": client.service_account, "blocked": client.blocked_at.is_some() });
    let (before, known) = (told(&client), client.clone());
    let was_blocked = client.blocked_at.is_some();

    client.service_account = decision.service_account.unwrap_or(client.service_account);
    if decision.blocked.is_some_and(|blocked| blocked != was_blocked) {
        client.blocked_at = (!was_blocked).then_some(stamp.at);
    }
    maker.may_change(&known, &client)?;
    let mut problems = Problems::default();
    check::people(tx, &here, &[("service_account", client.service_account)], &mut problems)?;
    problems.none()?;
    let Some(details) = audit::changes(&before, &told(&client)) else { return Ok(client) };
    store::decide(tx.db, tenant, &client)?;
    tx.forget_tenant(tenant.number());
    let action = Action::of_liveness(!was_blocked, client.blocked_at.is_none());
    audit::record(tx.db, tenant.number(), stamp, action, client.source(), details)?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::confidential;
    use crate::tenants::fixture::House;

    async fn decided(house: &House, tenant: TenantId, id: ClientId, decision: Decision) -> Result<Client, Refused> {
        let stamp = house.stamp().await;
        house.storage.write(move |tx| decide(tx, tenant, id, &decision, &stamp)).await
    }

    #[tokio::test]
    async fn a_tenants_decision_counts_there_and_nowhere_else() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let ada = house.user(acme, "ada@example.com").await.id;
        let sync = house.client(TenantId::PLATFORM, confidential("zdg-sync")).await.key;
        let blocked = Decision { blocked: Some(true), service_account: Some(Some(ada)) };
        decided(&house, acme, sync.id, blocked).await.unwrap();
        for (tenant, account, live) in [(acme, Some(ada), false), (globex, None, true)] {
            let seen = house.read(move |db| store::by_identifier(db, tenant, "zdg-sync")).await.unwrap();
            assert_eq!((seen.service_account, seen.is_live()), (account, live));
        }
        assert_eq!(house.log(acme).await[0].action, Action::Deactivate);
        let back =
            decided(&house, acme, sync.id, Decision { blocked: Some(false), ..Decision::default() }).await.unwrap();
        assert!(back.is_live() && back.service_account == Some(ada));
        assert_eq!(house.log(acme).await[0].action, Action::Reactivate);
    }

    #[tokio::test]
    async fn a_service_account_is_somebody_here_and_the_client_is_global() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let eve = house.user(globex, "eve@example.com").await.id;
        let sync = house.client(TenantId::PLATFORM, confidential("zdg-sync")).await.key;
        let local = house.client(acme, confidential("app")).await.key;
        let acts_as = |user| Decision { service_account: Some(Some(user)), blocked: None };
        assert!(matches!(decided(&house, acme, sync.id, acts_as(eve)).await, Err(Refused::Invalid(_))));
        let blocked = Decision { blocked: Some(true), service_account: None };
        assert!(matches!(decided(&house, acme, local.id, blocked).await, Err(Refused::Unknown("client"))));
        assert!(matches!(decided(&house, TenantId::PLATFORM, sync.id, blocked).await, Err(Refused::Unknown("tenant"))));
    }
}
