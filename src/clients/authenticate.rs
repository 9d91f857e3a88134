//! A client proves who it is (RFC 6749 §2.3).
//!
//! Which client there is is no secret: its identifier stands in every authorization request, and the answer tells an
//! unknown client, a wrong secret and the secret of a public client apart, so that its developer knows what to mend.
//! What is sent is compared in constant time all the same, as digests. Whether the client is active is the grant's
//! question: a deactivated client still may revoke what it holds.

use std::sync::Arc;

use super::{Client, KeptSecret, Kind, Scheme, foreign};
use crate::clock::Moment;
use crate::protocol::credentials::ClientProof;
use crate::protocol::identifier::unknown_client;
use crate::protocol::reason::Reason;
use crate::secret::{self, Digest, Secret};
use crate::tenants::TenantId;

/// The client, if the proof is right at `now`.
///
/// # Errors
/// [`Reason::ClientUnknown`] or [`Reason::ClientIdentifierIsNumber`], [`Reason::SecretMissing`], [`Reason::SecretWrong`], [`Reason::SecretOfPublicClient`].
pub fn authenticate(
    client: Option<Arc<Client>>,
    proof: &ClientProof,
    tenant: TenantId,
    now: Moment,
) -> Result<Arc<Client>, Reason> {
    let home = client.as_ref().map_or(tenant, |client| client.key.tenant);
    let sent: Vec<&Secret> = proof.secrets().collect();
    let right = !sent.is_empty() && known(client.as_deref(), home, &sent, now).is_some();
    let client =
        client.filter(|client| client.deleted_at.is_none()).ok_or_else(|| unknown_client(&proof.identifier))?;
    match (client.kind, proof.secret.is_some()) {
        (Kind::Public, false) => Ok(client),
        (Kind::Public, true) => Err(Reason::SecretOfPublicClient),
        (Kind::Confidential, false) => Err(Reason::SecretMissing),
        (Kind::Confidential, true) if right => Ok(client),
        (Kind::Confidential, true) => Err(Reason::SecretWrong),
    }
}

fn digest(home: TenantId, text: &str) -> Digest {
    Digest::of(secret::Kind::ClientSecret, home.number(), text)
}

/// Compares what was sent, as it was read and as it stood there, with each secret that is alive; with none, as often
/// with nothing. Which secret it was, and what was sent for it; the slow ones are not looked at here ([`foreign`]).
fn known<'a>(
    client: Option<&'a Client>,
    home: TenantId,
    sent: &[&'a Secret],
    now: Moment,
) -> Option<(&'a KeptSecret, &'a Secret)> {
    let digests: Vec<(&Secret, Digest)> = sent.iter().map(|secret| (*secret, digest(home, secret.reveal()))).collect();
    let Some(client) = client else {
        let nothing = digest(TenantId::PLATFORM, "");
        let _ = digests.iter().filter(|(_, sent)| sent.matches(&nothing)).count();
        return None;
    };
    let fits = |kept: &KeptSecret, (secret, sent): &(&Secret, Digest)| match kept.scheme {
        Scheme::Grantor1 => kept.digest.matches(sent),
        Scheme::Sha256 => foreign::sha256(secret.reveal()).is_some_and(|made| kept.digest.matches(&made)),
        Scheme::Bcrypt | Scheme::Argon2 | Scheme::Pbkdf2 => false,
    };
    let live = client.secrets.iter().filter(|kept| kept.is_live(now));
    live.flat_map(|kept| digests.iter().map(move |sent| (kept, sent)))
        .find(|(kept, sent)| fits(kept, sent))
        .map(|(kept, (secret, _))| (kept, *secret))
}

/// The secret of another system's making that `proof` proves without slow work, and what was sent for it: it is kept
/// in our own way from here on.
pub fn upgradable<'a>(client: &'a Client, proof: &'a ClientProof, now: Moment) -> Option<(&'a KeptSecret, &'a Secret)> {
    if client.secrets.iter().all(|kept| kept.scheme == Scheme::Grantor1) {
        return None;
    }
    let sent: Vec<&Secret> = proof.secrets().collect();
    known(Some(client), client.key.tenant, &sent, now).filter(|(kept, _)| kept.scheme != Scheme::Grantor1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::{confidential, public};
    use crate::clients::{LONGEST_OVERLAP, delete, rotate_secret, store};
    use crate::protocol::credentials::Via;
    use crate::secret::Secret;
    use crate::tenants::fixture::House;

    async fn tried(house: &House, tenant: TenantId, identifier: &str, secret: Option<&str>) -> Result<String, Reason> {
        let named = identifier.to_owned();
        let client = house.read(move |db| store::by_identifier(db, tenant, &named)).await;
        let (identifier, secret) = (identifier.to_owned(), secret.map(Secret::from));
        let proof = ClientProof { identifier, secret, raw_secret: None, via: Via::Body };
        let proven = authenticate(client.map(Arc::new), &proof, tenant, house.clock.now());
        proven.map(|client| client.identifier.clone())
    }

    #[tokio::test]
    async fn a_confidential_client_proves_itself_and_a_public_one_only_names_itself() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let minted = house.new_secret().await;
        let right = minted.secret.reveal().to_owned();
        house.client_with(acme, confidential("app"), minted).await;
        house.client(acme, public("device")).await;
        let cut = &right[..right.len() - 1];
        for (identifier, secret, expected) in [
            ("app", Some(&*right), Ok("app".to_owned())),
            ("app", None, Err(Reason::SecretMissing)),
            ("app", Some(cut), Err(Reason::SecretWrong)),
            ("app", Some(&*format!("{right}0")), Err(Reason::SecretWrong)),
            ("device", None, Ok("device".to_owned())),
            ("device", Some(&*right), Err(Reason::SecretOfPublicClient)),
            ("nobody", Some(&*right), Err(Reason::ClientUnknown)),
            ("nobody", None, Err(Reason::ClientUnknown)),
        ] {
            assert_eq!(tried(&house, acme, identifier, secret).await, expected, "{identifier} {secret:?}");
        }
    }

    #[tokio::test]
    async fn a_secret_opens_its_own_client_at_its_own_tenant_until_it_ends() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let first = house.new_secret().await;
        let old = first.secret.reveal().to_owned();
        let key = house.client_with(acme, confidential("app"), first).await.key;
        house.client(acme, confidential("other")).await;
        house.client(globex, confidential("app")).await;
        assert_eq!(tried(&house, acme, "other", Some(&old)).await, Err(Reason::SecretWrong));
        assert_eq!(tried(&house, globex, "app", Some(&old)).await, Err(Reason::SecretWrong));

        let (second, stamp) = (house.new_secret().await, house.stamp().await);
        let new = second.secret.reveal().to_owned();
        house.write(move |tx| rotate_secret(tx, key, &second, LONGEST_OVERLAP, &stamp)).await;
        assert!(tried(&house, acme, "app", Some(&old)).await.is_ok());
        house.clock.advance(LONGEST_OVERLAP);
        assert_eq!(tried(&house, acme, "app", Some(&old)).await, Err(Reason::SecretWrong));
        assert!(tried(&house, acme, "app", Some(&new)).await.is_ok());

        let stamp = house.stamp().await;
        house.write(move |tx| delete(tx, key, &stamp)).await;
        assert_eq!(tried(&house, acme, "app", Some(&new)).await, Err(Reason::ClientUnknown));
    }

    #[tokio::test]
    async fn a_global_clients_one_secret_opens_it_at_every_tenant() {
        let house = House::new().await;
        let minted = house.new_secret().await;
        let secret = minted.secret.reveal().to_owned();
        house.client_with(TenantId::PLATFORM, confidential("zdg-sync"), minted).await;
        for subdomain in ["acme", "globex"] {
            let tenant = house.tenant(subdomain).await.id;
            assert_eq!(tried(&house, tenant, "zdg-sync", Some(&secret)).await, Ok("zdg-sync".to_owned()));
        }
    }
}
