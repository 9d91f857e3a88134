//! `oauth/global_clients`: what an account sees of the platform's applications, and may decide about them.

use actix_web::http::Method;
use diesel::prelude::*;
use grantor::audit::{Action, SourceType};
use grantor::storage::schema::{access_tokens, token_families};
use grantor::storage::{Failure, Tx};
use grantor::tenants::TenantId;
use serde_json::{Value, json};

use super::Office;

const GLOBAL: &str = "/api/v2/oauth/global_clients";

async fn list(office: &Office, token: &str, query: &str) -> Vec<Value> {
    let answer = office.get(&format!("{GLOBAL}.json{query}"), token).expect(200).await;
    answer.json()["global_clients"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn those_are_listed_that_somebody_has_let_in() {
    let office = Office::new().await;
    let token = office.all().await;
    let sync = office.server().confidential(TenantId::PLATFORM, "zdg-sync").await;
    office.server().confidential(TenantId::PLATFORM, "zdg-other").await;
    assert_eq!(list(&office, &token, "").await, Vec::<Value>::new());
    assert_eq!(list(&office, &token, "?all=true").await.len(), 2);
    let pair = office.world.tokens(&sync).await;
    let listed = list(&office, &token, "").await;
    assert_eq!((listed.len(), &listed[0]["identifier"], &listed[0]["secret"]), (1, &json!("zdg-sync"), &Value::Null));
    assert!(office.world.is_active(&pair.access).await);
    let id = sync.client.key.id.number();
    let summary = office.get(&format!("{GLOBAL}/token_summary?global_client_id={id}"), &token).expect(200).await.json();
    let used = json!("2026-11-21T10:00:00Z");
    assert_eq!(summary["global_clients"], json!([{ "id": id, "tokens_count": 1, "last_used_at": used }]));
    let all = office.get(&format!("{GLOBAL}/token_summary.json"), &token).expect(200).await.json();
    assert_eq!(all, summary);
    let tokens = office.get(&format!("/api/v2/oauth/tokens?all=true&global_client_id={id}"), &token).expect(200).await;
    assert_eq!(tokens.json()["tokens"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn one_that_was_let_in_is_listed_whatever_is_left_of_its_tokens() {
    let office = Office::new().await;
    let token = office.all().await;
    let sync = office.server().confidential(TenantId::PLATFORM, "zdg-sync").await;
    office.world.tokens(&sync).await;
    let id = sync.client.key.id;
    let sweep = move |tx: &mut Tx<'_>| {
        diesel::delete(access_tokens::table.filter(access_tokens::client_id.eq(id))).execute(tx.db)?;
        Ok::<_, Failure>(diesel::delete(token_families::table.filter(token_families::client_id.eq(id))).execute(tx.db)?)
    };
    office.server().grantor.storage.write(sweep).await.unwrap();
    assert_eq!(list(&office, &token, "").await.len(), 1);
    let summary = office.get(&format!("{GLOBAL}/token_summary"), &token).expect(200).await.json();
    assert_eq!(summary["global_clients"], json!([{ "id": id, "tokens_count": 0, "last_used_at": null }]));
}

#[actix_web::test]
async fn an_admin_shuts_one_out_and_lets_it_in_again_for_this_account_only() {
    let office = Office::new().await;
    let token = office.all().await;
    let sync = office.server().confidential(TenantId::PLATFORM, "zdg-sync").await;
    let pair = office.world.tokens(&sync).await;
    let path = format!("{GLOBAL}/{}", sync.client.key.id);
    let narrow = office.token(&office.admin, "credentials:write").await;
    for (blocked, active) in [(true, false), (false, true)] {
        let body = json!({ "global_client": { "blocked": blocked, "name": "ignored" } });
        let decided = office.call(Method::PUT, &path, &token).json(&body).expect(200).await.json();
        assert_eq!(
            (&decided["global_client"]["blocked"], &decided["global_client"]["name"]),
            (&json!(blocked), &json!("Invoice Sync"))
        );
        assert_eq!(office.world.is_active(&pair.access).await, active);
        // Whoever may less than it may shut it out, and not let it in again.
        office.call(Method::PUT, &path, &narrow).json(&json!({ "blocked": true })).expect(200).await;
        office.call(Method::PUT, &path, &narrow).json(&json!({ "blocked": false })).expect(422).await;
        office.call(Method::PUT, &path, &token).json(&body).expect(200).await;
    }
    let told = office.server().events(office.world.tenant.id).await;
    assert_eq!((told[0].action, told[0].source.kind), (Action::Reactivate, SourceType::GlobalOauthClient));
    office.call(Method::PUT, &path, &token).json(&json!({ "service_account_id": 1 })).expect(422).await;
    let acts = json!({ "service_account_id": office.admin.id });
    office.call(Method::PUT, &path, &narrow).json(&acts).expect(422).await;
    office.call(Method::PUT, &path, &token).json(&acts).expect(200).await;
    // One that acts by itself is let in again only by who may as much.
    office.call(Method::PUT, &path, &narrow).json(&json!({ "blocked": true })).expect(200).await;
    office.call(Method::PUT, &path, &narrow).json(&json!({ "blocked": false })).expect(422).await;
    office.call(Method::PUT, &path, &token).json(&json!({ "blocked": false })).expect(200).await;
    office.call(Method::PUT, &path, &narrow).json(&json!({ "service_account_id": null })).expect(200).await;
    let local = office.world.app.client.key.id;
    office.get(&format!("{GLOBAL}/{local}"), &token).expect(404).await;
}
