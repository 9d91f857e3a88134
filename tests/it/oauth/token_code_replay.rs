//! POST /oauth/tokens: a code that comes a second time (RFC 6749 §4.1.2, RFC 9700 §2.1.1).

use grantor::audit::Action;

use crate::harness::flow::{Pair, VERIFIER, World};

const REPLAYED: &str = "The code has already been used, so everything that it brought is revoked; start again.";

/// A code that was redeemed, and what it brought.
async fn redeemed(world: &World) -> (String, Pair) {
    let code = world.code(&world.app).await;
    let pair = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    (code, pair)
}

async fn replay(world: &World, code: &str) {
    let answer = world.exchange(&world.app, code).expect(400).await;
    assert_eq!(answer.refusal(), ("invalid_grant".to_owned(), REPLAYED.to_owned()));
}

#[actix_web::test]
async fn a_second_valid_request_revokes_what_the_first_brought() {
    let world = World::new().await;
    let (code, pair) = redeemed(&world).await;
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
    replay(&world, &code).await;
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
    assert!(!world.is_active(&pair.access).await);
    let refresh = world.refresh(&world.app, &pair.refresh).expect(400).await;
    assert_eq!(refresh.error(), "invalid_grant");
    replay(&world, &code).await;
}

#[actix_web::test]
async fn what_it_brought_since_then_is_revoked_too() {
    let world = World::new().await;
    let (code, first) = redeemed(&world).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let third = world.refreshed(&world.app, &second.refresh).await;
    replay(&world, &code).await;
    assert_eq!(world.alive(&world.app, &third).await, (false, false));
}

#[actix_web::test]
async fn other_connections_of_the_same_person_live_on() {
    let world = World::new().await;
    let other = world.tokens(&world.app).await;
    let (code, _) = redeemed(&world).await;
    replay(&world, &code).await;
    assert_eq!(world.alive(&world.app, &other).await, (true, true));
}

#[actix_web::test]
async fn a_replay_is_told_to_the_audit_log_with_its_address() {
    let world = World::new().await;
    let (code, _) = redeemed(&world).await;
    world.server.advance(7);
    world.exchange(&world.app, &code).peer([203, 0, 113, 9]).expect(400).await;
    let event = world.server.events(world.tenant.id).await.remove(0);
    assert_eq!((event.action, event.stamp.at), (Action::Replayed, world.server.grantor.now()));
    assert_eq!((event.stamp.origin.address.as_str(), event.stamp.origin.actor.name()), ("203.0.113.9", "Invoice Sync"));
}

#[actix_web::test]
async fn a_second_request_that_is_wrong_in_another_respect_revokes_nothing() {
    let world = World::new().await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let (code, pair) = redeemed(&world).await;
    let uri = world.app.redirect_uri.as_str();
    let wrong = "a".repeat(43);
    for (app, more) in [
        (&world.app, vec![("redirect_uri", uri), ("code_verifier", wrong.as_str())]),
        (&world.app, vec![("redirect_uri", uri)]),
        (&world.app, vec![("redirect_uri", "https://app.example.com/other"), ("code_verifier", VERIFIER)]),
        (&world.app, vec![("redirect_uri", uri), ("code_verifier", VERIFIER), ("expires_in", "1")]),
        (&other, vec![("redirect_uri", uri), ("code_verifier", VERIFIER)]),
    ] {
        let mut form = vec![("grant_type", "authorization_code"), ("code", code.as_str())];
        form.extend([("client_id", app.client.identifier.as_str()), ("client_secret", app.secret.as_str())]);
        form.extend(more);
        world.server.post("acme", "/oauth/tokens").form(&form).expect(400).await;
        assert_eq!(world.alive(&world.app, &pair).await, (true, true));
    }
    let wrong_secret = [("client_id", "invoice_sync"), ("client_secret", "x"), ("code", &code)];
    let form = [&[("grant_type", "authorization_code"), ("code_verifier", VERIFIER)], &wrong_secret[..]].concat();
    world.server.post("acme", "/oauth/tokens").form(&form).expect(401).await;
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
    assert_eq!(world.server.told(world.tenant.id, Action::Replayed).await, 0);
}

#[actix_web::test]
async fn after_120_seconds_a_used_code_is_only_an_expired_one() {
    let world = World::new().await;
    let (code, pair) = redeemed(&world).await;
    world.server.advance(120);
    let answer = world.exchange(&world.app, &code).expect(400).await;
    assert_eq!(answer.refusal().1, "The code has expired; exchange it within 120 seconds.");
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
}

#[actix_web::test]
async fn a_restart_forgets_no_code() {
    let world = World::new().await;
    let (code, pair) = redeemed(&world).await;
    let unspent = world.code(&world.app).await;
    let world = world.restarted().await;
    replay(&world, &code).await;
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
    world.exchange(&world.app, &unspent).expect(200).await;
}

#[actix_web::test]
async fn an_unspent_code_dies_with_nothing_else() {
    let world = World::new().await;
    let (code, other) = (world.code(&world.app).await, world.tokens(&world.app).await);
    world.server.advance(120);
    world.exchange(&world.app, &code).expect(400).await;
    assert_eq!(world.alive(&world.app, &other).await, (true, true));
}
