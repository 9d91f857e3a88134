//! GET /oauth/authorizations/new: the proof key (RFC 7636 §4.3, §4.4.1; RFC 9700 §2.1.1).

use grantor::tenants;
use serde_json::json;

use crate::harness::ask::Ask;
use crate::harness::flow::{World, challenge};
use crate::harness::people::App;

const MISSING: &str = "code_challenge is missing; PKCE (RFC 7636) with S256 is what is needed here.";

async fn refused(world: &World, app: &App, ask: &Ask, detail: &str) {
    let answer = world.browser().await.get(&ask.path()).await;
    answer.sent_back(&app.redirect_uri, "invalid_request", detail);
}

#[actix_web::test]
async fn a_public_client_has_to_send_a_challenge() {
    let world = World::new().await;
    refused(&world, &world.native, &Ask::bare(&world.native), MISSING).await;
    let empty = Ask::bare(&world.native).with("code_challenge", "").with("code_challenge_method", "");
    refused(&world, &world.native, &empty, MISSING).await;
    assert_eq!(world.browser().await.get(&Ask::of(&world.native).path()).await.status, 200);
}

#[actix_web::test]
async fn a_confidential_client_need_not_unless_its_tenant_demands_it() {
    let world = World::new().await;
    assert_eq!(world.browser().await.get(&Ask::bare(&world.app).path()).await.status, 200);
    let settings = json!({ "pkce_required": true }).as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..tenants::Change::default() }).await;
    refused(&world, &world.app, &Ask::bare(&world.app), MISSING).await;
    assert_eq!(world.browser().await.get(&Ask::of(&world.app).path()).await.status, 200);
}

#[actix_web::test]
async fn the_method_is_s256_and_nothing_else() {
    let world = World::new().await;
    for app in [&world.app, &world.native] {
        for method in ["plain", "s256", "S512", "S256 ", "none"] {
            let ask = Ask::of(app).with("code_challenge_method", method);
            refused(&world, app, &ask, "code_challenge_method has to be S256.").await;
        }
        let plain = Ask::bare(app).with("code_challenge_method", "plain");
        refused(&world, app, &plain, "code_challenge_method has to be S256.").await;
    }
}

#[actix_web::test]
async fn a_challenge_without_a_method_would_mean_plain_and_is_refused() {
    let world = World::new().await;
    for app in [&world.app, &world.native] {
        let ask = Ask::of(app).without("code_challenge_method");
        refused(&world, app, &ask, "code_challenge_method is missing; it has to be S256.").await;
    }
}

#[actix_web::test]
async fn a_method_without_a_challenge_is_refused() {
    let world = World::new().await;
    for app in [&world.app, &world.native] {
        refused(&world, app, &Ask::of(app).without("code_challenge"), MISSING).await;
    }
}

#[actix_web::test]
async fn a_challenge_that_no_verifier_could_match_is_refused() {
    let world = World::new().await;
    let right = challenge();
    let padded = right.clone() + "=";
    let short = right[..42].to_owned();
    let standard = "+".to_owned() + &right[1..];
    for sent in [padded, short, standard, right.clone() + "A", "é".repeat(43), "a".repeat(128), " ".repeat(43)] {
        let ask = Ask::of(&world.app).with("code_challenge", &sent);
        let detail =
            "code_challenge has to be the 43 characters of base64url(SHA-256(code_verifier)), without padding.";
        refused(&world, &world.app, &ask, detail).await;
    }
}
