//! POST /oauth/tokens: how often a client may fail to prove itself (contract §6).

use crate::harness::flow::World;
use crate::harness::request::Call;

fn attempt<'a>(world: &'a World, client: &str, secret: &str) -> Call<'a> {
    let form =
        [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", client), ("client_secret", secret)];
    world.server.post("acme", "/oauth/tokens").form(&form)
}

async fn exhaust(world: &World, client: &str) {
    for _ in 0..30 {
        attempt(world, client, "wrong").expect(401).await;
    }
}

#[actix_web::test]
async fn after_thirty_failures_in_a_minute_there_is_a_pause() {
    let world = World::new().await;
    exhaust(&world, "invoice_sync").await;
    world.server.advance(20);
    for secret in ["wrong", world.app.secret.as_str()] {
        let answer = attempt(&world, "invoice_sync", secret).expect(429).await;
        assert_eq!(answer.header("retry-after").as_deref(), Some("40"));
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        let detail = "There were too many attempts. Try again after the seconds that Retry-After gives.";
        assert_eq!(answer.refusal(), ("temporarily_unavailable".to_owned(), detail.to_owned()));
    }
    world.server.advance(40);
    attempt(&world, "invoice_sync", &world.app.secret).expect(400).await;
}

#[actix_web::test]
async fn the_pause_is_for_this_address_and_this_client_only() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    exhaust(&world, "invoice_sync").await;
    let elsewhere = attempt(&world, "invoice_sync", &world.app.secret).peer([192, 0, 2, 7]).expect(400).await;
    assert_eq!(elsewhere.error(), "invalid_grant");
    attempt(&world, "other", &other.secret).expect(400).await;
    globex.refresh(&globex.app, "x").expect(400).await;
    attempt(&world, "invoice_sync", &world.app.secret).expect(429).await;
}

#[actix_web::test]
async fn unknown_clients_are_counted_alike() {
    let world = World::new().await;
    exhaust(&world, "nobody").await;
    attempt(&world, "nobody", "wrong").expect(429).await;
}

#[actix_web::test]
async fn successes_are_not_counted() {
    let world = World::new().await;
    for _ in 0..100 {
        attempt(&world, "invoice_sync", &world.app.secret).expect(400).await;
    }
    exhaust(&world, "invoice_sync").await;
    attempt(&world, "invoice_sync", "wrong").expect(429).await;
}

#[actix_web::test]
async fn a_hundred_parallel_successes_are_none_too_many() {
    let world = World::new().await;
    let calls = (0..100).map(|_| attempt(&world, "invoice_sync", &world.app.secret).expect(400));
    futures_util::future::join_all(calls).await;
}

#[actix_web::test]
async fn revocation_and_introspection_count_with_it() {
    let world = World::new().await;
    let form = |secret: &str| {
        [
            ("client_id".to_owned(), "invoice_sync".to_owned()),
            ("client_secret".to_owned(), secret.to_owned()),
            ("token".to_owned(), "x".to_owned()),
        ]
    };
    for _ in 0..10 {
        attempt(&world, "invoice_sync", "wrong").expect(401).await;
        world.server.post("acme", "/oauth/revoke").form(&form("wrong")).expect(401).await;
        world.server.post("acme", "/oauth/introspect").form(&form("wrong")).expect(401).await;
    }
    for path in ["/oauth/revoke", "/oauth/introspect", "/oauth/tokens"] {
        let fields = [&form(&world.app.secret)[..], &[("grant_type".to_owned(), "refresh_token".to_owned())]].concat();
        let answer = world.server.post("acme", path).form(&fields).expect(429).await;
        assert_eq!(answer.header("retry-after").as_deref(), Some("60"), "{path}");
    }
}

#[actix_web::test]
async fn an_address_that_a_client_claims_for_itself_does_not_count() {
    let world = World::new().await;
    for at in 0..30 {
        let claimed = format!("203.0.113.{at}");
        attempt(&world, "invoice_sync", "wrong").header("x-forwarded-for", &claimed).expect(401).await;
    }
    attempt(&world, "invoice_sync", "wrong").header("x-forwarded-for", "203.0.113.99").expect(429).await;
}
