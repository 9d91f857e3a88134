//! How often somebody may guess.

use futures_util::future::join_all;
use grantor::audit::{Action, SourceType};
use grantor::sidecar::token::Change;
use serde_json::json;

use super::scene::{Scene, basic};

#[actix_web::test]
async fn of_a_thousand_parallel_wrong_tries_no_more_than_the_limit_are_judged() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let tries = (0..1_000).map(|_| scene.get("ada@example.com", "wrong").send());
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 10);
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 403).collect();
    assert_eq!(refused.len(), 990);
    assert_eq!(refused[0].header("x-grantor-status").as_deref(), Some("429"));
    assert!(refused[0].header("retry-after").is_some());
    scene.get("ada@example.com", &secret).expect(403).await;

    let elsewhere = scene.ask_from("acme", "GET", "/", "198.51.100.7");
    elsewhere.header("authorization", &basic("ada@example.com/token", &secret)).expect(200).await;
    scene.server.advance(60);
    scene.get("ada@example.com", &secret).expect(200).await;
}

#[actix_web::test]
async fn an_address_has_a_limit_for_all_the_e_mail_addresses_that_it_tries() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let people: Vec<String> = (0..300).map(|at| format!("user{at}@example.com")).collect();
    let answers = join_all(people.iter().map(|email| scene.get(email, "wrong").send())).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 100);
    scene.get("ada@example.com", &secret).expect(403).await;
    let elsewhere = scene.ask_from("acme", "GET", "/", "198.51.100.7");
    elsewhere.header("authorization", &basic("ada@example.com/token", &secret)).expect(200).await;
}

#[actix_web::test]
async fn right_tokens_are_not_counted_however_many_come_at_once() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let answers = join_all((0..500).map(|_| scene.get("ada@example.com", &secret).send())).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
}

#[actix_web::test]
async fn scripts_that_still_call_with_a_deactivated_token_are_refused_and_not_held_for_guessers() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    scene.active(&token, false).await;
    for _ in 0..30 {
        scene.get("ada@example.com", &secret).expect(401).await;
    }
    scene.active(&token, true).await;
    scene.get("ada@example.com", &secret).expect(200).await;
}

#[actix_web::test]
async fn wrong_tries_are_told_once_a_minute_and_address() {
    let scene = Scene::new().await;
    for _ in 0..5 {
        scene.get("ada@example.com", "wrong").expect(401).await;
    }
    let event = scene.server.refused(scene.tenant.id, SourceType::ApiToken, "", 5).await;
    assert_eq!(event.stamp.origin.address, "192.0.2.1");
    assert_eq!(scene.server.told(scene.tenant.id, Action::VerifyFailed).await, 1);
}

#[actix_web::test]
async fn a_wrong_e_mail_address_first_does_not_hide_that_a_token_was_shown_elsewhere() {
    let scene = Scene::new().await;
    let held = Change { allowed_ips: Some(vec!["10.9.9.0/24".to_owned()]), ..Change::default() };
    let (token, secret) = scene.token(held).await;
    for (email, status) in [("nobody@example.com", 401), ("ada@example.com", 403), ("ada@example.com", 403)] {
        scene.get(email, &secret).expect(status).await;
    }
    let event = scene.server.refused(scene.tenant.id, SourceType::ApiToken, &token.source().label, 3).await;
    assert_eq!(event.details["why"], json!({ "user_unknown": 1, "address_not_allowed": 2 }));
}

#[actix_web::test]
async fn a_network_of_many_addresses_fills_no_log() {
    let scene = Scene::new().await;
    for last in 1..=20 {
        let ask = scene.ask_from("acme", "GET", "/", &format!("2001:db8::{last:x}"));
        ask.header("authorization", &basic("ada@example.com/token", "wrong")).send().await;
    }
    let event = scene.server.refused(scene.tenant.id, SourceType::ApiToken, "", 10).await;
    // Behind the answers' back any of them may be the first.
    assert!(event.stamp.origin.address.starts_with("2001:db8::"), "{}", event.stamp.origin.address);
    assert_eq!(scene.server.told(scene.tenant.id, Action::VerifyFailed).await, 1);
}
