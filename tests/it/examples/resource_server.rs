//! `examples/resource_server.rs`: an API that asks what a token is worth.

use serde_json::Value;

use super::api;
use crate::harness::flow::Pair;
use crate::harness::listening::{Listener, Listening};

#[allow(dead_code, reason = "its main is for those who run it")]
#[path = "../../../examples/resource_server.rs"]
pub mod example;

/// Status and `WWW-Authenticate` of a request with this `Authorization`.
async fn asked(api: &Listener, method: reqwest::Method, authorization: Option<&str>) -> (u16, Option<String>) {
    let mut request = reqwest::Client::new().request(method, format!("{}/tickets", api.url()));
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    let answer = request.send().await.unwrap();
    let challenge = answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), challenge)
}

/// A pair whose access token has these scopes.
async fn pair(at: &Listening, scope: &str) -> Pair {
    let answer = at.world.allowed(&at.world.app, scope).await;
    Pair::of(&at.world.exchange(&at.world.app, &answer.parameter("code").unwrap()).expect(200).await)
}

#[actix_web::test]
async fn a_token_opens_what_its_scopes_say() {
    use reqwest::Method;
    let at = Listening::start().await;
    let api = api(&at);
    let lacks = |scope: &str| Some(format!(r#"Bearer realm="Tickets", error="insufficient_scope", scope="{scope}""#));
    for (scope, reads, writes) in
        [("read", true, false), ("tickets:read", true, false), ("tickets", true, true), ("users:read", false, false)]
    {
        let bearer = format!("Bearer {}", pair(&at, scope).await.access);
        let expected = if reads { (200, None) } else { (403, lacks("tickets:read")) };
        assert_eq!(asked(&api, Method::GET, Some(&bearer)).await, expected, "{scope}");
        let expected = if writes { (201, None) } else { (403, lacks("tickets:write")) };
        assert_eq!(asked(&api, Method::POST, Some(&bearer)).await, expected, "{scope}");
    }
}

#[actix_web::test]
async fn whoever_brings_no_token_is_told_what_to_bring() {
    let at = Listening::start().await;
    let api = api(&at);
    let nothing = (401, Some(r#"Bearer realm="Tickets""#.to_owned()));
    let invalid = (401, Some(r#"Bearer realm="Tickets", error="invalid_token""#.to_owned()));
    assert_eq!(asked(&api, reqwest::Method::GET, None).await, nothing);
    assert_eq!(asked(&api, reqwest::Method::GET, Some("Basic YTpi")).await, nothing);
    assert_eq!(asked(&api, reqwest::Method::GET, Some("Bearer made-up")).await, invalid);
    let pair = pair(&at, "read").await;
    let bearer = format!("bearer {}", pair.access);
    assert_eq!(asked(&api, reqwest::Method::GET, Some(&bearer)).await, (200, None));
    at.world.refreshed(&at.world.app, &pair.refresh).await;
    assert_eq!(asked(&api, reqwest::Method::GET, Some(&bearer)).await, invalid);
    assert_eq!(asked(&api, reqwest::Method::GET, Some(&format!("Bearer {}", pair.refresh))).await, invalid);
}

#[actix_web::test]
async fn the_api_knows_for_whom_it_answers() {
    let at = Listening::start().await;
    let api = api(&at);
    let request = reqwest::Client::new().get(format!("{}/tickets", api.url()));
    let answer = request.bearer_auth(pair(&at, "read").await.access).send().await.unwrap();
    let body: Value = answer.json().await.unwrap();
    assert_eq!((body["tenant"].as_str(), body["for"].as_str()), (Some("acme"), Some("ada@example.com")));
}

#[actix_web::test]
async fn an_api_that_cannot_ask_lets_nobody_in() {
    let at = Listening::start().await;
    let settings = example::Settings {
        issuer: at.issuer(),
        server: at.listener.address,
        identifier: "tickets_api".into(),
        secret: "wrong".into(),
    };
    let api = example::Api::new(settings).unwrap();
    let api = Listener::start(move || example::routes(api.clone()));
    let bearer = format!("Bearer {}", pair(&at, "read").await.access);
    assert_eq!(asked(&api, reqwest::Method::GET, Some(&bearer)).await, (503, None));
}
