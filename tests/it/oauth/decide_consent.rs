//! POST /oauth/authorizations: what a decision brings, and what is remembered of it.

use grantor::audit::Action;
use grantor::users::Role;
use grantor::{clients, tenants, users};

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::browser::Browser;
use crate::harness::flow::World;
use crate::harness::people::App;

const FORM: &str = "/oauth/authorizations";

/// Whether Ada is asked about `scope`.
async fn asked(world: &World, app: &App, scope: &str) -> bool {
    let answer = world.browser().await.get(&Ask::of(app).with("scope", scope).path()).await;
    if answer.status == 303 {
        assert!(answer.parameter("code").is_some(), "{}", answer.location());
        return false;
    }
    assert_eq!(answer.status, 200);
    true
}

async fn decide(browser: &Browser<'_>, page: &Answer, decision: &str) -> Answer {
    browser.submit(page, FORM, &[("decision", decision)]).await
}

#[actix_web::test]
async fn denying_is_told_to_the_client_in_the_sentence_that_it_knows() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await;
    let answer = decide(&browser, &page, "deny").await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.location(),
        "https://app.example.com/callback?error=access_denied\
         &error_description=The+end-user+or+authorization+server+denied+the+request.\
         &state=xyz&iss=http%3A%2F%2Facme.localhost%3A8080"
    );
    assert_eq!(world.server.told(world.tenant.id, Action::Deny).await, 1);
    assert!(asked(&world, &world.app, "read").await, "a denial is not remembered");
}

#[actix_web::test]
async fn allowing_is_told_to_the_audit_log_with_who_and_what() {
    let world = World::new().await;
    world.allowed(&world.app, "tickets:read").await;
    let event = world.server.events(world.tenant.id).await.remove(0);
    assert_eq!((event.action, event.source.label.as_str()), (Action::Authorize, "Invoice Sync"));
    assert_eq!((event.stamp.origin.actor.name(), event.details["scopes"].as_str()), ("Ada", Some("tickets:read")));
    assert_eq!(event.stamp.origin.address, "127.0.0.1");
}

#[actix_web::test]
async fn a_confidential_client_is_not_asked_about_again_within_what_was_allowed() {
    let world = World::new().await;
    world.allowed(&world.app, "read tickets:write").await;
    for scope in ["read", "read tickets:write", "tickets:write", "users:read tickets:read", "tickets"] {
        assert!(!asked(&world, &world.app, scope).await, "{scope}");
    }
    for scope in ["write", "users:write", "read write", "users"] {
        assert!(asked(&world, &world.app, scope).await, "{scope}");
    }
}

#[actix_web::test]
async fn decisions_add_up() {
    let world = World::new().await;
    world.allowed(&world.app, "tickets:read").await;
    assert!(asked(&world, &world.app, "users:read").await);
    world.allowed(&world.app, "users:read").await;
    assert!(!asked(&world, &world.app, "tickets:read users:read").await);
}

#[actix_web::test]
async fn a_public_client_is_asked_about_each_time() {
    let world = World::new().await;
    world.allowed(&world.native, "read").await;
    assert!(asked(&world, &world.native, "read").await);
}

#[actix_web::test]
async fn what_was_allowed_counts_for_this_person_client_address_and_tenant_only() {
    let world = World::new().await;
    let second = "https://app.example.com/second".to_owned();
    let two = vec![world.app.redirect_uri.clone(), second.clone()];
    let change = clients::Change { redirect_uris: Some(two), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let bob = world.server.user(world.tenant.id, "Bob", Role::Agent).await;
    let globex = World::on(world.server.clone(), "globex").await;
    world.allowed(&world.app, "read").await;

    assert!(!asked(&world, &world.app, "read").await);
    assert!(asked(&world, &App { redirect_uri: second, ..world.app.clone() }, "read").await);
    assert!(asked(&world, &other, "read").await);
    assert!(asked(&globex, &globex.app, "read").await);
    let bob = world.server.signed_in(&world.tenant, &bob).await;
    assert_eq!(bob.get(&Ask::of(&world.app).path()).await.status, 200);
}

#[actix_web::test]
async fn a_remembered_decision_gives_no_more_than_the_role_that_is_left() {
    let world = World::new().await;
    world.server.change_user(&world.ada, users::Change { role: Some(Role::Admin), ..Default::default() }).await;
    world.allowed(&world.app, "impersonate").await;
    assert!(!asked(&world, &world.app, "impersonate").await);
    world.server.change_user(&world.ada, users::Change { role: Some(Role::Agent), ..Default::default() }).await;
    let answer = world.browser().await.get(&Ask::of(&world.app).with("scope", "impersonate").path()).await;
    let detail = "The scope impersonate is beyond the role of this person.";
    answer.sent_back(&world.app.redirect_uri, "invalid_scope", detail);
}

#[actix_web::test]
async fn what_was_shown_is_what_is_granted_also_if_the_client_may_have_more_meanwhile() {
    let world = World::new().await;
    let allow = |scopes: &str| clients::Change { allowed_scopes: Some(scopes.to_owned()), ..Default::default() };
    world.server.change_client(&world.app, allow("tickets:read")).await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).without("scope").path()).await;
    world.server.change_client(&world.app, allow("read write")).await;
    let code = decide(&browser, &page, "allow").await.parameter("code").unwrap();
    assert_eq!(world.exchange(&world.app, &code).expect(200).await.field("scope"), "tickets:read");
}

#[actix_web::test]
async fn what_the_client_may_not_have_any_more_is_not_granted() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).with("scope", "read write").path()).await;
    let change = clients::Change { allowed_scopes: Some("read".to_owned()), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let detail = "The scope write is not among the allowed scopes of this client.";
    decide(&browser, &page, "allow").await.sent_back(&world.app.redirect_uri, "invalid_scope", detail);
}

#[actix_web::test]
async fn the_answer_goes_where_the_page_said_also_if_more_was_registered_meanwhile() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).without("redirect_uri").path()).await;
    let register = |uris: &[&str]| {
        let uris = uris.iter().map(|uri| (*uri).to_owned()).collect();
        clients::Change { redirect_uris: Some(uris), ..Default::default() }
    };
    let (shown, other) = (world.app.redirect_uri.as_str(), "https://app.example.com/other");
    world.server.change_client(&world.app, register(&[other, shown])).await;
    assert!(decide(&browser, &page, "allow").await.location().starts_with(&format!("{shown}?code=")));
    world.server.change_client(&world.app, register(&[other])).await;
    decide(&browser, &page, "allow").await.invalid_request();
}

#[actix_web::test]
async fn what_was_allowed_at_one_port_of_loopback_is_remembered_at_the_next() {
    let world = World::new().await;
    let change = |client: &mut clients::Client| client.redirect_uris = vec!["http://127.0.0.1/cb".to_owned()];
    let app = world.server.client(world.tenant.id, "desktop", clients::Kind::Public, change).await;
    let browser = world.browser().await;
    let ask = |port: u16, scope: &str| {
        Ask::of(&app).with("redirect_uri", &format!("http://127.0.0.1:{port}/cb")).with("scope", scope)
    };
    let first = browser.get(&ask(50_001, "read").path()).await;
    assert!(!first.words().contains("more than you allowed"));
    let location = decide(&browser, &first, "allow").await.location();
    assert!(location.starts_with("http://127.0.0.1:50001/cb?code="), "{location}");
    assert!(!browser.get(&ask(50_002, "read").path()).await.words().contains("more than you allowed"));
    let more = browser.get(&ask(50_003, "read write").path()).await;
    assert!(more.words().contains("Invoice Sync asks for more than you allowed on"), "{}", more.words());
}

#[actix_web::test]
async fn what_changed_since_the_page_was_shown_counts() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await;
    let switch = |on: bool| tenants::Change { oauth_access: Some(on), ..Default::default() };
    world.server.change_tenant(world.tenant.id, switch(false)).await;
    assert_eq!(decide(&browser, &page, "allow").await.status, 403);
    world.server.change_tenant(world.tenant.id, switch(true)).await;

    let verify = |verified: bool| users::Change { verified: Some(verified), ..Default::default() };
    world.server.change_user(&world.ada, verify(false)).await;
    let gone = decide(&browser, &page, "allow").await;
    assert_eq!((gone.status, gone.header("location")), (400, None), "whoever loses something is signed out");
    let refused = world.browser().await.get(&Ask::of(&world.app).path()).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("access_denied"));
    world.server.change_user(&world.ada, verify(true)).await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await;

    let active = |active: bool| clients::Change { active: Some(active), ..Default::default() };
    world.server.change_client(&world.app, active(false)).await;
    let refused = decide(&browser, &page, "allow").await;
    assert_eq!(refused.parameter("error").as_deref(), Some("unauthorized_client"));
    world.server.change_client(&world.app, active(true)).await;

    world.server.change_user(&world.ada, users::Change { suspended: Some(true), ..Default::default() }).await;
    let gone = decide(&browser, &page, "allow").await;
    assert_eq!((gone.status, gone.header("location")), (400, None));
}
