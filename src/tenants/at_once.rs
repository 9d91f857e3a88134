//! Changes of the same thing at the same time: whatever was answered stands, whichever came first.

use futures_util::future::{join, join_all};

use crate::audit::Stamp;
use crate::authorizations::consent::{self, Consent};
use crate::clients::fixture::confidential;
use crate::clients::{self, Client, ClientKey};
use crate::logos::{self, Logo};
use crate::protocol::role::Role;
use crate::protocol::scope::Catalogue;
use crate::refused::Refused;
use crate::secret::Kind;
use crate::storage::Tx;
use crate::tenants::fixture::House;
use crate::tenants::{self, TenantId};
use crate::users::{self, KeptPassword, User, session, sign_in_link};

const ROUNDS: usize = 12;

async fn done<T: Send + 'static>(
    house: &House,
    job: impl FnMut(&mut Tx<'_>) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    house.storage.write(job).await
}

async fn person(house: &House, tenant: TenantId, n: usize) -> User {
    house.user(tenant, &format!("u{n}@example.com")).await
}

async fn app(house: &House, tenant: TenantId, n: usize) -> Client {
    house.client(tenant, confidential(&format!("app{n}"))).await
}

#[tokio::test]
async fn two_changes_of_a_person_both_stand() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for n in 0..ROUNDS {
        let id = person(&house, acme, n).await.id;
        let (one, other) = (house.stamp().await, house.stamp().await);
        let (third, fourth) = (house.stamp().await, house.stamp().await);
        let suspended = users::Change { suspended: Some(true), ..users::Change::default() };
        let kept = KeptPassword::from_phc("$argon2id$new");
        let renamed = users::Change { name: Some("New".into()), ..users::Change::default() };
        let again = renamed.clone();
        let (first, second, new, named) = tokio::join!(
            done(&house, move |tx| users::set(tx, acme, id, &suspended, &one)),
            done(&house, move |tx| users::set(tx, acme, id, &renamed, &other)),
            done(&house, move |tx| users::set_password(tx, acme, id, &kept, &third)),
            done(&house, move |tx| users::set(tx, acme, id, &again, &fourth)),
        );
        assert!(first.is_ok() && second.is_ok() && new.is_ok() && named.is_ok());
        let after = house.read(move |db| users::store::by_id(db, acme, id)).await.unwrap();
        let password = after.password.as_ref().map(KeptPassword::as_phc);
        assert_eq!((after.suspended, after.name.as_str(), password), (true, "New", Some("$argon2id$new")));
    }
}

#[tokio::test]
async fn two_changes_of_a_client_both_stand_and_what_is_deleted_stays_so() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for n in 0..ROUNDS {
        let key = app(&house, acme, n).await.key;
        let off = clients::Change { active: Some(false), ..clients::Change::default() };
        let described = clients::Change { description: Some("New".into()), ..clients::Change::default() };
        let (words, more) = (Catalogue::default(), Catalogue::default());
        let (one, other, later) = (house.stamp().await, house.stamp().await, described.clone());
        let both = join(
            done(&house, move |tx| clients::set(tx, key, &off, &words, &one)),
            done(&house, move |tx| clients::set(tx, key, &described, &more, &other)),
        );
        let (first, second) = both.await;
        assert!(first.is_ok() && second.is_ok());
        let after = house.read(move |db| clients::store::by_key(db, acme, key)).await.unwrap();
        assert_eq!((after.active, after.description.as_str()), (false, "New"));

        let (one, two, other) = (house.stamp().await, house.stamp().await, house.stamp().await);
        let words = Catalogue::default();
        let (first, again, changed) = tokio::join!(
            done(&house, move |tx| clients::delete(tx, key, &one)),
            done(&house, move |tx| clients::delete(tx, key, &two)),
            done(&house, move |tx| {
                let named = clients::Change { name: Some("Newer".into()), ..later.clone() };
                clients::set(tx, key, &named, &words, &other)
            }),
        );
        assert!(first.is_ok() != again.is_ok(), "deleted once");
        assert!(matches!(changed, Ok(_) | Err(Refused::Unknown(_))));
        let after = house.read(move |db| clients::store::by_key(db, acme, key)).await.unwrap();
        assert!(after.deleted_at.is_some() && !after.active);
    }
}

#[tokio::test]
async fn whoever_is_deleted_is_nobody_whom_a_client_got_at_the_same_time() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let staying = person(&house, acme, ROUNDS).await.id;
    for n in 0..ROUNDS {
        let (id, key) = (person(&house, acme, n).await.id, app(&house, acme, n).await.key);
        let owned = clients::Change {
            owner: Some(Some(if n % 2 == 0 { id } else { staying })),
            service_account: Some(Some(if n % 2 == 0 { staying } else { id })),
            ..clients::Change::default()
        };
        let (one, other, words) = (house.stamp().await, house.stamp().await, Catalogue::default());
        let (given, deleted) = join(
            done(&house, move |tx| clients::set(tx, key, &owned, &words, &one)),
            done(&house, move |tx| users::delete(tx, acme, id, &other)),
        )
        .await;
        assert!(given.is_ok() != deleted.is_ok(), "{given:?} {deleted:?}");
    }
}

#[tokio::test]
async fn whoever_is_suspended_while_they_claim_a_link_has_no_session_afterwards() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for n in 0..ROUNDS {
        let (id, link) = (person(&house, acme, n).await.id, house.secret(Kind::SignInLink));
        let (made, kept) = (house.stamp().await, link.clone());
        house.write(move |tx| sign_in_link::make(tx, acme, id, &kept, &made)).await;
        let (session, now) = (house.new_session().await, house.clock.now());
        let cookie = session.cookie.clone();
        let claim = sign_in_link::Claim { link, password: None, session, previous: None };
        let stamps = [house.stamp().await, house.stamp().await];
        let suspended = |on| users::Change { suspended: Some(on), ..users::Change::default() };
        let (off, on, shut, lifted) = (house.stamp().await, house.stamp().await, suspended(true), suspended(false));
        let both = join(
            done(&house, move |tx| sign_in_link::claim(tx, acme, &claim, stamps.each_ref())),
            done(&house, move |tx| users::set(tx, acme, id, &shut, &off)),
        );
        assert!(both.await.1.is_ok());
        house.write(move |tx| users::set(tx, acme, id, &lifted, &on)).await;
        assert!(house.read(move |db| session::find(db, acme, cookie.reveal(), now)).await.is_none());
    }
}

#[tokio::test]
async fn of_two_secrets_that_are_made_at_once_one_counts_and_it_was_answered() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for n in 0..ROUNDS {
        let key = app(&house, acme, n).await.key;
        let rotated = join_all([0, 0].map(|overlap| {
            let house = &house;
            async move {
                let (minted, stamp) = (house.new_secret().await, house.stamp().await);
                done(house, move |tx| clients::rotate_secret(tx, key, &minted, overlap, &stamp)).await.unwrap()
            }
        }))
        .await;
        let after = house.read(move |db| clients::store::by_key(db, acme, key)).await.unwrap();
        let answered: Vec<_> = rotated.iter().map(|client| client.secrets[0].digest).collect();
        assert_eq!(after.secrets.len(), 1);
        assert!(answered.contains(&after.secrets[0].digest));
    }
}

#[tokio::test]
async fn of_one_form_that_comes_twice_one_secret_is_made_and_the_one_before_it_keeps_its_overlap() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for n in 0..ROUNDS {
        let client = app(&house, acme, n).await;
        let (key, before) = (client.key, client.newest_secret());
        let rotated = join_all([(); 2].map(|()| {
            let house = &house;
            async move {
                let (minted, stamp) = (house.new_secret().await, house.stamp().await);
                let job = move |tx: &mut Tx<'_>| {
                    clients::rotate_secret_once(tx, key, before, &minted, clients::LONGEST_OVERLAP, &stamp)
                };
                done(house, job).await.unwrap()
            }
        }))
        .await;
        assert_eq!(rotated.iter().flatten().count(), 1);
        let after = house.read(move |db| clients::store::by_key(db, acme, key)).await.unwrap();
        let kept: Vec<_> = after.secrets.iter().map(|secret| Some(secret.id)).collect();
        assert!(kept.len() == 2 && kept[1] == before, "{kept:?}");
    }
}

#[tokio::test]
async fn what_a_person_allows_twice_at_once_is_allowed_together() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let user = person(&house, acme, 0).await.id;
    for n in 0..ROUNDS {
        let client = app(&house, acme, n).await.key;
        let allowed = |scopes: &str| Consent {
            tenant: acme,
            user,
            client,
            redirect_uri: "https://app.example/cb".to_owned(),
            scopes: scopes.parse().unwrap(),
            created_at: house.clock.now(),
            updated_at: house.clock.now(),
        };
        let bring = |consent: Consent| {
            let words = Catalogue::default();
            house.storage.write(move |tx: &mut Tx<'_>| consent::import(tx, &consent, &words))
        };
        bring(allowed("users:read")).await.unwrap();
        let (one, other) = join(bring(allowed("tickets:read")), bring(allowed("tickets:write"))).await;
        assert!(one.is_ok() && other.is_ok());
        let uri = "https://app.example/cb";
        let kept = house.read(move |db| consent::store::find(db, acme, user, client, uri)).await.unwrap();
        assert_eq!(kept.scopes.iter().count(), 3, "{}", kept.scopes);
    }
}

#[tokio::test]
async fn a_picture_stays_as_long_as_somebody_has_it_and_no_longer() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let picture = |id: String| Logo { id, picture: vec![1] };
    let put = |key: ClientKey, logo: Logo, stamp: Stamp| {
        house.storage.write(move |tx: &mut Tx<'_>| clients::set_logo(tx, key, Some(&logo), &stamp))
    };
    for n in 0..ROUNDS {
        let (one, other) = (app(&house, acme, 2 * n).await.key, app(&house, acme, 2 * n + 1).await.key);
        let (old, new) = (format!("old{n}"), format!("new{n}"));
        for key in [one, other] {
            put(key, picture(old.clone()), house.stamp().await).await.unwrap();
        }
        let (first, second) = (house.stamp().await, house.stamp().await);
        let both = join(put(one, picture(new.clone()), first), put(other, picture(new.clone()), second)).await;
        assert!(both.0.is_ok() && both.1.is_ok());
        let (first, second) = (house.stamp().await, house.stamp().await);
        assert!(house.read(move |db| logos::store::find(db, acme, &old)).await.is_none(), "nobody has it");

        let third = app(&house, acme, 1_000 + n).await.key;
        put(one, picture(format!("own{n}")), house.stamp().await).await.unwrap();
        let both = join(put(other, picture(format!("else{n}")), first), put(third, picture(new.clone()), second)).await;
        assert!(both.0.is_ok() && both.1.is_ok());
        assert!(house.read(move |db| logos::store::find(db, acme, &new)).await.is_some(), "somebody took it");
    }
}

#[tokio::test]
async fn two_changes_of_an_account_both_stand() {
    let house = House::new().await;
    for n in 0..ROUNDS {
        let id = house.tenant(&format!("acme{n}")).await.id;
        let off = tenants::Change { active: Some(false), ..tenants::Change::default() };
        let named = tenants::Change { name: Some("New".into()), ..tenants::Change::default() };
        let (one, other) = (house.stamp().await, house.stamp().await);
        let both = join(
            done(&house, move |tx| tenants::set(tx, id, &off, &one)),
            done(&house, move |tx| tenants::set(tx, id, &named, &other)),
        );
        let (first, second) = both.await;
        assert!(first.is_ok() && second.is_ok());
        let after = house.read(move |db| tenants::store::by_id(db, id)).await.unwrap();
        assert_eq!((after.active, after.name.as_str()), (false, "New"));
    }
}

#[tokio::test]
async fn of_the_last_two_admins_one_stays() {
    let house = House::new().await;
    for n in 0..ROUNDS {
        let tenant = house.tenant(&format!("acme{n}")).await.id;
        let admins = [person(&house, tenant, 1).await, person(&house, tenant, 2).await];
        let role = |role| users::Change { role: Some(role), ..users::Change::default() };
        for admin in &admins {
            let (id, change, stamp) = (admin.id, role(Role::Admin), house.stamp().await);
            house.write(move |tx| users::set(tx, tenant, id, &change, &stamp)).await;
        }
        let gone = join_all(admins.iter().map(|admin| {
            let (house, id, actor, change) = (&house, admin.id, admin.actor(), role(Role::Agent));
            async move {
                let mut stamp = house.stamp().await;
                stamp.origin.actor = actor.clone();
                done(house, move |tx| users::set(tx, tenant, id, &change, &stamp)).await.is_ok()
            }
        }))
        .await;
        assert_eq!(gone.iter().filter(|gone| **gone).count(), 1, "{gone:?}");
    }
}

#[tokio::test]
async fn of_one_form_that_comes_twice_one_link_is_made() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for n in 0..ROUNDS {
        let id = person(&house, acme, n).await.id;
        let before = house.read(move |db| sign_in_link::standing(db, acme, id)).await;
        let made = join_all([(); 2].map(|()| {
            let (house, before, link) = (&house, before.clone(), house.secret(Kind::SignInLink));
            async move {
                let stamp = house.stamp().await;
                done(house, move |tx| sign_in_link::make_once(tx, (acme, id), &before, &link, &stamp)).await.unwrap()
            }
        }))
        .await;
        assert_eq!(made.iter().flatten().count(), 1);
    }
}
