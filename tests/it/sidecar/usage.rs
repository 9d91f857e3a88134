//! Who still uses what.

use grantor::sidecar::token::Change;
use grantor::sidecar::usage::{self, TokenUsage};
use grantor::storage::Failure;
use serde_json::json;

use super::scene::{Scene, basic};

async fn report(scene: &Scene, token: &grantor::sidecar::token::ApiToken) -> TokenUsage {
    let grantor = &scene.server.grantor;
    grantor.api_token_usage.flush(&grantor.storage).await.unwrap();
    let (tenant, id) = (token.tenant, token.id);
    grantor.storage.read::<_, Failure>(move |db| usage::of_token(db, tenant, id, 0)).await.unwrap()
}

#[actix_web::test]
async fn last_use_callers_addresses_and_agents_of_a_token_are_known_and_sharing_is_said() {
    let scene = Scene::new().await;
    let bob = scene.server.user(scene.tenant.id, "Bob", grantor::users::Role::Agent).await;
    let (token, secret) = scene.token(Change::default()).await;
    assert_eq!(scene.shown(&token).await.last_used_at, None);
    for _ in 0..3 {
        scene.get("ada@example.com", &secret).expect(200).await;
    }
    let seen = report(&scene, &token).await;
    assert_eq!((seen.calls, seen.shared), (3, false));
    assert_eq!(scene.shown(&token).await.last_used_at, Some(scene.server.grantor.now()));
    scene.get(&bob.email, &secret).expect(200).await;
    let seen = report(&scene, &token).await;
    assert_eq!((seen.calls, seen.shared, seen.users.len()), (4, true, 2));
    assert_eq!((seen.addresses[0].name.as_str(), seen.user_agents[0].name.as_str()), ("192.0.2.1", "curl/8.5.0"));
}

#[actix_web::test]
async fn calls_that_a_deactivated_token_still_makes_are_counted_with_who_from_where_and_which_path() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    scene.active(&token, false).await;
    for _ in 0..20 {
        let ask = scene.ask("GET", "/api/v2/search.json?query=secret");
        ask.header("authorization", &basic("ada@example.com/token", &secret)).expect(401).await;
    }
    let seen = report(&scene, &token).await;
    assert_eq!((seen.calls, seen.refused, seen.refusals.len()), (0, 20, 1));
    let refusal = &seen.refusals[0];
    let user = refusal.user.as_ref().map(grantor::users::Named::label);
    assert_eq!((user, refusal.address.as_str()), (Some("ada@example.com"), "192.0.2.1"));
    assert_eq!((refusal.path.as_str(), refusal.user_agent.as_str()), ("/api/v2/search.json", "curl/8.5.0"));
}

#[actix_web::test]
async fn in_a_brown_out_and_past_the_end_no_token_passes_anywhere_and_the_calls_are_counted() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    let policy = json!({
        "brown_outs": [{ "from": "2026-11-21T10:01:00Z", "until": "2026-11-21T10:02:00Z" }],
        "ends_at": "2026-11-21T10:05:00Z",
    });
    let settings = [("api_token_sunset".to_owned(), policy)].into_iter().collect();
    let change = grantor::tenants::Change { settings, ..Default::default() };
    scene.server.change_tenant(scene.tenant.id, change).await;
    let mut refused = 0;
    for (seconds, passes) in [(59, true), (1, false), (59, false), (1, true), (179, true), (1, false), (600, false)] {
        scene.server.advance(seconds);
        assert_eq!(scene.passes(&secret).await, passes, "{:?}", scene.server.grantor.now());
        let own = scene.server.get("acme", "/api/v2/users/me");
        let own = own.header("authorization", &basic("ada@example.com/token", &secret));
        own.expect(if passes { 200 } else { 401 }).await;
        refused += if passes { 0 } else { 2 };
    }
    let seen = report(&scene, &token).await;
    assert_eq!((seen.calls, seen.refused), (6, refused));
}
