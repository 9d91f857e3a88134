//! POST /oauth/tokens with `refresh_token`, case (a): a client that repeats itself within the leeway.

use grantor::audit::Action;
use grantor::tenants;
use serde_json::json;

use crate::harness::flow::{Pair, World};

#[actix_web::test]
async fn within_the_leeway_a_repeated_refresh_gives_the_same_pair_with_the_seconds_that_are_left() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    for (wait, left) in [(0, 0), (10, 10), (49, 59)] {
        world.server.advance(wait);
        let answer = world.refresh(&world.app, &first.refresh).expect(200).await;
        assert_eq!(
            answer.json(),
            json!({
                "access_token": second.access,
                "token_type": "bearer",
                "expires_in": 1_800 - left,
                "refresh_token": second.refresh,
                "refresh_token_expires_in": 2_592_000 - left,
                "scope": "read write",
            })
        );
    }
    assert_eq!(world.alive(&world.app, &second).await, (true, true));
}

#[actix_web::test]
async fn the_same_pair_also_comes_after_a_restart() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(30);
    let world = world.restarted().await;
    assert_eq!(world.refreshed(&world.app, &first.refresh).await, second);
    assert_eq!(world.alive(&world.app, &second).await, (true, true));
}

#[actix_web::test]
async fn it_is_no_matter_whether_the_pair_is_used_already() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    assert!(world.is_active(&second.access).await);
    world.server.advance(59);
    assert_eq!(world.refreshed(&world.app, &first.refresh).await, second);
}

#[actix_web::test]
async fn another_scope_than_before_is_refused_and_the_same_in_any_order_is_not() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    for scope in ["read", "write", "read write tickets:read", "everything", "\"", "tickets:read"] {
        let answer = world.refresh_with(&world.app, &first.refresh, &[("scope", scope)]).expect(400).await;
        let detail = "This repeats a refresh whose answer had another scope; leave scope out.";
        assert_eq!(answer.refusal(), ("invalid_scope".into(), detail.into()), "{scope}");
    }
    for scope in ["read write", "write read", "read read write", ""] {
        let answer = world.refresh_with(&world.app, &first.refresh, &[("scope", scope)]).expect(200).await;
        assert_eq!(Pair::of(&answer), second, "{scope}");
    }
    assert_eq!(world.alive(&world.app, &second).await, (true, true));
}

#[actix_web::test]
async fn a_repeated_refresh_of_a_narrower_scope_gives_the_narrower_token_again() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let narrow = world.refresh_with(&world.app, &first.refresh, &[("scope", "read")]).expect(200).await;
    for more in [vec![], vec![("scope", "read")]] {
        let answer = world.refresh_with(&world.app, &first.refresh, &more).expect(200).await;
        assert_eq!((answer.json(), answer.field("scope")), (narrow.json(), "read".to_owned()));
    }
}

#[actix_web::test]
async fn lifetimes_that_are_asked_for_are_ignored() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let answer = world.refresh_with(&world.app, &first.refresh, &[("expires_in", "600")]).expect(200).await;
    for asked in ["300", "1", "172801"] {
        let more = [("expires_in", asked), ("refresh_token_expires_in", "604800")];
        let again = world.refresh_with(&world.app, &first.refresh, &more).expect(200).await;
        assert_eq!(again.json(), answer.json());
    }
}

#[actix_web::test]
async fn once_the_successor_was_redeemed_the_first_is_refused_and_the_family_lives() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let third = world.refreshed(&world.app, &second.refresh).await;
    let answer = world.refresh(&world.app, &first.refresh).expect(400).await;
    let detail = "The refresh token has been used, and its successor too: use the newest one.";
    assert_eq!(answer.refusal(), ("invalid_grant".into(), detail.into()));
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
    assert_eq!(world.refreshed(&world.app, &second.refresh).await, third, "its own leeway lasts");
}

#[actix_web::test]
async fn another_client_learns_nothing_within_the_leeway_either() {
    let world = World::new().await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let answer = world.refresh(&other, &first.refresh).expect(400).await;
    assert_eq!(answer.refusal().1, "The refresh token is not valid; ask the person again.");
    assert_eq!(world.alive(&world.app, &second).await, (true, true));
}

#[actix_web::test]
async fn a_retry_is_told_to_the_audit_log() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    world.refreshed(&world.app, &first.refresh).await;
    assert_eq!(world.server.told(world.tenant.id, Action::Retried).await, 0);
    world.server.advance(5);
    world.refresh(&world.app, &first.refresh).peer([203, 0, 113, 9]).expect(200).await;
    let event = world.server.events(world.tenant.id).await.remove(0);
    assert_eq!((event.action, event.stamp.at), (Action::Retried, world.server.grantor.now()));
    assert_eq!((event.stamp.origin.address.as_str(), event.stamp.origin.actor.name()), ("203.0.113.9", "Invoice Sync"));
}

#[actix_web::test]
async fn a_tenant_may_set_another_leeway() {
    let world = World::new().await;
    let settings = json!({ "refresh_leeway": 299 }).as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    let first = world.tokens(&world.app).await;
    let answer = world.refresh_with(&world.app, &first.refresh, &[("expires_in", "300")]).expect(200).await;
    let second = Pair::of(&answer);
    world.server.advance(298);
    let again = world.refresh(&world.app, &first.refresh).expect(200).await;
    assert_eq!((Pair::of(&again), again.json()["expires_in"].as_i64()), (second.clone(), Some(2)));
    world.server.advance(1);
    assert_ne!(world.refreshed(&world.app, &first.refresh).await, second);
}

#[actix_web::test]
async fn the_leeway_counts_from_the_first_use_however_often_it_is_repeated() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    for _ in 0..2 {
        world.server.advance(30);
        let again = world.refreshed(&world.app, &first.refresh).await;
        assert_eq!(again == second, world.server.grantor.now() < crate::harness::START.plus(60));
    }
}
