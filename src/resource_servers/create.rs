//! Registering a resource server: for one tenant, or, the platform's, for all.

use serde_json::json;

use super::{NewSecret, ResourceServer, ResourceServerId, store};
use crate::audit::{self, Action, Stamp};
use crate::clients;
use crate::protocol::identifier::is_client_identifier;
use crate::protocol::scope::Catalogue;
use crate::refused::{self, Flaw, Problem, Problems, Refused};
use crate::storage::Tx;
use crate::tenants::{self, TenantId};

/// What a resource server is made of.
#[derive(Clone, Debug, Default)]
pub struct NewResourceServer {
    /// What it sends as its name.
    pub identifier: String,
    /// What people call it; blank: its identifier.
    pub name: String,
    /// The resources that it serves; absent or empty: all.
    pub resources: Option<Vec<String>>,
}

/// Registers the resource server `id` of `owner`, which keeps the digest of `minted`.
///
/// # Errors
/// [`Refused::Unknown`] without such a tenant; [`Refused::Invalid`] for an identifier that is none or is
/// taken by another resource server or a client, a resource that the catalogue does not have.
pub fn create(
    tx: &mut Tx<'_>,
    (owner, id): (TenantId, ResourceServerId),
    new: &NewResourceServer,
    minted: &NewSecret,
    catalogue: &Catalogue,
    stamp: &Stamp,
) -> Result<ResourceServer, Refused> {
    tenants::store::claim(tx.db, owner)?.ok_or(Refused::Unknown("tenant"))?;
    let mut problems = Problems::default();
    let identifier = problems.take(checked_identifier(&new.identifier));
    let name = if new.name.trim().is_empty() && !identifier.is_empty() { &identifier } else { &new.name };
    let name = problems.take(refused::required("name", name, 255).and_then(|name| refused::seen("name", name)));
    let resources = problems.take(checked_resources(new.resources.as_deref(), catalogue));
    problems.none()?;
    free(tx, owner, &identifier)?;
    let secrets = vec![minted.kept(owner, stamp.at)];
    let (created_at, updated_at) = (stamp.at, stamp.at);
    let server = ResourceServer { tenant: owner, id, identifier, name, resources, secrets, created_at, updated_at };
    store::insert(tx.db, &server)?;
    // A look-up may have remembered that there is no such resource server.
    tx.forget_tenant(owner.number());
    let details = json!({ "after": server.told() });
    audit::record(tx.db, owner.number(), stamp, Action::Create, server.source(), details)?;
    Ok(server)
}

fn checked_identifier(given: &str) -> Result<String, Problem> {
    let identifier = refused::required("identifier", given, 255)?;
    if is_client_identifier(&identifier) {
        return Ok(identifier);
    }
    Err(Problem::invalid("identifier", "use 1 to 255 letters, digits, dots, underscores and hyphens"))
}

fn checked_resources(given: Option<&[String]>, catalogue: &Catalogue) -> Result<Option<Vec<String>>, Problem> {
    let mut kept: Vec<String> = Vec::new();
    for word in given.unwrap_or_default() {
        if !catalogue.has_resource(word) {
            let says = format!("there is no resource {word:?} in the catalogue of scopes");
            return Err(Problem::invalid("resources", says));
        }
        if !kept.contains(word) {
            kept.push(word.clone());
        }
    }
    Ok(Some(kept).filter(|kept| !kept.is_empty()))
}

/// Resource servers and clients prove themselves by their identifiers in the same place.
fn free(tx: &mut Tx<'_>, owner: TenantId, identifier: &str) -> Result<(), Refused> {
    let taken = |says: &str| Err(Problem::new("identifier", Flaw::Taken, says).into());
    for tenant in [owner, TenantId::PLATFORM] {
        if store::by_identifier(tx.db, tenant, identifier)?.is_some() {
            return taken("another resource server has this identifier: choose another");
        }
    }
    match clients::store::by_identifier(tx.db, owner, identifier)? {
        Some(_) => taken("a client has this identifier: choose another"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::confidential;
    use crate::resource_servers::SecretId;
    use crate::secret::Kind;
    use crate::tenants::fixture::House;

    impl House {
        pub(crate) async fn server_secret(&self) -> NewSecret {
            let [id] = self.storage.ids().await.unwrap();
            NewSecret { id: SecretId::new(id), secret: self.secret(Kind::ResourceServerSecret) }
        }

        pub(crate) async fn resource_server(
            &self,
            owner: TenantId,
            identifier: &str,
            minted: &NewSecret,
        ) -> Result<ResourceServer, Refused> {
            let [id] = self.storage.ids().await.unwrap();
            let new = NewResourceServer {
                identifier: identifier.to_owned(),
                resources: Some(vec!["tickets".to_owned()]),
                ..NewResourceServer::default()
            };
            let (key, minted, stamp) = ((owner, ResourceServerId::new(id)), minted.clone(), self.stamp().await);
            self.storage.write(move |tx| create(tx, key, &new, &minted, &Catalogue::default(), &stamp)).await
        }
    }

    #[tokio::test]
    async fn what_is_registered_is_kept_but_for_its_secret() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let minted = house.server_secret().await;
        house.resource_server(acme, "helpdesk", &minted).await.unwrap();
        let kept = house.read(move |db| store::by_identifier(db, acme, "helpdesk")).await.unwrap();
        assert_eq!((kept.name.as_str(), kept.resources), ("helpdesk", Some(vec!["tickets".to_owned()])));
        assert_eq!(kept.secrets[0].hint, minted.secret.hint());
        let secret = &minted.secret.reveal().as_bytes()[16..40];
        for file in house.storage.place().contents().unwrap() {
            assert!(!file.windows(secret.len()).any(|window| window == secret));
        }
        assert_eq!(house.log(acme).await[0].source.label, "helpdesk");
    }

    #[tokio::test]
    async fn an_identifier_means_one_thing_at_a_tenant() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let minted = house.server_secret().await;
        house.client(acme, confidential("app")).await;
        house.resource_server(TenantId::PLATFORM, "gateway", &minted).await.unwrap();
        house.resource_server(acme, "helpdesk", &minted).await.unwrap();
        for identifier in ["app", "gateway", "helpdesk", "", "a b"] {
            assert!(house.resource_server(acme, identifier, &minted).await.is_err(), "{identifier:?}");
        }
    }

    #[tokio::test]
    async fn a_resource_that_nobody_knows_is_refused() {
        let catalogue = Catalogue::default();
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(checked_resources(Some(&words(&["tickets", "nonsense"])), &catalogue).is_err());
        assert_eq!(checked_resources(Some(&[]), &catalogue), Ok(None));
        let kept = checked_resources(Some(&words(&["tickets", "users", "tickets"])), &catalogue);
        assert_eq!(kept, Ok(Some(words(&["tickets", "users"]))));
    }
}
