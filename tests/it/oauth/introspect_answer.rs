//! POST /oauth/introspect (RFC 7662 §2.2): what is told of a token, and what is not.

use actix_web::http::Method;
use grantor::{clients, tenants, users};
use serde_json::json;

use crate::harness::flow::{Pair, World};

#[actix_web::test]
async fn everything_that_a_resource_server_needs_is_told_of_an_active_token() {
    let world = World::new().await;
    let external = |id: &str| Some(id.to_owned());
    let change = tenants::Change { external_id: external("t-17"), ..Default::default() };
    world.server.change_tenant(world.tenant.id, change).await;
    let change = users::Change { external_id: external("u-42"), ..Default::default() };
    world.server.change_user(&world.ada, change).await;
    let pair = world.tokens(&world.app).await;
    world.server.advance(60);
    assert_eq!(
        world.introspect(&pair.access).await,
        json!({
            "active": true,
            "scope": "read write",
            "client_id": "invoice_sync",
            "username": "ada@example.com",
            "sub": world.ada.id.to_string(),
            "token_type": "bearer",
            "exp": 1_795_255_200 + 1_800,
            "iat": 1_795_255_200,
            "iss": "http://acme.localhost:8080",
            "tenant": { "subdomain": "acme", "external_id": "t-17" },
            "user": {
                "id": world.ada.id.number(),
                "external_id": "u-42",
                "email": "ada@example.com",
                "name": "Ada",
                "role": "agent",
            },
            "client": { "id": world.app.client.key.id.number(), "name": "Invoice Sync" },
        })
    );
}

#[actix_web::test]
async fn whatever_somebody_is_called_is_told_as_it_is() {
    let world = World::new().await;
    let name = r#"Ada "the\Ø" 日本 {"active":false}"#;
    world.server.change_user(&world.ada, users::Change { name: Some(name.to_owned()), ..Default::default() }).await;
    let change = tenants::Change { external_id: Some(name.to_owned()), ..Default::default() };
    world.server.change_tenant(world.tenant.id, change).await;
    let change = clients::Change { name: Some(name.to_owned()), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let told = world.introspect(&world.tokens(&world.app).await.access).await;
    for told in [&told["user"]["name"], &told["client"]["name"], &told["tenant"]["external_id"]] {
        assert_eq!(told, name);
    }
}

#[actix_web::test]
async fn an_external_id_that_is_not_there_is_null() {
    let world = World::new().await;
    let told = world.introspect(&world.tokens(&world.app).await.access).await;
    assert_eq!((&told["tenant"]["external_id"], &told["user"]["external_id"]), (&json!(null), &json!(null)));
}

#[actix_web::test]
async fn of_anything_else_it_is_told_that_it_is_not_active_and_no_more() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let code = world.code(&world.app).await;
    let right = pair.access.as_str();
    let truncated: Vec<String> =
        (0..right.len()).map(|end| right[..end].to_owned()).filter(|cut| !cut.is_empty()).collect();
    let padded = ["0", "=", " ", "\n", "a"].map(|end| format!("{right}{end}"));
    let led = ["0", " ", "Bearer "].map(|start| format!("{start}{right}"));
    let flipped: Vec<String> = right
        .char_indices()
        .filter(|(_, c)| c.is_ascii_alphabetic())
        .map(|(at, c)| {
            let other = if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
            format!("{}{other}{}", &right[..at], &right[at + 1..])
        })
        .collect();
    let others =
        ["x", &code, &pair.refresh, &world.app.secret, &world.api.secret, "日本", "%00"].map(ToOwned::to_owned);
    for token in truncated.into_iter().chain(padded).chain(led).chain(flipped).chain(others) {
        let call = world.server.post("acme", "/oauth/introspect").basic(&world.api.identifier, &world.api.secret);
        let answer = call.form(&[("token", &token)]).expect(200).await;
        assert_eq!(answer.text(), "{\"active\":false}", "{token}");
    }
    assert!(world.is_active(right).await);
}

#[actix_web::test]
async fn a_hint_changes_nothing() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    for hint in ["access_token", "refresh_token", "nonsense", ""] {
        let call = world.server.post("acme", "/oauth/introspect").basic(&world.api.identifier, &world.api.secret);
        let answer = call.form(&[("token", pair.access.as_str()), ("token_type_hint", hint)]).expect(200).await;
        assert_eq!(answer.json()["active"], true, "{hint}");
    }
}

#[actix_web::test]
async fn an_answer_is_not_to_be_kept() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    for token in [pair.access.as_str(), "x"] {
        let call = world.server.post("acme", "/oauth/introspect").basic(&world.api.identifier, &world.api.secret);
        let answer = call.json(&json!({ "token": token })).expect(200).await;
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
        assert_eq!(answer.header("access-control-allow-origin"), None, "browsers have no business here");
    }
}

#[actix_web::test]
async fn a_token_ends_to_the_second() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    world.server.advance(1_799);
    assert!(world.is_active(&pair.access).await);
    world.server.advance(1);
    assert!(!world.is_active(&pair.access).await);
}

#[actix_web::test]
async fn the_question_is_asked_by_post_with_a_token() {
    let world = World::new().await;
    let get = world.server.call(Method::GET, "acme", "/oauth/introspect?token=x").expect(405).await;
    assert_eq!(get.header("allow").as_deref(), Some("POST"));
    let ask = || world.server.post("acme", "/oauth/introspect?token=x").basic(&world.api.identifier, &world.api.secret);
    let missing = ask().form::<&str, &str>(&[]).expect(400).await;
    assert_eq!(missing.refusal(), ("invalid_request".into(), "The parameter token is missing.".into()));
    let twice = ask().form(&[("token", "x"), ("token", "y")]).expect(400).await;
    assert_eq!(twice.refusal(), ("invalid_request".into(), "The parameter token is there more than once.".into()));
}

#[actix_web::test]
async fn names_are_told_as_they_are_now() {
    let world = World::new().await;
    let Pair { access, .. } = world.tokens(&world.app).await;
    assert_eq!(world.introspect(&access).await["user"]["name"], "Ada");
    let change = users::Change { name: Some("Ada Byron".to_owned()), ..Default::default() };
    world.server.change_user(&world.ada, change).await;
    let change = clients::Change { name: Some("Invoices 2".to_owned()), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let told = world.introspect(&access).await;
    assert_eq!((&told["user"]["name"], &told["client"]["name"]), (&json!("Ada Byron"), &json!("Invoices 2")));
}
