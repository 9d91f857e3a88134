//! POST /oauth/tokens with `refresh_token`, case (b): after the leeway, and nobody ever used the answer.

use grantor::audit::Action;
use grantor::tenants;
use serde_json::json;

use crate::harness::flow::World;

#[actix_web::test]
async fn a_lost_answer_is_replaced_and_what_was_lost_is_dead() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let lost = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(60);
    let answer = world.refresh(&world.app, &first.refresh).expect(200).await;
    let fresh = crate::harness::flow::Pair::of(&answer);
    assert!(fresh.access != lost.access && fresh.refresh != lost.refresh);
    assert_eq!((answer.json()["expires_in"].as_i64(), answer.field("scope").as_str()), (Some(1_800), "read write"));
    assert_eq!(world.alive(&world.app, &lost).await, (false, false));
    assert_eq!(world.alive(&world.app, &fresh).await, (true, true));
    assert_eq!(world.server.told(world.tenant.id, Action::Retried).await, 1);
    world.refreshed(&world.app, &fresh.refresh).await;
}

#[actix_web::test]
async fn the_lost_pair_revokes_everything_if_it_turns_up_after_all() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let lost = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(60);
    let fresh = world.refreshed(&world.app, &first.refresh).await;
    let answer = world.refresh(&world.app, &lost.refresh).expect(400).await;
    let detail = "The refresh token had been replaced, so all tokens of this connection are revoked; ask again.";
    assert_eq!(answer.refusal(), ("invalid_grant".into(), detail.into()));
    assert_eq!(world.alive(&world.app, &fresh).await, (false, false));
    assert_eq!(world.server.told(world.tenant.id, Action::ReuseDetected).await, 1);
}

#[actix_web::test]
async fn an_answer_may_be_lost_again() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let mut lost = world.refreshed(&world.app, &first.refresh).await;
    for _ in 0..5 {
        world.server.advance(3_600);
        let fresh = world.refreshed(&world.app, &first.refresh).await;
        assert_eq!(world.alive(&world.app, &lost).await, (false, false));
        assert_eq!(world.alive(&world.app, &fresh).await, (true, true));
        lost = fresh;
    }
}

#[actix_web::test]
async fn with_a_leeway_of_nothing_each_repetition_replaces_at_once() {
    let world = World::new().await;
    let settings = json!({ "refresh_leeway": 0 }).as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let third = world.refreshed(&world.app, &first.refresh).await;
    assert_ne!(second, third);
    assert_eq!(world.alive(&world.app, &second).await, (false, false));
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
    assert_eq!(world.refresh(&world.app, &second.refresh).expect(400).await.error(), "invalid_grant");
    assert_eq!(world.alive(&world.app, &third).await, (false, false));
}

#[actix_web::test]
async fn a_leeway_that_is_taken_back_ends_at_once() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let settings = json!({ "refresh_leeway": 0 }).as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    assert_ne!(world.refreshed(&world.app, &first.refresh).await, second);
}

/// What was not derived cannot be sent again: the token counts as one whose answer was lost, or as reused.
#[actix_web::test]
async fn a_leeway_that_is_given_later_repeats_nothing_from_before() {
    let world = World::new().await;
    let leeway = async |seconds: i64| {
        let settings = json!({ "refresh_leeway": seconds }).as_object().unwrap().clone();
        world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    };
    leeway(0).await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    leeway(60).await;
    let third = world.refreshed(&world.app, &first.refresh).await;
    assert_ne!(third, second);
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
    world.refreshed(&world.app, &third.refresh).await;
    assert_eq!(world.refresh(&world.app, &first.refresh).expect(400).await.error(), "invalid_grant");
    assert_eq!(world.alive(&world.app, &third).await, (false, false));
}

#[actix_web::test]
async fn a_refusal_replaces_nothing() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(60);
    for more in [("expires_in", "1"), ("refresh_token_expires_in", "1"), ("scope", "impersonate")] {
        world.refresh_with(&world.app, &first.refresh, &[more]).expect(400).await;
        assert_eq!(world.alive(&world.app, &second).await, (true, true), "{more:?}");
    }
    let third = world.refreshed(&world.app, &second.refresh).await;
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
}

#[actix_web::test]
async fn it_works_after_a_restart_too() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let lost = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(61);
    let world = world.restarted().await;
    let fresh = world.refreshed(&world.app, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &lost).await, (false, false));
    assert_eq!(world.alive(&world.app, &fresh).await, (true, true));
}
