//! /access/link/{secret}: a one-time link, with which somebody chooses a password and is signed in.

use grantor::users::{self, Role};

use crate::harness::answer::Answer;
use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

const CHOSEN: &str = "a horse of another colour";

fn spent(answer: &Answer) {
    assert_eq!((answer.status, answer.header("location")), (410, None), "{}", answer.words());
    assert!(answer.text().contains("<a class=\"button primary\" href=\"/access/login\">Sign in</a>"), "a way on");
    assert!(answer.cookies().iter().all(|cookie| !cookie.starts_with("grantor=")));
}

#[actix_web::test]
async fn looking_at_a_link_claims_nothing_and_choosing_a_password_claims_it_once() {
    let world = World::new().await;
    let link = world.server.link(&world.ada).await;
    for _ in 0..3 {
        let preview = world.server.browser("acme").get(&link).await;
        assert_eq!((preview.status, preview.heading().as_str()), (200, "Choose a password"));
    }
    let browser = world.server.browser("acme");
    let page = browser.get(&link).await;
    let answer = browser.submit(&page, &link, &[("password", CHOSEN)]).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/"));
    assert_eq!(browser.get("/").await.heading(), "You are signed in to Acme");
    spent(&browser.get(&link).await);
    spent(&browser.submit(&page, &link, &[("password", CHOSEN)]).await);
    let other = world.server.browser("acme");
    assert_eq!(world.server.sign_in(&other, "ada@example.com", CHOSEN).await.status, 303);
}

#[actix_web::test]
async fn a_claimed_link_ends_the_session_that_the_browser_had() {
    let world = World::new().await;
    let eve = world.server.user(world.tenant.id, "Eve", Role::Agent).await;
    let browser = world.server.signed_in(&world.tenant, &eve).await;
    let before = browser.cookie("grantor").unwrap();
    let link = world.server.link(&world.ada).await;
    let page = browser.get(&link).await;
    assert_eq!(browser.submit(&page, &link, &[("password", CHOSEN)]).await.status, 303);
    assert_ne!(browser.cookie("grantor").unwrap(), before);
    let other = world.server.browser("acme");
    other.set_cookie("grantor", &before);
    assert_eq!(other.get("/").await.location(), "/access/login");
}

#[actix_web::test]
async fn a_link_is_good_for_a_day() {
    let world = World::new().await;
    let link = world.server.link(&world.ada).await;
    let browser = world.server.browser("acme");
    world.server.advance(86_399);
    let page = browser.get(&link).await;
    assert_eq!(page.status, 200);
    world.server.advance(1);
    spent(&browser.get(&link).await);
    spent(&browser.submit(&page, &link, &[("password", CHOSEN)]).await);
}

#[actix_web::test]
async fn a_link_is_good_at_its_own_account_only() {
    let world = World::new().await;
    world.server.tenant("globex").await;
    let link = world.server.link(&world.ada).await;
    spent(&world.server.browser("globex").get(&link).await);
    assert_eq!(world.server.browser("acme").get(&link).await.status, 200);
}

#[actix_web::test]
async fn what_is_no_link_opens_nothing() {
    let world = World::new().await;
    let link = world.server.link(&world.ada).await;
    for path in [
        &link[..link.len() - 1],
        &(link.clone() + "0"),
        &link.to_uppercase().replace("/ACCESS/LINK", "/access/link"),
        "/access/link/x",
    ] {
        spent(&world.server.browser("acme").get(path).await);
    }
    for path in ["/access/link/", "/access/link"] {
        assert_eq!(world.server.browser("acme").get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn a_new_link_takes_the_place_of_the_one_before() {
    let world = World::new().await;
    let (first, second) = (world.server.link(&world.ada).await, world.server.link(&world.ada).await);
    spent(&world.server.browser("acme").get(&first).await);
    assert_eq!(world.server.browser("acme").get(&second).await.status, 200);
}

#[actix_web::test]
async fn a_suspended_person_has_no_link() {
    let world = World::new().await;
    let link = world.server.link(&world.ada).await;
    world.server.change_user(&world.ada, users::Change { suspended: Some(true), ..Default::default() }).await;
    spent(&world.server.browser("acme").get(&link).await);
}

#[actix_web::test]
async fn a_poor_password_is_refused_and_the_link_stays_good() {
    let world = World::new().await;
    let link = world.server.link(&world.ada).await;
    let browser = world.server.browser("acme");
    let page = browser.get(&link).await;
    for password in ["", "short", "ada@example.com", &"a".repeat(10_000)] {
        let answer = browser.submit(&page, &link, &[("password", password)]).await;
        assert_eq!(answer.status, 422, "{password}");
    }
    assert_eq!(browser.submit(&page, &link, &[("password", CHOSEN)]).await.status, 303);
}

#[actix_web::test]
async fn a_form_of_another_browser_or_from_elsewhere_claims_nothing() {
    let world = World::new().await;
    let link = world.server.link(&world.ada).await;
    let (mine, other) = (world.server.browser("acme"), world.server.browser("acme"));
    let page = mine.get(&link).await;
    other.get(&link).await;
    assert_eq!(other.submit(&page, &link, &[("password", CHOSEN)]).await.status, 400);
    let mut fields = page.form(&link);
    fields.push(("password".to_owned(), CHOSEN.to_owned()));
    let post = || world.server.post("acme", &link).header("cookie", &mine.cookie_header()).form(&fields);
    for origin in ["https://evil.example", "null"] {
        post().header("origin", origin).expect(403).await;
    }
    assert_eq!(mine.get(&link).await.status, 200, "still good");
    post().header("origin", "http://acme.localhost:8080").expect(303).await;
}

#[actix_web::test]
async fn choosing_a_password_ends_every_other_session() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    let elsewhere = world.browser().await;
    let link = world.server.link(&world.ada).await;
    let browser = world.server.browser("acme");
    let page = browser.get(&link).await;
    browser.submit(&page, &link, &[("password", CHOSEN)]).await;
    assert_eq!(elsewhere.get("/").await.status, 303);
    let other = world.server.browser("acme");
    assert_eq!(world.server.sign_in(&other, "ada@example.com", PASSWORD).await.status, 422);
}
