//! POST /oauth/tokens with `authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5).

use grantor::{clients, tenants, users};
use serde_json::json;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::{Pair, VERIFIER, World};
use crate::harness::people::App;

/// The answer to an exchange of `code` with exactly this beside it.
async fn exchange(world: &World, app: &App, code: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("grant_type", "authorization_code"), ("client_id", &app.client.identifier), ("code", code)];
    if !app.client.secrets.is_empty() {
        form.push(("client_secret", &app.secret));
    }
    form.extend(more);
    world.server.post(&world.tenant.subdomain, "/oauth/tokens").form(&form).send().await
}

fn refused(answer: &Answer, detail: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.refusal(), ("invalid_grant".to_owned(), detail.to_owned()));
}

const UNKNOWN: &str = "The code is not valid; it may have been used, or have expired 120 seconds after it was issued.";

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
    assert_eq!(answer.header("retry-after"), None);
    assert!(world.is_active(&pair.access).await);
}

#[actix_web::test]
async fn every_secret_says_what_it_is() {
    let world = World::new().await;
    let code = world.code(&world.app).await;
    let pair = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    for (secret, prefix) in [(&code, "grantorc_"), (&pair.access, "grantora_"), (&pair.refresh, "grantorr_")] {
        // 256 bits, the date, the checksum.
        assert_eq!((secret.len(), &secret[..9]), (9 + 44 + 7 + 6, prefix));
    }
}

#[actix_web::test]
async fn the_code_carries_the_scope_whatever_the_exchange_says() {
    let world = World::new().await;
    let code = world.code(&world.app).await;
    let more =
        [("redirect_uri", world.app.redirect_uri.as_str()), ("code_verifier", VERIFIER), ("scope", "impersonate")];
    let answer = exchange(&world, &world.app, &code, &more).await;
    assert_eq!((answer.status, answer.field("scope").as_str()), (200, "read write"));
}

#[actix_web::test]
async fn a_public_client_exchanges_with_its_verifier_alone() {
    let world = World::new().await;
    let code = world.code(&world.native).await;
    let answer = exchange(&world, &world.native, &code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(world.is_active(&Pair::of(&answer).access).await);
}

#[actix_web::test]
async fn what_was_never_a_code_is_refused() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let code = world.code(&world.app).await;
    let flipped = code.to_ascii_uppercase();
    let padded = format!("{code}=");
    for sent in ["x", &flipped, &code[..code.len() - 1], &padded, &pair.access, &pair.refresh, &world.app.secret, "%00"]
    {
        refused(&exchange(&world, &world.app, sent, &[("code_verifier", VERIFIER)]).await, UNKNOWN);
    }
    world.exchange(&world.app, &code).expect(200).await;
}

#[actix_web::test]
async fn a_code_lives_for_120_seconds() {
    let world = World::new().await;
    let (in_time, late) = (world.code(&world.app).await, world.code(&world.app).await);
    world.server.advance(119);
    world.exchange(&world.app, &in_time).expect(200).await;
    world.server.advance(1);
    let detail = "The code has expired; exchange it within 120 seconds.";
    refused(&world.exchange(&world.app, &late).send().await, detail);
}

#[actix_web::test]
async fn a_code_is_worth_nothing_to_another_client_and_keeps_its_worth_for_its_own() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let code = world.code(&world.app).await;
    let (uri, verifier) = (("redirect_uri", world.app.redirect_uri.as_str()), ("code_verifier", VERIFIER));
    let invented = exchange(&world, &other, "grantorc_0", &[uri, verifier]).await;
    for answer in [
        exchange(&world, &other, &code, &[uri, verifier]).await,
        exchange(&world, &world.native, &code, &[uri, verifier]).await,
        exchange(&globex, &globex.app, &code, &[uri, verifier]).await,
        exchange(&globex, &globex.native, &code, &[uri, verifier]).await,
    ] {
        refused(&answer, UNKNOWN);
        assert_eq!(answer.body, invented.body, "as if there were no such code");
    }
    world.exchange(&world.app, &code).expect(200).await;
}

#[actix_web::test]
async fn without_the_right_verifier_a_code_stays_unspent() {
    let world = World::new().await;
    let code = world.code(&world.app).await;
    let uri = ("redirect_uri", world.app.redirect_uri.as_str());
    let missing = "code_verifier is missing: the authorization request had a code_challenge.";
    refused(&exchange(&world, &world.app, &code, &[uri]).await, missing);
    refused(&exchange(&world, &world.app, &code, &[uri, ("code_verifier", "")]).await, missing);
    let wrong = "code_verifier does not belong to the code_challenge.";
    let flipped = VERIFIER.to_ascii_lowercase();
    let longer = VERIFIER.to_owned() + "x";
    for verifier in ["a".repeat(43), flipped, longer, crate::harness::flow::challenge()] {
        refused(&exchange(&world, &world.app, &code, &[uri, ("code_verifier", &verifier)]).await, wrong);
    }
    let malformed = "code_verifier has to be 43 to 128 letters, digits or -._~ characters.";
    for verifier in ["short".to_owned(), "a".repeat(129), format!("{VERIFIER}="), "é".repeat(43)] {
        refused(&exchange(&world, &world.app, &code, &[uri, ("code_verifier", &verifier)]).await, malformed);
    }
    world.exchange(&world.app, &code).expect(200).await;
}

/// A code of a confidential client that did without PKCE.
async fn bare_code(world: &World) -> String {
    let browser = world.browser().await;
    let page = browser.get(&Ask::bare(&world.app).path()).await;
    let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
    answer.parameter("code").unwrap()
}

#[actix_web::test]
async fn a_verifier_that_nobody_asked_for_is_refused() {
    let world = World::new().await;
    let code = bare_code(&world).await;
    let uri = ("redirect_uri", world.app.redirect_uri.as_str());
    let detail = "code_verifier was sent, but the authorization request had no code_challenge.";
    refused(&exchange(&world, &world.app, &code, &[uri, ("code_verifier", VERIFIER)]).await, detail);
    assert_eq!(exchange(&world, &world.app, &code, &[uri]).await.status, 200);
}

#[actix_web::test]
async fn the_redirect_uri_has_to_be_sent_again_unless_pkce_was_used() {
    let world = World::new().await;
    let code = bare_code(&world).await;
    let answer = exchange(&world, &world.app, &code, &[]).await;
    let missing = ("invalid_request".to_owned(), "The parameter redirect_uri is missing.".to_owned());
    assert_eq!((answer.status, answer.refusal()), (400, missing));
    assert_eq!(exchange(&world, &world.app, &code, &[("redirect_uri", &world.app.redirect_uri)]).await.status, 200);
    let code = world.code(&world.app).await;
    assert_eq!(exchange(&world, &world.app, &code, &[("code_verifier", VERIFIER)]).await.status, 200);
}

#[actix_web::test]
async fn another_redirect_uri_is_refused_and_the_code_stays_unspent() {
    let world = World::new().await;
    let second = "https://app.example.com/second".to_owned();
    let both = vec![world.app.redirect_uri.clone(), second.clone()];
    let change = clients::Change { redirect_uris: Some(both), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let code = world.code(&world.app).await;
    for uri in [
        second.as_str(),
        "https://evil.example/callback",
        "https://app.example.com:443/callback",
        "https://APP.example.com/callback",
        "https://app.example.com/callback/",
        "https://app.example.com/%63allback",
        "x",
    ] {
        let more = [("redirect_uri", uri), ("code_verifier", VERIFIER)];
        let detail = "redirect_uri is not the one of the authorization request.";
        refused(&exchange(&world, &world.app, &code, &more).await, detail);
    }
    world.exchange(&world.app, &code).expect(200).await;
}

#[actix_web::test]
async fn who_is_not_active_gets_nothing_and_the_code_stays_unspent() {
    let world = World::new().await;
    let code = world.code(&world.app).await;
    let server = &world.server;
    for on in [false, true] {
        server.change_client(&world.app, clients::Change { active: Some(on), ..Default::default() }).await;
        if !on {
            refused(&world.exchange(&world.app, &code).send().await, "The client is deactivated.");
        }
    }
    let gone = "The person who granted the access is suspended, not verified, or gone.";
    for on in [false, true] {
        server.change_user(&world.ada, users::Change { suspended: Some(!on), ..Default::default() }).await;
        if !on {
            refused(&world.exchange(&world.app, &code).send().await, gone);
        }
    }
    for on in [false, true] {
        server.change_user(&world.ada, users::Change { verified: Some(on), ..Default::default() }).await;
        if !on {
            refused(&world.exchange(&world.app, &code).send().await, gone);
        }
    }
    for on in [false, true] {
        server.change_tenant(world.tenant.id, tenants::Change { active: Some(on), ..Default::default() }).await;
        if !on {
            refused(&world.exchange(&world.app, &code).send().await, "The account is not active.");
        }
    }
    for on in [false, true] {
        server.change_tenant(world.tenant.id, tenants::Change { oauth_access: Some(on), ..Default::default() }).await;
        if !on {
            assert_eq!(world.exchange(&world.app, &code).expect(400).await.error(), "unauthorized_client");
        }
    }
    world.exchange(&world.app, &code).expect(200).await;
}

#[actix_web::test]
async fn what_was_lost_between_decision_and_exchange_is_not_granted() {
    let world = World::new().await;
    let code = world.code(&world.app).await;
    let change = clients::Change { allowed_scopes: Some("read".to_owned()), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let answer = world.exchange(&world.app, &code).expect(200).await;
    assert_eq!(answer.field("scope"), "read");
    assert_eq!(world.introspect(&Pair::of(&answer).access).await["scope"], "read");
}
