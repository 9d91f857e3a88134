//! POST /oauth/tokens with `refresh_token`, case (c): two parties hold the family, so it ends (RFC 9700 §4.14.2).

use grantor::audit::Action;

use crate::harness::flow::{Pair, World};

const REUSED: &str =
    "The refresh token had already been used, so all tokens of this connection are revoked; ask again.";

/// A pair and its successor, and the leeway is over.
async fn late(world: &World) -> (Pair, Pair) {
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(60);
    (first, second)
}

async fn reused(world: &World, token: &str) {
    let answer = world.refresh(&world.app, token).expect(400).await;
    assert_eq!(answer.refusal(), ("invalid_grant".into(), REUSED.into()));
}

#[actix_web::test]
async fn a_token_that_comes_again_after_its_successor_was_seen_in_use_ends_the_family() {
    let world = World::new().await;
    let (first, second) = late(&world).await;
    assert!(world.is_active(&second.access).await, "a resource server asks");
    reused(&world, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &second).await, (false, false));
    assert!(!world.is_active(&second.access).await);
    assert_eq!(world.refresh(&world.app, &second.refresh).expect(400).await.error(), "invalid_grant");
}

#[actix_web::test]
async fn so_does_one_whose_successor_was_shown_where_it_was_good_for_nothing() {
    let world = World::new().await;
    let tickets = world.server.resource_server(world.tenant.id, "tickets", Some(&["tickets"])).await;
    for api in [true, false] {
        let code = world.allowed(&world.app, "users:read").await.parameter("code").unwrap();
        let first = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
        let second = world.refreshed(&world.app, &first.refresh).await;
        if api {
            world.server.get("acme", "/api/v2/oauth/clients").bearer(&second.access).expect(403).await;
        } else {
            let ask = world.server.post("acme", "/oauth/introspect").basic(&tickets.identifier, &tickets.secret);
            let told = ask.form(&[("token", &second.access)]).expect(200).await;
            assert_eq!(told.json()["active"], false);
        }
        world.server.advance(61);
        reused(&world, &first.refresh).await;
        assert_eq!(world.alive(&world.app, &second).await, (false, false));
    }
}

#[actix_web::test]
async fn so_does_one_whose_successor_was_seen_by_the_sidecar() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let ask = world.server.get("acme", "/sidecar/verify");
    let ask = ask.header("x-grantor-authorization", &format!("Bearer {}", world.api.secret));
    let ask = ask.header("x-original-method", "GET").header("x-original-uri", "/api/v2/tickets");
    ask.header("x-original-address", "192.0.2.1").bearer(&second.access).expect(200).await;
    world.server.advance(61);
    reused(&world, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &second).await, (false, false));
}

#[actix_web::test]
async fn so_does_one_whose_successor_was_redeemed() {
    let world = World::new().await;
    let (first, second) = late(&world).await;
    let third = world.refreshed(&world.app, &second.refresh).await;
    reused(&world, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &third).await, (false, false));
}

#[actix_web::test]
async fn so_does_one_from_many_rotations_ago() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let mut pair = first.clone();
    for _ in 0..5 {
        pair = world.refreshed(&world.app, &pair.refresh).await;
        world.server.advance(61);
    }
    reused(&world, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
}

#[actix_web::test]
async fn so_does_one_that_has_expired_since_then() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    world.server.advance(2_592_000 - 1);
    let second = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(61);
    reused(&world, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &second).await, (false, false));
}

#[actix_web::test]
async fn the_clients_own_look_at_its_token_is_no_use_of_it() {
    let world = World::new().await;
    let (first, second) = late(&world).await;
    assert!(world.lives(&world.app, &second.access).await);
    let third = world.refreshed(&world.app, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
}

#[actix_web::test]
async fn a_use_of_the_first_access_token_is_no_use_of_the_second() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    assert!(world.is_active(&first.access).await);
    world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(60);
    let third = world.refreshed(&world.app, &first.refresh).await;
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
}

#[actix_web::test]
async fn a_first_use_is_known_after_a_restart() {
    let world = World::new().await;
    let (first, second) = late(&world).await;
    assert!(world.is_active(&second.access).await);
    let world = world.restarted().await;
    reused(&world, &first.refresh).await;
}

#[actix_web::test]
async fn other_connections_of_the_same_person_live_on() {
    let world = World::new().await;
    let other = world.tokens(&world.app).await;
    let (first, second) = late(&world).await;
    world.refreshed(&world.app, &second.refresh).await;
    reused(&world, &first.refresh).await;
    assert!(world.lives(&world.app, &other.refresh).await);
}

#[actix_web::test]
async fn reuse_is_told_to_the_audit_log_once_with_when_and_from_where() {
    let world = World::new().await;
    let (first, second) = late(&world).await;
    world.refreshed(&world.app, &second.refresh).await;
    world.refresh(&world.app, &first.refresh).peer([203, 0, 113, 9]).expect(400).await;
    let event = world.server.events(world.tenant.id).await.remove(0);
    assert_eq!((event.action, event.stamp.at), (Action::ReuseDetected, world.server.grantor.now()));
    assert_eq!((event.stamp.origin.address.as_str(), event.stamp.origin.actor.name()), ("203.0.113.9", "Invoice Sync"));
    let again = world.refresh(&world.app, &first.refresh).expect(400).await;
    assert_eq!(again.refusal().1, "The access has been revoked; ask the person again.");
    assert_eq!(world.server.told(world.tenant.id, Action::ReuseDetected).await, 1);
}

#[actix_web::test]
async fn another_client_that_presents_an_old_token_ends_nothing() {
    let world = World::new().await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let (first, second) = late(&world).await;
    let third = world.refreshed(&world.app, &second.refresh).await;
    for token in [&first.refresh, &second.refresh, &third.refresh] {
        world.refresh(&other, token).expect(400).await;
    }
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
    assert_eq!(world.server.told(world.tenant.id, Action::ReuseDetected).await, 0);
}

#[actix_web::test]
async fn whoever_cannot_prove_the_client_ends_nothing() {
    let world = World::new().await;
    let (first, second) = late(&world).await;
    let third = world.refreshed(&world.app, &second.refresh).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", first.refresh.as_str())];
    world.server.post("acme", "/oauth/tokens").basic("invoice_sync", "wrong").form(&form).expect(401).await;
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
}
