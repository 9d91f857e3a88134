//! POST /oauth/tokens with `refresh_token`: what is switched off gets nothing, and nothing changes until it is on again.

use grantor::tenants::TenantId;
use grantor::{clients, tenants, users};

use crate::harness::flow::{Pair, World};
use crate::harness::people::App;

async fn refused(world: &World, app: &App, pair: &Pair, error: &str, detail: &str) {
    let answer = world.refresh(app, &pair.refresh).expect(400).await;
    assert_eq!(answer.refusal(), (error.to_owned(), detail.to_owned()));
    assert_eq!(world.alive(app, pair).await, (false, false));
}

async fn works(world: &World, app: &App, pair: &Pair) -> Pair {
    assert_eq!(world.alive(app, pair).await, (true, true));
    world.refreshed(app, &pair.refresh).await
}

#[actix_web::test]
async fn a_deactivated_client_gets_nothing_until_it_is_active_again() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let active = |on: bool| clients::Change { active: Some(on), ..Default::default() };
    world.server.change_client(&world.app, active(false)).await;
    refused(&world, &world.app, &pair, "invalid_grant", "The client is deactivated.").await;
    world.server.change_client(&world.app, active(true)).await;
    works(&world, &world.app, &pair).await;
}

#[actix_web::test]
async fn a_suspended_or_unverified_person_gives_nothing_until_they_are_back() {
    let world = World::new().await;
    let mut pair = world.tokens(&world.app).await;
    let detail = "The person who granted the access is suspended, not verified, or gone.";
    for (off, on) in [
        (
            users::Change { suspended: Some(true), ..Default::default() },
            users::Change { suspended: Some(false), ..Default::default() },
        ),
        (
            users::Change { verified: Some(false), ..Default::default() },
            users::Change { verified: Some(true), ..Default::default() },
        ),
    ] {
        world.server.change_user(&world.ada, off).await;
        refused(&world, &world.app, &pair, "invalid_grant", detail).await;
        world.server.change_user(&world.ada, on).await;
        pair = works(&world, &world.app, &pair).await;
    }
}

#[actix_web::test]
async fn an_account_that_is_not_active_gets_nothing_until_it_is() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let active = |on: bool| tenants::Change { active: Some(on), ..Default::default() };
    world.server.change_tenant(world.tenant.id, active(false)).await;
    refused(&world, &world.app, &pair, "invalid_grant", "The account is not active.").await;
    world.server.change_tenant(world.tenant.id, active(true)).await;
    works(&world, &world.app, &pair).await;
}

#[actix_web::test]
async fn an_account_without_oauth_access_gets_nothing_until_it_has() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let access = |on: bool| tenants::Change { oauth_access: Some(on), ..Default::default() };
    world.server.change_tenant(world.tenant.id, access(false)).await;
    let detail = "The account does not accept connections from applications; an admin can turn this on.";
    refused(&world, &world.app, &pair, "unauthorized_client", detail).await;
    world.server.change_tenant(world.tenant.id, access(true)).await;
    works(&world, &world.app, &pair).await;
}

#[actix_web::test]
async fn a_blocked_global_client_gets_nothing_there_until_it_is_let_in_again() {
    let world = World::new().await;
    let app = world.server.confidential(TenantId::PLATFORM, "zdg-sync").await;
    let pair = world.tokens(&app).await;
    let blocked = |on: bool| clients::Decision { blocked: Some(on), ..Default::default() };
    world.server.decide_about(world.tenant.id, &app, blocked(true)).await;
    refused(&world, &app, &pair, "invalid_grant", "The client is deactivated.").await;
    world.server.decide_about(world.tenant.id, &app, blocked(false)).await;
    works(&world, &app, &pair).await;
}

#[actix_web::test]
async fn a_global_client_keeps_the_connections_of_its_tenants_apart() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let app = world.server.confidential(TenantId::PLATFORM, "zdg-sync").await;
    let (here, there) = (world.tokens(&app).await, globex.tokens(&app).await);
    let answer = globex.refresh(&app, &here.refresh).expect(400).await;
    assert_eq!(answer.refusal().1, "The refresh token is not valid; ask the person again.");
    assert!(!globex.is_active(&here.access).await && !world.is_active(&there.access).await);
    works(&world, &app, &here).await;
    works(&globex, &app, &there).await;
}

#[actix_web::test]
async fn a_reuse_while_the_client_is_deactivated_ends_nothing() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let third = world.refreshed(&world.app, &second.refresh).await;
    world.server.advance(61);
    let active = |on: bool| clients::Change { active: Some(on), ..Default::default() };
    world.server.change_client(&world.app, active(false)).await;
    world.refresh(&world.app, &first.refresh).expect(400).await;
    world.server.change_client(&world.app, active(true)).await;
    works(&world, &world.app, &third).await;
}

#[actix_web::test]
async fn a_deleted_client_has_no_tokens() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    world.server.delete_client(&world.app).await;
    assert!(!world.is_active(&pair.access).await);
    world.refresh(&world.app, &pair.refresh).expect(401).await;
}
