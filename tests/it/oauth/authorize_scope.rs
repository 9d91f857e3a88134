//! GET /oauth/authorizations/new: what a person can be asked for (RFC 6749 §3.3).

use grantor::clients;
use grantor::users::Role;

use crate::harness::ask::Ask;
use crate::harness::flow::{Pair, World};

async fn allow_only(world: &World, scopes: &str) {
    let change = clients::Change { allowed_scopes: Some(scopes.to_owned()), ..clients::Change::default() };
    world.server.change_client(&world.app, change).await;
}

/// The scope of the token that Ada gives for `ask`.
async fn granted(world: &World, ask: &Ask) -> String {
    let browser = world.browser().await;
    let mut answer = browser.get(&ask.path()).await;
    if answer.status == 200 {
        answer = browser.submit(&answer, "/oauth/authorizations", &[("decision", "allow")]).await;
    }
    let code = answer.parameter("code").unwrap();
    let answer = world.exchange(&world.app, &code).expect(200).await;
    let told = world.introspect(&Pair::of(&answer).access).await;
    assert_eq!(told["scope"], answer.json()["scope"]);
    answer.field("scope")
}

async fn refused(world: &World, scope: &str, detail: &str) {
    let answer = world.browser().await.get(&Ask::of(&world.app).with("scope", scope).path()).await;
    answer.sent_back(&world.app.redirect_uri, "invalid_scope", detail);
}

#[actix_web::test]
async fn what_is_asked_for_is_granted_in_its_order_and_once() {
    let world = World::new().await;
    for (asked, expected) in [
        ("read", "read"),
        ("write read", "write read"),
        ("tickets:read write tickets:read", "tickets:read write"),
        ("users tickets:write", "users tickets:write"),
    ] {
        assert_eq!(granted(&world, &Ask::of(&world.app).with("scope", asked)).await, expected);
    }
}

#[actix_web::test]
async fn nothing_asked_for_is_read_and_write() {
    let world = World::new().await;
    for ask in [Ask::of(&world.app).without("scope"), Ask::of(&world.app).with("scope", "")] {
        assert_eq!(granted(&world, &ask).await, "read write");
    }
}

#[actix_web::test]
async fn nothing_asked_for_is_what_the_client_may_have_without_what_gives_power() {
    let world = World::new().await;
    world
        .server
        .change_user(&world.ada, grantor::users::Change { role: Some(Role::Admin), ..Default::default() })
        .await;
    allow_only(&world, "tickets impersonate credentials:write users:read").await;
    assert_eq!(granted(&world, &Ask::of(&world.app).without("scope")).await, "tickets users:read");
    allow_only(&world, "impersonate").await;
    let answer = world.browser().await.get(&Ask::of(&world.app).without("scope").path()).await;
    answer.sent_back(&world.app.redirect_uri, "invalid_scope", "There is no scope that could be granted; ask for one.");
}

#[actix_web::test]
async fn a_word_that_does_not_exist_is_named() {
    let world = World::new().await;
    refused(&world, "read tiket:read", "The scope tiket:read does not exist here; scopes are separated by spaces.")
        .await;
    refused(&world, "read,write", "The scope read,write does not exist here; scopes are separated by spaces.").await;
    refused(&world, "Read", "The scope Read does not exist here; scopes are separated by spaces.").await;
    let malformed = "A scope is words of printable ASCII without quotes and backslashes, separated by spaces.";
    for scope in ["\"read\"", "re\\ad", "lire\u{e9}", "read\twrite"] {
        refused(&world, scope, malformed).await;
    }
}

#[actix_web::test]
async fn a_word_beyond_the_allowed_scopes_is_named_before_anybody_signs_in() {
    let world = World::new().await;
    allow_only(&world, "read tickets:write").await;
    let detail = "The scope write is not among the allowed scopes of this client.";
    let ask = Ask::of(&world.app).with("scope", "read write");
    for browser in [world.server.browser("acme"), world.browser().await] {
        browser.get(&ask.path()).await.sent_back(&world.app.redirect_uri, "invalid_scope", detail);
    }
    assert_eq!(
        granted(&world, &Ask::of(&world.app).with("scope", "users:read tickets:write")).await,
        "users:read tickets:write"
    );
}

#[actix_web::test]
async fn writing_covers_no_reading_and_nothing_broad_covers_credentials() {
    let world = World::new().await;
    world
        .server
        .change_user(&world.ada, grantor::users::Change { role: Some(Role::Admin), ..Default::default() })
        .await;
    allow_only(&world, "write").await;
    for scope in ["read", "tickets:read", "tickets", "credentials:write", "impersonate"] {
        let detail = format!("The scope {scope} is not among the allowed scopes of this client.");
        refused(&world, scope, &detail).await;
    }
    assert_eq!(granted(&world, &Ask::of(&world.app).with("scope", "tickets:write")).await, "tickets:write");
}

#[actix_web::test]
async fn a_word_above_the_role_of_the_person_is_named_once_they_are_known() {
    let world = World::new().await;
    for scope in ["impersonate", "credentials:write", "credentials"] {
        let ask = Ask::of(&world.app).with("scope", scope);
        let stranger = world.server.browser("acme").get(&ask.path()).await;
        assert!(stranger.location().starts_with("/access/login?"), "{scope}");
        refused(&world, scope, &format!("The scope {scope} is beyond the role of this person.")).await;
    }
    world
        .server
        .change_user(&world.ada, grantor::users::Change { role: Some(Role::Admin), ..Default::default() })
        .await;
    assert_eq!(granted(&world, &Ask::of(&world.app).with("scope", "impersonate read")).await, "impersonate read");
}
