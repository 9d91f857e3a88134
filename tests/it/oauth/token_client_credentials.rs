//! POST /oauth/tokens with `client_credentials` (RFC 6749 §4.4).

use grantor::clients::Kind;
use grantor::tenants::TenantId;
use grantor::users::{Role, User};
use grantor::{clients, tenants, users};
use serde_json::json;

use crate::harness::answer::Answer;
use crate::harness::flow::World;
use crate::harness::people::App;

/// A world, and a client that Ada owns.
async fn owned(world: &World) -> App {
    let owner = Some(world.ada.id);
    world.server.client(world.tenant.id, "robot", Kind::Confidential, |client| client.owner = owner).await
}

async fn ask(world: &World, app: &App, more: &[(&str, &str)]) -> Answer {
    let form = [&[("grant_type", "client_credentials")], more].concat();
    world.server.post("acme", "/oauth/tokens").basic(&app.client.identifier, &app.secret).form(&form).send().await
}

fn refused(answer: &Answer, error: &str, detail: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.refusal(), (error.to_owned(), detail.to_owned()));
}

async fn username(world: &World, answer: &Answer) -> String {
    world.introspect(&answer.field("access_token")).await["username"].as_str().unwrap_or("nobody").to_owned()
}

#[actix_web::test]
async fn a_client_gets_an_access_token_and_no_refresh_token() {
    let world = World::new().await;
    let app = owned(&world).await;
    let answer = ask(&world, &app, &[("scope", "tickets:read")]).await;
    let token = answer.field("access_token");
    let expected =
        json!({ "access_token": token, "token_type": "bearer", "expires_in": 1800, "scope": "tickets:read" });
    assert_eq!((answer.status, answer.json()), (200, expected));
    assert!(world.is_active(&token).await);
    world.server.advance(1_800);
    assert!(!world.is_active(&token).await);
}

#[actix_web::test]
async fn it_acts_as_its_owner_or_as_the_service_account_that_it_was_given() {
    let world = World::new().await;
    let app = owned(&world).await;
    assert_eq!(username(&world, &ask(&world, &app, &[]).await).await, "ada@example.com");
    let robot: User = world.server.user(world.tenant.id, "Robot", Role::Agent).await;
    let change = clients::Change { service_account: Some(Some(robot.id)), ..Default::default() };
    world.server.change_client(&app, change).await;
    assert_eq!(username(&world, &ask(&world, &app, &[]).await).await, "robot@example.com");
}

#[actix_web::test]
async fn without_anybody_to_act_as_there_is_no_token() {
    let world = World::new().await;
    let none = "No service account has been set for this client; an admin of the account can set one.";
    refused(&ask(&world, &world.app, &[]).await, "unauthorized_client", none);
    let detail = "The user whom this client acts as is suspended, not verified, or gone; an admin of the account can \
                  name another.";
    let app = owned(&world).await;
    for change in [
        users::Change { suspended: Some(true), ..Default::default() },
        users::Change { suspended: Some(false), verified: Some(false), ..Default::default() },
    ] {
        world.server.change_user(&world.ada, change).await;
        refused(&ask(&world, &app, &[]).await, "unauthorized_client", detail);
    }
    world.server.change_user(&world.ada, users::Change { verified: Some(true), ..Default::default() }).await;
    assert_eq!(ask(&world, &app, &[]).await.status, 200);
}

#[actix_web::test]
async fn a_public_client_may_not() {
    let world = World::new().await;
    let form = [("grant_type", "client_credentials"), ("client_id", "native_app")];
    let answer = world.server.post("acme", "/oauth/tokens").form(&form).send().await;
    refused(&answer, "unauthorized_client", "Public clients may not use this grant type.");
}

#[actix_web::test]
async fn a_global_client_may_only_as_the_service_account_of_the_tenant() {
    let world = World::new().await;
    let app = world.server.client(TenantId::PLATFORM, "zdg-robot", Kind::Confidential, |_| {}).await;
    let detail = "No service account has been set for this client; an admin of the account can set one.";
    refused(&ask(&world, &app, &[]).await, "unauthorized_client", detail);
    let robot = world.server.user(world.tenant.id, "Robot", Role::Agent).await;
    let set = clients::Decision { service_account: Some(Some(robot.id)), ..Default::default() };
    world.server.decide_about(world.tenant.id, &app, set).await;
    let answer = ask(&world, &app, &[]).await;
    assert_eq!(username(&world, &answer).await, "robot@example.com");

    let globex = world.server.tenant("globex").await;
    let form = [("grant_type", "client_credentials")];
    let there = world.server.post("globex", "/oauth/tokens").basic("zdg-robot", &app.secret).form(&form).send().await;
    refused(&there, "unauthorized_client", detail);
    drop(globex);

    let blocked = clients::Decision { blocked: Some(true), ..Default::default() };
    world.server.decide_about(world.tenant.id, &app, blocked).await;
    refused(&ask(&world, &app, &[]).await, "unauthorized_client", "The account has blocked this client.");
    assert!(!world.is_active(&answer.field("access_token")).await);
}

#[actix_web::test]
async fn the_scope_is_within_what_the_client_may_have_and_what_its_user_may_do() {
    let world = World::new().await;
    let app = owned(&world).await;
    assert_eq!(ask(&world, &app, &[]).await.field("scope"), "read write");
    let unknown = "The scope everything does not exist here; scopes are separated by spaces.";
    refused(&ask(&world, &app, &[("scope", "everything")]).await, "invalid_scope", unknown);
    let role = "The scope impersonate is beyond the role of this person.";
    refused(&ask(&world, &app, &[("scope", "impersonate")]).await, "invalid_scope", role);
    let change = clients::Change { allowed_scopes: Some("tickets".to_owned()), ..Default::default() };
    world.server.change_client(&app, change).await;
    assert_eq!(ask(&world, &app, &[]).await.field("scope"), "tickets");
    let beyond = "The scope read is not among the allowed scopes of this client.";
    refused(&ask(&world, &app, &[("scope", "tickets:read read")]).await, "invalid_scope", beyond);
}

#[actix_web::test]
async fn a_lifetime_may_be_asked_for() {
    let world = World::new().await;
    let app = owned(&world).await;
    assert_eq!(ask(&world, &app, &[("expires_in", "300")]).await.json()["expires_in"], 300);
    let detail = "The parameter expires_in has to be a whole number of seconds from 300 to 172800.";
    refused(&ask(&world, &app, &[("expires_in", "299")]).await, "invalid_request", detail);
}

#[actix_web::test]
async fn what_is_switched_off_gets_nothing_and_what_it_had_is_worth_nothing_until_it_is_on_again() {
    let world = World::new().await;
    let app = owned(&world).await;
    let token = ask(&world, &app, &[]).await.field("access_token");
    for on in [false, true] {
        world.server.change_client(&app, clients::Change { active: Some(on), ..Default::default() }).await;
        assert_eq!((ask(&world, &app, &[]).await.status == 200, world.is_active(&token).await), (on, on));
    }
    for on in [false, true] {
        let change = tenants::Change { oauth_access: Some(on), ..Default::default() };
        world.server.change_tenant(world.tenant.id, change).await;
        assert_eq!((ask(&world, &app, &[]).await.status == 200, world.is_active(&token).await), (on, on));
    }
    for on in [false, true] {
        world.server.change_tenant(world.tenant.id, tenants::Change { active: Some(on), ..Default::default() }).await;
        if !on {
            refused(&ask(&world, &app, &[]).await, "invalid_grant", "The account is not active.");
        }
        assert_eq!((ask(&world, &app, &[]).await.status == 200, world.is_active(&token).await), (on, on));
    }
}
