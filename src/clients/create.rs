//! Registering a client (RFC 6749 §2): by a tenant's admin, or, a global one, by the operator.

use serde_json::json;

use super::set::changed;
use super::{Change, Client, ClientKey, Kind, Maker, NewSecret, check, store};
use crate::audit::{self, Action, Stamp};
use crate::protocol::scope::Catalogue;
use crate::refused::Refused;
use crate::storage::Tx;
use crate::tenants;

/// What a client is made of.
#[derive(Clone, Debug, Default)]
pub struct NewClient {
    /// What applications send as `client_id`.
    pub identifier: String,
    /// Everything else; without a kind it is confidential, without a name it is called by its identifier.
    pub change: Change,
}

/// Registers the client `key`; a global one if that is the platform's. A confidential client keeps the
/// digest of `minted`, a public one has no secret.
///
/// # Errors
/// [`Refused::Unknown`] without such a tenant; [`Refused::Invalid`] for an identifier that is none, is
/// reserved or was ever used, and for whatever [`set`](super::set()) refuses.
pub fn create<'a>(
    tx: &mut Tx<'_>,
    key: ClientKey,
    new: &NewClient,
    minted: &NewSecret,
    catalogue: &Catalogue,
    maker: impl Into<Maker<'a>>,
) -> Result<Client, Refused> {
    let maker = maker.into();
    let stamp = maker.stamp;
    let tenant = tenants::store::by_id(tx.db, key.tenant)?.ok_or(Refused::Unknown("tenant"))?;
    let identifier = check::identifier(&new.identifier, key.tenant)?;
    let mut client = changed(blank(key, identifier, stamp), &new.change, catalogue)?;
    if client.kind == Kind::Confidential {
        client.secrets.push(minted.kept(key, stamp.at));
    }
    maker.may_make(&client)?;
    check::at_home(tx, &tenant, &client)?;
    check::free(tx, &client)?;
    store::insert(tx.db, &client)?;
    // A look-up may have remembered that there is no such client.
    tx.forget_tenant(key.tenant.number());
    let details = json!({ "after": client.told() });
    audit::record(tx.db, key.tenant.number(), stamp, Action::Create, client.source(), details)?;
    Ok(client)
}

pub(super) fn blank(key: ClientKey, identifier: String, stamp: &Stamp) -> Client {
    Client {
        key,
        name: identifier.chars().take(100).collect(),
        identifier,
        company: String::new(),
        description: String::new(),
        logo_id: None,
        kind: Kind::Confidential,
        owner: None,
        service_account: None,
        redirect_uris: Vec::new(),
        allowed_scopes: None,
        access_token_lifetime: None,
        refresh_token_lifetime: None,
        access_token_never_expires: false,
        sends_issuer: true,
        active: true,
        blocked_at: None,
        used_at: None,
        secrets: Vec::new(),
        created_at: stamp.at,
        updated_at: stamp.at,
        deleted_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::ClientId;
    use crate::clients::fixture::{confidential, public};
    use crate::tenants::TenantId;
    use crate::tenants::fixture::House;

    async fn try_create(house: &House, tenant: TenantId, new: NewClient) -> Result<Client, Refused> {
        let [id] = house.storage.ids().await.unwrap();
        let key = ClientKey { tenant, id: ClientId::new(id) };
        let (minted, stamp) = (house.new_secret().await, house.stamp().await);
        house.storage.write(move |tx| create(tx, key, &new, &minted, &Catalogue::default(), &stamp)).await
    }

    #[tokio::test]
    async fn a_confidential_client_has_one_secret_and_a_public_one_none() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let minted = house.new_secret().await;
        let app = house.client_with(acme, confidential("app"), minted.clone()).await;
        let device = house.client(acme, public("device")).await;
        assert_eq!(
            (app.kind, app.name.as_str(), app.active, app.sends_issuer),
            (Kind::Confidential, "app", true, true)
        );
        assert_eq!(app.secrets[0].hint, minted.secret.hint());
        assert!(device.secrets.is_empty());
        let log = format!("{:?}", house.log(acme).await);
        assert!(!log.contains(minted.secret.reveal()));
        let secret = &minted.secret.reveal().as_bytes()[16..40];
        for file in house.storage.place().contents().unwrap() {
            assert!(!file.windows(secret.len()).any(|window| window == secret), "only its digest is kept");
        }
    }

    #[tokio::test]
    async fn an_identifier_is_well_formed_and_never_used_twice() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let app = house.client(acme, confidential("app")).await.key;
        for identifier in ["", "a b", "a/b", "é", "app", "zdg-app", "ZDG-app"] {
            let refused = try_create(&house, acme, confidential(identifier)).await.unwrap_err();
            let Refused::Invalid(problems) = refused else { panic!("{refused}") };
            assert_eq!(problems[0].field, "identifier", "{identifier:?}");
        }
        try_create(&house, acme, confidential("App")).await.unwrap();
        try_create(&house, globex, confidential("app")).await.unwrap();
        let stamp = house.stamp().await;
        house.write(move |tx| crate::clients::delete(tx, app, &stamp)).await;
        let again = try_create(&house, acme, confidential("app")).await.unwrap_err();
        assert!(again.to_string().contains("none is ever used again"), "{again}");
    }

    #[tokio::test]
    async fn no_client_takes_the_identifier_of_a_resource_server_that_is_asked_at_the_same_place() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        for (owner, identifier) in [(acme, "gateway"), (TenantId::PLATFORM, "edge"), (globex, "theirs")] {
            house.resource_server(owner, identifier, &house.server_secret().await).await.unwrap();
        }
        for identifier in ["gateway", "edge"] {
            let refused = try_create(&house, acme, confidential(identifier)).await.unwrap_err();
            assert!(refused.to_string().contains("a resource server has this identifier"), "{refused}");
        }
        try_create(&house, acme, confidential("theirs")).await.unwrap();
    }

    #[tokio::test]
    async fn a_global_client_works_at_every_tenant_and_its_identifier_says_so() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        assert!(try_create(&house, TenantId::PLATFORM, confidential("sync")).await.is_err());
        let sync = try_create(&house, TenantId::PLATFORM, confidential("zdg-sync")).await.unwrap();
        assert!(sync.is_global());
        let found = house.read(move |db| store::by_identifier(db, acme, "zdg-sync")).await.unwrap();
        assert_eq!((found.key, found.is_live()), (sync.key, true));
    }

    #[tokio::test]
    async fn a_client_is_found_at_its_own_tenant_and_by_the_very_identifier() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        house.client(acme, confidential("app")).await;
        for (tenant, identifier, found) in [(acme, "app", true), (acme, "APP", false), (globex, "app", false)] {
            let client = house.read(move |db| store::by_identifier(db, tenant, identifier)).await;
            assert_eq!(client.is_some(), found, "{tenant} {identifier}");
        }
    }
}
