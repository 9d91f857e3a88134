//! How a caller says who they are: a bearer token, a session, or nothing.

use serde_json::Value;

use super::Office;
use crate::harness::flow::World;

const ME: &str = "/api/v2/users/me";

#[actix_web::test]
async fn nobody_is_the_anonymous_user_with_200() {
    let world = World::new().await;
    for path in [ME, "/api/v2/users/me.json"] {
        let user = world.server.get("acme", path).expect(200).await.json()["user"].clone();
        assert_eq!((&user["id"], &user["name"]), (&Value::Null, &"Anonymous user".into()));
        assert_eq!(user["authenticity_token"], Value::Null);
    }
}

#[actix_web::test]
async fn a_token_is_whom_it_acts_as() {
    let office = Office::new().await;
    for scope in ["read", "users:read"] {
        let token = office.token(&office.agent, scope).await;
        let user = office.get(ME, &token).expect(200).await.json()["user"].clone();
        assert_eq!(user["email"], "alan@example.com");
        assert_eq!(user["role"], "agent");
        assert_eq!(user["url"], format!("http://acme.localhost:8080/api/v2/users/{}.json", office.agent.id));
        assert_eq!(user["authenticity_token"], Value::Null);
    }
}

#[actix_web::test]
async fn a_token_that_is_worth_nothing_gets_401_to_the_byte() {
    let office = Office::new().await;
    let live = office.token(&office.agent, "read").await;
    let other = office.server().tenant("globex").await;
    let expired = office.token(&office.agent, "read").await;
    office.server().advance(1_800);
    for token in ["x", &live[..live.len() - 1], &format!("{live}0"), &expired] {
        let answer = office.get(ME, token).expect(401).await;
        assert_eq!(
            answer.text(),
            r#"{"error":"invalid_token","error_description":"The access token provided is expired, revoked, malformed or invalid for other reasons."}"#
        );
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(
            challenge.starts_with("Bearer realm=") && challenge.contains(r#"error="invalid_token""#),
            "{challenge}"
        );
    }
    let live = office.token(&office.agent, "read").await;
    office.get(ME, &live).expect(200).await;
    office.server().get(&other.subdomain, ME).bearer(&live).expect(401).await;
}

#[actix_web::test]
async fn what_the_account_does_not_take_gets_a_basic_challenge() {
    let office = Office::new().await;
    let calls = [
        office.server().get("acme", ME).basic("grace@example.com/token", "secret"),
        office.server().get("acme", ME).basic("grace@example.com", "password"),
        office.server().get("acme", ME).header("authorization", "Digest x"),
        office.server().get("acme", ME).header("authorization", "Basic %%%"),
        office.server().get("acme", ME).bearer("x").bearer("y"),
    ];
    for call in calls {
        let answer = call.expect(401).await;
        assert_eq!(answer.text(), r#"{"error":"Couldn't authenticate you"}"#);
        assert_eq!(answer.header("www-authenticate").as_deref(), Some(r#"Basic realm="API""#));
    }
}

#[actix_web::test]
async fn a_token_in_the_address_counts_for_users_me_only() {
    let office = Office::new().await;
    let token = office.token(&office.agent, "read").await;
    let address = format!("{ME}.json?access_token={token}");
    let user = office.server().get("acme", &address).expect(200).await.json();
    assert_eq!(user["user"]["email"], "alan@example.com");
    let both = office.get(&address, &token).expect(400).await;
    assert_eq!(both.error(), "invalid_request");
    assert_eq!(both.field("error_description"), "Both Authorization header and payload includes access token.");
    let twice = format!("{address}&access_token={token}");
    office.server().get("acme", &twice).expect(400).await;
    office.server().get("acme", &format!("{ME}?access_token=wrong")).expect(401).await;
}

#[actix_web::test]
async fn an_account_can_refuse_tokens_in_addresses() {
    let office = Office::new().await;
    let token = office.token(&office.agent, "read").await;
    let settings = serde_json::json!({ "query_access_token": false }).as_object().unwrap().clone();
    let change = grantor::tenants::Change { settings, ..Default::default() };
    office.server().change_tenant(office.world.tenant.id, change).await;
    office.server().get("acme", &format!("{ME}?access_token={token}")).expect(401).await;
}

#[actix_web::test]
async fn a_session_is_its_person_and_a_header_wins_over_it() {
    let office = Office::new().await;
    let browser = office.server().signed_in(&office.world.tenant, &office.admin).await;
    assert_eq!(browser.get(ME).await.json()["user"]["email"], "grace@example.com");
    let token = office.token(&office.agent, "read").await;
    let call = office.get(ME, &token).header("cookie", &browser.cookie_header());
    assert_eq!(call.expect(200).await.json()["user"]["email"], "alan@example.com");
    let call = office.server().get("acme", ME).bearer("x").header("cookie", &browser.cookie_header());
    call.expect(401).await;
}

#[actix_web::test]
async fn a_call_is_a_use_of_its_token() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    world.server.get("acme", ME).bearer(&pair.access).expect(200).await;
    let next = world.refreshed(&world.app, &pair.refresh).await;
    world.server.get("acme", ME).bearer(&next.access).expect(200).await;
    world.server.advance(61);
    // The successor was used, so the old refresh token coming back is reuse and not a lost answer.
    world.refresh(&world.app, &pair.refresh).expect(400).await;
    world.server.get("acme", ME).bearer(&next.access).expect(401).await;
}
