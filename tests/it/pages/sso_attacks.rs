//! What an attacker sends to `/access/jwt`: nobody is signed in, and the page says nothing of it. Which check it was
//! that refused is asserted beside the checks, by the word that the log has.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join;
use serde_json::{Value, json};

use crate::harness::answer::Answer;
use crate::harness::vendor::{SECRET, Signer, Vendor};
use crate::harness::{Server, browser::Browser};

/// What is said of whatever is not to be believed.
const INVALID: &str = "is not valid. Tell an admin of your account what you see here.";

fn refused(answer: &Answer, sent: &str) {
    assert_eq!(answer.status, 400, "{sent}");
    assert!(answer.words().contains(INVALID), "{sent}: {}", answer.words());
    let signed_in = answer.cookies().iter().any(|cookie| cookie.starts_with("grantor="));
    assert!(!signed_in && answer.header("location").is_none(), "{sent}");
    assert!(sent.is_empty() || !answer.text().contains(sent), "what was sent is not shown");
}

async fn send(vendor: &Vendor<'_>, token: &str) -> Answer {
    vendor.sends(&vendor.server.browser("acme"), token, "").await
}

#[actix_web::test]
async fn tokens_that_nobody_has_signed() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let (ec, ed) = (Signer::es256(), Signer::ed_dsa([1; 32]));
    vendor.add_key("ec", &ec).await;
    vendor.add_key("ed", &ed).await;
    let claims = vendor.claims(&json!({})).await.to_string();
    let unsigned = |header: &str| [header, &claims].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".") + ".";
    let stranger = Signer::ed_dsa([2; 32]);
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(stranger.public_bytes())});
    let embedded = json!({"alg": "EdDSA", "kid": "ed", "jwk": jwk, "jku": "https://evil.example/jwks"}).to_string();
    let public_as_secret = Signer::hs256(&ec.public_bytes());
    for token in [
        String::new(),
        "a.b.c".into(),
        unsigned(r#"{"alg":"none"}"#),
        unsigned(r#"{"alg":"none","kid":"first"}"#),
        unsigned(r#"{"alg":"HS256","kid":"first"}"#),
        public_as_secret.token_of(r#"{"alg":"HS256","kid":"ec"}"#, &claims),
        public_as_secret.token_of(r#"{"alg":"ES256","kid":"ec"}"#, &claims),
        ed.token_of(r#"{"alg":"EdDSA","kid":"ec"}"#, &claims),
        ec.token_of(r#"{"alg":"RS256","kid":"ec"}"#, &claims),
        stranger.token_of(&embedded, &claims),
        public_as_secret.token_of(r#"{"alg":"HS256"}"#, &claims),
        vendor.signer.token_of(r#"{"alg":"HS256","kid":"third"}"#, &claims),
        vendor.signer.token_of(r#"{"alg":"HS256","kid":"first","crit":["b64"],"b64":true}"#, &claims),
        vendor.signer.token_of(r#"{"alg":"none","kid":"first","alg":"HS256"}"#, &claims),
        vendor.signer.token_of(r#"{"alg":"HS256","kid":"first"}"#, &claims.replacen('{', r#"{"role":"admin","#, 1)),
        "x".repeat(9_000),
    ] {
        refused(&send(&vendor, &token).await, &token);
    }
    let right = ec.token_of(r#"{"alg":"ES256","kid":"ec"}"#, &claims);
    assert_eq!(send(&vendor, &right).await.status, 303);
}

#[actix_web::test]
async fn tokens_for_elsewhere_or_for_another_time() {
    let server = Server::start().await;
    let (acme, globex) = (server.vendor("acme", json!({})).await, server.vendor("globex", json!({})).await);
    let now = server.grantor.now().seconds();
    refused(&send(&acme, &globex.assertion(&json!({})).await).await, "globex");
    for changed in [
        json!({"aud": null}),
        json!({"aud": ["http://globex.localhost:8080"]}),
        json!({"aud": "http://acme.localhost:8080/"}),
        json!({"iat": null}),
        json!({"iat": now + 61}),
        json!({"nbf": now + 3_600}),
        json!({"jti": null}),
        json!({"jti": "j".repeat(256)}),
        json!({"email": "ada"}),
        json!({"email": "\"><script>alert(1)</script>@acme.com"}),
        json!({"role": "owner"}),
    ] {
        refused(&send(&acme, &acme.assertion(&changed).await).await, "");
    }
    for changed in [json!({"iat": now - 241, "exp": now + 86_400}), json!({"exp": now - 60})] {
        let answer = send(&acme, &acme.assertion(&changed).await).await;
        assert!(answer.status == 400 && answer.words().contains("it is too old. Go back to"), "{}", answer.words());
    }
}

#[actix_web::test]
async fn an_assertion_comes_once_also_after_a_restart() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let token = vendor.assertion(&json!({})).await;
    let (one, two) = (server.browser("acme"), server.browser("acme"));
    let (first, second) = join(vendor.sends(&one, &token, ""), vendor.sends(&two, &token, "")).await;
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 400], "one of them");
    let again = send(&vendor, &token).await;
    assert!(again.status == 400 && again.words().contains("used before"), "{}", again.words());
    let server = server.clone().restarted().await;
    let browser = server.browser("acme");
    let after = browser.post_from("https://zenith.example", "/access/jwt", &[("jwt", token.as_str())]).await;
    assert_eq!(after.status, 400);
}

#[actix_web::test]
async fn another_spelling_of_a_signature_is_no_other_assertion() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let signer = Signer::es256();
    vendor.add_key("ec", &signer).await;
    let claims = vendor.claims(&json!({})).await.to_string();
    let token = signer.token_of(r#"{"alg":"ES256","kid":"ec"}"#, &claims);
    // ECDSA takes s and n - s alike.
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut other = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let negated = negated(&other[32..]);
    other.splice(32.., negated);
    let other = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(other));
    assert_eq!(send(&vendor, &other).await.status, 303);
    let again = send(&vendor, &token).await;
    assert!(again.status == 400 && again.words().contains("used before"), "{}", again.words());
}

/// `n - s` for the order `n` of P-256.
fn negated(s: &[u8]) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
        0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let mut borrow = 0;
    let mut difference = vec![0; 32];
    for at in (0..32).rev() {
        let digit = i16::from(ORDER[at]) - i16::from(s[at]) - borrow;
        borrow = i16::from(digit < 0);
        difference[at] = u8::try_from(digit.rem_euclid(256)).unwrap();
    }
    difference
}

#[actix_web::test]
async fn keys_change_without_a_gap() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let next = Signer::hs256(b"the next secret, of thirty-two bytes too");
    let by = |signer: &Signer, header: &str, claims: &Value| signer.token_of(header, &claims.to_string());
    vendor.add_key("next", &next).await;
    for (signer, kid) in [(&vendor.signer, "first"), (&next, "next")] {
        let header = json!({"alg": "HS256", "kid": kid}).to_string();
        let token = by(signer, &header, &vendor.claims(&json!({})).await);
        assert_eq!(send(&vendor, &token).await.status, 303, "{kid}");
    }
    let crossed = by(&next, r#"{"alg":"HS256","kid":"first"}"#, &vendor.claims(&json!({})).await);
    refused(&send(&vendor, &crossed).await, "the next key in the name of the first");
}

#[actix_web::test]
async fn what_cannot_be_read() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let token = vendor.assertion(&json!({})).await;
    let post = || server.post("acme", "/access/jwt");
    post().form(&[("jwt", token.as_str()), ("jwt", token.as_str())]).expect(400).await;
    post().form(&[("jwt", token.as_str()), ("return_to", "/"), ("return_to", "/")]).expect(400).await;
    post().body("text/plain", &format!("jwt={token}")).expect(400).await;
    post().form(&[("jwt", "x".repeat(70_000))]).expect(400).await;
    post().form(&[("nothing", "")]).expect(400).await;
    server.post("nobody", "/access/jwt").form(&[("jwt", token.as_str())]).expect(404).await;
    assert_eq!(send(&vendor, &token).await.status, 303, "none of them has spent it");
}

#[actix_web::test]
async fn a_get_is_for_accounts_that_want_it() {
    let server = Server::start().await;
    let (acme, globex) =
        (server.vendor("acme", json!({})).await, server.vendor("globex", json!({"sso_get": true})).await);
    let path = |token: &str| format!("/access/jwt?jwt={token}&return_to=%2Faccount%2Fconnected-apps");
    let answer = server.get("acme", &path(&acme.assertion(&json!({})).await)).expect(405).await;
    assert_eq!(answer.header("allow").as_deref(), Some("POST"));
    let token = globex.assertion(&json!({})).await;
    let browser: Browser<'_> = server.browser("globex");
    let answer = browser.get(&path(&token)).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/account/connected-apps"));
    let again = browser.get(&path(&token)).await;
    assert!(again.status == 400 && !again.text().contains(&token), "no link on the page holds it");
}

#[actix_web::test]
async fn an_account_without_a_key_believes_nobody() {
    let server = Server::start().await;
    server.tenant("acme").await;
    let token = Signer::hs256(SECRET).token(&json!({"aud": "http://acme.localhost:8080"}));
    let answer = server.post("acme", "/access/jwt").form(&[("jwt", token)]).expect(400).await;
    refused(&answer, "");
}
