//! POST /oauth/introspect: client, person and account are looked at in every question, never copied into the token.

use grantor::tenants::TenantId;
use grantor::users::Role;
use grantor::{clients, tenants, users};

use crate::harness::flow::World;

/// Whether pair and question agree that the token is or is not active.
async fn expect(world: &World, token: &str, active: bool, what: &str) {
    assert_eq!(world.is_active(token).await, active, "{what}");
    assert_eq!(world.is_active(token).await, active, "{what}, asked again");
}

#[actix_web::test]
async fn what_is_switched_off_counts_in_the_very_next_question_and_so_does_switching_it_on() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    expect(&world, &pair.access, true, "at first").await;
    for on in [false, true, false, true] {
        world.server.change_client(&world.app, clients::Change { active: Some(on), ..Default::default() }).await;
        expect(&world, &pair.access, on, "client").await;
    }
    for on in [false, true] {
        world.server.change_user(&world.ada, users::Change { suspended: Some(!on), ..Default::default() }).await;
        expect(&world, &pair.access, on, "suspended").await;
    }
    for on in [false, true] {
        world.server.change_user(&world.ada, users::Change { verified: Some(on), ..Default::default() }).await;
        expect(&world, &pair.access, on, "verified").await;
    }
    for on in [false, true] {
        let change = tenants::Change { oauth_access: Some(on), ..Default::default() };
        world.server.change_tenant(world.tenant.id, change).await;
        expect(&world, &pair.access, on, "oauth access").await;
    }
    for on in [false, true] {
        world.server.change_tenant(world.tenant.id, tenants::Change { active: Some(on), ..Default::default() }).await;
        expect(&world, &pair.access, on, "account").await;
    }
}

#[actix_web::test]
async fn blocking_a_global_client_concerns_one_account_only() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let app = world.server.confidential(TenantId::PLATFORM, "zdg-sync").await;
    let (here, there) = (world.tokens(&app).await, globex.tokens(&app).await);
    for blocked in [true, false] {
        let decision = clients::Decision { blocked: Some(blocked), ..Default::default() };
        world.server.decide_about(world.tenant.id, &app, decision).await;
        expect(&world, &here.access, !blocked, "here").await;
        expect(&globex, &there.access, true, "there").await;
    }
}

#[actix_web::test]
async fn deactivating_a_global_client_concerns_every_account() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let app = world.server.confidential(TenantId::PLATFORM, "zdg-sync").await;
    let (here, there) = (world.tokens(&app).await, globex.tokens(&app).await);
    for on in [true, false, true] {
        world.server.change_client(&app, clients::Change { active: Some(on), ..Default::default() }).await;
        expect(&world, &here.access, on, "here").await;
        expect(&globex, &there.access, on, "there").await;
    }
}

#[actix_web::test]
async fn a_deleted_client_does_not_come_back() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    expect(&world, &pair.access, true, "at first").await;
    world.server.delete_client(&world.app).await;
    expect(&world, &pair.access, false, "deleted").await;
}

#[actix_web::test]
async fn other_clients_people_and_accounts_do_not_matter() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let bob = world.server.user(world.tenant.id, "Bob", Role::Agent).await;
    let pair = world.tokens(&world.app).await;
    world.server.change_client(&world.native, clients::Change { active: Some(false), ..Default::default() }).await;
    world.server.change_user(&bob, users::Change { suspended: Some(true), ..Default::default() }).await;
    world.server.change_client(&globex.app, clients::Change { active: Some(false), ..Default::default() }).await;
    world.server.change_user(&globex.ada, users::Change { suspended: Some(true), ..Default::default() }).await;
    let off = tenants::Change { active: Some(false), ..Default::default() };
    world.server.change_tenant(globex.tenant.id, off).await;
    expect(&world, &pair.access, true, "whatever the others do").await;
}

#[actix_web::test]
async fn the_role_is_the_one_that_the_person_has_now() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    for (role, word) in [(Role::Admin, "admin"), (Role::EndUser, "end-user"), (Role::Agent, "agent")] {
        world.server.change_user(&world.ada, users::Change { role: Some(role), ..Default::default() }).await;
        assert_eq!(world.introspect(&pair.access).await["user"]["role"], word);
    }
}

#[actix_web::test]
async fn what_a_client_may_be_allowed_at_most_counts_for_the_tokens_that_it_has() {
    let world = World::new().await;
    let (office, token) = (&world.server, world.tokens(&world.app).await.access);
    let sees = async |path: &str| office.get("acme", path).bearer(&token).send().await.status;
    let most = |words: &str| clients::Change { allowed_scopes: Some(words.to_owned()), ..Default::default() };
    for (words, scope, status) in
        [("tickets", "tickets", 403), ("read", "read", 200), ("hc:read", "hc:read", 403), ("", "read write", 200)]
    {
        world.server.change_client(&world.app, most(words)).await;
        assert_eq!((&world.introspect(&token).await["scope"], sees("/api/v2/users/me").await), (&scope.into(), status));
    }
}

#[actix_web::test]
async fn a_restart_changes_nothing() {
    let world = World::new().await;
    let (kept, lost) = (world.tokens(&world.app).await, world.tokens(&world.native).await);
    world.server.change_client(&world.native, clients::Change { active: Some(false), ..Default::default() }).await;
    let world = world.restarted().await;
    expect(&world, &kept.access, true, "kept").await;
    expect(&world, &lost.access, false, "lost").await;
}
