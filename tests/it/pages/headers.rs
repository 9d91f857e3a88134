//! What browsers are told about every page (security.md).

use actix_web::http::Method;
use grantor::tenants;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::World;
use crate::sidecar::scene::basic;

/// One of each page, named.
async fn pages(world: &World) -> Vec<(&'static str, Answer)> {
    world.server.password(&world.ada).await;
    let (nobody, ada) = (world.server.browser("acme"), world.browser().await);
    let link = world.server.link(&world.ada).await;
    let html = |path: &str| world.server.get("acme", path).header("accept", "text/html");
    vec![
        ("sign-in", nobody.get("/access/login").await),
        ("consent", ada.get(&Ask::of(&world.app).path()).await),
        ("invalid request", ada.get(&Ask::of(&world.app).with("client_id", "x").path()).await),
        ("home", ada.get("/").await),
        ("connected apps", ada.get("/account/connected-apps").await),
        ("change password", ada.get("/account/password").await),
        ("password changed", ada.get("/account/password?changed=1").await),
        ("signed out", nobody.get("/access/logout").await),
        ("link", nobody.get(&link).await),
        ("spent link", nobody.get("/access/link/x").await),
        ("stale", ada.post("/oauth/authorizations", Ask::of(&world.app).parameters()).await),
        ("foreign", world.server.post("acme", "/oauth/authorizations").header("origin", "null").send().await),
        ("wrong password", world.server.sign_in(&nobody, "x@example.com", "x").await),
        ("not found", html("/nowhere").send().await),
        ("wrong method", html("/oauth/authorizations").send().await),
        ("no account", html("/").host("nobody.localhost").send().await),
        ("no host", html("/").hostless().send().await),
    ]
}

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

#[actix_web::test]
async fn no_page_can_be_framed_kept_sniffed_or_scripted() {
    let world = World::new().await;
    for (name, page) in pages(&world).await {
        let header = |header: &str| page.header(header).unwrap_or_default();
        assert_eq!(header("content-type"), "text/html; charset=utf-8", "{name}");
        assert_eq!(header("cache-control"), "no-store", "{name}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(header("referrer-policy"), "same-origin", "{name}");
        assert_eq!(header("x-frame-options"), "DENY", "{name}");
        assert!(header("content-security-policy").starts_with(POLICY), "{name}");
        assert!(!page.text().contains("<script") && !page.text().contains(" style="), "{name}");
        assert_eq!(page.header("server"), None, "{name}");
    }
}

#[actix_web::test]
async fn the_pages_of_a_flow_may_end_at_the_app_and_every_other_form_stays_here() {
    let world = World::new().await;
    for (name, page) in pages(&world).await {
        let policy = page.header("content-security-policy").unwrap();
        let flow = matches!(name, "sign-in" | "consent" | "wrong password");
        let expected = if flow { POLICY.to_owned() } else { format!("{POLICY}; form-action 'self'") };
        assert_eq!(policy, expected, "{name}");
        assert_eq!(page.header("cross-origin-opener-policy").is_none(), flow, "{name}");
    }
}

#[actix_web::test]
async fn every_redirect_is_a_303_that_nobody_keeps() {
    let world = World::new().await;
    let ada = world.browser().await;
    let page = ada.get(&Ask::of(&world.app).path()).await;
    let redirects = [
        world.server.get("acme", &Ask::of(&world.app).path()).send().await,
        ada.get(&Ask::of(&world.app).with("scope", "x").path()).await,
        ada.submit(&page, "/oauth/authorizations", &[("decision", "deny")]).await,
        ada.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await,
        ada.get(&Ask::of(&world.app).path()).await,
        world.server.post("acme", "/oauth/authorizations/new").form(Ask::of(&world.app).parameters()).send().await,
        world.server.get("acme", "/").send().await,
    ];
    for answer in redirects {
        assert_eq!((answer.status, answer.header("cache-control").as_deref()), (303, Some("no-store")));
        assert_eq!(answer.header("referrer-policy").as_deref(), Some("same-origin"));
        assert!(answer.body.is_empty());
    }
}

#[actix_web::test]
async fn the_style_sheet_is_kept_for_ever_under_an_address_that_names_its_content() {
    let world = World::new().await;
    let page = world.server.browser("acme").get("/access/login").await.text();
    let href = page.split("<link rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let style = world.server.get("acme", href).expect(200).await;
    assert_eq!(style.header("content-type").as_deref(), Some("text/css; charset=utf-8"));
    assert!(style.header("cache-control").unwrap().contains("immutable"));
    assert_eq!(style.header("x-content-type-options").as_deref(), Some("nosniff"));
}

#[actix_web::test]
async fn no_answer_is_taken_for_something_else() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let (server, secret, token) = (&world.server, &world.api.secret, [("token", &pair.access)]);
    let proven = |path: &str| {
        let proof = basic(&world.api.identifier, secret);
        let call = server.get("acme", path).header("x-grantor-authorization", &proof).bearer(&pair.access);
        let call = call.header("x-original-method", "GET").header("x-original-uri", "/");
        call.header("x-original-address", "192.0.2.1")
    };
    let calls = [
        world.refresh(&world.app, &pair.refresh),
        server.post("acme", "/oauth/tokens"),
        server.post("acme", "/oauth/revoke").basic("invoice_sync", &world.app.secret).form(&[("token", "x")]),
        server.post("acme", "/oauth/revoke"),
        server.post("acme", "/oauth/introspect").bearer(secret).form(&token),
        server.post("acme", "/oauth/introspect"),
        server.get("acme", "/.well-known/oauth-authorization-server"),
        server.get("acme", "/openapi.json"),
        server.get("acme", "/openapi"),
        server.get("acme", "/api/v2/users/me"),
        proven("/sidecar/verify"),
        server.get("acme", "/sidecar/verify"),
        server.get("acme", "/sidecar/relayed"),
        server.call(Method::OPTIONS, "acme", "/oauth/tokens").header("access-control-request-method", "POST"),
        server.get("acme", "/nowhere"),
        server.get("acme", "/oauth/tokens"),
        server.get("acme", "/").host("nobody.localhost"),
    ];
    for call in calls {
        let answer = call.send().await;
        let sniffed = answer.headers.get_all("x-content-type-options").map(|value| value.to_str().unwrap());
        assert_eq!(sniffed.collect::<Vec<_>>(), ["nosniff"], "{answer:?}");
    }
}

#[actix_web::test]
async fn a_reference_on_the_page_is_the_requests_own() {
    let world = World::new().await;
    let off = tenants::Change { oauth_access: Some(false), ..Default::default() };
    world.server.change_tenant(world.tenant.id, off).await;
    let first = world.server.get("acme", &Ask::of(&world.app).path()).expect(403).await;
    let second = world.server.get("acme", &Ask::of(&world.app).path()).expect(403).await;
    assert_ne!(first.text(), second.text());
    assert_eq!(first.without_reference(), second.without_reference());
}
