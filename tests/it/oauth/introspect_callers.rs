//! POST /oauth/introspect (RFC 7662 §2.1): who may ask, and what each of them sees.

use grantor::audit::{Action, SourceType};
use grantor::clients::Kind;
use grantor::tenants::TenantId;
use grantor::users::{self, Role};
use serde_json::{Value, json};

use crate::harness::answer::Answer;
use crate::harness::flow::{Pair, World};
use crate::harness::people::Api;
use crate::harness::request::Call;

fn ask<'a>(world: &'a World, host: &str, api: &Api, fields: &[(&str, &str)]) -> Call<'a> {
    world.server.post(host, "/oauth/introspect").basic(&api.identifier, &api.secret).form(fields)
}

async fn told(world: &World, host: &str, api: &Api, token: &str) -> Value {
    ask(world, host, api, &[("token", token)]).expect(200).await.json()
}

fn nobody(answer: &Answer) {
    assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"), "{}", answer.text());
    assert_eq!(answer.header("www-authenticate").as_deref(), Some("Basic realm=\"OAuth2 Token Endpoint\""));
}

/// Whoever speaks Bearer is answered in kind (RFC 7662 §2.3, RFC 6750 §3).
fn nobody_by_bearer(answer: &Answer) {
    assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_token"), "{}", answer.text());
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(challenge.starts_with("Bearer realm=\"OAuth2 Token Endpoint\", error=\"invalid_token\", "), "{challenge}");
}

#[actix_web::test]
async fn wrong_secrets_are_in_the_log_of_the_account_that_was_asked_and_right_ones_are_not() {
    let world = World::new().await;
    let (server, kind) = (&world.server, SourceType::ResourceServer);
    let secret = &world.app.secret;
    // A client may be called like a resource server.
    let api = server.resource_server(world.tenant.id, "invoice_sync", None).await;
    let ask = |name: &str, secret: &str| server.post("acme", "/oauth/introspect").basic(name, secret);
    ask(&api.identifier, secret).form(&[("token", "x")]).expect(200).await;
    ask(&api.identifier, &api.secret).form(&[("token", "x")]).expect(200).await;
    for times in 1..=3 {
        ask(&world.api.identifier, "wrong").form(&[("token", "x")]).expect(401).await;
        let told = server.refused(world.tenant.id, kind, &world.api.identifier, times).await;
        assert_eq!(told.details["why"]["secret_wrong"], times);
    }
    server.post("acme", "/oauth/introspect").bearer("wrong").form(&[("token", "x")]).expect(401).await;
    assert_eq!(server.refused(world.tenant.id, kind, "", 1).await.details["why"]["caller_unknown"], 1);
    let base = server.post("acme", "/oauth/introspect").host("localhost:8080").basic("gateway", "wrong");
    base.form(&[("token", "x"), ("tenant", "acme")]).expect(401).await;
    server.refused(TenantId::PLATFORM, kind, "", 1).await;
    assert_eq!(server.told(world.tenant.id, Action::VerifyFailed).await, 2);
}

#[actix_web::test]
async fn a_resource_server_of_the_platform_asks_at_every_tenant() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let api = world.server.resource_server(TenantId::PLATFORM, "gateway", None).await;
    let (here, there) = (world.tokens(&world.app).await, globex.tokens(&globex.app).await);
    let at_home = told(&world, "acme", &api, &here.access).await;
    assert_eq!((&at_home["active"], &at_home["tenant"]["subdomain"]), (&json!(true), &json!("acme")));
    assert_eq!(told(&world, "globex", &api, &there.access).await["iss"], "http://globex.localhost:8080");
    for (host, token) in [("acme", &there.access), ("globex", &here.access)] {
        assert_eq!(told(&world, host, &api, token).await, json!({ "active": false }));
    }
}

#[actix_web::test]
async fn it_may_also_ask_at_the_base_domain_and_name_the_tenant() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let api = world.server.resource_server(TenantId::PLATFORM, "gateway", None).await;
    let pair = world.tokens(&world.app).await;
    let send = |fields: &[(&str, &str)]| {
        let call = world.server.post("acme", "/oauth/introspect").host("localhost:8080");
        call.basic(&api.identifier, &api.secret).form(fields)
    };
    let answer = send(&[("token", &pair.access), ("tenant", "ACME")]).expect(200).await.json();
    assert_eq!((&answer["active"], &answer["iss"]), (&json!(true), &json!("http://acme.localhost:8080")));
    let other = send(&[("token", &pair.access), ("tenant", "globex")]).expect(200).await;
    assert_eq!(other.json(), json!({ "active": false }));
    let nobody = send(&[("token", &pair.access), ("tenant", "nobody")]).expect(200).await;
    assert_eq!(nobody.json(), json!({ "active": false }));
    let missing = send(&[("token", &pair.access)]).expect(400).await;
    assert_eq!(missing.refusal(), ("invalid_request".into(), "The parameter tenant is missing.".into()));
    drop(globex);
}

#[actix_web::test]
async fn at_the_base_domain_nobody_else_may_ask() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let send = |identifier: &str, secret: &str, tenant: &str| {
        let call = world.server.post("acme", "/oauth/introspect").host("localhost:8080");
        call.basic(identifier, secret).form(&[("token", pair.access.as_str()), ("tenant", tenant)])
    };
    nobody(&send(&world.api.identifier, &world.api.secret, "acme").send().await);
    nobody(&send("invoice_sync", &world.app.secret, "acme").send().await);
    let bearer = world.server.post("acme", "/oauth/introspect").host("localhost:8080").bearer(&world.api.secret);
    nobody_by_bearer(&bearer.form(&[("token", pair.access.as_str()), ("tenant", "acme")]).send().await);
    nobody(&send(&world.api.identifier, &world.api.secret, "nobody").send().await);
}

#[actix_web::test]
async fn a_resource_server_of_one_tenant_is_nobody_at_another() {
    let world = World::new().await;
    let globex = world.server.tenant("globex").await;
    let theirs = world.server.resource_server(globex.id, "billing", None).await;
    let pair = world.tokens(&world.app).await;
    nobody(&ask(&world, "acme", &theirs, &[("token", &pair.access)]).send().await);
    let call = world.server.post("acme", "/oauth/introspect").bearer(&theirs.secret);
    nobody_by_bearer(&call.form(&[("token", &pair.access)]).send().await);
}

#[actix_web::test]
async fn one_for_named_resources_sees_the_scope_cut_to_them() {
    let world = World::new().await;
    let tickets = world.server.resource_server(world.tenant.id, "tickets", Some(&["tickets"])).await;
    let scoped = |scope: &'static str| {
        let world = &world;
        async move {
            let code = world.allowed(&world.app, scope).await.parameter("code").unwrap();
            Pair::of(&world.exchange(&world.app, &code).expect(200).await).access
        }
    };
    for (granted, seen) in [
        ("read write", "tickets:read tickets:write"),
        ("read", "tickets:read"),
        ("users tickets:write", "tickets:write"),
    ] {
        assert_eq!(told(&world, "acme", &tickets, &scoped(granted).await).await["scope"], seen, "{granted}");
    }
    let none = told(&world, "acme", &tickets, &scoped("users:read").await).await;
    assert_eq!(none, json!({ "active": false }), "nothing is left");
    let log = world.server.resource_server(world.tenant.id, "log", Some(&["auditlogs", "deletion_schedules"])).await;
    let admins_only = told(&world, "acme", &log, &scoped("read write").await).await;
    assert_eq!(admins_only, json!({ "active": false }), "no broad word means what is not for the role");
}

#[actix_web::test]
async fn a_client_sees_its_own_tokens_only() {
    let world = World::new().await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let pair = world.tokens(&world.app).await;
    let own = world.told(&world.app, &pair.access).await;
    assert_eq!((&own["active"], &own["client_id"]), (&json!(true), &json!("invoice_sync")));
    for token in [&pair.access, &pair.refresh] {
        assert_eq!(world.told(&other, token).await, json!({ "active": false }));
        assert_eq!(world.told(&world.native, token).await, json!({ "active": false }));
    }
}

#[actix_web::test]
async fn a_public_client_sees_the_tokens_that_it_holds() {
    let world = World::new().await;
    let pair = world.tokens(&world.native).await;
    assert_eq!(world.told(&world.native, &pair.access).await["username"], "ada@example.com");
    assert_eq!(world.told(&world.app, &pair.access).await, json!({ "active": false }));
}

#[actix_web::test]
async fn a_refresh_token_is_shown_to_its_own_client_alone() {
    let world = World::new().await;
    let gateway = world.server.resource_server(TenantId::PLATFORM, "gateway", None).await;
    let pair = world.tokens(&world.app).await;
    let own = world.told(&world.app, &pair.refresh).await;
    assert_eq!((&own["active"], &own["token_type"]), (&json!(true), &json!("refresh_token")));
    assert_eq!((&own["scope"], &own["exp"]), (&json!("read write"), &json!(1_795_255_200 + 2_592_000)));
    for api in [&world.api, &gateway] {
        assert_eq!(told(&world, "acme", api, &pair.refresh).await, json!({ "active": false }));
    }
    world.refreshed(&world.app, &pair.refresh).await;
    assert_eq!(world.told(&world.app, &pair.refresh).await, json!({ "active": false }), "used");
}

#[actix_web::test]
async fn whoever_proves_nothing_is_told_nothing() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let post = || world.server.post("acme", "/oauth/introspect");
    let token = [("token", pair.access.as_str())];
    nobody(&post().form(&token).send().await);
    let wrong = post().basic(&world.api.identifier, "wrong").form(&token).send().await;
    let detail = "The credentials are not those of a resource server or client of this account.";
    assert_eq!(wrong.refusal(), ("invalid_client".into(), detail.into()));
    nobody(&wrong);
    nobody(&post().basic(&world.api.identifier, "").form(&token).send().await);
    nobody(&post().basic("unknown", &world.api.secret).form(&token).send().await);
    nobody_by_bearer(&post().bearer(&pair.access).form(&token).send().await);
    nobody_by_bearer(&post().bearer("x").form(&token).send().await);
    nobody_by_bearer(&post().header("authorization", "Bearer").form(&token).send().await);
    nobody(&post().header("authorization", "Digest x").form(&token).send().await);
}

#[actix_web::test]
async fn a_resource_server_may_also_prove_itself_in_the_body_or_by_bearer() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let post = || world.server.post("acme", "/oauth/introspect");
    let form =
        [("token", pair.access.as_str()), ("client_id", &world.api.identifier), ("client_secret", &world.api.secret)];
    assert_eq!(post().form(&form).expect(200).await.json()["active"], true);
    let bearer = post().bearer(&world.api.secret).form(&[("token", &pair.access)]);
    assert_eq!(bearer.expect(200).await.json()["active"], true);
}

#[actix_web::test]
async fn a_token_of_a_client_that_acts_for_itself_is_shown_with_its_service_account() {
    let world = World::new().await;
    let robot = world.server.user(world.tenant.id, "Robot", Role::Agent).await;
    let account = Some(robot.id);
    let kind = Kind::Confidential;
    let app = world.server.client(world.tenant.id, "robot", kind, |client| client.service_account = account).await;
    let call = world.server.post("acme", "/oauth/tokens").basic("robot", &app.secret);
    let token = call.form(&[("grant_type", "client_credentials")]).expect(200).await.field("access_token");
    let told = world.introspect(&token).await;
    assert_eq!((&told["username"], &told["client_id"]), (&json!("robot@example.com"), &json!("robot")));
    world.server.change_user(&robot, users::Change { suspended: Some(true), ..Default::default() }).await;
    assert!(!world.is_active(&token).await);
}

#[actix_web::test]
async fn wrong_secrets_beside_it_do_not_shut_a_right_one_out() {
    let world = World::new().await;
    let token = world.tokens(&world.app).await.access;
    let ask = |secret: &str| world.server.post("acme", "/oauth/introspect").bearer(secret).form(&[("token", &token)]);
    for _ in 0..30 {
        ask("wrong").expect(401).await;
    }
    ask("wrong").expect(429).await;
    assert_eq!(ask(&world.api.secret).expect(200).await.json()["active"], true);
}

#[actix_web::test]
async fn at_the_base_domain_unknown_names_are_limited_like_known_ones() {
    let world = World::new().await;
    world.server.resource_server(TenantId::PLATFORM, "edge", None).await;
    for identifier in ["edge", "nobody"] {
        let ask = || {
            let ask = world.server.post("acme", "/oauth/introspect").host("localhost:8080");
            ask.basic(identifier, "wrong").form(&[("token", "x"), ("tenant", "acme")])
        };
        for _ in 0..30 {
            ask().expect(401).await;
        }
        assert!(ask().expect(429).await.header("retry-after").is_some(), "{identifier}");
    }
}
