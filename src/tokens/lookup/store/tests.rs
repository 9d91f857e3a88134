use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;

use super::*;
use crate::clients::fixture::confidential;
use crate::secret::Kind;
use crate::storage::{Failure, Id};
use crate::tenants::fixture::House;
use crate::tokens::{AccessToken, access};
use crate::users::User;

async fn token(house: &House, client: ClientKey, user: &User) -> TokenKey {
    let [id] = house.storage.ids().await.unwrap();
    let (tenant, now) = (user.tenant, house.clock.now());
    let token = AccessToken {
        tenant,
        id: Id::new(id),
        digest: Digest::of(Kind::AccessToken, tenant.number(), &id.to_string()),
        hint: String::new(),
        family: None,
        client,
        user: user.id,
        scopes: "read".parse().unwrap(),
        created_at: now,
        expires_at: Some(now.plus(60)),
        revoked_at: None,
        used_at: None,
    };
    let digest = token.digest;
    house.write::<_, Failure>(move |tx| access::store::insert(tx.db, &token)).await;
    (tenant.number(), digest)
}

/// What is found, and with how many statements.
async fn asked(house: &House, keys: Vec<TokenKey>) -> (Vec<(TokenKey, TokenId)>, usize) {
    house
        .read(move |db| {
            let count = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&count);
            db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { .. } = event {
                    counter.fetch_add(1, Ordering::SeqCst);
                }
            });
            let found = loader()(db, &keys);
            db.set_instrumentation(|_: InstrumentationEvent<'_>| {});
            let found = found?.into_iter().map(|(key, loaded)| {
                assert_eq!(loaded.tenant, key.0);
                (key, (loaded.value.id.number(), loaded.value.user))
            });
            Ok((found.collect(), count.load(Ordering::SeqCst)))
        })
        .await
}

type TokenId = (i64, UserId);

#[tokio::test]
async fn a_batch_is_one_statement_and_each_key_finds_its_own() {
    let house = House::new().await;
    let mut keys = Vec::new();
    for subdomain in ["acme", "globex"] {
        let tenant = house.tenant(subdomain).await;
        let client = house.client(tenant.id, confidential("app")).await;
        for name in ["ada", "ben"] {
            let user = house.user(tenant.id, &format!("{name}@{subdomain}.example")).await;
            keys.push((token(&house, client.key, &user).await, user.id));
        }
    }
    let (stranger, swapped) = (Digest::of(Kind::AccessToken, 1, "x"), (keys[0].0.0, keys[2].0.1));
    let unknown = [(keys[0].0.0, stranger), swapped];
    // SQLite is asked for one key at a time.
    let batch = if house.storage.place().url().path().is_some() { 1 } else { usize::MAX };
    let all: Vec<TokenKey> = keys.iter().map(|(key, _)| *key).chain(unknown).collect();
    let mut found = Vec::new();
    for batch in all.chunks(batch.min(all.len())) {
        let (some, statements) = asked(&house, batch.to_vec()).await;
        assert_eq!(statements, 1);
        found.extend(some.into_iter().map(|(key, (_, user))| (key, user)));
    }
    found.sort_by_key(|one| one.1);
    keys.sort_by_key(|one| one.1);
    assert_eq!(found, keys);
}

#[tokio::test]
async fn scopes_that_tokens_have_in_common_are_in_memory_once() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let client = house.client(acme, confidential("app")).await;
    let ada = house.user(acme, "ada@example.com").await;
    let keys = [token(&house, client.key, &ada).await, token(&house, client.key, &ada).await];
    let load = loader();
    let [first, second] = house
        .read(move |db| {
            let mut one = |key: TokenKey| Ok::<_, Failure>(load(db, &[key])?.remove(0).1.value);
            Ok([one(keys[0])?, one(keys[1])?])
        })
        .await;
    assert!(Arc::ptr_eq(&first.scopes, &second.scopes) && first.id != second.id);
    assert_eq!(first.scopes.to_string(), "read");
}
