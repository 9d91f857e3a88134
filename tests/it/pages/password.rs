//! /account/password: changing one's own password ends what is open elsewhere, and offers to end the rest.

use crate::harness::answer::Answer;
use crate::harness::browser::Browser;
use crate::harness::flow::{Pair, World};
use crate::harness::people::PASSWORD;

const PATH: &str = "/account/password";
const ALL: &str = "/account/connected-apps/all";
const NEW: &str = "a horse of another colour";

async fn world() -> World {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    world
}

async fn change(browser: &Browser<'_>, current: &str, new: &str) -> Answer {
    let page = browser.get(PATH).await;
    browser.submit(&page, PATH, &[("current", current), ("password", new)]).await
}

#[actix_web::test]
async fn a_change_ends_the_other_sessions_and_the_old_password() {
    let world = world().await;
    let (here, elsewhere) = (world.browser().await, world.browser().await);
    let answer = change(&here, PASSWORD, NEW).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/account/password?changed=1"));
    assert_eq!(here.get(&answer.location()).await.heading(), "Your password is changed");
    assert_eq!(elsewhere.get("/").await.status, 303, "signed out");
    for (password, status) in [(PASSWORD, 422), (NEW, 303)] {
        let browser = world.server.browser("acme");
        assert_eq!(world.server.sign_in(&browser, "ada@example.com", password).await.status, status);
    }
    world.server.advance(601);
    assert_eq!(here.get(&answer.location()).await.heading(), "Change password", "it was changed long ago");
}

#[actix_web::test]
async fn a_change_ends_the_cookie_that_it_was_made_with() {
    let world = world().await;
    let (changer, taken) = (world.browser().await, world.server.browser("acme"));
    let name = world.server.session_cookie();
    let before = changer.cookie(name).unwrap();
    taken.set_cookie(name, &before);
    assert_eq!(taken.get("/").await.status, 200);
    let (form, stale) = (changer.get(PATH).await, taken.get(PATH).await);
    let answer = changer.submit(&form, PATH, &[("current", PASSWORD), ("password", NEW)]).await;
    assert_ne!(changer.cookie(name).unwrap(), before);
    assert_eq!(changer.get(&answer.location()).await.heading(), "Your password is changed");
    assert_eq!(taken.get("/").await.location(), "/access/login", "a copy of the cookie is out");
    let again = [("current", NEW), ("password", "yet another horse")];
    assert_eq!(changer.submit(&stale, PATH, &again).await.status, 400, "forms of before are out too");
    assert_eq!(change(&changer, NEW, "yet another horse").await.status, 303, "new forms work");
}

#[actix_web::test]
async fn nothing_changes_without_the_present_password_or_with_a_poor_one() {
    let world = world().await;
    let (browser, elsewhere) = (world.browser().await, world.browser().await);
    for (current, new, says) in [
        ("not the password", NEW, "The current password is not right."),
        (PASSWORD, PASSWORD, "This is your password already."),
        (PASSWORD, "short", "This password is too short."),
        (PASSWORD, "ada@example.com", "This password is easy to guess."),
    ] {
        let page = change(&browser, current, new).await;
        assert_eq!(page.status, 422);
        assert!(page.words().contains(says), "{says}: {}", page.words());
        assert!(!page.text().contains("type=\"password\" value"), "no password comes back");
    }
    assert_eq!(elsewhere.get("/").await.status, 200);
    let other = world.server.browser("acme");
    assert_eq!(world.server.sign_in(&other, "ada@example.com", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn the_present_password_cannot_be_guessed_at_an_open_browser() {
    let world = world().await;
    let browser = world.browser().await;
    for _ in 0..10 {
        assert_eq!(change(&browser, "not the password", NEW).await.status, 422);
    }
    let locked = change(&browser, PASSWORD, NEW).await;
    assert_eq!(locked.status, 429);
    assert!(locked.header("retry-after").is_some());
}

#[actix_web::test]
async fn a_form_of_another_session_or_from_elsewhere_changes_nothing() {
    let world = world().await;
    let (mine, theirs) = (world.browser().await, world.browser().await);
    let page = mine.get(PATH).await;
    let fields = [("current", PASSWORD), ("password", NEW)];
    assert_eq!(theirs.submit(&page, PATH, &fields).await.status, 400);
    let mut form = page.form(PATH);
    form.extend(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
    for origin in ["https://evil.example", "null"] {
        let post = world.server.post("acme", PATH).header("cookie", &mine.cookie_header()).form(&form);
        post.header("origin", origin).expect(403).await;
    }
    assert_eq!(world.server.browser("acme").post(PATH, &form).await.status, 400, "nobody is signed in");
    assert_eq!(theirs.get("/").await.status, 200);
}

#[actix_web::test]
async fn whoever_has_no_password_here_finds_no_such_page() {
    let world = World::new().await;
    let browser = world.browser().await;
    assert_eq!(browser.get(PATH).await.status, 404);
    assert!(!browser.get("/").await.text().contains(PATH));
    assert_eq!(
        world.server.browser("acme").get(PATH).await.location(),
        "/access/login?return_to=%2Faccount%2Fpassword"
    );
    world.server.password(&world.ada).await;
    let browser = world.browser().await;
    assert!(browser.get("/").await.text().contains(PATH));
}

#[actix_web::test]
async fn one_click_afterwards_disconnects_every_app() {
    let world = world().await;
    let (first, native) = (world.tokens(&world.app).await, world.tokens(&world.native).await);
    let renewed = Pair::of(&world.refresh(&world.app, &first.refresh).expect(200).await);
    let pending = world.code(&world.app).await;
    let browser = world.browser().await;
    let lone = world.lone_token("read").await;
    let answer = change(&browser, PASSWORD, NEW).await;
    let page = browser.get(&answer.location()).await;
    assert!(page.words().contains("2 apps can still use your account"), "{}", page.words());
    assert!(world.is_active(&native.access).await, "nothing is disconnected unasked");

    let other = world.browser().await;
    assert_eq!(other.submit(&page, ALL, &[]).await.status, 400, "a form of another session");
    let answer = browser.submit(&page, ALL, &[]).await;
    assert_eq!(answer.location(), "/account/connected-apps?removed=all");
    assert!(browser.get(&answer.location()).await.words().contains("No app has access any more."));
    for token in [&renewed.access, &native.access, &lone] {
        assert!(!world.is_active(token).await);
    }
    for (app, token) in [(&world.app, &first.refresh), (&world.app, &renewed.refresh), (&world.native, &native.refresh)]
    {
        assert_eq!(world.refresh(app, token).expect(400).await.error(), "invalid_grant", "leeway included");
    }
    assert_eq!(world.exchange(&world.app, &pending).expect(400).await.error(), "invalid_grant");
    assert_eq!(browser.get(&world.request(&world.app, "read")).await.status, 200, "the consent is forgotten");
    let page = browser.get("/account/password?changed=1").await;
    assert!(page.forms(ALL).is_empty(), "nothing is left to disconnect");
}

#[actix_web::test]
async fn a_reset_offers_it_too_and_a_first_password_does_not() {
    let world = World::new().await;
    world.tokens(&world.app).await;
    for (words, forms) in [("/", 0), ("/account/password?changed=1", 1)] {
        let link = world.server.link(&world.ada).await;
        let browser = world.server.browser("acme");
        let page = browser.get(&link).await;
        let answer = browser.submit(&page, &link, &[("password", NEW)]).await;
        assert_eq!(answer.location(), words);
        assert_eq!(browser.get(words).await.forms(ALL).len(), forms);
    }
}
