//! Making a tenant.

use serde_json::json;

use super::{Change, Settings, Tenant, TenantId, check, set, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::{Problems, Refused};
use crate::storage::Tx;

/// What a tenant is made of.
#[derive(Clone, Debug, Default)]
pub struct NewTenant {
    /// One DNS label; kept in lower case.
    pub subdomain: String,
    /// What people call it; blank: the subdomain.
    pub name: String,
    /// What the vendor calls it.
    pub external_id: Option<String>,
    /// What differs from the defaults at once.
    pub change: Change,
}

/// Makes the tenant `id`, active, with both access switches off.
///
/// # Errors
/// [`Refused::Invalid`] for a subdomain that is no DNS label or is taken, an external id that is taken,
/// a name that does not fit, a setting that cannot be so.
pub fn create(tx: &mut Tx<'_>, id: TenantId, new: &NewTenant, stamp: &Stamp) -> Result<Tenant, Refused> {
    let mut problems = Problems::default();
    let subdomain = problems.take(check::subdomain(&new.subdomain));
    let name = match new.name.trim().is_empty() {
        true => subdomain.clone(),
        false => problems.take(check::name(&new.name)),
    };
    let external_id = problems.take(check::external_id(new.external_id.as_deref()));
    problems.none()?;
    check::free(tx, id, &subdomain, external_id.as_deref())?;

    let (active, oauth_access, api_token_access, settings) = (true, false, false, Settings::default());
    let (created_at, updated_at) = (stamp.at, stamp.at);
    let tenant = Tenant {
        id,
        subdomain,
        external_id,
        name,
        active,
        oauth_access,
        api_token_access,
        logo_id: None,
        settings,
        created_at,
        updated_at,
    };
    let tenant = set::changed(tenant, &new.change)?;
    store::insert(tx.db, &tenant)?;
    // A look-up may have remembered that nobody lives there.
    tx.forget_tenant(id.number());
    let details = json!({ "after": tenant.told() });
    audit::record(tx.db, id.number(), stamp, Action::Create, tenant.source(), details)?;
    Ok(tenant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn a_new_tenant_lets_nobody_in_yet() {
        let house = House::new().await;
        let acme = house.tenant("Acme").await;
        assert_eq!((acme.subdomain.as_str(), acme.name.as_str()), ("acme", "acme"));
        assert!(acme.active && !acme.oauth_access && !acme.api_token_access);
        let found = house.read(|db| store::by_subdomain(db, "acme")).await.unwrap();
        assert_eq!(found.id, acme.id);
        let log = house.log(acme.id).await;
        assert_eq!((log[0].action, log[0].source.label.as_str()), (Action::Create, "acme"));
    }

    #[tokio::test]
    async fn a_subdomain_belongs_to_one_tenant_and_an_external_id_too() {
        let house = House::new().await;
        house.tenant("acme").await;
        let named = |subdomain: &str| NewTenant {
            subdomain: subdomain.into(),
            external_id: Some("7".into()),
            ..Default::default()
        };
        for (new, field) in [
            (NewTenant { subdomain: "ACME".into(), ..Default::default() }, "subdomain"),
            (NewTenant { subdomain: "a_b".into(), ..Default::default() }, "subdomain"),
            (NewTenant { subdomain: String::new(), ..Default::default() }, "subdomain"),
            (named("first"), ""),
            (named("second"), "external_id"),
        ] {
            let [id] = house.storage.ids().await.unwrap();
            let stamp = house.stamp().await;
            let made = house.storage.write(move |tx| create(tx, TenantId::new(id), &new, &stamp)).await;
            match made {
                Err(Refused::Invalid(problems)) => assert_eq!(problems[0].field, field),
                made => assert_eq!((field, made.is_ok()), ("", true)),
            }
        }
    }

    #[tokio::test]
    async fn the_platform_has_no_subdomain() {
        let house = House::new().await;
        assert!(house.read(|db| store::by_subdomain(db, "")).await.is_none());
    }
}
