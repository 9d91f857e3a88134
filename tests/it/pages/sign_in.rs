//! POST /access/login: email and password.

use grantor::audit::Action;
use grantor::users::{self, Role};

use crate::harness::answer::Answer;
use crate::harness::browser::Browser;
use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

const FORM: &str = "/access/login";

/// Ada has a password.
async fn world() -> World {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    world
}

/// A refusal, with the address that was typed taken out.
fn refused(answer: &Answer, email: &str) -> String {
    assert_eq!((answer.status, answer.header("location")), (422, None));
    assert!(answer.words().contains("The email or password is not right."), "{}", answer.words());
    assert!(answer.cookies().is_empty(), "{:?}", answer.cookies());
    answer.text().replace(email, "EMAIL")
}

async fn is_signed_in(browser: &Browser<'_>) -> bool {
    let home = browser.get("/").await;
    assert!(home.status == 200 || home.location() == FORM);
    home.status == 200
}

#[actix_web::test]
async fn the_right_password_signs_in() {
    let world = world().await;
    let browser = world.server.browser("acme");
    let answer = world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/"));
    let home = browser.get("/").await;
    assert_eq!((home.status, home.heading().as_str()), (200, "You are signed in to Acme"));
    assert!(home.words().contains("You are signed in as Ada ( ada@example.com )."), "{}", home.words());
    let event = world.server.events(world.tenant.id).await.remove(0);
    assert_eq!((event.action, event.stamp.origin.actor.name()), (Action::Login, "Ada"));
}

#[actix_web::test]
async fn the_address_is_compared_without_case_and_spaces_and_the_password_as_it_is() {
    let world = world().await;
    for email in ["ADA@Example.com", " ada@example.com "] {
        let browser = world.server.browser("acme");
        assert_eq!(world.server.sign_in(&browser, email, PASSWORD).await.status, 303, "{email:?}");
    }
    for password in [PASSWORD.to_uppercase(), format!("{PASSWORD} "), PASSWORD[1..].to_owned(), String::new()] {
        let browser = world.server.browser("acme");
        refused(&world.server.sign_in(&browser, "ada@example.com", &password).await, "ada@example.com");
    }
}

#[actix_web::test]
async fn nobody_learns_whether_an_account_exists_is_suspended_or_has_a_password() {
    let world = world().await;
    let (bob, eve) = (
        world.server.user(world.tenant.id, "Bob", Role::Agent).await,
        world.server.user(world.tenant.id, "Eve", Role::Agent).await,
    );
    world.server.password(&bob).await;
    world.server.change_user(&bob, users::Change { suspended: Some(true), ..Default::default() }).await;
    let browser = world.server.browser("acme");
    browser.get(FORM).await;
    let wrong = world.server.sign_in(&browser, "ada@example.com", "not the password").await;
    let wrong = refused(&wrong, "ada@example.com");
    for (email, password) in [("nobody@example.com", PASSWORD), ("bob@example.com", PASSWORD), ("eve@example.com", "")]
    {
        let answer = world.server.sign_in(&browser, email, password).await;
        assert_eq!(refused(&answer, email), wrong, "{email}");
    }
    drop(eve);
}

#[actix_web::test]
async fn each_sign_in_opens_a_new_session_and_ends_the_one_before() {
    let world = world().await;
    let browser = world.server.browser("acme");
    world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    let first = browser.cookie("grantor").unwrap();
    world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    let second = browser.cookie("grantor").unwrap();
    assert_ne!(first, second);
    assert!(is_signed_in(&browser).await);
    browser.set_cookie("grantor", &first);
    assert!(!is_signed_in(&browser).await);
}

#[actix_web::test]
async fn a_session_that_somebody_planted_is_not_taken_over() {
    let world = world().await;
    let planted = "grantorn_planted_by_somebody_else_0000000000000000000000000";
    let browser = world.server.browser("acme");
    browser.set_cookie("grantor", planted);
    world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    assert_ne!(browser.cookie("grantor").unwrap(), planted);
    assert!(is_signed_in(&browser).await);
    let thief = world.server.browser("acme");
    thief.set_cookie("grantor", planted);
    assert!(!is_signed_in(&thief).await);
}

#[actix_web::test]
async fn nothing_that_was_planted_before_sign_in_signs_a_form_after_it() {
    let world = world().await;
    let browser = world.server.browser("acme");
    browser.get(FORM).await;
    let visit = browser.cookie("grantor-visit").unwrap();
    world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    assert_eq!(browser.cookie("grantor-visit"), None, "the visit ends");
    let home = browser.get("/").await;
    let mine = home.form("/access/logout");
    let stranger = world.server.browser("acme");
    stranger.set_cookie("grantor-visit", &visit);
    let planted = stranger.get(FORM).await.form(FORM);
    browser.set_cookie("grantor-visit", &visit);
    assert_eq!(browser.post("/access/logout", &planted).await.status, 400);
    assert_eq!(browser.post("/access/logout", &mine).await.status, 303);
}

#[actix_web::test]
async fn a_form_of_another_browser_or_from_elsewhere_signs_nobody_in() {
    let world = world().await;
    let (mine, other) = (world.server.browser("acme"), world.server.browser("acme"));
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let form = mine.get(FORM).await;
    other.get(FORM).await;
    let stale = other.submit(&form, FORM, &fields).await;
    assert_eq!(stale.status, 422);
    assert!(stale.words().contains("This page was open for too long. Sign in again."), "{}", stale.words());
    assert_eq!(other.cookie("grantor"), None);

    let all: Vec<(String, String)> =
        form.form(FORM).into_iter().chain(fields.map(|(n, v)| (n.into(), v.into()))).collect();
    let post = || world.server.post("acme", FORM).header("cookie", &mine.cookie_header()).form(&all);
    for origin in ["https://evil.example", "null", "http://globex.localhost:8080"] {
        let answer = post().header("origin", origin).expect(403).await;
        assert!(answer.cookies().iter().all(|cookie| !cookie.starts_with("grantor=")), "{origin}");
    }
    post().header("sec-fetch-site", "cross-site").expect(403).await;
    post().header("origin", "http://acme.localhost:8080").expect(303).await;
}

#[actix_web::test]
async fn a_password_opens_its_own_account_only() {
    let world = world().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let browser = world.server.browser("globex");
    refused(&world.server.sign_in(&browser, "ada@example.com", PASSWORD).await, "ada@example.com");
    drop(globex);
}

#[actix_web::test]
async fn an_unverified_person_may_sign_in() {
    let world = world().await;
    world.server.change_user(&world.ada, users::Change { verified: Some(false), ..Default::default() }).await;
    let browser = world.server.browser("acme");
    assert_eq!(world.server.sign_in(&browser, "ada@example.com", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn whoever_is_suspended_or_loses_a_role_is_signed_out_everywhere() {
    let world = world().await;
    for change in [
        users::Change { suspended: Some(true), ..Default::default() },
        users::Change { suspended: Some(false), role: Some(Role::EndUser), ..Default::default() },
    ] {
        let browser = world.browser().await;
        world.server.change_user(&world.ada, change).await;
        assert!(!is_signed_in(&browser).await);
    }
}

#[actix_web::test]
async fn whoever_changes_the_password_signs_everybody_else_out() {
    let world = world().await;
    let browser = world.browser().await;
    world.server.password(&world.ada).await;
    assert!(!is_signed_in(&browser).await);
}

#[actix_web::test]
async fn a_form_that_cannot_be_read_is_told_so() {
    let world = world().await;
    let post = || world.server.post("acme", FORM).header("origin", "http://acme.localhost:8080");
    for (kind, body) in [("text/plain", "x".to_owned()), ("application/x-www-form-urlencoded", "a".repeat(70_000))] {
        assert_eq!(post().body(kind, &body).expect(400).await.heading(), "This request cannot be read");
    }
    let twice = post().form(&[("email", "a"), ("email", "b")]).expect(400).await;
    assert_eq!(twice.heading(), "This request cannot be read");
}

#[actix_web::test]
async fn whoever_has_signed_in_beside_the_form_goes_on() {
    let world = world().await;
    let browser = world.server.browser("acme");
    let form = browser.get("/access/login?return_to=%2Faccount%2Fpassword").await;
    world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let answer = browser.submit(&form, FORM, &fields).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/account/password"));
    let stranger = world.server.browser("acme");
    let answer = stranger.submit(&form, FORM, &fields).await;
    assert_eq!(answer.status, 422, "a form of another visit");
}
