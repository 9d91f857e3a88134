//! Whatever anybody sends: an answer, never a failure of the server.

use actix_web::http::Method;
use actix_web::rt::System;
use grantor::protocol::grant_type::GrantType;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::harness::ask::Ask;
use crate::harness::flow::{VERIFIER, World};
use crate::harness::request::Call;

/// Every address that takes parameters.
const PATHS: [&str; 9] = [
    "/oauth/authorizations/new",
    "/oauth/authorizations",
    "/oauth/tokens",
    "/oauth/revoke",
    "/oauth/introspect",
    "/access/login",
    "/access/logout",
    "/access/link/x",
    "/",
];

const NAMES: [&str; 22] = [
    "response_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "expires_in",
    "refresh_token_expires_in",
    "token",
    "token_type_hint",
    "csrf",
    "decision",
    "email",
    "password",
    "return_to",
    "lang",
];

const VALUES: [&str; 15] = [
    "code",
    "invoice_sync",
    "native_app",
    "https://app.example.com/callback",
    "read write",
    "S256",
    "allow",
    "600",
    VERIFIER,
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "grantora_00000000000000000000000000000000000000000000000000",
    "grantorr_00000000000000000000000000000000000000000000000000",
    "ada@example.com",
    "99999999999999999999",
    "../../etc/passwd",
];

fn value() -> impl Strategy<Value = String> {
    let known = [&VALUES[..], &GrantType::words()].concat();
    prop_oneof![3 => prop::sample::select(known).prop_map(ToOwned::to_owned), 1 => any::<String>(), 1 => "\\PC{0,40}"]
}

fn parameters() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![9 => prop::sample::select(&NAMES[..]).prop_map(ToOwned::to_owned), 1 => any::<String>()];
    prop::collection::vec((name, value()), 0..12)
}

fn header() -> impl Strategy<Value = (String, String)> {
    const NAMED: [&str; 8] =
        ["authorization", "cookie", "origin", "accept", "accept-language", "content-type", "host", "x-forwarded-for"];
    let values = prop_oneof![
        "[ -~]{0,60}",
        Just("Basic aW52b2ljZV9zeW5jOng=".to_owned()),
        Just("Bearer grantorv_0".to_owned()),
        Just("grantor=x; grantor-visit=0123456789012345678901234567890123456789".to_owned()),
        Just("http://acme.localhost:8080".to_owned()),
        Just("application/json".to_owned()),
    ];
    (prop::sample::select(&NAMED[..]).prop_map(ToOwned::to_owned), values)
}

/// Runs `send` for each of `cases` inputs, on one server.
fn never_fails<S: Strategy>(cases: u32, strategy: &S, send: impl for<'a> Fn(&'a World, S::Value) -> Call<'a>) {
    let system = System::new();
    let world = system.block_on(World::new());
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let tried = runner.run(strategy, |input| {
        let answer = system.block_on(async { send(&world, input).send().await });
        prop_assert!(
            (200..500).contains(&answer.status),
            "{} {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        prop_assert!(!String::from_utf8_lossy(&answer.body).contains("access_token"));
        if let Some(location) = answer.header("location") {
            let here = location.starts_with('/') && !location.starts_with("//");
            prop_assert!(here || location.starts_with("https://app.example.com/callback?"), "{location}");
        }
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn any_parameters_by_form_json_or_query_get_an_answer() {
    let input = (prop::sample::select(&PATHS[..]), parameters(), 0..3u8, prop::collection::vec(header(), 0..3));
    never_fails(400, &input, |world, (path, parameters, way, headers)| {
        let call = match way {
            0 => world.server.post("acme", path).form(&parameters),
            1 => {
                let object = parameters.into_iter().map(|(name, value)| (name, value.into())).collect();
                world.server.post("acme", path).json(&serde_json::Value::Object(object))
            }
            _ => {
                let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
                world.server.get("acme", &format!("{path}?{query}"))
            }
        };
        headers.iter().fold(call, |call, (name, value)| call.header(name, value))
    });
}

#[test]
fn any_body_gets_an_answer() {
    const KINDS: [&str; 6] =
        ["application/json", "application/x-www-form-urlencoded", "text/plain", "", "\u{e9}", "application/json;x"];
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        "[{}\\[\\]\",:a0\\\\u%=&+]{0,120}".prop_map(String::into_bytes),
    ];
    let input = (prop::sample::select(&PATHS[..]), prop::sample::select(&KINDS[..]), body);
    never_fails(400, &input, |world, (path, kind, body)| world.server.post("acme", path).bytes(kind, &body));
}

#[test]
fn any_query_and_any_path_get_an_answer() {
    let encoded = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let raw = "[!$&'()*+,;=:@/?a-z0-9._~-]{0,60}";
    let text = prop_oneof![prop::collection::vec(any::<u8>(), 0..60).prop_map(encoded), raw];
    let methods = [Method::GET, Method::POST, Method::HEAD, Method::OPTIONS, Method::PUT, Method::TRACE];
    let input =
        (prop::sample::select(&PATHS[..]), text.clone(), text, prop::sample::select(methods.to_vec()), any::<bool>());
    never_fails(400, &input, |world, (path, query, tail, method, whole)| {
        let path = if whole { format!("{path}?{query}") } else { format!("/{tail}?{query}").replacen("//", "/", 1) };
        world.server.call(method, "acme", &path)
    });
}

#[test]
fn a_request_that_was_changed_a_little_gets_an_answer() {
    let change = (prop::sample::select(&NAMES[..8]), value(), any::<bool>());
    let input = (prop::collection::vec(change, 1..4), any::<bool>());
    never_fails(400, &input, |world, (changes, public)| {
        let ask = Ask::of(if public { &world.native } else { &world.app });
        let ask = changes.into_iter().fold(
            ask,
            |ask, (name, value, again)| {
                if again { ask.also(name, &value) } else { ask.with(name, &value) }
            },
        );
        world.server.get("acme", &ask.path())
    });
}
