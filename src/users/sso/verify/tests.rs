//! Every check, from the outside in, with the word that the log has for it.

use std::collections::BTreeSet;

use serde_json::json;
use strum::IntoEnumIterator;

use super::*;
use crate::jwt::fixture::Signer;
use crate::users::sso::fixture::{ISSUER, SECRET, Vendor};

async fn read(vendor: &Vendor, token: &str) -> Result<Assertion, &'static str> {
    match verify(token, &vendor.keys().await, &vendor.seal, ISSUER, vendor.house.clock.now()) {
        Ok(assertion) => Ok(assertion),
        Err(Unverified::Refused(reason)) => Err(reason.name()),
        Err(Unverified::Seal(error)) => panic!("{error}"),
    }
}

fn by(signer: &Signer, header: &str, claims: &serde_json::Value) -> String {
    signer.token_of(header, &claims.to_string())
}

#[tokio::test]
async fn every_kind_of_key_is_believed_and_chosen_by_its_kid() {
    let vendor = Vendor::new(json!({})).await;
    let (secret, ec, ed) = (Signer::hs256(SECRET), Signer::es256(), Signer::ed_dsa([1; 32]));
    assert_eq!(read(&vendor, &secret.token(&vendor.claims(&json!({})))).await.unwrap().kid, "first");
    vendor.key("ec", &ec).await;
    vendor.key("ed", &ed).await;
    for (signer, kid, alg) in [(&secret, "first", "HS256"), (&ec, "ec", "ES256"), (&ed, "ed", "EdDSA")] {
        let header = json!({"alg": alg, "typ": "JWT", "kid": kid}).to_string();
        let assertion = read(&vendor, &by(signer, &header, &vendor.claims(&json!({})))).await.unwrap();
        assert_eq!((assertion.kid.as_str(), assertion.email.as_str()), (kid, "ada@example.com"));
    }
}

#[tokio::test]
async fn without_a_kid_every_key_that_counts_and_signs_by_the_header_s_algorithm_is_tried() {
    let vendor = Vendor::new(json!({})).await;
    let (old, new) = (Signer::hs256(SECRET), Signer::hs256(b"another secret that has thirty-two bytes"));
    let (ec, ed) = (Signer::es256(), Signer::ed_dsa([1; 32]));
    vendor.key("second", &new).await;
    vendor.key("ec", &ec).await;
    for (signer, kid) in [(&old, "first"), (&new, "second"), (&ec, "ec")] {
        let assertion = read(&vendor, &signer.token(&vendor.claims(&json!({})))).await.unwrap();
        assert_eq!(assertion.kid, kid);
    }
    let claims = vendor.claims(&json!({}));
    let nobodys = Signer::hs256(b"a secret that nobody has told this account");
    assert_eq!(read(&vendor, &nobodys.token(&claims)).await, Err("signature_wrong"));
    assert_eq!(read(&vendor, &ed.token(&claims)).await, Err("algorithm_wrong"));
    let public = Signer::hs256(&ec.public_bytes());
    assert_eq!(read(&vendor, &public.token(&claims)).await, Err("signature_wrong"), "a public key is no secret");
    let elsewhere = old.token(&vendor.claims(&json!({"aud": "https://globex.example.com"})));
    assert_eq!(read(&vendor, &elsewhere).await, Err("audience_wrong"), "what is signed is judged by its claims");
    let (id, end) = (vendor.tenant.id, vendor.house.clock.now().plus(60));
    vendor.house.write(move |tx| super::super::store::end_all(tx.db, id, end)).await;
    vendor.house.clock.advance(60);
    assert_eq!(read(&vendor, &old.token(&vendor.claims(&json!({})))).await, Err("no_key"));
}

#[tokio::test]
async fn the_key_decides_and_the_header_can_only_agree() {
    let vendor = Vendor::new(json!({})).await;
    let (ec, ed, secret) = (Signer::es256(), Signer::ed_dsa([1; 32]), Signer::hs256(SECRET));
    vendor.key("ec", &ec).await;
    vendor.key("ed", &ed).await;
    let claims = vendor.claims(&json!({}));
    for (signer, header, reason) in [
        (&Signer::hs256(&ec.public_bytes()), r#"{"alg":"HS256","kid":"ec"}"#, "algorithm_wrong"),
        (&Signer::hs256(&ec.public_bytes()), r#"{"alg":"ES256","kid":"ec"}"#, "signature_wrong"),
        (&secret, r#"{"alg":"none","kid":"first"}"#, "algorithm_wrong"),
        (&ed, r#"{"alg":"EdDSA","kid":"ec"}"#, "algorithm_wrong"),
        (&ec, r#"{"alg":"RS256","kid":"ec"}"#, "algorithm_wrong"),
        (&ed, r#"{"alg":"EdDSA","kid":"first"}"#, "algorithm_wrong"),
        (&Signer::ed_dsa([2; 32]), r#"{"alg":"EdDSA","kid":"ed"}"#, "signature_wrong"),
        (&secret, r#"{"alg":"HS256","kid":"second"}"#, "key_unknown"),
        (&secret, r#"{"alg":"HS256","kid":""}"#, "key_unknown"),
        (&secret, r#"{"alg":"HS256","kid":"../../dev/null"}"#, "key_unknown"),
        (&secret, r#"{"alg":"HS256","kid":"first","crit":["kid"]}"#, "critical_unsupported"),
        (&secret, r#"{"alg":"HS256","kid":"first","kid":"first"}"#, "header_malformed"),
        (&secret, r#"{"alg":"HS256","kid":"first","typ":"at+jwt"}"#, "type_unsupported"),
    ] {
        assert_eq!(read(&vendor, &by(signer, header, &claims)).await, Err(reason), "{header}");
    }
    assert_eq!(read(&vendor, "x").await, Err("token_malformed"));
    assert_eq!(read(&vendor, &"x".repeat(9_000)).await, Err("token_too_large"));
    let twice = secret.token_of(r#"{"alg":"HS256","kid":"first"}"#, r#"{"aud":"a","aud":"a"}"#);
    assert_eq!(read(&vendor, &twice).await, Err("claims_malformed"));
}

#[tokio::test]
async fn a_key_that_has_ended_is_none() {
    let vendor = Vendor::new(json!({})).await;
    let (old, new) = (Signer::hs256(SECRET), Signer::hs256(b"another secret that has thirty-two bytes"));
    let (id, end) = (vendor.tenant.id, vendor.house.clock.now().plus(60));
    vendor.key("second", &new).await;
    vendor.house.write(move |tx| super::super::store::end_all(tx.db, id, end)).await;
    let (first, second) = (r#"{"alg":"HS256","kid":"first"}"#, r#"{"alg":"HS256","kid":"second"}"#);
    assert!(read(&vendor, &by(&old, first, &vendor.claims(&json!({})))).await.is_ok());
    assert!(read(&vendor, &by(&new, second, &vendor.claims(&json!({})))).await.is_ok());
    vendor.house.clock.advance(60);
    assert_eq!(read(&vendor, &by(&old, first, &vendor.claims(&json!({})))).await, Err("key_expired"));
    assert_eq!(read(&vendor, &old.token(&vendor.claims(&json!({})))).await, Err("no_key"));
}

#[tokio::test]
async fn a_secret_opens_only_where_it_belongs() {
    let vendor = Vendor::new(json!({})).await;
    let mut keys = vendor.keys().await;
    keys[0].kid = "moved".into();
    let header = r#"{"alg":"HS256","kid":"moved"}"#;
    let token = by(&Signer::hs256(SECRET), header, &vendor.claims(&json!({})));
    let moved = verify(&token, &keys, &vendor.seal, ISSUER, vendor.house.clock.now());
    assert!(matches!(moved, Err(Unverified::Seal(SealError::Damaged))), "{moved:?}");
}

#[tokio::test]
async fn what_is_signed_still_has_to_be_for_here_and_now() {
    let vendor = Vendor::new(json!({})).await;
    let signer = Signer::hs256(SECRET);
    let token = signer.token(&vendor.claims(&json!({"exp": i64::MAX})));
    vendor.house.clock.advance(240);
    assert!(read(&vendor, &token).await.is_ok());
    vendor.house.clock.advance(1);
    assert_eq!(read(&vendor, &token).await, Err("issued_too_long_ago"));
    let elsewhere = signer.token(&vendor.claims(&json!({"aud": "https://globex.example.com"})));
    assert_eq!(read(&vendor, &elsewhere).await, Err("audience_wrong"));
}

#[test]
fn every_reason_has_a_word_of_its_own() {
    let words: BTreeSet<&str> = Reason::iter().map(Reason::name).collect();
    assert_eq!(words.len(), Reason::iter().count());
}
