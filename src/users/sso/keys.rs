//! The keys of a tenant: added, listed, removed. Several count at once, so that the vendor can change them without
//! a gap: add the new one with an overlap, sign with it, and the old ones end by themselves.

use serde_json::json;

use super::{Kept, SsoKey, SsoKeyId, store};
use crate::audit::{self, Action, Stamp};
use crate::jwt::Algorithm;
use crate::refused::{Flaw, Problem, Problems, Refused};
use crate::storage::{Db, Result, Tx};
use crate::tenants::{self, TenantId};

/// The fewest bytes of a secret: as many as its digest has (RFC 7518 §3.2).
const SHORTEST_SECRET: usize = 32;

/// The most bytes of a secret.
const LONGEST_SECRET: usize = 1_024;

/// The most keys of a tenant, those that have ended left out.
pub const MOST: usize = 8;

/// The longest overlap: thirty days.
pub const LONGEST_OVERLAP: i64 = 30 * 86_400;

/// What a key is made of.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its number.
    pub id: SsoKeyId,
    /// What tokens will call it.
    pub kid: String,
    /// By what it signs.
    pub algorithm: Algorithm,
    /// What it is verified with.
    pub kept: Kept,
    /// For how many seconds the keys before it stay good; absent: until they are removed.
    pub overlap: Option<i64>,
}

/// Whether `secret` can be one.
///
/// # Errors
/// A [`Problem`] of `secret`.
pub fn check_secret(secret: &str) -> Result<(), Problem> {
    match secret.len() {
        ..SHORTEST_SECRET => Err(Problem::invalid("secret", "give 32 bytes or more: a shorter one could be guessed")),
        SHORTEST_SECRET..=LONGEST_SECRET => Ok(()),
        _ => Err(Problem::new("secret", Flaw::TooLong, format!("at most {LONGEST_SECRET} bytes fit"))),
    }
}

/// Adds a key to `tenant`. Those that have ended are dropped.
///
/// # Errors
/// [`Refused::Invalid`] for a `kid` that is taken or no word, one key too many, an overlap beyond thirty days.
pub fn add(tx: &mut Tx<'_>, tenant: TenantId, new: &NewKey, stamp: &Stamp) -> Result<SsoKey, Refused> {
    tenants::store::claim(tx.db, tenant)?;
    let mut live = store::keys(tx.db, tenant)?;
    for ended in live.extract_if(.., |key| !key.is_live(stamp.at)) {
        store::delete(tx.db, tenant, ended.id)?;
    }
    check(new, &live)?;
    if let Some(overlap) = new.overlap {
        store::end_all(tx.db, tenant, stamp.at.plus(overlap))?;
    }
    let key = SsoKey {
        tenant,
        id: new.id,
        kid: new.kid.clone(),
        algorithm: new.algorithm,
        kept: new.kept.clone(),
        created_at: stamp.at,
        expires_at: None,
    };
    store::insert(tx.db, &key)?;
    let details = json!({ "after": key.told(), "overlap": new.overlap });
    audit::record(tx.db, tenant.number(), stamp, Action::Create, key.source(), details)?;
    Ok(key)
}

/// The keys of `tenant`, the oldest first, those that have ended too.
///
/// # Errors
/// Only storage's.
pub fn list(db: &mut Db, tenant: TenantId) -> Result<Vec<SsoKey>> {
    store::keys(db, tenant)
}

/// Removes the key called `kid` from `tenant`: what it has signed counts no more.
///
/// # Errors
/// [`Refused::Unknown`].
pub fn remove(tx: &mut Tx<'_>, tenant: TenantId, kid: &str, stamp: &Stamp) -> Result<SsoKey, Refused> {
    let found = store::keys(tx.db, tenant)?.into_iter().find(|key| key.kid == kid);
    let key = found.ok_or(Refused::Unknown("single sign-on key"))?;
    store::delete(tx.db, tenant, key.id)?;
    let details = json!({ "before": key.told() });
    audit::record(tx.db, tenant.number(), stamp, Action::Destroy, key.source(), details)?;
    Ok(key)
}

/// Removes every secret of every tenant, because the key that they are sealed with is lost: how many they were.
///
/// # Errors
/// Only storage's.
pub fn forget_sealed(tx: &mut Tx<'_>) -> Result<usize> {
    store::delete_sealed(tx.db)
}

fn check(new: &NewKey, live: &[SsoKey]) -> Result<(), Refused> {
    let mut problems = Problems::default();
    if !(1..=128).contains(&new.kid.len()) || !new.kid.bytes().all(|byte| byte.is_ascii_graphic()) {
        problems.note(Problem::invalid("kid", "give 1 to 128 letters, digits and signs, without spaces"));
    }
    if live.iter().any(|key| key.kid == new.kid) {
        problems.note(Problem::new("kid", Flaw::Taken, "there is a key by this name: remove it, or give another one"));
    }
    if live.len() >= MOST {
        problems.note(Problem::invalid("base", format!("{MOST} keys count already: remove one first")));
    }
    if new.overlap.is_some_and(|overlap| !(0..=LONGEST_OVERLAP).contains(&overlap)) {
        problems.note(Problem::invalid("overlap", format!("give seconds from 0 to {LONGEST_OVERLAP}")));
    }
    problems.none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;
    use crate::users::sso::fixture::new_key;

    async fn added(house: &House, tenant: TenantId, kid: &str, overlap: Option<i64>) -> Result<SsoKey, Refused> {
        let new = NewKey { overlap, ..new_key(house, kid).await };
        let stamp = house.stamp().await;
        house.storage.write(move |tx| add(tx, tenant, &new, &stamp)).await
    }

    async fn live(house: &House, tenant: TenantId) -> Vec<String> {
        let (keys, now) = (house.read(move |db| store::keys(db, tenant)).await, house.clock.now());
        keys.into_iter().filter(|key| key.is_live(now)).map(|key| key.kid).collect()
    }

    #[tokio::test]
    async fn keys_overlap_as_long_as_they_are_told_to() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        added(&house, globex, "a", None).await.unwrap();
        added(&house, acme, "a", None).await.unwrap();
        added(&house, acme, "b", None).await.unwrap();
        assert_eq!(live(&house, acme).await, ["a", "b"]);
        added(&house, acme, "c", Some(60)).await.unwrap();
        assert_eq!(live(&house, acme).await, ["a", "b", "c"]);
        house.clock.advance(60);
        assert_eq!(live(&house, acme).await, ["c"]);
        added(&house, acme, "a", Some(0)).await.unwrap();
        assert_eq!((live(&house, acme).await, live(&house, globex).await), (vec!["a".into()], vec!["a".into()]));
    }

    #[tokio::test]
    async fn an_overlap_gives_no_key_more_time_than_it_had() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        added(&house, acme, "a", None).await.unwrap();
        added(&house, acme, "b", Some(60)).await.unwrap();
        added(&house, acme, "c", Some(3_600)).await.unwrap();
        house.clock.advance(60);
        assert_eq!(live(&house, acme).await, ["b", "c"]);
    }

    #[tokio::test]
    async fn what_cannot_be_a_key_is_refused() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        added(&house, acme, "taken", None).await.unwrap();
        for (kid, overlap, field) in [
            ("taken", None, "kid"),
            ("", None, "kid"),
            ("a b", None, "kid"),
            ("é", None, "kid"),
            ("b", Some(-1), "overlap"),
        ] {
            let Err(Refused::Invalid(problems)) = added(&house, acme, kid, overlap).await else { panic!("{kid}") };
            assert_eq!(problems[0].field, field, "{kid}");
        }
        for number in 1..MOST {
            added(&house, acme, &number.to_string(), None).await.unwrap();
        }
        assert!(matches!(added(&house, acme, "one too many", None).await, Err(Refused::Invalid(_))));
        assert!(check_secret(&"s".repeat(31)).is_err() && check_secret(&"s".repeat(32)).is_ok());
        assert!(check_secret(&"s".repeat(1_025)).is_err());
    }

    #[tokio::test]
    async fn a_lost_seal_takes_the_secrets_of_every_tenant_and_no_public_key() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        for tenant in [acme, globex] {
            added(&house, tenant, "secret", None).await.unwrap();
        }
        let public =
            NewKey { algorithm: Algorithm::EdDsa, kept: Kept::Public(vec![7; 32]), ..new_key(&house, "ed").await };
        let stamp = house.stamp().await;
        house.write(move |tx| add(tx, acme, &public, &stamp)).await;
        assert_eq!(house.write(forget_sealed).await, 2);
        assert_eq!((live(&house, acme).await, live(&house, globex).await.len()), (vec!["ed".to_owned()], 0));
    }

    #[tokio::test]
    async fn a_removed_key_is_gone_and_the_log_tells_but_not_the_secret() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        added(&house, acme, "a", None).await.unwrap();
        for (tenant, there) in [(globex, false), (acme, true), (acme, false)] {
            let stamp = house.stamp().await;
            let removed = house.storage.write(move |tx| remove(tx, tenant, "a", &stamp)).await;
            assert_eq!(removed.is_ok(), there);
        }
        let log = house.log(acme).await;
        assert_eq!((log[0].action, log[1].action), (Action::Destroy, Action::Create));
        assert_eq!(log[1].source.label, "single sign-on key a");
        assert_eq!(log[1].details["after"], json!({"kid": "a", "algorithm": "HS256", "expires_at": null}));
    }
}
