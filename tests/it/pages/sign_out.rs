//! /access/logout: ends the session, by POST.

use grantor::audit::Action;

use crate::harness::flow::World;

const FORM: &str = "/access/logout";

#[actix_web::test]
async fn signing_out_ends_the_session_for_whoever_kept_its_cookie() {
    let world = World::new().await;
    let browser = world.browser().await;
    let cookie = browser.cookie("grantor").unwrap();
    let home = browser.get("/").await;
    let answer = browser.submit(&home, FORM, &[]).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, FORM));
    assert!(
        answer.cookies().iter().any(|set| set.starts_with("grantor=;") && set.contains("Max-Age=0")),
        "{:?}",
        answer.cookies()
    );
    let farewell = browser.get(FORM).await;
    assert_eq!(farewell.heading(), "You are signed out");
    assert_eq!(farewell.header("clear-site-data").as_deref(), Some("\"cache\""), "nor does the browser keep pages");
    browser.set_cookie("grantor", &cookie);
    assert_eq!(browser.get("/").await.location(), "/access/login");
    let event = world.server.events(world.tenant.id).await.remove(0);
    assert_eq!((event.action, event.stamp.origin.actor.name()), (Action::Logout, "Ada"));
}

#[actix_web::test]
async fn looking_at_the_address_ends_nothing() {
    let world = World::new().await;
    let browser = world.browser().await;
    assert_eq!(browser.get(FORM).await.location(), "/");
    assert_eq!(browser.get("/").await.status, 200);
}

#[actix_web::test]
async fn nobody_is_signed_out_by_another_site_session_or_form() {
    let world = World::new().await;
    let (browser, other) = (world.browser().await, world.browser().await);
    let fields = browser.get("/").await.form(FORM);
    let post = || world.server.post("acme", FORM).header("cookie", &browser.cookie_header());
    for origin in ["https://evil.example", "null", "http://globex.localhost:8080"] {
        post().form(&fields).header("origin", origin).expect(403).await;
    }
    post().form::<&str, &str>(&[]).expect(400).await;
    post().form(&[("csrf", "x")]).expect(400).await;
    post().form(&other.get("/").await.form(FORM)).expect(400).await;
    assert_eq!(browser.get("/").await.status, 200);
    let still = post().form(&other.get("/").await.form(FORM)).expect(400).await;
    assert!(still.words().contains("You are still signed in"), "{}", still.words());
    post().form(&still.form(FORM)).expect(303).await;
}

#[actix_web::test]
async fn whoever_is_not_signed_in_is_signed_out() {
    let world = World::new().await;
    let browser = world.server.browser("acme");
    assert_eq!(browser.post::<&str, &str>(FORM, &[]).await.location(), FORM);
    assert_eq!(browser.get(FORM).await.heading(), "You are signed out");
}

#[actix_web::test]
async fn other_sessions_of_the_person_go_on() {
    let world = World::new().await;
    let (here, there) = (world.browser().await, world.browser().await);
    let home = here.get("/").await;
    here.submit(&home, FORM, &[]).await;
    assert_eq!(there.get("/").await.status, 200);
}
