//! A new secret for a client, and how long the one before it stays good.
//!
//! At most two are alive at once: the new one and the newest before it. So whoever rotates twice within
//! an overlap ends the oldest at once, and nobody has to guess how many keys a door has. The client itself is as it was:
//! what an operator was asked to look at before it becomes one for every tenant has not changed.

use serde_json::json;

use super::{Client, ClientKey, Kind, Maker, NewSecret, SecretId, store};
use crate::audit::{self, Action};
use crate::refused::{Problem, Refused};
use crate::storage::Tx;

/// The longest overlap: a week.
pub const LONGEST_OVERLAP: i64 = 7 * 86_400;

/// Keeps the digest of `minted`; the newest secret before it stays good for `overlap` more seconds
/// (0: it ends now), any other ends now.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] for a public client, an overlap beyond a week, or one that may more than who
/// would see its secret.
pub fn rotate_secret<'a>(
    tx: &mut Tx<'_>,
    key: ClientKey,
    minted: &NewSecret,
    overlap: i64,
    maker: impl Into<Maker<'a>>,
) -> Result<Client, Refused> {
    let maker = maker.into();
    let stamp = maker.stamp;
    let mut client = store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    maker.may_take(&client)?;
    if client.kind == Kind::Public {
        return Err(Problem::invalid("base", "a public client has no secret").into());
    }
    if !(0..=LONGEST_OVERLAP).contains(&overlap) {
        let says = format!("give seconds from 0 to {LONGEST_OVERLAP}");
        return Err(Problem::invalid("overlap", says).into());
    }
    let end = stamp.at.plus(overlap);
    client.secrets.retain(|secret| overlap > 0 && secret.is_live(stamp.at));
    client.secrets.truncate(1);
    for secret in &mut client.secrets {
        secret.expires_at = Some(secret.expires_at.map_or(end, |sooner| sooner.min(end)));
    }
    client.secrets.insert(0, minted.kept(key, stamp.at));
    store::replace_secrets(tx.db, &client)?;
    tx.forget_tenant(key.tenant.number());
    let details = json!({ "after": { "secret": minted.secret.hint(), "overlap": overlap } });
    audit::record(tx.db, key.tenant.number(), stamp, Action::Update, client.source(), details)?;
    Ok(client)
}

/// The same, unless the newest secret is another than `before` by now: so a form that carries its number replaces it
/// once, however often it is sent.
///
/// # Errors
/// As [`rotate_secret`].
pub fn rotate_secret_once<'a>(
    tx: &mut Tx<'_>,
    key: ClientKey,
    before: Option<SecretId>,
    minted: &NewSecret,
    overlap: i64,
    maker: impl Into<Maker<'a>>,
) -> Result<Option<Client>, Refused> {
    let client = store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    if client.newest_secret() != before {
        return Ok(None);
    }
    rotate_secret(tx, key, minted, overlap, maker).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::{confidential, public};
    use crate::secret::Secret;
    use crate::tenants::fixture::House;

    async fn rotated(house: &House, key: ClientKey, overlap: i64) -> Result<Secret, Refused> {
        let (minted, stamp) = (house.new_secret().await, house.stamp().await);
        let secret = minted.secret.clone();
        house.storage.write(move |tx| rotate_secret(tx, key, &minted, overlap, &stamp)).await.map(|_| secret)
    }

    async fn live(house: &House, key: ClientKey) -> Vec<String> {
        let client = house.read(move |db| store::by_key(db, key.tenant, key)).await.unwrap();
        let now = house.clock.now();
        client.secrets.into_iter().filter(|secret| secret.is_live(now)).map(|secret| secret.hint).collect()
    }

    #[tokio::test]
    async fn without_an_overlap_the_old_secret_ends_at_once() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let key = house.client(acme, confidential("app")).await.key;
        let secret = rotated(&house, key, 0).await.unwrap();
        assert_eq!(live(&house, key).await, [secret.hint()]);
        assert!(house.log(acme).await[0].details["after"]["secret"] == secret.hint());
    }

    #[tokio::test]
    async fn within_an_overlap_both_are_good_and_never_three() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let key = house.client(acme, confidential("app")).await.key;
        let second = rotated(&house, key, 3_600).await.unwrap();
        assert_eq!(live(&house, key).await.len(), 2);
        let third = rotated(&house, key, LONGEST_OVERLAP).await.unwrap();
        assert_eq!(live(&house, key).await, [third.hint(), second.hint()]);
        house.clock.advance(LONGEST_OVERLAP);
        assert_eq!(live(&house, key).await, [third.hint()]);
    }

    #[tokio::test]
    async fn by_its_name_a_client_has_every_secret_and_every_address_once() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let mut new = confidential("app");
        let addresses = ["https://b.example/cb", "https://a.example/cb", "https://c.example/cb"].map(str::to_owned);
        new.change.redirect_uris = Some(addresses.to_vec());
        let key = house.client(acme, new).await.key;
        let second = rotated(&house, key, 3_600).await.unwrap();
        let device = house.client(acme, public("device")).await.key;
        let named = async |name: &'static str| {
            house.read(move |db| store::by_identifier(db, acme, name)).await.expect("a client")
        };
        let (app, other) = (named("app").await, named("device").await);
        let hints: Vec<_> = app.secrets.iter().map(|secret| secret.hint.clone()).collect();
        assert_eq!((hints.len(), &hints[0], app.redirect_uris), (2, &second.hint(), addresses.to_vec()));
        assert_eq!((app.key, live(&house, key).await), (key, hints));
        assert_eq!((other.key, other.secrets.len(), other.redirect_uris.len()), (device, 0, 1));
    }

    #[tokio::test]
    async fn a_secret_that_has_ended_does_not_come_back() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let key = house.client(acme, confidential("app")).await.key;
        let second = rotated(&house, key, 60).await.unwrap();
        house.clock.advance(60);
        let third = rotated(&house, key, LONGEST_OVERLAP).await.unwrap();
        assert_eq!(live(&house, key).await, [third.hint(), second.hint()]);
    }

    #[tokio::test]
    async fn public_clients_and_overlaps_beyond_a_week_are_refused() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (app, device) =
            (house.client(acme, confidential("app")).await.key, house.client(acme, public("device")).await.key);
        assert!(rotated(&house, device, 0).await.is_err());
        for overlap in [-1, LONGEST_OVERLAP + 1] {
            assert!(rotated(&house, app, overlap).await.is_err(), "{overlap}");
        }
    }
}
