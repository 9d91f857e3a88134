//! What the help pages promise about API tokens, sentence by sentence.

use futures_util::future::join_all;
use grantor::sidecar::token::{self, Change};
use grantor::users;

use super::scene::Scene;

#[actix_web::test]
async fn access_by_api_token_is_off_by_default_and_has_to_be_turned_on_to_make_or_use_one() {
    let scene = Scene::new().await;
    let other = scene.server.tenant("globex").await;
    assert!(!other.api_token_access);
    assert!(scene.try_token_at(other.id, Change::default()).await.is_err());
    scene.access_at(other.id, true).await;
    scene.try_token_at(other.id, Change::default()).await.unwrap();
}

#[actix_web::test]
async fn turning_access_off_stops_every_token_and_turning_it_on_brings_them_all_back() {
    let scene = Scene::new().await;
    let secrets = [scene.secret().await, scene.secret().await];
    let (stopped, dead) = scene.token(Change::default()).await;
    scene.active(&stopped, false).await;
    for on in [true, false, true] {
        scene.access(on).await;
        for secret in &secrets {
            assert_eq!(scene.passes(secret).await, on);
        }
        assert!(!scene.passes(&dead).await, "what was deactivated stays so");
    }
}

#[actix_web::test]
async fn a_token_is_not_bound_to_a_user_and_any_verified_user_can_use_it() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    for (name, role) in [("Bob", users::Role::Agent), ("Eve", users::Role::EndUser), ("Zoe", users::Role::Admin)] {
        let user = scene.server.user(scene.tenant.id, name, role).await;
        let answer = scene.get(&user.email, &secret).expect(200).await;
        assert_eq!(answer.header("x-grantor-user"), Some(user.id.to_string()));
        assert_eq!(answer.header("x-grantor-user-role").as_deref(), Some(role.as_str()));
    }
    scene.get("ADA@Example.com", &secret).expect(200).await;
}

#[actix_web::test]
async fn unverified_and_suspended_users_cannot_use_one() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let unverified = users::Change { verified: Some(false), ..users::Change::default() };
    let suspended = users::Change { suspended: Some(true), ..users::Change::default() };
    for (change, back) in [
        (unverified, users::Change { verified: Some(true), ..users::Change::default() }),
        (suspended, users::Change { suspended: Some(false), ..users::Change::default() }),
    ] {
        assert!(scene.passes(&secret).await);
        scene.server.change_user(&scene.ada, change).await;
        assert!(!scene.passes(&secret).await);
        scene.server.change_user(&scene.ada, back).await;
    }
    assert!(scene.passes(&secret).await);
}

#[actix_web::test]
async fn several_tokens_can_be_active_at_the_same_time() {
    let scene = Scene::new().await;
    let secrets = [scene.secret().await, scene.secret().await, scene.secret().await];
    for secret in &secrets {
        assert!(scene.passes(secret).await);
    }
}

#[actix_web::test]
async fn an_account_has_256_tokens_at_most_even_if_300_are_made_at_once() {
    let scene = Scene::new().await;
    let made = join_all((0..300).map(|_| scene.try_token(Change::default()))).await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 256);
    let (first, _) = made.into_iter().find_map(Result::ok).unwrap();
    scene.active(&first, false).await;
    assert!(scene.try_token(Change::default()).await.is_err(), "a deactivated one still takes its place");
    scene.try_delete(&first).await.unwrap();
    scene.token(Change::default()).await;
    assert!(scene.try_token(Change::default()).await.is_err());
}

#[actix_web::test]
async fn the_full_token_is_never_shown_again_and_opening_it_shows_its_first_characters() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    let shown = scene.shown(&token).await;
    assert!(secret.starts_with(&shown.hint) && shown.hint.len() < 20, "{}", shown.hint);
    let kept = scene.server.kept().await;
    let secret = &secret.as_bytes()[shown.hint.len()..];
    assert!(!kept.windows(secret.len()).any(|window| window == secret));
    let log = scene.server.events(scene.tenant.id).await;
    assert!(log.iter().all(|event| !format!("{event:?}").contains(std::str::from_utf8(secret).unwrap())));
}

#[actix_web::test]
async fn a_description_is_optional_and_can_be_edited() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    assert_eq!(token.description, "");
    let change = Change { description: Some("nightly export".into()), ..Change::default() };
    scene.change(&token, change).await;
    assert_eq!(scene.shown(&token).await.description, "nightly export");
    assert!(scene.passes(&secret).await);
}

#[actix_web::test]
async fn calls_fail_as_soon_as_a_token_is_deactivated_and_work_again_when_it_is_reactivated() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    for _ in 0..3 {
        assert!(scene.passes(&secret).await);
        assert_eq!(scene.active(&token, false).await.status(scene.server.grantor.now()), "deactivated");
        assert!(!scene.passes(&secret).await);
        assert_eq!(scene.active(&token, true).await.status(scene.server.grantor.now()), "active");
    }
    assert!(scene.passes(&secret).await);
}

#[actix_web::test]
async fn a_token_is_deleted_only_when_deactivated_and_then_dead_for_good() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    assert!(scene.try_delete(&token).await.is_err());
    assert!(scene.passes(&secret).await);
    scene.active(&token, false).await;
    scene.try_delete(&token).await.unwrap();
    assert!(!scene.passes(&secret).await);
    let (tenant, id) = (token.tenant, token.id);
    let shown = scene.server.grantor.storage.read(move |db| token::show(db, tenant, id)).await;
    assert!(shown.is_err());
}

#[actix_web::test]
async fn the_audit_log_of_a_token_tells_its_whole_life() {
    let scene = Scene::new().await;
    let (token, _) = scene.token(Change { description: Some("nightly".into()), ..Change::default() }).await;
    scene.active(&token, false).await;
    scene.active(&token, true).await;
    scene.active(&token, false).await;
    scene.try_delete(&token).await.unwrap();
    let mut log = scene.server.events(scene.tenant.id).await;
    log.retain(|event| event.source.id == Some(token.id.number()));
    log.reverse();
    let told: Vec<_> = log.iter().map(|event| (event.action.as_str(), event.source.kind.as_str())).collect();
    let expected = ["create", "deactivate", "reactivate", "deactivate", "destroy"].map(|action| (action, "apitoken"));
    assert_eq!(told, expected);
    assert!(log.iter().all(|event| event.source.label == "nightly"));
}
