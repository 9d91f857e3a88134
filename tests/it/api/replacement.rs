//! `api_tokens/current/replacement`, and which API tokens are ready to end: the way out.

use actix_web::http::Method;
use futures_util::future::join_all;
use grantor::audit::{Action, SourceType};
use grantor::secret::Kind;
use grantor::sidecar::token::{self, ApiTokenId, Change, Maker, NewApiToken};
use grantor::storage::Tx;
use grantor::{clients, tenants};
use serde_json::{Value, json};

use super::Office;
use crate::harness::answer::Answer;
use crate::harness::request::Call;
use crate::sidecar::scene::basic;

const PATH: &str = "/api/v2/api_tokens/current/replacement";

async fn open() -> Office {
    let office = Office::new().await;
    let change = tenants::Change { api_token_access: Some(true), ..tenants::Change::default() };
    office.server().change_tenant(office.world.tenant.id, change).await;
    office
}

/// An API token as an admin makes it: its number and its secret.
async fn api_token(office: &Office, change: Change) -> (i64, String) {
    let (server, tenant) = (office.server(), office.world.tenant.id);
    let (secret, maker) = (server.grantor.secret(Kind::ApiToken), Maker::from(server.stamp().await));
    let (id, catalogue) = (ApiTokenId::new(server.id().await), server.grantor.catalogue.clone());
    let new = NewApiToken { id, secret: secret.clone(), creator: Some(office.admin.id), change };
    let job = move |tx: &mut Tx<'_>| token::create(tx, tenant, &new, &catalogue, &maker);
    (server.grantor.storage.write(job).await.unwrap().id.number(), secret.reveal().to_owned())
}

fn scoped(words: &str) -> Change {
    Change { scopes: Some(words.to_owned()), ..Change::default() }
}

fn with<'a>(office: &'a Office, method: Method, path: &str, email: &str, secret: &str) -> Call<'a> {
    let proof = basic(&format!("{email}/token"), secret);
    office.server().call(method, "acme", path).header("authorization", &proof)
}

async fn replaced(office: &Office, email: &str, secret: &str, wish: &Value) -> Answer {
    with(office, Method::POST, PATH, email, secret).json(wish).send().await
}

fn text<'a>(answer: &'a Value, path: &str) -> &'a str {
    answer.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no {path} in {answer}"))
}

/// What `client_credentials` gives a client.
async fn credentials(office: &Office, identifier: &str, secret: &str) -> Answer {
    let call = office.server().post("acme", "/oauth/tokens").basic(identifier, secret);
    call.form(&[("grant_type", "client_credentials")]).send().await
}

#[actix_web::test]
async fn whoever_holds_an_api_token_gets_a_client_of_their_own_and_a_scoped_access_token_that_ends() {
    let office = open().await;
    let (id, secret) =
        api_token(&office, Change { description: Some("nightly export".into()), ..Change::default() }).await;
    let wish = json!({ "replacement": { "scopes": ["users:read"], "expires_in": 600 } });
    let made = replaced(&office, "alan@example.com", &secret, &wish).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json()["replacement"].clone();
    let told = office.world.introspect(text(&made, "/token/token")).await;
    assert_eq!((&told["scope"], &told["username"]), (&json!("users:read"), &json!("alan@example.com")));
    assert_eq!(told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap(), 600);
    let granted = credentials(&office, text(&made, "/client/identifier"), text(&made, "/client/secret")).await;
    assert_eq!((granted.status, granted.field("scope").as_str()), (200, "users:read"), "the script moves on alone");
    let told = office.world.introspect(&granted.field("access_token")).await;
    assert_eq!(told["username"], "alan@example.com");
    let log = office.server().events(office.world.tenant.id).await;
    let moved = log.iter().find(|event| event.source.kind == SourceType::ApiToken).unwrap();
    assert_eq!(
        (moved.action, moved.source.id, moved.source.label.as_str()),
        (Action::Authorize, Some(id), "nightly export")
    );
    assert_eq!(
        (moved.details["client"].as_str(), moved.stamp.origin.actor.name()),
        (made["client"]["identifier"].as_str(), "Alan")
    );
    let secrets = [text(&made, "/token/token"), text(&made, "/client/secret"), secret.as_str()];
    assert!(log.iter().all(|event| secrets.iter().all(|secret| !format!("{event:?}").contains(secret))));
}

#[actix_web::test]
async fn asking_again_brings_another_access_token_of_the_same_client_and_no_second_secret() {
    let office = open().await;
    let (_, secret) = api_token(&office, scoped("users:read tickets:read")).await;
    let first = replaced(&office, "alan@example.com", &secret, &json!({ "scope": "users:read" })).await.json();
    let again = replaced(&office, "alan@example.com", &secret, &json!({ "scope": "users:read" })).await.json();
    assert_eq!(first["replacement"]["client"]["id"], again["replacement"]["client"]["id"]);
    assert_eq!(again["replacement"]["client"]["secret"], Value::Null);
    assert_ne!(text(&first, "/replacement/token/token"), text(&again, "/replacement/token/token"));
    assert!(office.world.is_active(text(&first, "/replacement/token/token")).await, "the first lives on");
    let wider = replaced(&office, "alan@example.com", &secret, &json!({ "scope": "tickets:read" })).await;
    assert_eq!(wider.status, 422, "the client was made for users:read");
    let other = replaced(&office, "eve@example.com", &secret, &json!({})).await.json();
    assert_ne!(first["replacement"]["client"]["id"], other["replacement"]["client"]["id"], "each person has their own");
    assert_eq!(other["replacement"]["token"]["scopes"], json!(["users:read", "tickets:read"]));
}

#[actix_web::test]
async fn a_refused_replacement_leaves_nothing_and_the_next_one_shows_the_secret() {
    let office = open().await;
    let (_, secret) = api_token(&office, scoped("users:read")).await;
    let before = office.server().events(office.world.tenant.id).await.len();
    let short = replaced(&office, "alan@example.com", &secret, &json!({ "expires_in": 5 })).await;
    assert_eq!(short.status, 422, "{}", short.text());
    assert_eq!(office.server().events(office.world.tenant.id).await.len(), before, "no client was made");
    let made = replaced(&office, "alan@example.com", &secret, &json!({ "expires_in": 600 })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(made.json()["replacement"]["client"]["secret"].is_string());
}

#[actix_web::test]
async fn nothing_made_of_an_api_token_exceeds_it() {
    let office = open().await;
    let (_, any) = api_token(&office, Change::default()).await;
    let unnamed = replaced(&office, "alan@example.com", &any, &json!({})).await;
    assert_eq!(unnamed.status, 422, "all that a person may is not had by saying nothing");
    let above = replaced(&office, "eve@example.com", &any, &json!({ "scope": "credentials:write" })).await;
    assert_eq!(above.status, 422, "above their role");
    let (_, narrow) = api_token(&office, scoped("tickets:read")).await;
    let wider = replaced(&office, "alan@example.com", &narrow, &json!({ "scope": "tickets:write" })).await;
    assert_eq!(wider.status, 422);
    let end = office.server().grantor.now().plus(600);
    let ended = Change { expires_at: Some(Some(end)), ..Change::default() };
    let held = Change { allowed_ips: Some(vec!["127.0.0.0/8".into()]), ..Change::default() };
    for bounds in [ended, held] {
        let ends = bounds.expires_at.is_some();
        let (_, bounded) = api_token(&office, bounds).await;
        let made = replaced(&office, "alan@example.com", &bounded, &json!({ "scope": "read" })).await.json();
        assert_eq!(
            (text(&made, "/replacement/client/kind"), &made["replacement"]["client"]["secret"]),
            ("public", &Value::Null)
        );
        if ends {
            assert_eq!(made["replacement"]["token"]["expires_at"], json!(end));
            let late = json!({ "scope": "read", "expires_in": 3_600 });
            assert_eq!(replaced(&office, "alan@example.com", &bounded, &late).await.status, 422);
        }
        let identifier = text(&made, "/replacement/client/identifier").to_owned();
        let alone = [("grant_type", "client_credentials"), ("client_id", identifier.as_str())];
        let alone = office.server().post("acme", "/oauth/tokens").form(&alone).send().await;
        assert_ne!(alone.status, 200, "it can ask for nothing by itself");
    }
}

#[actix_web::test]
async fn only_the_api_token_itself_opens_the_way_out() {
    let office = open().await;
    let (id, secret) = api_token(&office, Change::default()).await;
    let all = office.all().await;
    assert_eq!(office.call(Method::POST, PATH, &all).json(&json!({ "scope": "read" })).send().await.status, 404);
    let path = format!("/api/v2/api_tokens/{id}");
    office.call(Method::PUT, &path, &all).json(&json!({ "api_token": { "active": false } })).expect(200).await;
    assert_eq!(replaced(&office, "alan@example.com", &secret, &json!({ "scope": "read" })).await.status, 401);
    office.call(Method::PUT, &path, &all).json(&json!({ "api_token": { "active": true } })).expect(200).await;
    let change = tenants::Change { oauth_access: Some(false), ..tenants::Change::default() };
    office.server().change_tenant(office.world.tenant.id, change).await;
    let off = replaced(&office, "alan@example.com", &secret, &json!({ "scope": "read" })).await;
    assert_eq!(off.status, 422, "the account lets no application in: {}", off.text());
    let owned = clients::Filter::default();
    let tenant = office.world.tenant.id;
    let clients = office.server().grantor.storage.read(move |db| clients::count(db, tenant, &owned)).await.unwrap();
    let before = clients;
    replaced(&office, "alan@example.com", &secret, &json!({ "scope": "read" })).await;
    let owned = clients::Filter::default();
    let after = office.server().grantor.storage.read(move |db| clients::count(db, tenant, &owned)).await.unwrap();
    assert_eq!(before, after, "nothing of a refusal is kept");
}

#[actix_web::test]
async fn an_access_token_made_with_an_api_token_ends_with_it_at_the_latest() {
    let office = open().await;
    let end = office.server().grantor.now().plus(600);
    let (_, secret) = api_token(&office, Change { expires_at: Some(Some(end)), ..Change::default() }).await;
    let client = office.world.app.client.key.id.number();
    let body = json!({ "token": { "client_id": client, "scopes": ["read"] } });
    let call = with(&office, Method::POST, "/api/v2/oauth/tokens", "grace@example.com", &secret).json(&body);
    assert_eq!(call.expect(201).await.json()["token"]["expires_at"], json!(end));
}

/// Why each of the account's API tokens is ready to end, by its number.
async fn ready(office: &Office, id: i64) -> Value {
    let all = office.all().await;
    let lines = office.get("/api/v2/api_tokens/usage?idle_days=30", &all).expect(200).await.json();
    let lines = lines["usage"].as_array().unwrap().clone();
    lines.into_iter().find(|line| line["id"] == id).unwrap()["ready"].clone()
}

#[actix_web::test]
async fn a_token_is_ready_to_end_when_unused_or_quiet_or_when_all_its_callers_have_moved() {
    let office = open().await;
    let (id, secret) = api_token(&office, Change::default()).await;
    let me = "/api/v2/users/me";
    let call = async |email: &str, status| with(&office, Method::GET, me, email, &secret).expect(status).await;
    assert_eq!(ready(&office, id).await, Value::Null, "it is new");
    call("alan@example.com", 200).await;
    call("eve@example.com", 200).await;
    let mut tokens = Vec::new();
    for email in ["alan@example.com", "eve@example.com"] {
        let made = replaced(&office, email, &secret, &json!({ "scope": "read" })).await.json();
        tokens.push(text(&made, "/replacement/token/token").to_owned());
    }
    office.server().advance(60);
    office.get(me, &tokens[0]).expect(200).await;
    assert_eq!(ready(&office, id).await, Value::Null, "Eve has not moved");
    office.get(me, &tokens[1]).expect(200).await;
    assert_eq!(ready(&office, id).await, "moved");
    office.server().advance(60);
    call("eve@example.com", 200).await;
    assert_eq!(ready(&office, id).await, Value::Null, "Eve has come back");
    office.server().advance(31 * 86_400);
    assert_eq!(ready(&office, id).await, "unused");
    let all = office.all().await;
    let path = format!("/api/v2/api_tokens/{id}");
    office.call(Method::PUT, &path, &all).json(&json!({ "api_token": { "active": false } })).expect(200).await;
    office.server().advance(20 * 86_400);
    call("eve@example.com", 401).await;
    office.server().advance(20 * 86_400);
    assert_eq!(ready(&office, id).await, Value::Null, "somebody has tried since");
    office.server().advance(11 * 86_400);
    assert_eq!(ready(&office, id).await, "quiet");
}

#[actix_web::test]
async fn the_usage_of_one_token_says_who_from_where_and_with_what() {
    let office = open().await;
    let (id, secret) = api_token(&office, Change::default()).await;
    let call =
        with(&office, Method::GET, "/api/v2/users/me", "alan@example.com", &secret).header("user-agent", "zenpy/2");
    call.expect(200).await;
    let all = office.all().await;
    let used = office.get(&format!("/api/v2/api_tokens/{id}/usage"), &all).expect(200).await.json();
    assert_eq!(
        (&used["usage"]["calls"], &used["usage"]["users"][0]["user"]),
        (&json!(1), &json!(office.agent.named()))
    );
    assert_eq!(used["usage"]["user_agents"][0]["name"], "zenpy/2");
    office.get("/api/v2/api_tokens/999/usage", &all).expect(404).await;
    office.get("/api/v2/api_tokens/usage?days=x", &all).expect(400).await;
}

#[actix_web::test]
async fn two_who_ask_at_the_same_moment_get_one_client() {
    let office = open().await;
    for _ in 0..8 {
        let (_, secret) = api_token(&office, scoped("tickets:read")).await;
        let wish = json!({});
        let asks = (0..4).map(|_| replaced(&office, "grace@example.com", &secret, &wish));
        let answers: Vec<Answer> = join_all(asks).await;
        assert!(answers.iter().all(|answer| answer.status == 201), "{}", answers[0].text());
        let secrets = answers.iter().filter(|answer| answer.json()["replacement"]["client"]["secret"].is_string());
        assert_eq!(secrets.count(), 1);
    }
}
