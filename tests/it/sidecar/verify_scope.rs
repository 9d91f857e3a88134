//! What a request needs: by its method, by the table of routes, by the API's own resources.

use grantor::clients::Kind;
use grantor::config::{Config, Sidecar};
use grantor::protocol::routes::RouteEntry;
use grantor::sidecar::token::Change;
use grantor::users::{self, Role};

use super::scene::{Scene, basic};
use crate::harness::people::{Api, App};

fn route(path: &str, methods: &[&str], resource: Option<&str>, scope: Option<&str>) -> RouteEntry {
    RouteEntry {
        path: path.to_owned(),
        methods: methods.iter().map(ToString::to_string).collect(),
        resource: resource.map(str::to_owned),
        scope: scope.map(str::to_owned),
    }
}

async fn with_routes() -> Scene {
    let routes = vec![
        route("/api/v2/tickets/*/export", &["GET"], None, Some("auditlogs:read")),
        route("/api/v2/tickets{,.json,/**}", &[], Some("tickets"), None),
    ];
    Scene::with(Config { sidecar: Sidecar { routes, ..Sidecar::default() }, ..Config::default() }).await
}

fn scoped(words: &str) -> Change {
    Change { scopes: Some(words.to_owned()), ..Change::default() }
}

async fn statuses(scene: &Scene, secret: &str, asked: &[(&str, &str, u16)]) {
    for (method, target, status) in asked {
        let ask = scene.ask(method, target).header("authorization", &basic("ada@example.com/token", secret));
        let answer = ask.send().await;
        assert_eq!(answer.status, *status, "{method} {target}: {}", answer.text());
    }
}

#[actix_web::test]
async fn read_covers_get_head_and_options_and_write_the_rest() {
    let scene = Scene::new().await;
    let (_, read) = scene.token(scoped("read")).await;
    let (_, write) = scene.token(scoped("write")).await;
    let all = scene.secret().await;
    for method in ["GET", "HEAD", "OPTIONS"] {
        statuses(&scene, &read, &[(method, "/", 200)]).await;
        statuses(&scene, &write, &[(method, "/", 403)]).await;
        statuses(&scene, &all, &[(method, "/", 200)]).await;
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "get"] {
        statuses(&scene, &read, &[(method, "/", 403)]).await;
        statuses(&scene, &write, &[(method, "/", 200)]).await;
        statuses(&scene, &all, &[(method, "/", 200)]).await;
    }
    let ask = scene.ask("POST", "/").header("authorization", &basic("ada@example.com/token", &read));
    let says = r#"{"error":"Forbidden","description":"You are missing the following required scopes: write"}"#;
    let refused = ask.expect(403).await;
    assert_eq!((refused.text().as_str(), refused.header("www-authenticate")), (says, None), "it is no access token");
    let (_, token) = access_token(&scene, "read").await;
    let refused = scene.ask("POST", "/").bearer(&token).expect(403).await;
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(
        challenge.contains(r#"error="insufficient_scope""#) && challenge.ends_with(r#"scope="write""#),
        "{challenge}"
    );
}

#[actix_web::test]
async fn words_for_admins_are_nobody_else_s_also_by_a_broad_word_or_without_scopes() {
    let routes = vec![
        route("/keys", &[], None, Some("credentials:write")),
        route("/as", &[], None, Some("impersonate")),
        route("/log", &[], None, Some("auditlogs:read")),
        route("/gone", &[], Some("deletion_schedules"), None),
    ];
    let config = Config { sidecar: Sidecar { routes, ..Sidecar::default() }, ..Config::default() };
    let scene = Scene::with(config).await;
    let server = &scene.server;
    server.user(scene.tenant.id, "Eve", Role::EndUser).await;
    server.user(scene.tenant.id, "Alan", Role::Agent).await;
    let (all, (_, broad)) = (scene.secret().await, scene.token(scoped("read write")).await);
    for (who, is_admin) in [("eve", false), ("alan", false), ("ada", true)] {
        for (secret, method, target, for_admins) in [
            (&all, "GET", "/keys", true),
            (&all, "GET", "/as", true),
            (&all, "GET", "/log", true),
            (&all, "DELETE", "/gone", true),
            (&all, "GET", "/other", false),
            (&broad, "GET", "/log", true),
            (&broad, "GET", "/gone", true),
            (&broad, "DELETE", "/gone", true),
            (&broad, "GET", "/other", false),
        ] {
            let ask =
                scene.ask(method, target).header("authorization", &basic(&format!("{who}@example.com/token"), secret));
            let status = if for_admins && !is_admin { 403 } else { 200 };
            let answer = ask.send().await;
            assert_eq!(answer.status, status, "{who} {method} {target}: {}", answer.text());
        }
    }
}

#[actix_web::test]
async fn an_api_of_resources_for_admins_is_closed_to_others_also_by_a_broad_word() {
    let scene = Scene::new().await;
    let server = &scene.server;
    server.user(scene.tenant.id, "Eve", Role::EndUser).await;
    let resources = ["auditlogs", "deletion_schedules"];
    let log = server.resource_server(scene.tenant.id, "log", Some(&resources)).await;
    let mixed = server.resource_server(scene.tenant.id, "mixed", Some(&["auditlogs", "tickets"])).await;
    let (all, (_, broad)) = (scene.secret().await, scene.token(scoped("read write")).await);
    let admins = "auditlogs:read deletion_schedules:read deletion_schedules:write";
    for secret in [&all, &broad] {
        for (proxy, who, method, status, scopes) in [
            (&log, "ada", "GET", 200, admins),
            (&log, "eve", "GET", 403, ""),
            (&log, "eve", "DELETE", 403, ""),
            (&mixed, "eve", "GET", 200, "tickets:read tickets:write"),
        ] {
            let ask = scene.server.get("acme", "/sidecar/verify");
            let ask = ask.header("x-grantor-authorization", &basic(&proxy.identifier, &proxy.secret));
            let ask = ask.header("x-original-method", method).header("x-original-uri", "/");
            let ask = ask.header("x-original-address", "192.0.2.1");
            let ask = ask.header("authorization", &basic(&format!("{who}@example.com/token"), secret));
            assert_eq!(ask.expect(status).await.header("x-grantor-scopes").unwrap_or_default(), scopes, "{who}");
        }
    }
}

#[actix_web::test]
async fn the_table_of_routes_names_a_resource_s_scope_by_path_and_method() {
    let scene = with_routes().await;
    let (_, tickets) = scene.token(scoped("tickets:read")).await;
    statuses(
        &scene,
        &tickets,
        &[
            ("GET", "/api/v2/tickets", 200),
            ("GET", "/api/v2/tickets.json?page[size]=100", 200),
            ("HEAD", "/api/v2/tickets/7", 200),
            ("POST", "/api/v2/tickets", 403),
            ("GET", "/api/v2/tickets/7/export", 403),
            ("GET", "/api/v2/users", 403),
            ("GET", "/API/V2/Tickets/7/", 200),
        ],
    )
    .await;
    let (_, both) = scene.token(scoped("tickets auditlogs:read")).await;
    statuses(&scene, &both, &[("PUT", "/api/v2/tickets/7", 200), ("GET", "/api/v2/tickets/7/export", 200)]).await;
    let ask = scene.ask("POST", "/api/v2/tickets").header("authorization", &basic("ada@example.com/token", &tickets));
    assert!(ask.expect(403).await.text().contains("required scopes: tickets:write"));
}

#[actix_web::test]
async fn under_a_table_a_path_that_could_be_read_in_two_ways_is_refused_whoever_asks() {
    let scene = with_routes().await;
    let all = scene.secret().await;
    for target in [
        "/api/v2/public/../tickets",
        "/api/v2/public/%2e%2e/tickets",
        "/api/v2/public/.%2E/tickets",
        "/api/v2/public%2ftickets",
        "/api/v2/public%2Ftickets",
        "/api/v2/public%5ctickets",
        "/api/v2/public%3ftickets",
        "/api/v2/public%23tickets",
        "/api/v2//tickets",
        "/api/v2/public/..;/tickets",
        "/api/v2/public/%252e%252e/tickets",
        "https://acme.example.com/api/v2/tickets",
        "/api/v2/tickets\\7",
    ] {
        let ask = scene.ask("GET", target).header("authorization", &basic("ada@example.com/token", &all));
        let answer = ask.expect(403).await;
        assert!(answer.text().contains("two ways"), "{target}: {}", answer.text());
    }
    let plain = Scene::new().await;
    let all = plain.secret().await;
    statuses(&plain, &all, &[("GET", "/files//a%2Fb", 200)]).await;
}

#[actix_web::test]
async fn an_api_of_named_resources_sees_the_scopes_that_concern_it() {
    let scene = Scene::new().await;
    let proxy = scene.server.resource_server(scene.tenant.id, "helpdesk", Some(&["tickets"])).await;
    let (_, read) = scene.token(scoped("read users:write")).await;
    let (_, tickets) = scene.token(scoped("tickets:read")).await;
    let (_, users) = scene.token(scoped("users")).await;
    let all = scene.secret().await;
    for (secret, method, status, scopes) in [
        (&read, "GET", 200, "tickets:read"),
        (&tickets, "GET", 200, "tickets:read"),
        (&tickets, "POST", 403, ""),
        (&users, "GET", 403, ""),
        (&all, "POST", 200, "tickets:read tickets:write"),
    ] {
        let ask = scene.server.get("acme", "/sidecar/verify");
        let ask = ask.header("x-grantor-authorization", &basic(&proxy.identifier, &proxy.secret));
        let ask = ask.header("x-original-method", method).header("x-original-uri", "/");
        let ask = ask.header("x-original-address", "192.0.2.1");
        let answer = ask.header("authorization", &basic("ada@example.com/token", secret)).expect(status).await;
        assert_eq!(answer.header("x-grantor-scopes").unwrap_or_default(), scopes);
    }
}

/// An access token that acts as Ada, and the application that holds it.
async fn access_token(scene: &Scene, scope: &str) -> (App, String) {
    let act = |client: &mut grantor::clients::Client| client.service_account = Some(scene.ada.id);
    let app = scene.server.client(scene.tenant.id, "machine", Kind::Confidential, act).await;
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    let made = scene.server.post("acme", "/oauth/tokens").basic("machine", &app.secret).form(&form).expect(200).await;
    (app, made.field("access_token"))
}

/// The scopes that `proxy` is told of a GET with these credentials.
async fn told(scene: &Scene, proxy: &Api, authorization: &str) -> String {
    let ask = scene.server.get("acme", "/sidecar/verify");
    let ask = ask.header("x-grantor-authorization", &basic(&proxy.identifier, &proxy.secret));
    let ask = ask.header("x-original-method", "GET").header("x-original-uri", "/");
    let ask = ask.header("x-original-address", "192.0.2.1").header("authorization", authorization);
    ask.expect(200).await.header("x-grantor-scopes").unwrap()
}

#[actix_web::test]
async fn nobody_is_told_of_scopes_above_what_the_person_is_today() {
    let scene = Scene::new().await;
    let given = "read impersonate auditlogs:read";
    let ((app, token), (_, secret)) = (access_token(&scene, given).await, scene.token(scoped(given)).await);
    let change = users::Change { role: Some(Role::Agent), ..users::Change::default() };
    scene.server.user(scene.tenant.id, "Grace", Role::Admin).await;
    scene.server.change_user(&scene.ada, change).await;
    for authorization in [format!("Bearer {token}"), basic("ada@example.com/token", &secret)] {
        assert_eq!(told(&scene, &scene.proxy, &authorization).await, "read", "{authorization}");
    }
    let (machine, proxy) = (("machine", app.secret.as_str()), (scene.proxy.identifier.as_str(), &*scene.proxy.secret));
    for (identifier, secret) in [machine, proxy] {
        let ask = scene.server.post("acme", "/oauth/introspect").basic(identifier, secret);
        assert_eq!(ask.form(&[("token", &token)]).expect(200).await.field("scope"), "read", "{identifier}");
    }
}

#[actix_web::test]
async fn an_api_of_named_resources_is_told_of_no_other_scope_of_an_access_token() {
    let scene = Scene::new().await;
    let proxy = scene.server.resource_server(scene.tenant.id, "helpdesk", Some(&["tickets"])).await;
    let (_, token) = access_token(&scene, "read users:read").await;
    assert_eq!(told(&scene, &proxy, &format!("Bearer {token}")).await, "tickets:read");
}
