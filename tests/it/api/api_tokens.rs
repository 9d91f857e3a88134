//! `api_tokens`, and calls that come with one.

use actix_web::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grantor::clients::{Client, Kind};
use grantor::tenants;
use serde_json::{Value, json};

use super::Office;
use crate::harness::request::Call;

const PATH: &str = "/api/v2/api_tokens";

async fn access(office: &Office, on: bool) {
    let change = tenants::Change { api_token_access: Some(on), ..tenants::Change::default() };
    office.server().change_tenant(office.world.tenant.id, change).await;
}

async fn open() -> (Office, String) {
    let office = Office::new().await;
    access(&office, true).await;
    let all = office.all().await;
    (office, all)
}

async fn made(office: &Office, by: &str, body: &Value) -> Value {
    let call = office.call(Method::POST, PATH, by).json(&json!({ "api_token": body }));
    call.expect(201).await.json()["api_token"].clone()
}

fn with<'a>(office: &'a Office, method: Method, path: &str, email: &str, secret: &Value) -> Call<'a> {
    let pair = STANDARD.encode(format!("{email}/token:{}", secret.as_str().unwrap()));
    office.server().call(method, "acme", path).header("authorization", &format!("Basic {pair}"))
}

#[actix_web::test]
async fn nothing_is_there_while_api_token_access_is_off() {
    let office = Office::new().await;
    let all = office.all().await;
    for (method, path) in [(Method::GET, PATH), (Method::POST, PATH), (Method::DELETE, "/api/v2/api_tokens/1.json")] {
        let answer = office.call(method, path, &all).json(&json!({})).expect(404).await;
        assert_eq!(answer.error(), "InvalidEndpoint");
    }
}

#[actix_web::test]
async fn a_token_is_made_with_an_oauth_token_shown_once_and_listed_by_its_first_characters() {
    let (office, all) = open().await;
    let made = made(&office, &all, &json!({ "description": "nightly" })).await;
    let (secret, visible) = (made["token"].as_str().unwrap(), made["visible_token"].as_str().unwrap());
    assert!(secret.starts_with(visible) && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(
        (&made["description"], &made["active"], &made["last_used"]),
        (&json!("nightly"), &json!(true), &Value::Null)
    );
    assert_eq!(made["user_id"], json!(office.admin.id));
    for path in [PATH.to_owned(), format!("{PATH}.json")] {
        let listed = office.get(&path, &all).expect(200).await.json();
        assert_eq!(listed["api_tokens"].as_array().unwrap().len(), 1);
        assert_eq!((&listed["api_tokens"][0]["id"], &listed["api_tokens"][0]["token"]), (&made["id"], &Value::Null));
        assert_eq!(listed["api_tokens"][0]["user_name"], Value::Null);
    }
    let listed = office.get(&format!("{PATH}?include_users=true"), &all).expect(200).await.json();
    assert_eq!(listed["api_tokens"][0]["user_email"], "grace@example.com");
    assert_eq!(listed["api_tokens"][0]["user_external_id"], json!(office.admin.external_id));
    let shown = office.get(&format!("{PATH}/{}", made["id"]), &all).expect(200).await.json();
    assert_eq!((&shown["api_token"]["id"], &shown["api_token"]["token"]), (&made["id"], &Value::Null));
}

#[actix_web::test]
async fn it_is_edited_deactivated_reactivated_and_deleted_only_when_deactivated() {
    let (office, all) = open().await;
    let token = made(&office, &all, &json!({})).await;
    let path = format!("{PATH}/{}", token["id"]);
    let put = async |body: Value| office.call(Method::PUT, &path, &all).json(&body).expect(200).await.json();
    let me = async || {
        with(&office, Method::GET, "/api/v2/users/me", "alan@example.com", &token["token"]).send().await.status
    };
    assert_eq!(me().await, 200);
    assert_eq!(put(json!({ "description": "weekly" })).await["api_token"]["description"], "weekly");
    let refused = office.call(Method::DELETE, &path, &all).expect(422).await;
    assert_eq!((refused.error().as_str(), refused.json()["details"]["base"].is_array()), ("RecordInvalid", true));
    assert_eq!(put(json!({ "api_token": { "active": false } })).await["api_token"]["active"], false);
    assert_eq!(me().await, 401);
    assert_eq!(put(json!({ "api_token": { "active": "true" } })).await["api_token"]["active"], true);
    assert_eq!(me().await, 200);
    put(json!({ "active": false })).await;
    office.call(Method::DELETE, &path, &all).expect(204).await;
    assert_eq!(office.get(&path, &all).expect(404).await.error(), "RecordNotFound");
}

#[actix_web::test]
async fn a_call_with_an_api_token_is_whoever_s_address_comes_with_it() {
    let (office, all) = open().await;
    let token = made(&office, &all, &json!({})).await["token"].clone();
    for user in [&office.admin, &office.agent, &office.end_user] {
        let me = with(&office, Method::GET, "/api/v2/users/me.json", &user.email, &token).expect(200).await.json();
        assert_eq!((&me["user"]["email"], &me["user"]["role"]), (&json!(user.email), &json!(user.role)));
    }
    let listed = with(&office, Method::GET, PATH, "grace@example.com", &token).expect(200).await.json();
    assert!(listed["api_tokens"][0]["last_used"].is_string());
    with(&office, Method::GET, PATH, "alan@example.com", &token).expect(403).await;
    let wrong = with(&office, Method::GET, "/api/v2/users/me", "grace@example.com", &json!("wrong")).expect(401).await;
    assert_eq!(wrong.text(), r#"{"error":"Couldn't authenticate you"}"#);
    access(&office, false).await;
    with(&office, Method::GET, "/api/v2/users/me", "grace@example.com", &token).expect(401).await;
}

#[actix_web::test]
async fn an_admin_s_api_token_makes_clients_and_more_api_tokens_and_a_narrow_one_only_narrow_ones() {
    let (office, all) = open().await;
    let wide = made(&office, &all, &json!({ "scopes": ["read", "write", "credentials:write"] })).await["token"].clone();
    let client = json!({ "client": { "name": "Sync", "identifier": "sync" } });
    let made_client = with(&office, Method::POST, "/api/v2/oauth/clients", "grace@example.com", &wide).json(&client);
    made_client.expect(201).await;
    let second = with(&office, Method::POST, PATH, "grace@example.com", &wide).json(&json!({})).expect(201).await;
    assert_eq!(second.json()["api_token"]["scopes"], json!(["read", "write", "credentials:write"]));

    let bound = json!({ "assigned_user_id": office.admin.id, "scopes": "credentials:write", "expires_at": "2026-11-21T10:20:00Z" });
    let narrow = made(&office, &all, &bound).await["token"].clone();
    let child =
        with(&office, Method::POST, PATH, "grace@example.com", &narrow).json(&json!({})).expect(201).await.json();
    let child = &child["api_token"];
    assert_eq!(
        (&child["assigned_user_id"], &child["expires_at"]),
        (&json!(office.admin.id), &json!("2026-11-21T10:20:00Z"))
    );
    assert_eq!(child["scopes"], json!(["credentials:write"]));
    for more in [
        json!({ "scopes": "read" }),
        json!({ "expires_at": "2026-11-21T10:20:01Z" }),
        json!({ "assigned_user_id": office.agent.id }),
    ] {
        let call = with(&office, Method::POST, PATH, "grace@example.com", &narrow).json(&more);
        assert_eq!(call.expect(422).await.error(), "RecordInvalid", "{more}");
    }
    with(&office, Method::GET, PATH, "grace@example.com", &narrow).expect(403).await;
}

#[actix_web::test]
async fn an_api_token_that_is_held_to_a_net_makes_no_client_and_one_of_a_user_only_that_user_s() {
    let (office, all) = open().await;
    let scopes = "read write credentials:write";
    let net = json!({ "scopes": scopes, "allowed_ips": ["127.0.0.0/8"] });
    let unscoped = json!({ "allowed_ips": ["127.0.0.0/8"] });
    let client = json!({ "name": "Sync", "identifier": "sync" });
    for bounded in [net, unscoped] {
        let token = made(&office, &all, &bounded).await["token"].clone();
        let call = with(&office, Method::POST, "/api/v2/oauth/clients", "grace@example.com", &token);
        assert_eq!(call.json(&client).expect(422).await.error(), "RecordInvalid", "{bounded}");
    }
    let bound = json!({ "assigned_user_id": office.admin.id });
    let bound = made(&office, &all, &bound).await["token"].clone();
    let post = || with(&office, Method::POST, "/api/v2/oauth/clients", "grace@example.com", &bound);
    let other = json!({ "name": "Sync", "identifier": "sync", "service_account_id": office.agent.id });
    let anyone = json!({ "name": "Sync", "identifier": "sync", "allowed_scopes": ["read", "impersonate"] });
    for more in [other, anyone] {
        post().json(&more).expect(422).await;
    }
    let anyone = json!({ "api_token": { "scopes": "read impersonate" } });
    with(&office, Method::POST, PATH, "grace@example.com", &bound).json(&anyone).expect(422).await;
    let made = post().json(&client).expect(201).await.json();
    assert_eq!(made["client"]["service_account_id"], json!(office.admin.id));
    let scopes = made["client"]["allowed_scopes"].to_string();
    assert!(!scopes.contains("credentials:write") && !scopes.contains("impersonate"), "{scopes}");
    let act_as = |client: &mut Client| client.service_account = Some(office.admin.id);
    let unlimited = office.server().client(office.world.tenant.id, "open", Kind::Confidential, act_as).await;
    let secret = format!("/api/v2/oauth/clients/{}/generate_secret", unlimited.client.key.id);
    with(&office, Method::PUT, &secret, "grace@example.com", &bound).expect(422).await;
}

#[actix_web::test]
async fn what_an_api_token_is_held_to_is_not_lost_on_the_way_through_an_access_token() {
    let (office, all) = open().await;
    let scopes = "read credentials:write";
    for held in [
        json!({ "scopes": scopes, "allowed_ips": ["127.0.0.0/8"] }),
        json!({ "scopes": scopes, "assigned_user_id": office.admin.id }),
        json!({ "assigned_user_id": office.admin.id }),
    ] {
        let api_token = made(&office, &all, &held).await["token"].clone();
        let post = |path: &'static str| with(&office, Method::POST, path, "grace@example.com", &api_token);
        let client = office.world.app.client.key.id;
        let asked = |scopes: &[&str]| json!({ "token": { "client_id": client, "scopes": scopes } });
        for more in ["credentials:write", "impersonate"] {
            post("/api/v2/oauth/tokens").json(&asked(&["read", more])).expect(422).await;
        }
        let token = post("/api/v2/oauth/tokens").json(&asked(&["read"])).expect(201).await.json();
        let token = token["token"]["token"].as_str().unwrap().to_owned();
        office.call(Method::POST, PATH, &token).json(&json!({})).expect(403).await;
        let replacement = "/api/v2/api_tokens/current/replacement";
        for more in ["read credentials:write", "read impersonate"] {
            post(replacement).json(&json!({ "scope": more })).expect(422).await;
        }
        let scope = if held["scopes"].is_null() { json!({ "scope": "read" }) } else { json!({}) };
        let replaced = post(replacement).json(&scope).send().await;
        assert_eq!(replaced.json()["replacement"]["token"]["scopes"], json!(["read"]), "{}", replaced.text());
    }
}

#[actix_web::test]
async fn nobody_lets_an_api_token_work_again_that_may_more_than_their_own_token() {
    let (office, all) = open().await;
    let off = json!({ "active": false });
    let on = json!({ "active": true });
    let narrow = office.token(&office.admin, "credentials:write").await;
    let held = json!({ "assigned_user_id": office.admin.id });
    let held = made(&office, &all, &held).await["token"].clone();
    for (change, status) in [(json!({}), 422), (json!({ "scopes": "credentials:write" }), 200)] {
        let path = format!("{PATH}/{}", made(&office, &all, &change).await["id"]);
        office.call(Method::PUT, &path, &all).json(&off).expect(200).await;
        office.call(Method::PUT, &path, &narrow).json(&on).expect(status).await;
        office.call(Method::PUT, &path, &all).json(&off).expect(200).await;
        with(&office, Method::PUT, &path, "grace@example.com", &held).json(&on).expect(422).await;
        with(&office, Method::PUT, &path, "grace@example.com", &held)
            .json(&json!({ "description": "x" }))
            .expect(200)
            .await;
        office.call(Method::PUT, &path, &all).json(&on).expect(200).await;
    }
}

#[actix_web::test]
async fn what_cannot_be_is_named_field_by_field() {
    let (office, all) = open().await;
    let body = json!({ "assigned_user_id": 999, "expires_at": "soon", "allowed_ips": ["here"], "scopes": "nonsense" });
    let refused = office.call(Method::POST, PATH, &all).json(&body).expect(422).await.json();
    assert!(refused["details"]["expires_at"].is_array(), "{refused}");
    let body = json!({ "assigned_user_id": 999, "allowed_ips": ["here"], "scopes": "nonsense" });
    let refused = office.call(Method::POST, PATH, &all).json(&body).expect(422).await.json();
    for field in ["assigned_user_id", "allowed_ips", "scopes"] {
        assert!(refused["details"][field].is_array(), "{field}: {refused}");
    }
    let none = json!({ "scopes": [] });
    let refused = office.call(Method::POST, PATH, &all).json(&none).expect(422).await;
    assert!(refused.text().contains("send null for no limit, or name at least one"), "{}", refused.text());
    let made = made(&office, &all, &json!({ "scopes": ["read"] })).await;
    office.call(Method::PUT, &format!("{PATH}/{}", made["id"]), &all).json(&none).expect(422).await;
}

#[actix_web::test]
async fn one_that_is_over_can_be_sent_back_as_it_is_shown() {
    let (office, all) = open().await;
    let token = made(&office, &all, &json!({ "expires_at": "2026-11-21T10:05:00Z" })).await;
    office.server().advance(3_600);
    let (all, path) = (office.all().await, format!("{PATH}/{}", token["id"]));
    let mut whole = office.get(&path, &all).expect(200).await.json();
    whole["api_token"]["description"] = json!("over");
    let changed = office.call(Method::PUT, &path, &all).json(&whole).expect(200).await.json();
    assert_eq!(
        (&changed["api_token"]["description"], &changed["api_token"]["expires_at"]),
        (&json!("over"), &json!("2026-11-21T10:05:00Z"))
    );
    whole["api_token"]["expires_at"] = json!("2026-11-21T10:06:00Z");
    let refused = office.call(Method::PUT, &path, &all).json(&whole).expect(422).await;
    assert!(refused.json()["details"]["expires_at"].is_array(), "{}", refused.text());
}

#[actix_web::test]
async fn who_made_it_is_asked_for_with_every_word_for_yes_and_no_other() {
    let (office, all) = open().await;
    made(&office, &all, &json!({})).await;
    let listed = office.get(&format!("{PATH}?include_users=1"), &all).expect(200).await.json();
    assert_eq!(listed["api_tokens"][0]["user_email"], "grace@example.com");
    assert_eq!(listed["api_tokens"][0]["user_external_id"], json!(office.admin.external_id));
    office.get(&format!("{PATH}?include_users=yes"), &all).expect(400).await;
}

#[actix_web::test]
async fn nobody_takes_the_limit_off_an_api_token_with_a_token_that_has_one() {
    let (office, all) = open().await;
    let path = format!("{PATH}/{}", made(&office, &all, &json!({ "scopes": ["tickets:read"] })).await["id"]);
    let unlimited = json!({ "api_token": { "scopes": null } });
    let narrow = office.token(&office.admin, "credentials:write tickets:read").await;
    let refused = office.call(Method::PUT, &path, &narrow).json(&unlimited).expect(422).await;
    assert!(refused.json()["details"]["scopes"].is_array(), "{}", refused.text());
    let shown = office.get(&path, &all).expect(200).await.json();
    assert_eq!(shown["api_token"]["scopes"], json!(["tickets:read"]));
}
