//! Where a person goes on after signing in: a path of the same tenant, and nowhere else (RFC 9700 §4.11).

use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

/// Where Ada lands who signs in on the page with this `return_to`.
async fn lands(world: &World, return_to: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", return_to).finish();
    let browser = world.server.browser("acme");
    let form = browser.get(&format!("/access/login?{query}")).await;
    assert_eq!(form.status, 200, "{return_to:?}");
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let answer = browser.submit(&form, "/access/login", &fields).await;
    assert_eq!(answer.status, 303, "{return_to:?}");
    answer.location()
}

#[actix_web::test]
async fn a_path_of_the_tenant_is_gone_back_to() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    for path in [
        "/account/connected-apps",
        "/oauth/authorizations/new?client_id=a&state=%2F%2Fevil.example",
        "/x?next=https://app.example/",
        "/%E6%97%A5",
    ] {
        assert_eq!(lands(&world, path).await, path);
    }
}

#[actix_web::test]
async fn nothing_leads_away() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    for path in [
        "",
        "https://evil.example/",
        "HTTPS:evil.example",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/%2f/evil.example",
        "/%5cevil.example",
        "/%09/evil.example",
        "/..//evil.example",
        "/.//evil.example",
        "/x/..//evil.example",
        "/%2e%2e//evil.example",
        "/\r\nSet-Cookie: a=b",
        "/%0d%0aSet-Cookie:a=b",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "@evil.example",
        ".evil.example",
        ":80",
        "/x#@evil.example",
        "/\u{ff0f}evil.example",
        "/\u{2028}/evil.example",
    ] {
        assert_eq!(lands(&world, path).await, "/", "{path:?}");
    }
}

#[actix_web::test]
async fn the_way_back_cannot_be_changed_on_the_page() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    let browser = world.server.browser("acme");
    let form = browser.get("/access/login?return_to=%2Fhere").await;
    for to in ["/there", "//evil.example", ""] {
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("return_to", to)];
        let answer = browser.submit(&form, "/access/login", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (422, None), "{to}");
    }
}

#[actix_web::test]
async fn a_repeated_or_unreadable_way_back_leads_home() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    for query in ["return_to=%2Fa&return_to=%2Fb", "return_to=%ff", "return_to", "x"] {
        let browser = world.server.browser("acme");
        let form = browser.get(&format!("/access/login?{query}")).await;
        assert_eq!(form.status, 200, "{query}");
        let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
        let answer = browser.submit(&form, "/access/login", &fields).await;
        assert!(answer.location().starts_with('/') && !answer.location().starts_with("//"), "{}", answer.location());
    }
}

#[actix_web::test]
async fn nothing_leads_away_whoever_is_signed_in_already() {
    let world = World::new().await;
    let browser = world.browser().await;
    for (return_to, location) in [("//evil.example", "/"), ("https://evil.example/", "/"), ("/x", "/x")] {
        let fields = [("csrf", "x"), ("return_to", return_to), ("email", ""), ("password", "")];
        let answer = browser.post("/access/login", &fields).await;
        assert_eq!((answer.status, answer.location().as_str()), (303, location), "{return_to}");
    }
}
