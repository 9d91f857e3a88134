//! What the proxy hands on: every identity header each time, or a refusal that each dialect can carry.

use grantor::config::{Config, Dialect, Sidecar};
use grantor::protocol::scope::ScopeEntry;
use grantor::sidecar::token::Change;
use grantor::tenants;
use grantor::users::{self, Role};

use super::scene::{Scene, basic};
use crate::harness::answer::Answer;
use crate::harness::flow::World;

const HEADERS: [&str; 10] = [
    "x-grantor-user",
    "x-grantor-user-external-id",
    "x-grantor-user-email",
    "x-grantor-user-role",
    "x-grantor-on-behalf-of",
    "x-grantor-client",
    "x-grantor-scopes",
    "x-grantor-credential",
    "x-grantor-tenant",
    "x-grantor-tenant-external-id",
];

fn told(answer: &Answer) -> [String; 10] {
    HEADERS.map(|name| answer.header(name).unwrap_or_else(|| panic!("{name} is missing")))
}

#[actix_web::test]
async fn an_api_token_answers_with_every_header_empty_where_it_does_not_apply() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let answer = scene.get("ada@example.com", &secret).expect(200).await;
    let id = scene.ada.id.to_string();
    assert_eq!(told(&answer), [&id, "", "ada@example.com", "admin", "", "", "read write", "api_token", "acme", ""]);
    assert_eq!((answer.body.len(), answer.header("cache-control").as_deref()), (0, Some("no-store")));

    let change = users::Change { external_id: Some("u-1".into()), ..users::Change::default() };
    scene.server.change_user(&scene.ada, change).await;
    let change = tenants::Change { external_id: Some("t-1".into()), ..tenants::Change::default() };
    scene.server.change_tenant(scene.tenant.id, change).await;
    let told = told(&scene.get("ada@example.com", &secret).expect(200).await);
    assert_eq!((told[1].as_str(), told[9].as_str()), ("u-1", "t-1"));
}

#[actix_web::test]
async fn an_access_token_answers_with_its_client_and_scopes() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let proxy = world.server.resource_server(world.tenant.id, "gateway", None).await;
    let ask = |token: &str| {
        world
            .server
            .get("acme", "/sidecar/verify")
            .header("x-grantor-authorization", &format!("Bearer {}", proxy.secret))
            .header("x-original-method", "GET")
            .header("x-original-uri", "/api/v2/tickets")
            .header("x-original-address", "192.0.2.1")
            .bearer(token)
    };
    let told = told(&ask(&pair.access).expect(200).await);
    assert_eq!((told[5].as_str(), told[7].as_str()), (world.app.client.identifier.as_str(), "oauth"));
    assert!(told[6].contains("read"), "{}", told[6]);
    let wrong = ask(&format!("{}x", pair.access)).expect(401).await;
    assert_eq!(wrong.error(), "invalid_token");
    assert!(wrong.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    assert_eq!(wrong.header("x-grantor-user"), None);
    world.refreshed(&world.app, &pair.refresh).await;
    assert_eq!(ask(&pair.access).expect(401).await.error(), "invalid_token");
}

#[actix_web::test]
async fn what_is_not_ascii_is_percent_encoded() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let change =
        users::Change { email: Some("zoë%@example.com".into()), verified: Some(true), ..users::Change::default() };
    scene.server.change_user(&scene.ada, change).await;
    let answer = scene.get("zoë%@example.com", &secret).expect(200).await;
    assert_eq!(answer.header("x-grantor-user-email").as_deref(), Some("zo%C3%AB%25@example.com"));
}

#[actix_web::test]
async fn wrong_credentials_are_401_with_a_challenge_and_nothing_more() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let bare = scene.ask("GET", "/").expect(401).await;
    assert_eq!(bare.error(), "Couldn't authenticate you");
    let challenges: Vec<_> = bare.headers.get_all("www-authenticate").map(|value| value.to_str().unwrap()).collect();
    assert_eq!(challenges, ["Bearer realm=\"acme.localhost:8080\"", "Basic realm=\"API\""]);
    for authorization in [
        basic("ada@example.com/token", "nonsense"),
        basic("nobody@example.com/token", &secret),
        basic("ada@example.com", &secret),
        basic("/token", &secret),
        basic("ada@example.com/token", &secret[..secret.len() - 1]),
        basic("ada@example.com/token", &format!("{secret}0")),
        basic("ada@example.com/token", &secret.to_uppercase()),
        "Basic ???".to_owned(),
        "Digest x".to_owned(),
    ] {
        let answer = scene.ask("GET", "/").header("authorization", &authorization).expect(401).await;
        assert_eq!(answer.text(), r#"{"error":"Couldn't authenticate you"}"#, "{authorization}");
        assert_eq!(answer.header("www-authenticate").as_deref(), Some("Basic realm=\"API\""));
        assert!(HEADERS.iter().all(|name| answer.header(name).is_none()));
    }
    let twice = scene.get("ada@example.com", &secret).header("authorization", "Bearer x").expect(401).await;
    assert_eq!(twice.error(), "Couldn't authenticate you");
}

#[actix_web::test]
async fn a_token_of_another_tenant_is_unknown() {
    let scene = Scene::new().await;
    let globex = scene.server.tenant("globex").await;
    scene.access_at(globex.id, true).await;
    let (_, foreign) = scene.try_token_at(globex.id, Change::default()).await.unwrap();
    let there = scene.get("ada@example.com", &foreign).expect(401).await;
    let nowhere = scene.get("ada@example.com", "nonsense").expect(401).await;
    assert_eq!((there.body, there.status), (nowhere.body, nowhere.status));
}

#[actix_web::test]
async fn nginx_is_told_401_or_403_and_the_others_what_it_is() {
    for (dialect, status) in
        [(Dialect::Nginx, 403), (Dialect::Envoy, 404), (Dialect::Traefik, 404), (Dialect::Caddy, 404)]
    {
        let sidecar = Sidecar { dialect, ..Sidecar::default() };
        let scene = Scene::with(Config { sidecar, ..Config::default() }).await;
        let answer = scene.ask_at("nobody", "GET", "/").expect(status).await;
        assert_eq!((answer.error(), answer.header("x-grantor-status")), ("AccountNotFound".into(), Some("404".into())));
    }
}

#[actix_web::test]
async fn an_admin_s_token_with_impersonate_may_name_an_end_user_and_no_one_else() {
    let scene = Scene::new().await;
    let eve = scene.server.user(scene.tenant.id, "Eve", Role::EndUser).await;
    let bob = scene.server.user(scene.tenant.id, "Bob", Role::Agent).await;
    let scoped = |words: &str| Change { scopes: Some(words.into()), ..Change::default() };
    let (_, may) = scene.token(scoped("read impersonate")).await;
    let (_, may_not) = scene.token(scoped("read")).await;
    let all = scene.secret().await;
    let on_behalf = |who: &str, secret: &str, of: &str| scene.get(who, secret).header("x-on-behalf-of", of);
    let answer = on_behalf("ada@example.com", &may, "EVE@example.com").expect(200).await;
    let told = told(&answer);
    assert_eq!((told[2].as_str(), told[4].as_str()), ("ada@example.com", "eve@example.com"));
    for (who, secret, of, says) in [
        ("ada@example.com", &may_not, &eve.email, "impersonate"),
        ("ada@example.com", &all, &eve.email, "impersonate"),
        (bob.email.as_str(), &may, &eve.email, "impersonate"),
        ("ada@example.com", &may, &bob.email, "no such end user"),
        ("ada@example.com", &may, &"nobody@example.com".to_owned(), "no such end user"),
    ] {
        let refused = on_behalf(who, secret, of).expect(403).await;
        assert!(refused.field("description").contains(says), "{}", refused.text());
    }
    scene.server.change_user(&eve, users::Change { suspended: Some(true), ..users::Change::default() }).await;
    on_behalf("ada@example.com", &may, "eve@example.com").expect(403).await;
}

#[actix_web::test]
async fn an_agent_acts_for_nobody_even_where_the_word_for_it_is_theirs() {
    let word = ScopeEntry { name: "impersonate".into(), lowest_role: Some(Role::Agent), ..ScopeEntry::default() };
    let scene = Scene::with(Config { scopes: vec![word], ..Config::default() }).await;
    let eve = scene.server.user(scene.tenant.id, "Eve", Role::EndUser).await;
    let bob = scene.server.user(scene.tenant.id, "Bob", Role::Agent).await;
    let (_, secret) = scene.token(Change { scopes: Some("read impersonate".into()), ..Change::default() }).await;
    for (who, status) in [("ada@example.com", 200), (bob.email.as_str(), 403)] {
        scene.get(who, &secret).expect(200).await;
        scene.get(who, &secret).header("x-on-behalf-of", &eve.email).expect(status).await;
    }
}
