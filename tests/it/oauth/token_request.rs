//! POST /oauth/tokens: how a request may be written (RFC 6749 §3.2; contract §2).

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::harness::answer::Answer;
use crate::harness::flow::{Pair, VERIFIER, World};
use crate::harness::request::Call;

fn post(world: &World) -> Call<'_> {
    world.server.post("acme", "/oauth/tokens")
}

/// A code's exchange as a JSON object.
async fn exchange(world: &World) -> Value {
    json!({
        "grant_type": "authorization_code",
        "client_id": "invoice_sync",
        "client_secret": world.app.secret,
        "code": world.code(&world.app).await,
        "redirect_uri": world.app.redirect_uri,
        "code_verifier": VERIFIER,
    })
}

fn with(mut body: Value, more: &Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// The refusal of something that was wrong before anybody looked at the client.
fn unreadable(answer: &Answer, detail: &str) {
    assert_eq!(answer.refusal(), ("invalid_request".to_owned(), detail.to_owned()));
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
}

#[actix_web::test]
async fn a_request_may_be_json() {
    let world = World::new().await;
    let answer = post(&world).json(&exchange(&world).await).expect(200).await;
    assert!(world.is_active(&Pair::of(&answer).access).await);
    assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
}

#[actix_web::test]
async fn the_content_type_may_say_its_charset_and_has_no_case() {
    let world = World::new().await;
    for kind in ["application/json; charset=utf-8", "Application/JSON", "application/json ;charset=UTF-8"] {
        post(&world).body(kind, &exchange(&world).await.to_string()).expect(200).await;
    }
    for kind in ["application/x-www-form-urlencoded; charset=UTF-8", "APPLICATION/X-WWW-FORM-URLENCODED", ""] {
        let body = "grant_type=client_credentials&client_id=nobody";
        assert_eq!(post(&world).body(kind, body).expect(401).await.error(), "invalid_client", "{kind:?}");
    }
}

#[actix_web::test]
async fn whoever_compresses_a_body_is_told_not_to() {
    let world = World::new().await;
    let compressed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff";
    for coding in ["gzip", "deflate", "br", "gzip, gzip"] {
        let call = post(&world).header("content-encoding", coding);
        let answer = call.bytes("application/x-www-form-urlencoded", compressed).expect(400).await;
        unreadable(&answer, "Send the body as it is, without Content-Encoding.");
    }
    let plain = post(&world).header("content-encoding", "Identity").json(&exchange(&world).await);
    plain.expect(200).await;
}

#[actix_web::test]
async fn numbers_may_be_numbers_or_text() {
    let world = World::new().await;
    for seconds in [json!(600), json!("600"), json!(600.0)] {
        let lifetimes = json!({ "expires_in": seconds, "refresh_token_expires_in": "604800" });
        let answer = post(&world).json(&with(exchange(&world).await, &lifetimes)).expect(200).await;
        assert_eq!(
            (&answer.json()["expires_in"], &answer.json()["refresh_token_expires_in"]),
            (&json!(600), &json!(604_800))
        );
    }
}

#[actix_web::test]
async fn null_and_empty_are_absent() {
    let world = World::new().await;
    let absent = json!({ "scope": null, "expires_in": "", "refresh_token": null, "refresh_token_expires_in": null });
    let answer = post(&world).json(&with(exchange(&world).await, &absent)).expect(200).await;
    assert_eq!(answer.json()["expires_in"], 1_800);
    for body in [json!({ "grant_type": null }), json!({ "grant_type": "" }), json!({})] {
        let missing = "The parameter grant_type is missing from the body; the query string is not read.";
        unreadable(&post(&world).json(&body).expect(400).await, missing);
    }
    let code = "The parameter code is missing.";
    unreadable(&post(&world).json(&with(exchange(&world).await, &json!({ "code": null }))).expect(400).await, code);
}

#[actix_web::test]
async fn a_repeated_parameter_is_refused_also_as_a_json_key() {
    let world = World::new().await;
    for name in ["grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier", "expires_in"] {
        let detail = format!("The parameter {name} is there more than once.");
        let body = exchange(&world).await;
        let mut form: Vec<(String, String)> = body
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().into()))
            .collect();
        form.extend([(name.to_owned(), "x".to_owned()), (name.to_owned(), String::new())]);
        unreadable(&post(&world).form(&form).expect(400).await, &detail);
        let doubled = body.to_string().replacen('{', &format!("{{\"{name}\":1,\"{name}\":null,"), 1);
        unreadable(&post(&world).body("application/json", &doubled).expect(400).await, &detail);
    }
}

#[actix_web::test]
async fn unknown_parameters_are_ignored_also_where_they_repeat() {
    let world = World::new().await;
    let unknown = json!({
        "approval_prompt": "auto", "expires in": 5, "scopes": "tickets:write", "audience": ["a"], "client": { "id": 1 },
    });
    let body = with(exchange(&world).await, &unknown).to_string().replacen('{', "{\"resource\":1,\"resource\":2,", 1);
    let answer = post(&world).body("application/json", &body).expect(200).await;
    assert_eq!((answer.field("scope"), &answer.json()["expires_in"]), ("read write".to_owned(), &json!(1_800)));
}

#[actix_web::test]
async fn a_list_or_an_object_is_no_value() {
    let world = World::new().await;
    for value in [json!(["authorization_code"]), json!({ "a": "authorization_code" })] {
        let body = with(exchange(&world).await, &json!({ "grant_type": value }));
        let detail = "The parameter grant_type has to be a text in UTF-8, not a list or an object.";
        unreadable(&post(&world).json(&body).expect(400).await, detail);
    }
}

#[actix_web::test]
async fn the_query_string_is_not_read() {
    let world = World::new().await;
    let body = exchange(&world).await;
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(body.as_object().unwrap().iter().map(|(name, value)| (name, value.as_str().unwrap())))
        .finish();
    let answer = world.server.post("acme", &format!("/oauth/tokens?{query}")).expect(400).await;
    unreadable(&answer, "The parameter grant_type is missing from the body; the query string is not read.");
    let path = "/oauth/tokens?grant_type=nonsense&client_id=x&code=x";
    world.server.post("acme", path).json(&body).expect(200).await;
}

#[actix_web::test]
async fn json_that_was_sent_as_a_form_is_told_its_content_type() {
    let world = World::new().await;
    let body = exchange(&world).await.to_string();
    let hint = "The body looks like JSON and was sent as a form; send it with the content type application/json.";
    for body in [body.clone(), format!("\n {body}"), "{".to_owned()] {
        let form = post(&world).body("application/x-www-form-urlencoded", &body);
        unreadable(&form.expect(400).await, hint);
    }
    let unknown = [("{x", "1"), ("grant_type", "nonsense"), ("client_id", "native_app")];
    let answer = post(&world).form(&unknown).expect(400).await;
    assert_eq!(answer.error(), "unsupported_grant_type", "an unknown parameter is ignored whatever its name");
}

#[actix_web::test]
async fn other_content_types_are_refused_by_name() {
    let world = World::new().await;
    let detail = "Send the body as application/x-www-form-urlencoded or application/json.";
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/xml", "text/json", "application/jsonp"] {
        let answer = post(&world).body(kind, &exchange(&world).await.to_string()).expect(400).await;
        unreadable(&answer, detail);
    }
}

#[actix_web::test]
async fn what_is_no_json_object_is_refused() {
    let world = World::new().await;
    for body in ["[]", "null", "\"a\"", "{", "{}{}", "grant_type=refresh_token", "{\"grant_type\":}"] {
        let answer = post(&world).body("application/json", body).expect(400).await;
        unreadable(&answer, "The body is not a JSON object.");
    }
    for body in ["grant_type=%ff", "grant_type=%00", "%80=1"] {
        let answer = post(&world).body("application/x-www-form-urlencoded", body).expect(400).await;
        unreadable(&answer, "The parameters are not valid UTF-8 text.");
    }
}

#[actix_web::test]
async fn a_body_weighs_64_kib_at_most() {
    let world = World::new().await;
    let filled = |weight: usize| {
        let start = "grant_type=nonsense&client_id=native_app&x=";
        start.to_owned() + &"a".repeat(weight - start.len())
    };
    let kind = "application/x-www-form-urlencoded";
    let answer = post(&world).body(kind, &filled(65_536)).expect(400).await;
    assert_eq!(answer.error(), "unsupported_grant_type");
    for weight in [65_537, 200_000, 3_000_000] {
        let answer = post(&world).body(kind, &filled(weight)).expect(400).await;
        unreadable(&answer, "The body is larger than 64 KiB.");
    }
}

#[actix_web::test]
async fn a_request_has_a_hundred_parameters_at_most() {
    let world = World::new().await;
    let mut form = vec![("grant_type".to_owned(), "x".to_owned()), ("client_id".to_owned(), "native_app".to_owned())];
    form.extend((0..98).map(|at| (format!("p{at}"), "1".to_owned())));
    assert_eq!(post(&world).form(&form).expect(400).await.error(), "unsupported_grant_type");
    form.push(("one_more".to_owned(), "1".to_owned()));
    unreadable(&post(&world).form(&form).expect(400).await, "There are more than 100 parameters.");
    let object = form.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
    unreadable(&post(&world).json(&Value::Object(object)).expect(400).await, "There are more than 100 parameters.");
}

#[actix_web::test]
async fn json_is_eight_levels_deep_at_most() {
    let world = World::new().await;
    let nested = |levels: usize| {
        let inner = "[".repeat(levels - 1) + &"]".repeat(levels - 1);
        format!("{{\"grant_type\":\"x\",\"client_id\":\"native_app\",\"extra\":{inner}}}")
    };
    let send = |levels| post(&world).body("application/json", &nested(levels));
    assert_eq!(send(8).expect(400).await.error(), "unsupported_grant_type");
    for levels in [9, 30_000] {
        unreadable(&send(levels).expect(400).await, "The JSON body is nested more than 8 levels deep.");
    }
}

#[actix_web::test]
async fn tokens_are_asked_for_by_post() {
    let world = World::new().await;
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = world.server.call(method.clone(), "acme", "/oauth/tokens").expect(405).await;
        assert_eq!(answer.header("allow").as_deref(), Some("POST"), "{method}");
    }
}
