//! POST /access/login: how often somebody may try (contract §6).

use futures_util::future::join_all;
use grantor::audit::{Action, SourceType};
use grantor::config::{Config, Limits};

use crate::harness::Server;
use crate::harness::answer::Answer;
use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

const FORM: &str = "/access/login";

/// One try, from an address of its own choosing.
async fn attempt(world: &World, address: [u8; 4], email: &str, password: &str) -> Answer {
    let browser = world.server.browser(&world.tenant.subdomain);
    let form = browser.get(FORM).await;
    let mut fields = form.form(FORM);
    fields.extend([("email".to_owned(), email.to_owned()), ("password".to_owned(), password.to_owned())]);
    let call = world.server.post(&world.tenant.subdomain, FORM).header("cookie", &browser.cookie_header());
    call.peer(address).form(&fields).send().await
}

const HERE: [u8; 4] = [192, 0, 2, 1];
const THERE: [u8; 4] = [192, 0, 2, 2];

#[actix_web::test]
async fn out_of_the_box_it_is_ten_for_an_account_a_hundred_for_an_address_and_thirty_for_a_client() {
    let Limits { sign_in_per_account, sign_in_per_address, client_authentication, .. } = Config::default().limits;
    assert_eq!((sign_in_per_account, sign_in_per_address, client_authentication), (10, 100, 30));
}

#[actix_web::test]
async fn after_ten_tries_for_an_account_there_is_a_pause_also_for_the_right_password() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    for _ in 0..10 {
        assert_eq!(attempt(&world, HERE, "ada@example.com", "wrong").await.status, 422);
    }
    world.server.advance(59);
    let locked = attempt(&world, HERE, "ADA@example.com", PASSWORD).await;
    assert_eq!(locked.status, 429);
    assert!(locked.words().contains("Too many attempts. Try again in 1 minute."), "{}", locked.words());
    assert_eq!(locked.header("retry-after").as_deref(), Some("1"));
    assert_eq!(attempt(&world, THERE, "ada@example.com", PASSWORD).await.status, 303, "elsewhere is elsewhere");
    assert_eq!(world.server.told(world.tenant.id, Action::Lockout).await, 1);
    world.server.advance(1);
    assert_eq!(attempt(&world, HERE, "ada@example.com", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn failures_below_the_limit_are_told_and_a_password_in_the_wrong_field_is_not() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    for times in 1..=3 {
        assert_eq!(attempt(&world, HERE, "ADA@example.com", "wrong").await.status, 422);
        let told = world.server.refused(world.tenant.id, SourceType::Session, "ada@example.com", times).await;
        assert_eq!(told.details["why"]["password_wrong"], times);
        assert_eq!(told.source.external_id, world.ada.external_id);
        assert_eq!((told.stamp.origin.actor.kind(), &*told.stamp.origin.address), ("anonymous", "192.0.2.1"));
    }
    for (times, typed) in [(1, "Tr0ub4dor&3"), (2, "nobody@example.com")] {
        assert_eq!(attempt(&world, HERE, typed, "wrong").await.status, 422);
        let told = world.server.refused(world.tenant.id, SourceType::Session, "", times).await;
        assert_eq!(told.details["why"]["user_unknown"], times);
    }
    for _ in 0..11 {
        attempt(&world, THERE, "Tr0ub4dor&3", "wrong").await;
    }
    world.server.refused(world.tenant.id, SourceType::Session, "", 10).await;
    let log = world.server.events(world.tenant.id).await;
    assert_eq!(log.iter().filter(|event| event.action == Action::VerifyFailed).count(), 3);
    assert_eq!(log.iter().filter(|event| event.action == Action::Lockout).count(), 1);
    let log = format!("{log:?}");
    assert!(!log.contains("Tr0ub4dor&3") && !log.contains("nobody@"), "{log}");
}

#[actix_web::test]
async fn an_account_that_does_not_exist_is_counted_alike() {
    let world = World::new().await;
    for _ in 0..10 {
        assert_eq!(attempt(&world, HERE, "nobody@example.com", "wrong").await.status, 422);
    }
    assert_eq!(attempt(&world, HERE, "nobody@example.com", "wrong").await.status, 429);
}

#[actix_web::test]
async fn successes_are_not_counted() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    for _ in 0..12 {
        assert_eq!(attempt(&world, HERE, "ada@example.com", PASSWORD).await.status, 303);
    }
}

#[actix_web::test]
async fn an_address_may_not_try_all_accounts_of_all_tenants_and_other_addresses_do_not_notice() {
    let limits = Limits { sign_in_per_address: 5, ..Limits::default() };
    let world = World::on(Server::with(Config { limits, ..Config::default() }).await, "acme").await;
    world.server.password(&world.ada).await;
    let globex = World::on(world.server.clone(), "globex").await;
    globex.server.password(&globex.ada).await;
    for at in 0..5 {
        let tenant = if at % 2 == 0 { &world } else { &globex };
        assert_eq!(attempt(tenant, HERE, &format!("user{at}@example.com"), "wrong").await.status, 422);
    }
    for tenant in [&world, &globex] {
        assert_eq!(attempt(tenant, HERE, "ada@example.com", PASSWORD).await.status, 429);
        assert_eq!(attempt(tenant, THERE, "ada@example.com", PASSWORD).await.status, 303);
    }
    assert_eq!(world.server.told(world.tenant.id, Action::Lockout).await, 1);
}

#[actix_web::test]
async fn of_many_parallel_tries_no_more_than_the_limit_are_looked_at() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    let tries = (0..30).map(|_| attempt(&world, HERE, "ada@example.com", "wrong"));
    let answers = join_all(tries).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(422), count(429)), (10, 20));
}
