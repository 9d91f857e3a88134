//! Giving a tenant a logo, or taking it away.

use super::{Tenant, TenantId, store};
use crate::audit::{self, Action, Stamp};
use crate::logos::{self, Logo};
use crate::refused::Refused;
use crate::storage::Tx;

/// Gives the tenant `id` the `logo`, in place of any before it; none takes it away.
///
/// # Errors
/// [`Refused::Unknown`].
pub fn set_logo(tx: &mut Tx<'_>, id: TenantId, logo: Option<&Logo>, stamp: &Stamp) -> Result<Tenant, Refused> {
    let found = store::claim(tx.db, id)?.filter(|tenant| tenant.id != TenantId::PLATFORM);
    let before = found.ok_or(Refused::Unknown("tenant"))?;
    let after = Tenant { logo_id: logo.map(|logo| logo.id.clone()), updated_at: stamp.at, ..before.clone() };
    let Some(details) = audit::changes(&before.told(), &after.told()) else { return Ok(before) };
    logos::replace(tx, id, before.logo_id.as_deref(), logo, stamp.at)?;
    store::update(tx.db, &after)?;
    tx.forget_tenant(id.number());
    audit::record(tx.db, id.number(), stamp, Action::Update, after.source(), details)?;
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::confidential;
    use crate::clients::{self, ClientKey};
    use crate::tenants::fixture::House;

    fn logo(id: &str) -> Logo {
        Logo { id: id.to_owned(), picture: id.as_bytes().to_vec() }
    }

    async fn give(house: &House, id: TenantId, logo: Option<Logo>) -> Tenant {
        let stamp = house.stamp().await;
        house.write(move |tx| set_logo(tx, id, logo.as_ref(), &stamp)).await
    }

    async fn give_client(house: &House, key: ClientKey, logo: Option<Logo>) {
        let stamp = house.stamp().await;
        house.write(move |tx| clients::set_logo(tx, key, logo.as_ref(), &stamp)).await;
    }

    async fn kept(house: &House, tenant: TenantId, id: &'static str) -> bool {
        house.read(move |db| logos::store::find(db, tenant, id)).await.is_some()
    }

    #[tokio::test]
    async fn a_logo_is_kept_as_long_as_something_has_it() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let app = house.client(acme, confidential("app")).await.key;
        assert_eq!(give(&house, acme, Some(logo("a"))).await.logo_id.as_deref(), Some("a"));
        give_client(&house, app, Some(logo("a"))).await;
        assert!(kept(&house, acme, "a").await && !kept(&house, globex, "a").await, "unknown elsewhere");
        give(&house, acme, Some(logo("b"))).await;
        assert!(kept(&house, acme, "a").await, "the client still has it");
        give_client(&house, app, None).await;
        assert!(!kept(&house, acme, "a").await && kept(&house, acme, "b").await);
        assert_eq!(give(&house, acme, None).await.logo_id, None);
        assert!(!kept(&house, acme, "b").await);
    }

    #[tokio::test]
    async fn the_platforms_is_known_everywhere_and_the_log_tells_of_every_change_once() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let app = house.client(TenantId::PLATFORM, confidential("zdg-app")).await.key;
        give_client(&house, app, Some(logo("a"))).await;
        assert!(kept(&house, acme, "a").await);
        let events = house.log(acme).await.len();
        for (given, more) in [(Some(logo("b")), 1), (Some(logo("b")), 1), (None, 2)] {
            give(&house, acme, given).await;
            assert_eq!(house.log(acme).await.len(), events + more);
        }
    }
}
