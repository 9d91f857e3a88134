//! POST /oauth/revoke (RFC 7009): any member ends its family.

use actix_web::http::Method;
use grantor::audit::Action;
use grantor::clients::{self, Kind};
use grantor::tenants;
use serde_json::json;

use crate::harness::answer::Answer;
use crate::harness::flow::{Pair, World};
use crate::harness::people::App;

async fn revoke(world: &World, app: &App, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("client_id", app.client.identifier.as_str()), ("token", token)];
    if !app.client.secrets.is_empty() {
        form.push(("client_secret", &app.secret));
    }
    form.extend(more);
    world.server.post(&world.tenant.subdomain, "/oauth/revoke").form(&form).send().await
}

fn done(answer: &Answer) {
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
    assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
}

#[actix_web::test]
async fn any_member_ends_the_whole_family_at_once() {
    let world = World::new().await;
    for old in [true, false] {
        for member in ["access", "refresh"] {
            let first = world.tokens(&world.app).await;
            let second = world.refreshed(&world.app, &first.refresh).await;
            assert_eq!(world.alive(&world.app, &second).await, (true, true));
            let pair = if old { &first } else { &second };
            done(&revoke(&world, &world.app, if member == "access" { &pair.access } else { &pair.refresh }, &[]).await);
            assert_eq!(world.alive(&world.app, &second).await, (false, false), "{member} {old}");
            assert!(!world.is_active(&second.access).await);
            for token in [&first.refresh, &second.refresh] {
                assert_eq!(world.refresh(&world.app, token).expect(400).await.error(), "invalid_grant");
            }
        }
    }
}

#[actix_web::test]
async fn a_resource_server_that_had_just_asked_is_told_otherwise_in_its_next_question() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    assert!(world.is_active(&pair.access).await && world.is_active(&pair.access).await);
    done(&revoke(&world, &world.app, &pair.access, &[]).await);
    assert!(!world.is_active(&pair.access).await);
}

#[actix_web::test]
async fn a_hint_is_a_hint_and_a_wrong_one_does_no_harm() {
    let world = World::new().await;
    for hint in ["access_token", "refresh_token", "id_token", "", "pct", "\u{1f600}"] {
        for of in [|pair: &Pair| pair.access.clone(), |pair: &Pair| pair.refresh.clone()] {
            let pair = world.tokens(&world.app).await;
            done(&revoke(&world, &world.app, &of(&pair), &[("token_type_hint", hint)]).await);
            assert_eq!(world.alive(&world.app, &pair).await, (false, false), "{hint}");
        }
    }
}

#[actix_web::test]
async fn a_token_of_another_client_is_refused_and_lives_on() {
    let world = World::new().await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let pair = world.tokens(&world.app).await;
    for (app, token) in [(&other, &pair.access), (&other, &pair.refresh), (&world.native, &pair.access)] {
        let answer = revoke(&world, app, token, &[]).await;
        let told = ("unauthorized_client".to_owned(), "The token was issued to another client.".to_owned());
        assert_eq!((answer.status, answer.refusal()), (400, told));
    }
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
}

#[actix_web::test]
async fn what_was_never_valid_is_no_error() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let code = world.code(&world.app).await;
    let cut = &pair.access[..pair.access.len() - 1];
    for token in ["x", "grantora_0", cut, &pair.access.to_ascii_uppercase(), &code, &world.app.secret, "日本"] {
        done(&revoke(&world, &world.app, token, &[]).await);
    }
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
    world.exchange(&world.app, &code).expect(200).await;
}

#[actix_web::test]
async fn revoking_again_is_no_error_and_told_once() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    for token in [&pair.access, &pair.access, &pair.refresh] {
        done(&revoke(&world, &world.app, token, &[]).await);
    }
    assert_eq!(world.server.told(world.tenant.id, Action::Revoke).await, 1);
    let event = world.server.events(world.tenant.id).await.remove(0);
    assert_eq!((event.stamp.origin.actor.name(), event.stamp.origin.address.as_str()), ("Invoice Sync", "127.0.0.1"));
}

#[actix_web::test]
async fn an_expired_token_still_ends_its_family() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    world.server.advance(1_800);
    assert_eq!(world.alive(&world.app, &pair).await, (false, true));
    done(&revoke(&world, &world.app, &pair.access, &[]).await);
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
}

#[actix_web::test]
async fn a_token_without_a_family_ends_alone() {
    let world = World::new().await;
    let owner = Some(world.ada.id);
    let app = world.server.client(world.tenant.id, "robot", Kind::Confidential, |client| client.owner = owner).await;
    let ask = || async {
        let call = world.server.post("acme", "/oauth/tokens").basic("robot", &app.secret);
        call.form(&[("grant_type", "client_credentials")]).expect(200).await.field("access_token")
    };
    let (one, two) = (ask().await, ask().await);
    done(&revoke(&world, &app, &one, &[]).await);
    assert_eq!((world.is_active(&one).await, world.is_active(&two).await), (false, true));
    assert_eq!(world.server.told(world.tenant.id, Action::Revoke).await, 1);
}

#[actix_web::test]
async fn other_connections_live_on() {
    let world = World::new().await;
    let (one, two) = (world.tokens(&world.app).await, world.tokens(&world.app).await);
    done(&revoke(&world, &world.app, &one.refresh, &[]).await);
    assert_eq!(world.alive(&world.app, &two).await, (true, true));
}

#[actix_web::test]
async fn a_public_client_revokes_what_it_holds() {
    let world = World::new().await;
    let pair = world.tokens(&world.native).await;
    done(&revoke(&world, &world.native, &pair.refresh, &[]).await);
    assert_eq!(world.alive(&world.native, &pair).await, (false, false));
}

#[actix_web::test]
async fn whoever_cannot_prove_the_client_ends_nothing() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let post = || world.server.post("acme", "/oauth/revoke");
    let answer = post().basic("invoice_sync", "wrong").form(&[("token", &pair.access)]).expect(401).await;
    assert_eq!(answer.header("www-authenticate").as_deref(), Some("Basic realm=\"OAuth2 Token Endpoint\""));
    post().form(&[("token", pair.access.as_str()), ("client_id", "invoice_sync")]).expect(401).await;
    post().form(&[("token", &pair.access)]).expect(401).await;
    post().bearer(&pair.access).form(&[("token", &pair.access)]).expect(401).await;
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
}

#[actix_web::test]
async fn a_deactivated_client_and_an_account_without_oauth_access_may_still_revoke() {
    let world = World::new().await;
    let (one, two) = (world.tokens(&world.app).await, world.tokens(&world.app).await);
    let active = |on: bool| clients::Change { active: Some(on), ..Default::default() };
    world.server.change_client(&world.app, active(false)).await;
    done(&revoke(&world, &world.app, &one.access, &[]).await);
    world.server.change_client(&world.app, active(true)).await;
    let access = |on: bool| tenants::Change { oauth_access: Some(on), ..Default::default() };
    world.server.change_tenant(world.tenant.id, access(false)).await;
    done(&revoke(&world, &world.app, &two.access, &[]).await);
    world.server.change_tenant(world.tenant.id, access(true)).await;
    assert_eq!(world.alive(&world.app, &one).await, (false, false));
    assert_eq!(world.alive(&world.app, &two).await, (false, false));
}

#[actix_web::test]
async fn the_token_has_to_be_there_once_and_may_come_as_json() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let missing = revoke(&world, &world.app, "", &[]).await;
    assert_eq!(missing.refusal(), ("invalid_request".into(), "The parameter token is missing.".into()));
    let twice = revoke(&world, &world.app, &pair.access, &[("token", "x")]).await;
    assert_eq!(twice.refusal(), ("invalid_request".into(), "The parameter token is there more than once.".into()));
    let call = world.server.post("acme", "/oauth/revoke").basic("invoice_sync", &world.app.secret);
    done(&call.json(&json!({ "token": pair.access, "token_type_hint": null })).send().await);
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
}

#[actix_web::test]
async fn revocation_is_by_post_and_outlives_a_restart() {
    let world = World::new().await;
    let answer = world.server.call(Method::GET, "acme", "/oauth/revoke").expect(405).await;
    assert_eq!(answer.header("allow").as_deref(), Some("POST"));
    let pair = world.tokens(&world.app).await;
    done(&revoke(&world, &world.app, &pair.access, &[]).await);
    let world = world.restarted().await;
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
}
