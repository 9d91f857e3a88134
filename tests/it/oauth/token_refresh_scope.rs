//! POST /oauth/tokens with `refresh_token`: the scope narrows the access token, the family keeps its own (RFC 6749 §6).

use grantor::clients;
use grantor::users::{self, Role};

use crate::harness::answer::Answer;
use crate::harness::flow::{Pair, World};

async fn refresh(world: &World, pair: &Pair, scope: &str) -> Answer {
    world.refresh_with(&world.app, &pair.refresh, &[("scope", scope)]).send().await
}

#[actix_web::test]
async fn a_narrower_scope_narrows_the_access_token_only() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let answer = refresh(&world, &pair, "tickets:read").await;
    assert_eq!((answer.status, answer.field("scope").as_str()), (200, "tickets:read"));
    let narrow = Pair::of(&answer);
    assert_eq!(world.introspect(&narrow.access).await["scope"], "tickets:read");
    assert_eq!(world.told(&world.app, &narrow.refresh).await["scope"], "read write");
    let wide = world.refresh(&world.app, &narrow.refresh).expect(200).await;
    assert_eq!(wide.field("scope"), "read write");
}

#[actix_web::test]
async fn more_than_was_granted_is_refused_by_name() {
    let world = World::new().await;
    let code = world.allowed(&world.app, "read tickets:write").await.parameter("code").unwrap();
    let pair = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    for (scope, detail) in [
        ("read write", "The scope write was not granted."),
        ("impersonate", "The scope impersonate was not granted."),
        ("users", "The scope users was not granted."),
        ("nonsense", "The scope nonsense does not exist here; scopes are separated by spaces."),
    ] {
        let answer = refresh(&world, &pair, scope).await;
        assert_eq!((answer.status, answer.refusal()), (400, ("invalid_scope".into(), detail.into())));
    }
    assert_eq!(refresh(&world, &pair, "users:read tickets").await.field("scope"), "users:read tickets");
}

#[actix_web::test]
async fn what_the_role_of_the_person_has_lost_is_not_given_again_until_it_is_back() {
    let world = World::new().await;
    let role = |role: Role| users::Change { role: Some(role), ..Default::default() };
    world.server.change_user(&world.ada, role(Role::Admin)).await;
    let code = world.allowed(&world.app, "read impersonate").await.parameter("code").unwrap();
    let first = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    assert_eq!(world.introspect(&first.access).await["scope"], "read impersonate");

    world.server.change_user(&world.ada, role(Role::Agent)).await;
    assert_eq!(world.introspect(&first.access).await["scope"], "read", "at once, for the token that is out");
    let beyond = refresh(&world, &first, "impersonate").await;
    let detail = "The scope impersonate is beyond the role of this person.";
    assert_eq!((beyond.status, beyond.refusal()), (400, ("invalid_scope".into(), detail.into())));
    let answer = world.refresh(&world.app, &first.refresh).expect(200).await;
    assert_eq!(answer.field("scope"), "read");

    world.server.change_user(&world.ada, role(Role::Admin)).await;
    let back = world.refresh(&world.app, &Pair::of(&answer).refresh).expect(200).await;
    assert_eq!(back.field("scope"), "read impersonate");
}

#[actix_web::test]
async fn what_the_client_may_not_have_any_more_is_not_given_again() {
    let world = World::new().await;
    let allow = |scopes: &str| clients::Change { allowed_scopes: Some(scopes.to_owned()), ..Default::default() };
    let first = world.tokens(&world.app).await;
    world.server.change_client(&world.app, allow("tickets:read write")).await;
    let answer = world.refresh(&world.app, &first.refresh).expect(200).await;
    assert_eq!(answer.field("scope"), "write tickets:read");
    world.server.change_client(&world.app, allow("")).await;
    let back = world.refresh(&world.app, &Pair::of(&answer).refresh).expect(200).await;
    assert_eq!(back.field("scope"), "read write");
}

#[actix_web::test]
async fn where_nothing_is_left_the_refresh_is_refused_and_nothing_changes() {
    let world = World::new().await;
    let allow = |scopes: &str| clients::Change { allowed_scopes: Some(scopes.to_owned()), ..Default::default() };
    let code = world.allowed(&world.app, "tickets:read").await.parameter("code").unwrap();
    let pair = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    world.server.change_client(&world.app, allow("users:read")).await;
    let answer = world.refresh(&world.app, &pair.refresh).expect(400).await;
    let detail = "The scope tickets:read is not among the allowed scopes of this client.";
    assert_eq!(answer.refusal(), ("invalid_scope".into(), detail.into()));
    world.server.change_client(&world.app, allow("tickets")).await;
    assert_eq!(world.refresh(&world.app, &pair.refresh).expect(200).await.field("scope"), "tickets:read");
}

#[actix_web::test]
async fn the_same_request_again_means_the_same_whatever_of_it_was_given() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let change = clients::Change { allowed_scopes: Some("read".to_owned()), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let first = refresh(&world, &pair, "read write").await;
    assert_eq!((first.status, first.field("scope").as_str()), (200, "read"));
    for scope in ["read write", "read", "write read"] {
        let again = refresh(&world, &pair, scope).await;
        assert_eq!((again.status, again.json()), (200, first.json()), "{scope}");
    }
    let next = Pair::of(&first);
    let blank = refresh(&world, &next, " ").await;
    assert_eq!(refresh(&world, &next, " ").await.json(), blank.json());
    assert_eq!(refresh(&world, &next, "tickets:read").await.error(), "invalid_scope");
}
