//! POST /oauth/tokens with `authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5).

use serde_json::json;

use crate::harness::flow::{Pair, World};

#[actix_web::test]
async fn a_code_becomes_a_pair() {
    let world = World::new().await;
    let redirect = world.allowed(&world.app, "read").await;
    assert_eq!(redirect.parameter("state").as_deref(), Some("xyz"));
    assert_eq!(redirect.parameter("iss").as_deref(), Some("http://acme.localhost:8080"));
    let code = redirect.parameter("code").unwrap();
    let answer = world.exchange(&world.app, &code).expect(200).await;
    let pair = Pair::of(&answer);
    assert_eq!(
        answer.json(),
        json!({
            "access_token": pair.access,
            "token_type": "bearer",
            "expires_in": 1800,
            "refresh_token": pair.refresh,
            "refresh_token_expires_in": 2_592_000,
            "scope": "read",
        })
    );
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(answer.header("pragma").as_deref(), Some("no-cache"));
    assert!(world.is_active(&pair.access).await);
}
