//! `oauth/tokens`: listed, made without a flow, shown, ended.

use actix_web::http::Method;
use grantor::audit::Action;
use grantor::storage::Tx;
use grantor::users::{self, Role};
use serde_json::{Value, json};

use super::{ALL, Office};
use crate::harness::flow::Pair;

const TOKENS: &str = "/api/v2/oauth/tokens";

impl Office {
    async fn list_tokens(&self, token: &str, query: &str) -> Vec<Value> {
        let answer = self.get(&format!("{TOKENS}.json{query}"), token).expect(200).await;
        answer.json()["tokens"].as_array().unwrap().clone()
    }

    fn make<'a>(&'a self, token: &str, fields: &Value) -> crate::harness::request::Call<'a> {
        self.call(Method::POST, TOKENS, token).json(&json!({ "token": fields }))
    }

    fn client_id(&self) -> i64 {
        self.world.app.client.key.id.number()
    }

    /// Ada's tokens for the application, and the number of the access token.
    async fn connected(&self, admin: &str) -> (Pair, i64) {
        let pair = self.world.tokens(&self.world.app).await;
        let listed = self.list_tokens(admin, &format!("?all=true&client_id={}", self.client_id())).await;
        (pair, listed.last().unwrap()["id"].as_i64().unwrap())
    }
}

#[actix_web::test]
async fn what_ends_with_its_client_its_user_or_at_its_user_s_wish_is_not_counted_any_more() {
    let office = Office::new().await;
    let admin = office.all().await;
    let counted = async || {
        let answer = office.get(&format!("{TOKENS}?all=true&page=1&per_page=1"), &admin).expect(200).await.json();
        (answer["count"].as_i64().unwrap(), answer["tokens"].as_array().unwrap().len())
    };
    let (before, client) = (counted().await, office.client_id());
    for _ in 0..2 {
        office.world.tokens(&office.world.app).await;
        office.world.tokens(&office.world.native).await;
    }
    assert_eq!(counted().await, (before.0 + 4, 1));
    let browser = office.world.browser().await;
    let apps = "/account/connected-apps";
    let form = browser.get(apps).await.forms(apps).into_iter();
    let form = form.rev().find(|form| !form.contains(&("client".to_owned(), client.to_string()))).unwrap();
    browser.post(apps, &form).await;
    assert_eq!(counted().await.0, before.0 + 2);
    office.world.tokens(&office.world.native).await;
    office.call(Method::DELETE, &format!("/api/v2/oauth/clients/{client}"), &admin).expect(204).await;
    assert_eq!(counted().await.0, before.0 + 1);
    let (tenant, id, stamp) = (office.world.tenant.id, office.world.ada.id, office.server().stamp().await);
    let gone = move |tx: &mut Tx<'_>| users::delete(tx, tenant, id, &stamp).map(drop);
    office.server().grantor.storage.write(gone).await.unwrap();
    assert_eq!(counted().await, before);
}

#[actix_web::test]
async fn a_token_without_a_flow_works_for_whoever_made_it_and_is_shown_whole_once() {
    let office = Office::new().await;
    let admin = office.all().await;
    let id = office.client_id();
    let answer = office.make(&admin, &json!({ "client_id": id.to_string(), "scopes": ["read"] })).expect(201).await;
    let made = answer.json()["token"].clone();
    assert_eq!(answer.header("location").as_deref(), made["url"].as_str());
    let whole = made["token"].as_str().unwrap();
    let me = office.get("/api/v2/users/me", whole).expect(200).await.json();
    assert_eq!(me["user"]["email"], "grace@example.com");
    office.server().written().await;
    let shown = office.get(&format!("{TOKENS}/{}.json", made["id"]), &admin).expect(200).await.json()["token"].clone();
    assert_eq!(
        shown,
        json!({
            "id": made["id"],
            "url": format!("http://acme.localhost:8080/api/v2/oauth/tokens/{}.json", made["id"]),
            "client_id": id,
            "user_id": office.admin.id,
            "scopes": ["read"],
            "token": shown["token"],
            "refresh_token": null,
            "created_at": "2026-11-21T10:00:00Z",
            "expires_at": "2026-11-21T10:30:00Z",
            "refresh_token_expires_at": null,
            "used_at": "2026-11-21T10:00:00Z",
        })
    );
    let hint = shown["token"].as_str().unwrap();
    assert!(whole.starts_with(hint) && hint.len() < 20, "{hint}");
    let told = &office.server().events(office.world.tenant.id).await[0];
    assert_eq!((told.action, told.source.label.as_str()), (Action::Create, "Invoice Sync"));
    assert!(!told.details.to_string().contains(whole));
    // A whole object that is sent back has a field of the envelope's name.
    let again = office.call(Method::POST, TOKENS, &admin).json(&shown).expect(201).await.json()["token"].clone();
    assert_eq!((&again["client_id"], &again["scopes"]), (&shown["client_id"], &shown["scopes"]));
    office.call(Method::POST, TOKENS, &admin).json(&json!({ "token": "x" })).expect(400).await;
}

#[actix_web::test]
async fn nothing_that_is_made_exceeds_its_maker() {
    let office = Office::new().await;
    let narrow = office.token(&office.admin, "credentials:write tickets:read").await;
    let id = office.client_id();
    for scopes in [json!(["read"]), json!("write"), json!(["tickets"]), json!(["impersonate"])] {
        let answer = office.make(&narrow, &json!({ "client_id": id, "scopes": scopes })).expect(422).await;
        assert!(answer.json()["details"]["scopes"].is_array(), "{}", answer.text());
    }
    // Unasked it gets what both may.
    let unasked = office.make(&narrow, &json!({ "client_id": id })).expect(201).await.json()["token"].clone();
    assert_eq!(unasked["scopes"], json!(["tickets:read"]));
    // The maker ends at 10:30; 20 minutes later a token of half an hour would outlive it.
    office.server().advance(1_200);
    let unasked = office.make(&narrow, &json!({ "client_id": id })).expect(201).await.json()["token"].clone();
    assert_eq!(unasked["expires_at"], "2026-11-21T10:30:00Z");
    let asked = office.make(&narrow, &json!({ "client_id": id, "expires_in": 601 })).expect(422).await;
    assert!(asked.json()["details"]["expires_in"].is_array());
    office.make(&narrow, &json!({ "client_id": id, "expires_in": "600" })).expect(201).await;
}

#[actix_web::test]
async fn a_token_is_made_only_where_it_would_work() {
    let office = Office::new().await;
    let admin = office.all().await;
    let globex = office.server().tenant("globex").await;
    let foreign = office.server().confidential(globex.id, "foreign").await;
    for (fields, field) in [
        (json!({}), "client_id"),
        (json!({ "client_id": "invoice_sync" }), "client_id"),
        (json!({ "client_id": foreign.client.key.id }), "client_id"),
        (json!({ "client_id": office.client_id(), "scopes": ["nonsense"] }), "scopes"),
        (json!({ "client_id": office.client_id(), "expires_in": 1 }), "expires_in"),
        (json!({ "client_id": office.client_id(), "expires_in": 1_000_000 }), "expires_in"),
    ] {
        let answer = office.make(&admin, &fields).expect(422).await;
        assert!(answer.json()["details"][field].is_array(), "{field} {}", answer.text());
    }
    let change = grantor::clients::Change { active: Some(false), ..Default::default() };
    office.server().change_client(&office.world.app, change).await;
    office.make(&admin, &json!({ "client_id": office.client_id() })).expect(422).await;
}

#[actix_web::test]
async fn a_list_has_ones_own_and_with_all_everybodys() {
    let office = Office::new().await;
    let admin = office.all().await;
    let (_, id) = office.connected(&admin).await;
    let own = office.list_tokens(&admin, "").await;
    assert!(own.iter().all(|token| token["user_id"] == office.admin.id.number()) && own.len() == 1);
    let all = office.list_tokens(&admin, "?all=true").await;
    assert_eq!(all.len(), 2);
    let one = office.list_tokens(&admin, &format!("?all=true&client_id={}", office.client_id())).await;
    assert_eq!((one.len(), &one[0]["id"], &one[0]["user_id"]), (1, &json!(id), &json!(office.world.ada.id)));
    assert_eq!(one[0]["refresh_token_expires_at"], "2026-12-21T10:00:00Z");
    assert!(one[0]["refresh_token"].as_str().unwrap().len() < 20);
    assert_eq!(office.list_tokens(&admin, &format!("?client_id={}", office.client_id())).await.len(), 0);
    office.get(&format!("{TOKENS}?client_id=invoice_sync"), &admin).expect(400).await;
    office.get(&format!("{TOKENS}?all=perhaps"), &admin).expect(400).await;
}

#[actix_web::test]
async fn a_token_that_can_be_refreshed_is_listed_and_one_that_is_over_only_on_request() {
    let office = Office::new().await;
    let office_admin = office.all().await;
    let (pair, first) = office.connected(&office_admin).await;
    let client = format!("&client_id={}", office.client_id());
    office.server().advance(3_600);
    let admin = office.token(&office.admin, ALL).await;
    let listed = office.list_tokens(&admin, &format!("?all=true{client}")).await;
    assert_eq!(listed[0]["id"], json!(first), "its refresh token is good for a month");
    office.world.refreshed(&office.world.app, &pair.refresh).await;
    let listed = office.list_tokens(&admin, &format!("?all=true{client}")).await;
    assert_eq!((listed.len(), listed[0]["id"] == first), (1, false));
    let kept = office.list_tokens(&admin, &format!("?all=true&include_expired=true{client}")).await;
    assert_eq!(kept.len(), 2);
    office.get(&format!("{TOKENS}/{first}"), &admin).expect(404).await;
}

#[actix_web::test]
async fn an_admin_ends_anybodys_connection_with_its_refresh_token() {
    let office = Office::new().await;
    let admin = office.all().await;
    let (pair, id) = office.connected(&admin).await;
    let path = format!("{TOKENS}/{id}.json");
    let answer = office.call(Method::DELETE, &path, &admin).expect(204).await;
    assert!(answer.body.is_empty());
    assert_eq!(office.world.alive(&office.world.app, &pair).await, (false, false));
    office.call(Method::DELETE, &path, &admin).expect(404).await;
    office.get(&path, &admin).expect(404).await;
    let told = &office.server().events(office.world.tenant.id).await[0];
    assert_eq!((told.action, told.details["user"]["name"].as_str()), (Action::Revoke, Some("Ada")));
    for path in ["audit_logs.json?", "audit_logs/export.json?format=jsonl&"] {
        let found =
            office.get(&format!("/api/v2/{path}filter[source_type]=oauth_token&filter[source_id]={id}"), &admin);
        let found = found.expect(200).await.text();
        assert!(found.contains("revoke"), "the log is searched by the number that was typed: {found}");
    }
}

#[actix_web::test]
async fn the_presented_token_shows_and_ends_itself_without_any_scope_for_it() {
    let office = Office::new().await;
    for role in Role::ALL {
        let token = office.token(office.somebody(role), "tickets:read").await;
        let current = office.get(&format!("{TOKENS}/current.json"), &token).expect(200).await.json()["token"].clone();
        assert_eq!(current["expires_at"], "2026-11-21T10:30:00Z");
        let path = format!("{TOKENS}/{}.json", current["id"]);
        office.get(&path, &token).expect(200).await;
        office.call(Method::DELETE, &path, &token).expect(204).await;
        office.get(&path, &token).expect(401).await;
        let token = office.token(office.somebody(role), "tickets:read").await;
        office.call(Method::DELETE, &format!("{TOKENS}/current"), &token).expect(204).await;
        office.call(Method::DELETE, &format!("{TOKENS}/current"), &token).expect(401).await;
    }
    let browser = office.server().signed_in(&office.world.tenant, &office.admin).await;
    assert_eq!(browser.get(&format!("{TOKENS}/current")).await.status, 404);
}

#[actix_web::test]
async fn others_see_their_own_tokens_and_no_one_elses() {
    let office = Office::new().await;
    let admin = office.all().await;
    let (_, adas) = office.connected(&admin).await;
    let alan = office.token(&office.agent, "read").await;
    let own = office.token(&office.agent, "tickets:read").await;
    let own = office.get(&format!("{TOKENS}/current"), &own).expect(200).await.json()["token"]["id"].clone();
    office.get(&format!("{TOKENS}/{own}"), &alan).expect(200).await;
    office.get(&format!("{TOKENS}/{adas}"), &alan).expect(404).await;
    office.call(Method::DELETE, &format!("{TOKENS}/{own}"), &alan).expect(403).await;
    let globex = office.server().tenant("globex").await;
    let hedy = office.server().user(globex.id, "Hedy", Role::Admin).await;
    let browser = office.server().signed_in(&globex, &hedy).await;
    assert_eq!(browser.get(&format!("{TOKENS}/{adas}")).await.status, 404);
    assert_eq!(browser.get(&format!("{TOKENS}?all=true&include_expired=1")).await.json()["tokens"], json!([]));
}

#[actix_web::test]
async fn tokens_of_a_deleted_client_are_in_no_list_and_cursors_lead_past_them() {
    let office = Office::new().await;
    let admin = office.all().await;
    for scopes in ["read", "write", "tickets:read"] {
        office.make(&admin, &json!({ "client_id": office.client_id(), "scopes": scopes })).expect(201).await;
    }
    let other = office.server().confidential(office.world.tenant.id, "other").await;
    office.make(&admin, &json!({ "client_id": other.client.key.id, "expires_in": 1200 })).expect(201).await;
    office.server().delete_client(&office.world.app).await;
    let (mut path, mut seen) = (format!("{TOKENS}?page[size]=1"), 0);
    loop {
        let part = office.get(&path, &admin).expect(200).await.json();
        seen += part["tokens"].as_array().unwrap().len();
        let Some(next) = part["links"]["next"].as_str() else { break };
        path = next.strip_prefix("http://acme.localhost:8080").unwrap().to_owned();
    }
    assert_eq!(seen, 2, "the caller's own, and the other client's");
}

#[actix_web::test]
async fn whoever_ends_an_apps_token_takes_back_what_was_allowed_and_the_app_itself_does_not() {
    let office = Office::new().await;
    let (admin, world) = (office.all().await, &office.world);
    let ada = world.browser().await;
    let asked = async || ada.get(&world.request(&world.app, "read")).await.status == 200;
    let of_app = async || {
        let pair = world.tokens(&world.app).await;
        let current = office.get(&format!("{TOKENS}/current.json"), &pair.access).expect(200).await;
        (current.json()["token"]["id"].as_i64().unwrap(), pair.access)
    };
    for number in [true, false] {
        let (id, token) = of_app().await;
        let path = if number { format!("{TOKENS}/{id}") } else { format!("{TOKENS}/current") };
        office.call(Method::DELETE, &path, &token).expect(204).await;
        assert!(!asked().await, "{path} by the app itself");
    }
    let me = ada.get("/api/v2/users/me").await.json();
    let csrf = me["user"]["authenticity_token"].as_str().unwrap();
    for person in [false, true] {
        let (id, _) = of_app().await;
        assert!(!asked().await);
        let call = office.server().call(Method::DELETE, "acme", &format!("{TOKENS}/{id}"));
        let call = match person {
            true => {
                let call = call.header("cookie", &ada.cookie_header()).header("x-csrf-token", csrf);
                call.header("origin", "http://acme.localhost:8080")
            }
            false => call.bearer(&admin),
        };
        call.expect(204).await;
        assert!(asked().await, "{}", if person { "the person" } else { "an admin" });
    }
}
