//! CORS: any origin, without credentials, where browser applications call, and nowhere else (contract §2).

use actix_web::http::Method;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::World;
use crate::harness::request::Call;

const ORIGIN: &str = "https://spa.example";

fn open(answer: &Answer) {
    assert_eq!(
        answer.header("access-control-allow-origin").as_deref(),
        Some("*"),
        "{} {}",
        answer.status,
        answer.text()
    );
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

fn shut(answer: &Answer) {
    let cors = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
    assert_eq!(cors, None, "{}", answer.status);
}

fn preflight<'a>(world: &'a World, path: &str) -> Call<'a> {
    let call = world.server.call(Method::OPTIONS, "acme", path).header("origin", ORIGIN);
    call.header("access-control-request-method", "POST").header("access-control-request-headers", "content-type")
}

#[actix_web::test]
async fn a_browser_application_can_exchange_refresh_and_revoke() {
    let world = World::new().await;
    let code = world.code(&world.native).await;
    let answer = world.exchange(&world.native, &code).header("origin", ORIGIN).expect(200).await;
    open(&answer);
    let refresh = answer.field("refresh_token");
    open(&world.refresh(&world.native, &refresh).header("origin", ORIGIN).expect(200).await);
    let form = [("client_id", "native_app"), ("token", &refresh)];
    open(&world.server.post("acme", "/oauth/revoke").form(&form).header("origin", ORIGIN).expect(200).await);
    let path = "/.well-known/oauth-authorization-server";
    open(&world.server.get("acme", path).header("origin", ORIGIN).expect(200).await);
}

#[actix_web::test]
async fn a_script_may_send_whatever_headers_it_likes_and_reads_what_is_not_there() {
    let world = World::new().await;
    let path = "/.well-known/oauth-authorization-server";
    for path in [path, "/oauth/tokens", "/oauth/revoke", "/.well-known/openid-configuration"] {
        let allowed = preflight(&world, path).expect(204).await.header("access-control-allow-headers").unwrap();
        assert_eq!(allowed, "Authorization, Content-Type, *", "{path}");
    }
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-protected-resource/mcp"] {
        open(&world.server.get("acme", path).header("origin", ORIGIN).expect(404).await);
    }
}

#[actix_web::test]
async fn errors_can_be_read_too() {
    let world = World::new().await;
    let post = |path| world.server.post("acme", path).header("origin", ORIGIN);
    for path in ["/oauth/tokens", "/oauth/revoke"] {
        open(&post(path).expect(400 + u16::from(path.ends_with("revoke"))).await);
        open(&post(path).body("text/plain", "x").expect(400).await);
        let form = [("grant_type", "refresh_token"), ("client_id", "invoice_sync"), ("client_secret", "wrong")];
        let answer = post(path).form(&form).expect(401).await;
        open(&answer);
        let exposed = answer.header("access-control-expose-headers").unwrap();
        assert!(exposed.contains("WWW-Authenticate") && exposed.contains("Retry-After"), "{exposed}");
        open(&world.server.get("acme", path).expect(405).await);
        open(&world.server.post("nobody", path).expect(404).await);
        open(&world.server.post("acme", path).hostless().expect(400).await);
    }
    open(&world.server.post("acme", "/.well-known/oauth-authorization-server").expect(405).await);
}

#[actix_web::test]
async fn a_preflight_is_answered_for_any_origin() {
    let world = World::new().await;
    for path in ["/oauth/tokens", "/oauth/revoke", "/.well-known/oauth-authorization-server"] {
        let answer = preflight(&world, path).expect(204).await;
        open(&answer);
        assert!(answer.header("access-control-allow-methods").unwrap().contains("POST"));
        let allowed = answer.header("access-control-allow-headers").unwrap();
        assert!(allowed.contains("Authorization") && allowed.contains("Content-Type"), "{allowed}");
        assert!(answer.body.is_empty());
    }
}

#[actix_web::test]
async fn pages_and_introspection_are_shut() {
    let world = World::new().await;
    let authorize = Ask::of(&world.app).path();
    let wrong = Ask::of(&world.app).with("client_id", "nobody").path();
    for path in [&authorize, &wrong, "/access/login", "/access/logout", "/", "/nowhere"] {
        shut(&world.server.get("acme", path).header("origin", ORIGIN).send().await);
        shut(&world.browser().await.get(path).await);
    }
    for path in ["/oauth/authorizations/new", "/oauth/authorizations", "/access/login", "/oauth/introspect"] {
        shut(&preflight(&world, path).expect(405).await);
        shut(&world.server.post("acme", path).header("origin", ORIGIN).send().await);
    }
    let call = world.server.post("acme", "/oauth/introspect").basic(&world.api.identifier, &world.api.secret);
    shut(&call.header("origin", ORIGIN).form(&[("token", "x")]).expect(200).await);
}
