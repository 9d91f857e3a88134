//! Cookies: out of reach for scripts, other sites and other hosts (RFC 6265bis §4.1.2, §4.1.3).

use grantor::config::{Config, PublicUrl};

use crate::harness::Server;
use crate::harness::answer::Answer;
use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

/// Name and attributes of every cookie that is set on the way in and out.
async fn journey(world: &World) -> Vec<(String, Vec<String>)> {
    world.server.password(&world.ada).await;
    let browser = world.server.browser("acme");
    let form = browser.get("/access/login?lang=fr").await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let signed_in = browser.submit(&form, "/access/login", &fields).await;
    assert_eq!(signed_in.status, 303);
    let home = browser.get("/").await;
    let signed_out = browser.submit(&home, "/access/logout", &[]).await;
    let cookies = [form.cookies(), signed_in.cookies(), signed_out.cookies()].concat();
    assert!(cookies.len() >= 4, "{cookies:?}");
    let apart = |cookie: String| {
        let mut parts = cookie.split("; ").map(ToOwned::to_owned);
        let name = parts.next().unwrap().split('=').next().unwrap().to_owned();
        let mut attributes: Vec<String> = parts.collect();
        attributes.sort();
        (name, attributes)
    };
    cookies.into_iter().map(apart).collect()
}

#[actix_web::test]
async fn where_the_issuer_is_https_a_cookie_is_bound_to_this_very_host() {
    let public_url = PublicUrl::parse("https://{tenant}.example.com").unwrap();
    let world = World::on(Server::with(Config { public_url, ..Config::default() }).await, "acme").await;
    for (name, mut attributes) in journey(&world).await {
        attributes.retain(|attribute| attribute != "Max-Age=0");
        assert!(name.starts_with("__Host-grantor"), "{name}");
        assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"], "{name}");
    }
}

#[actix_web::test]
async fn on_loopback_it_has_a_plain_name_and_needs_no_https() {
    let world = World::new().await;
    for (name, mut attributes) in journey(&world).await {
        attributes.retain(|attribute| attribute != "Max-Age=0");
        assert!(name.starts_with("grantor"), "{name}");
        assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax"], "{name}");
    }
}

#[actix_web::test]
async fn a_plain_cookie_opens_nothing_where_the_issuer_is_https() {
    let public_url = PublicUrl::parse("https://{tenant}.example.com").unwrap();
    let world = World::on(Server::with(Config { public_url, ..Config::default() }).await, "acme").await;
    let browser = world.browser().await;
    assert_eq!(browser.get("/").await.status, 200);
    let plain = world.server.browser("acme");
    plain.set_cookie("grantor", &browser.cookie("__Host-grantor").unwrap());
    assert_eq!(plain.get("/").await.location(), "/access/login");
}

/// The answer to somebody whose browser sends these `Cookie` headers.
async fn sending(world: &World, headers: &[Vec<u8>], path: &str) -> Answer {
    let call = world.server.get("acme", path).header("accept", "application/json");
    headers.iter().fold(call, |call, header| call.header_bytes("cookie", header)).send().await
}

#[actix_web::test]
async fn a_cookie_counts_under_the_very_bytes_of_its_name_and_beside_whatever_else_is_sent() {
    let public_url = PublicUrl::parse("https://{tenant}.example.com").unwrap();
    let world = World::on(Server::with(Config { public_url, ..Config::default() }).await, "acme").await;
    let (ada, mallory) = (world.browser().await, world.browser().await);
    let (ada, mallory) = (ada.cookie("__Host-grantor").unwrap(), mallory.cookie("__Host-grantor").unwrap());
    let own = format!("__Host-grantor={ada}");
    for (headers, counts) in [
        (vec![own.clone().into_bytes()], true),
        (vec![format!("x=y;{own} ;z").into_bytes()], true),
        (vec![[b"x=\xe9; ", own.as_bytes()].concat()], true),
        (vec![b"x=y".to_vec(), own.clone().into_bytes()], true),
        (vec![format!("%5F%5FHost-grantor={mallory}; {own}").into_bytes()], true),
        (vec![format!("%5F%5FHost-grantor={mallory}").into_bytes()], false),
        (vec![format!("__Host%2Dgrantor={mallory}").into_bytes()], false),
        (vec![format!("__host-grantor={mallory}").into_bytes()], false),
        (vec![format!("\u{a0}__Host-grantor={mallory}").into_bytes()], false),
        (vec![format!("=__Host-grantor={mallory}").into_bytes()], false),
        (vec![format!("__Host-grantor ={mallory}").into_bytes()], false),
        (vec![format!("x=\"y; __Host-grantor=\"{mallory}\"").into_bytes()], false),
        (vec![format!("{own}; __Host-grantor={mallory}").into_bytes()], false),
        (vec![own.clone().into_bytes(), format!("__Host-grantor={mallory}").into_bytes()], false),
    ] {
        let sent: Vec<_> = headers.iter().map(|header| String::from_utf8_lossy(header)).collect();
        let page = sending(&world, &headers, "/").await;
        assert_eq!(page.status, if counts { 200 } else { 303 }, "{sent:?}");
        let person = sending(&world, &headers, "/api/v2/users/me").await;
        assert_eq!(person.json()["user"]["id"].is_null(), !counts, "{sent:?}");
    }
}

#[actix_web::test]
async fn a_visit_that_is_told_twice_is_begun_anew() {
    let world = World::new().await;
    let visit = |letter: &str| format!("grantor-visit={}", letter.repeat(43)).into_bytes();
    for (headers, anew) in [(vec![visit("x")], false), (vec![visit("x"), visit("y")], true)] {
        let set = sending(&world, &headers, "/access/login").await.cookies();
        assert_eq!(set.iter().any(|cookie| cookie.starts_with("grantor-visit=")), anew, "{set:?}");
    }
}

#[actix_web::test]
async fn a_session_cookie_opens_its_own_tenant_only_and_no_part_of_it_opens_anything() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let cookie = world.browser().await.cookie("grantor").unwrap();
    let padded = format!("{cookie}0");
    let there = globex.server.browser("globex");
    there.set_cookie("grantor", &cookie);
    assert_eq!(there.get("/").await.location(), "/access/login");
    for value in [&cookie[1..], &cookie[..cookie.len() - 1], &padded, &cookie.to_uppercase(), "x"] {
        let browser = world.server.browser("acme");
        browser.set_cookie("grantor", value);
        assert_eq!(browser.get("/").await.location(), "/access/login");
    }
}

#[actix_web::test]
async fn a_session_lasts_as_long_as_the_tenant_says() {
    let world = World::on(Server::start().await, "acme").await;
    let settings = serde_json::json!({ "session_lifetime": 600 }).as_object().unwrap().clone();
    let change = grantor::tenants::Change { settings, ..Default::default() };
    world.server.change_tenant(world.tenant.id, change).await;
    world.server.password(&world.ada).await;
    let browser = world.server.browser("acme");
    world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    world.server.advance(599);
    assert_eq!(browser.get("/").await.status, 200);
    world.server.advance(1);
    assert_eq!(browser.get("/").await.status, 303);
}

#[actix_web::test]
async fn a_visit_whose_secret_could_be_guessed_is_begun_anew() {
    let world = World::new().await;
    for (length, anew) in [(0, true), (31, true), (32, false)] {
        let browser = world.server.browser("acme");
        browser.set_cookie("grantor-visit", &"x".repeat(length));
        let set = browser.get("/access/login").await.cookies();
        assert_eq!(set.iter().any(|cookie| cookie.starts_with("grantor-visit=")), anew, "{length}: {set:?}");
    }
}
