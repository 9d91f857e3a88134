//! The life of a user: what ends, and when, and who inherits (contract §5).

use diesel::prelude::*;
use grantor::audit::Action;
use grantor::storage::schema::consents;
use grantor::storage::{Db, Failure};
use grantor::users::{self, Change, Role, User, UserId};

use crate::harness::flow::World;

const APPS: &str = "/account/connected-apps";

async fn delete(world: &World, user: &User) {
    let (stamp, tenant, id) = (world.server.stamp().await, user.tenant, user.id);
    world.server.grantor.storage.write(move |tx| users::delete(tx, tenant, id, &stamp)).await.unwrap();
}

#[actix_web::test]
async fn whoever_is_deleted_is_signed_out_and_everything_they_gave_is_dead() {
    let world = World::new().await;
    let (used, unused) = (world.tokens(&world.app).await, world.tokens(&world.native).await);
    assert!(world.is_active(&used.access).await);
    let (code, link) = (world.code(&world.app).await, world.server.link(&world.ada).await);
    let browser = world.browser().await;
    delete(&world, &world.ada).await;

    assert!(!world.is_active(&used.access).await, "the look-up that knew it knows it no more");
    assert_eq!(world.alive(&world.app, &used).await, (false, false));
    assert_eq!(world.alive(&world.native, &unused).await, (false, false));
    assert_eq!(world.refresh(&world.app, &used.refresh).expect(400).await.error(), "invalid_grant");
    assert_eq!(world.exchange(&world.app, &code).expect(400).await.error(), "invalid_grant");
    assert!(browser.get(APPS).await.location().starts_with("/access/login"));
    assert_eq!(world.server.browser("acme").get(&link).await.heading(), "This link no longer works");
    let told = world.server.events(world.tenant.id).await;
    let event = told.iter().find(|event| event.action == Action::Destroy).unwrap();
    assert_eq!((event.source.label.as_str(), &event.details["families"]), ("Ada", &serde_json::json!(3)));
}

#[actix_web::test]
async fn what_a_deleted_user_consented_to_is_forgotten() {
    let world = World::new().await;
    world.tokens(&world.app).await;
    let kept = async || {
        let all = |db: &mut Db| Ok(consents::table.select(consents::user_id).load::<UserId>(db)?);
        world.server.grantor.storage.read::<_, Failure>(all).await.unwrap()
    };
    assert_eq!(kept().await, [world.ada.id]);
    delete(&world, &world.ada).await;
    assert_eq!(kept().await, []);
}

#[actix_web::test]
async fn a_new_user_with_the_same_address_inherits_nothing() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    world.server.password(&world.ada).await;
    delete(&world, &world.ada).await;
    let ada = world.server.user(world.tenant.id, "Ada", Role::Agent).await;
    assert_ne!(ada.id, world.ada.id);
    let world = World { ada, ..world };
    let browser = world.browser().await;
    assert!(browser.get(APPS).await.words().contains("No app has access to your account."));
    assert_eq!(browser.get(&world.request(&world.app, "read")).await.status, 200, "asked as if for the first time");
    let stranger = world.server.browser("acme");
    let answer = world.server.sign_in(&stranger, "ada@example.com", crate::harness::people::PASSWORD).await;
    assert_eq!(answer.status, 422, "the password went too");
    assert!(!world.is_active(&pair.access).await);
}

#[actix_web::test]
async fn what_is_taken_from_a_person_ends_their_sessions_and_counts_for_their_tokens_at_once() {
    for (change, alive) in [
        (Change { suspended: Some(true), ..Change::default() }, false),
        (Change { verified: Some(false), ..Change::default() }, false),
        (Change { email: Some("other@example.com".into()), ..Change::default() }, false),
        (Change { role: Some(Role::EndUser), ..Change::default() }, true),
    ] {
        let world = World::new().await;
        let (pair, browser) = (world.tokens(&world.app).await, world.browser().await);
        assert!(world.is_active(&pair.access).await);
        world.server.change_user(&world.ada, change.clone()).await;
        assert_eq!(world.is_active(&pair.access).await, alive, "{change:?}");
        assert_eq!(browser.get(APPS).await.status, 303, "{change:?}");
        let back = Change { suspended: Some(false), verified: Some(true), ..Change::default() };
        world.server.change_user(&world.ada, back).await;
        assert_eq!(browser.get(APPS).await.status, 303, "the session does not come back: {change:?}");
    }
}

#[actix_web::test]
async fn scopes_above_a_lost_role_are_worth_nothing_until_it_is_back() {
    let world = World::new().await;
    let role = |role| Change { role: Some(role), ..Change::default() };
    world.server.change_user(&world.ada, role(Role::Admin)).await;
    let answer = world.allowed(&world.app, "read impersonate credentials:write").await;
    let code = answer.parameter("code").unwrap();
    let token = world.exchange(&world.app, &code).expect(200).await.field("access_token");
    let scope = async || world.introspect(&token).await["scope"].as_str().unwrap_or_default().to_owned();
    assert_eq!(scope().await, "read impersonate credentials:write");
    world.server.change_user(&world.ada, role(Role::Agent)).await;
    assert_eq!(scope().await, "read");
    world.server.change_user(&world.ada, role(Role::Admin)).await;
    assert_eq!(scope().await, "read impersonate credentials:write");
}
