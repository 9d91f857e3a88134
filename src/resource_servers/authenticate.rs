//! A resource server proves who it is (RFC 7662 §2.1): by its identifier and secret, like a client, or by
//! its secret alone as a bearer token, because 256 random bits name their owner well enough.

use super::{ResourceServer, store};
use crate::clock::Moment;
use crate::protocol::credentials::ClientProof;
use crate::protocol::reason::Reason;
use crate::secret::{Digest, Kind, Secret};
use crate::storage::{Db, Failure};
use crate::tenants::TenantId;

/// Whether the proof is one of `server`, if there is one, at `now`.
///
/// # Errors
/// [`Reason::CallerUnknown`], whatever is wrong: it is the operators' own, who need no hint.
pub fn authenticate(server: Option<&ResourceServer>, proof: &ClientProof, now: Moment) -> Result<(), Reason> {
    let home = server.map_or(0, |server| server.tenant.number());
    let sent = proof.secret.as_ref().map(|secret| Digest::of(Kind::ResourceServerSecret, home, secret.reveal()));
    let server = server.ok_or(Reason::CallerUnknown)?;
    let fits =
        |sent: Digest| server.secrets.iter().filter(|kept| kept.is_live(now)).any(|kept| kept.digest.matches(&sent));
    if sent.is_some_and(fits) { Ok(()) } else { Err(Reason::CallerUnknown) }
}

/// The resource server of `tenant`, or of the platform, whose secret was sent as a bearer token.
///
/// # Errors
/// Only storage's.
pub fn by_bearer(
    db: &mut Db,
    tenant: TenantId,
    secret: &Secret,
    now: Moment,
) -> Result<Option<ResourceServer>, Failure> {
    for owner in [tenant, TenantId::PLATFORM] {
        let digest = Digest::of(Kind::ResourceServerSecret, owner.number(), secret.reveal());
        let found = store::by_digest(db, owner, digest)?;
        let good = |server: &ResourceServer| {
            server.secrets.iter().any(|kept| kept.is_live(now) && kept.digest.matches(&digest))
        };
        if let Some(server) = found.filter(good) {
            return Ok(Some(server));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::credentials::Via;
    use crate::resource_servers::{ResourceServerId, rotate_secret};
    use crate::tenants::fixture::House;

    fn proof(secret: Option<Secret>) -> ClientProof {
        ClientProof { identifier: "helpdesk".to_owned(), secret, raw_secret: None, via: Via::Header }
    }

    async fn bearer(house: &House, tenant: TenantId, secret: &Secret) -> Option<ResourceServerId> {
        let (secret, now) = (secret.clone(), house.clock.now());
        house.read(move |db| by_bearer(db, tenant, &secret, now)).await.map(|server| server.id)
    }

    /// Whether its identifier and `secret` prove the resource server `helpdesk`.
    async fn basic(house: &House, tenant: TenantId, secret: &Secret) -> bool {
        let server = house.read(move |db| store::by_identifier(db, tenant, "helpdesk")).await;
        authenticate(server.as_ref(), &proof(Some(secret.clone())), house.clock.now()).is_ok()
    }

    #[tokio::test]
    async fn only_its_own_live_secret_proves_a_resource_server() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (mine, other) = (house.server_secret().await, house.server_secret().await);
        let server = house.resource_server(acme, "helpdesk", &mine).await.unwrap();
        let now = house.clock.now();
        for (given, secret, right) in [
            (Some(&server), Some(mine.secret.clone()), true),
            (Some(&server), Some(other.secret), false),
            (Some(&server), None, false),
            (None, Some(mine.secret.clone()), false),
        ] {
            let proven = authenticate(given, &proof(secret), now);
            assert_eq!(
                proven.map(|()| server.id).map_err(|reason| reason == Reason::CallerUnknown),
                if right { Ok(server.id) } else { Err(true) }
            );
        }
    }

    #[tokio::test]
    async fn a_bearer_is_known_at_its_tenant_and_the_platforms_everywhere() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let (local, global) = (house.server_secret().await, house.server_secret().await);
        let helpdesk = house.resource_server(acme, "helpdesk", &local).await.unwrap().id;
        let gateway = house.resource_server(TenantId::PLATFORM, "gateway", &global).await.unwrap().id;
        for (tenant, secret, expected) in [
            (acme, &local.secret, Some(helpdesk)),
            (globex, &local.secret, None),
            (acme, &global.secret, Some(gateway)),
            (globex, &global.secret, Some(gateway)),
            (acme, &house.secret(Kind::ResourceServerSecret), None),
        ] {
            assert_eq!(bearer(&house, tenant, secret).await, expected);
        }
    }

    #[tokio::test]
    async fn a_rotated_secret_opens_for_its_overlap_and_no_longer() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (old, new) = (house.server_secret().await, house.server_secret().await);
        let id = house.resource_server(acme, "helpdesk", &old).await.unwrap().id;
        let (minted, stamp) = (new.clone(), house.stamp().await);
        house.write(move |tx| rotate_secret(tx, (acme, id), &minted, 60, &stamp)).await;
        house.clock.advance(59);
        assert_eq!(bearer(&house, acme, &old.secret).await, Some(id));
        assert!(basic(&house, acme, &old.secret).await && basic(&house, acme, &new.secret).await);
        house.clock.advance(1);
        assert_eq!(bearer(&house, acme, &old.secret).await, None);
        assert!(!basic(&house, acme, &old.secret).await && basic(&house, acme, &new.secret).await);
        assert_eq!(bearer(&house, acme, &new.secret).await, Some(id));
        let (minted, stamp) = (house.server_secret().await, house.stamp().await);
        house.write(move |tx| rotate_secret(tx, (acme, id), &minted, 0, &stamp)).await;
        assert_eq!(bearer(&house, acme, &new.secret).await, None);
    }
}
