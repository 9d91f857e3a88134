//! /account/connected-apps: what a person has let in, and how they take it back.

use diesel::prelude::*;
use grantor::storage::schema::consents;
use grantor::storage::{Failure, Tx};

use crate::harness::flow::{Pair, World};

const PATH: &str = "/account/connected-apps";

#[actix_web::test]
async fn whoever_is_not_signed_in_comes_back_after_signing_in() {
    let world = World::new().await;
    let answer = world.server.browser("acme").get(PATH).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location(), "/access/login?return_to=%2Faccount%2Fconnected-apps");
}

#[actix_web::test]
async fn an_application_is_listed_with_its_publisher_and_its_scopes_in_words() {
    let world = World::new().await;
    let browser = world.browser().await;
    assert!(browser.get(PATH).await.words().contains("No app has access to your account."));
    world.tokens(&world.app).await;
    let page = browser.get(PATH).await.words();
    for words in ["Invoice Sync", "Northwind GmbH", "See everything that you can see", "Allowed on"] {
        assert!(page.contains(words), "{words} is missing in {page}");
    }
}

#[actix_web::test]
async fn one_click_ends_everything_and_forgets_the_consent() {
    let world = World::new().await;
    let (first, second) = (world.tokens(&world.app).await, world.tokens(&world.app).await);
    let other = world.tokens(&world.native).await;
    let pending = world.code(&world.app).await;
    let refreshed = Pair::of(&world.refresh(&world.app, &second.refresh).expect(200).await);

    let browser = world.browser().await;
    let page = browser.get(PATH).await;
    let client = world.app.client.key;
    let ids = (client.tenant.to_string(), client.id.to_string());
    let mut form = page.forms(PATH).into_iter().find(|form| form.contains(&("client".into(), ids.1.clone()))).unwrap();
    assert!(form.contains(&("owner".into(), ids.0)));
    form.push(("ignored".into(), String::new()));
    let answer = browser.post(PATH, &form).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/account/connected-apps?removed=1"));
    assert!(browser.get("/account/connected-apps?removed=1").await.words().contains("has no access any more"));

    for token in [&first.access, &refreshed.access] {
        assert!(!world.is_active(token).await);
    }
    for token in [&first.refresh, &second.refresh, &refreshed.refresh] {
        assert_eq!(world.refresh(&world.app, token).expect(400).await.error(), "invalid_grant");
    }
    assert_eq!(world.exchange(&world.app, &pending).expect(400).await.error(), "invalid_grant");
    assert!(world.is_active(&other.access).await, "another application is left alone");
    let asked = browser.get(&world.request(&world.app, "read write")).await;
    assert_eq!(asked.status, 200, "the person is asked again");
}

#[actix_web::test]
async fn a_token_without_a_family_is_an_application_that_has_access_too() {
    let world = World::new().await;
    let browser = world.browser().await;
    let token = world.lone_token("write").await;
    assert!(world.is_active(&token).await);
    let page = browser.get(PATH).await;
    assert!(page.words().contains("Create, change and delete whatever you can"), "{}", page.words());
    assert_eq!(browser.post(PATH, &page.forms(PATH).remove(0)).await.status, 303);
    assert!(!world.is_active(&token).await);
    assert!(browser.get(PATH).await.words().contains("No app has access to your account."));
}

#[actix_web::test]
async fn a_connection_that_is_only_a_refresh_token_by_now_is_listed() {
    let world = World::new().await;
    world.tokens(&world.native).await;
    world.server.advance(86_400);
    let browser = world.browser().await;
    assert_eq!(browser.get(PATH).await.forms(PATH).len(), 1);
}

#[actix_web::test]
async fn a_connection_is_over_with_its_refresh_token() {
    let world = World::new().await;
    let first = world.tokens(&world.native).await;
    world.server.advance(3_600);
    world.refreshed(&world.native, &first.refresh).await;
    // What was agreed to is remembered for longer, and listed, too.
    let forget = |tx: &mut Tx<'_>| Ok::<_, Failure>(diesel::delete(consents::table).execute(tx.db)?);
    assert_eq!(world.server.grantor.storage.write(forget).await.unwrap(), 1);
    for (seconds, connections) in [(30 * 86_400 - 1, 1), (1, 0)] {
        world.server.advance(seconds);
        assert_eq!(world.browser().await.get(PATH).await.forms(PATH).len(), connections);
    }
}

#[actix_web::test]
async fn a_form_of_another_session_or_application_takes_nothing_out() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let (mine, theirs) = (world.browser().await, world.browser().await);
    let form = mine.get(PATH).await.forms(PATH).remove(0);
    assert_eq!(theirs.post(PATH, &form).await.status, 400);
    let mut changed = form.clone();
    changed.iter_mut().filter(|(name, _)| name == "client").for_each(|(_, value)| *value = "1".to_owned());
    assert_eq!(mine.post(PATH, &changed).await.status, 400);
    assert!(world.is_active(&pair.access).await);
}

#[actix_web::test]
async fn a_token_that_was_looked_up_just_before_is_over_as_soon_as_its_application_is_removed() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    for _ in 0..2 {
        assert!(world.is_active(&pair.access).await);
    }
    let browser = world.browser().await;
    let form = browser.get(PATH).await.forms(PATH).remove(0);
    assert_eq!(browser.post(PATH, &form).await.status, 303);
    assert!(!world.is_active(&pair.access).await);
}
