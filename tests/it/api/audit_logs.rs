//! `audit_logs`: what happened, filtered, in pages, and as a file.

use actix_web::http::Method;
use futures_util::future::join_all;
use grantor::audit::{self, Action, EventId, Source, SourceType, Stamp};
use grantor::clock::Moment;
use grantor::storage::{Failure, Tx};
use grantor::users::{self, UserId};
use serde_json::{Value, json};

use super::Office;
use crate::harness::START;

const LOGS: &str = "/api/v2/audit_logs";

impl Office {
    /// The rows that a query finds.
    async fn logs(&self, token: &str, query: &str) -> Vec<Value> {
        let found = self.get(&format!("{LOGS}.json?{query}"), token).expect(200).await.json();
        found["audit_logs"].as_array().unwrap().clone()
    }
}

#[actix_web::test]
async fn an_event_has_the_fields_of_the_reference() {
    let office = Office::new().await;
    office.server().rename(&office.world.app.client, "Alpha").await;
    let token = office.token(&office.admin, "auditlogs:read").await;
    let rows = office.logs(&token, "filter[source_type]=oauth_client&filter[action]=update").await;
    let id = rows[0]["id"].as_i64().unwrap();
    let expected = json!({
        "id": id,
        "url": format!("http://acme.localhost:8080/api/v2/audit_logs/{id}.json"),
        "action": "update",
        "action_label": "Changed",
        "actor_id": -1,
        "actor_name": "System",
        "actor_external_id": null,
        "source_id": office.world.app.client.key.id,
        "source_type": "oauth_client",
        "source_label": "Alpha",
        "source_external_id": null,
        "change_description": "name changed from \"Invoice Sync\" to \"Alpha\"",
        "ip_address": "",
        "created_at": "2026-11-21T10:00:00Z",
    });
    assert_eq!(rows, std::slice::from_ref(&expected));
    let one = office.get(&format!("{LOGS}/{id}"), &token).expect(200).await.json();
    assert_eq!(one, json!({ "audit_log": expected }));
    assert_eq!(office.get(&format!("{LOGS}/1"), &token).expect(404).await.error(), "RecordNotFound");
}

#[actix_web::test]
async fn people_are_named_with_what_the_vendor_calls_them_also_when_they_are_gone() {
    let office = Office::new().await;
    let (server, token) = (office.server(), office.all().await);
    let call = async |method, path: &str, body: Value, status| {
        office.call(method, path, &token).json(&body).expect(status).await.json()
    };
    call(Method::PUT, &format!("/api/v2/users/{}", office.admin.id), json!({ "external_id": "crm-7" }), 200).await;
    let edsger = json!({ "name": "Edsger", "email": "edsger@example.com", "external_id": "crm-8" });
    let made = call(Method::POST, "/api/v2/users", edsger.clone(), 201).await;
    let (tenant, id) = (office.world.tenant.id, UserId::new(made["user"]["id"].as_i64().unwrap()));
    let stamp = server.stamp().await;
    server.grantor.storage.write(move |tx| users::delete(tx, tenant, id, &stamp)).await.unwrap();
    // Address and the vendor's name are free for somebody else.
    call(Method::POST, "/api/v2/users", edsger.clone(), 201).await;

    let rows = office.logs(&token, &format!("filter[source_type]=user&filter[source_id]={}", id.number())).await;
    let told: Vec<[&Value; 5]> = rows
        .iter()
        .map(|row| ["action", "actor_name", "actor_external_id", "source_label", "source_external_id"].map(|n| &row[n]))
        .collect();
    assert_eq!(
        json!(told),
        json!([["destroy", "System", null, "Edsger", "crm-8"], ["create", "Grace", "crm-7", "Edsger", "crm-8"]])
    );
    server.advance(60);
    let path = format!("{LOGS}/export?format=jsonl&filter[source_type]=user&filter[action]=create");
    let file = office.get(&path, &token).expect(200).await;
    assert!(file.text().contains(r#""actor_external_id":"crm-7""#), "{}", file.text());
    assert!(file.text().contains(r#""source_external_id":"crm-8""#), "{}", file.text());
}

#[actix_web::test]
async fn every_filter_narrows_raw_or_encoded() {
    let office = Office::new().await;
    let (server, app) = (office.server(), &office.world.app.client);
    server.rename(app, "Alpha").await;
    server.advance(86_400);
    server.rename(app, "Beta").await;
    let token = office.token(&office.admin, "read").await;
    let labels = async |query: &str| {
        let rows = office.logs(&token, query).await;
        rows.iter().map(|row| row["source_label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let client = format!("filter[source_type]=oauth_client&filter[source_id]={}", app.key.id);
    assert_eq!(labels(&client).await, ["Beta", "Alpha"], "the newest first");
    assert_eq!(labels(&format!("{client}&sort=created_at")).await, ["Alpha", "Beta"]);
    assert_eq!(labels(&format!("{client}&sort_by=created_at&sort_order=desc")).await, ["Beta", "Alpha"]);
    let encoded = client.replace('[', "%5B").replace(']', "%5D");
    assert_eq!(labels(&encoded).await, ["Beta", "Alpha"]);
    for (times, expected) in [
        ("filter[created_at]=2026-11-21T00:00:00Z&filter[created_at]=2026-11-21T23:59:59Z", &["Alpha"][..]),
        ("filter[created_at][]=2026-11-22T00:00:00Z&filter[created_at][]=2026-11-23T00:00:00Z", &["Beta"]),
        ("filter[created_at][]=2026-11-22T00:00:00%2B00:00", &["Beta"]),
    ] {
        assert_eq!(labels(&format!("{client}&{times}")).await, expected, "{times}");
    }
    assert!(labels("filter[action][]=create&filter[action][]=login&filter[source_type]=user").await.len() >= 3);
    for nothing in ["filter[source_type]=ticket", "filter[action]=dance", "filter[ip_address]=192.0.2.9"] {
        assert!(labels(nothing).await.is_empty(), "{nothing}");
    }
    for wrong in ["filter[source_id]=5", "filter[created_at]=yesterday", "filter[actor_id]=ada", "sort=name"] {
        office.get(&format!("{LOGS}?{wrong}"), &token).expect(400).await;
    }
}

#[actix_web::test]
async fn pages_go_by_cursor_and_by_number() {
    let office = Office::new().await;
    for number in 0..5 {
        office.server().rename(&office.world.app.client, &format!("Name {number}")).await;
    }
    let token = office.token(&office.admin, "read").await;
    let first = office.get(&format!("{LOGS}?page[size]=2&filter[action]=update"), &token).expect(200).await.json();
    assert_eq!((first["audit_logs"].as_array().unwrap().len(), &first["meta"]["has_more"]), (2, &json!(true)));
    let next = first["links"]["next"].as_str().unwrap().strip_prefix("http://acme.localhost:8080").unwrap();
    let second = office.get(next, &token).expect(200).await.json();
    assert_eq!(second["audit_logs"][0]["source_label"], "Name 2");
    let numbered =
        office.get(&format!("{LOGS}?per_page=2&page=3&filter[action]=update"), &token).expect(200).await.json();
    assert_eq!((&numbered["count"], numbered["audit_logs"].as_array().unwrap().len()), (&json!(5), 1));
}

/// Writes that the operator has changed something, `times` times at `at`.
async fn changed(office: &Office, times: usize, at: Moment) {
    let (tenant, first) = (office.world.tenant.id.number(), office.server().stamp().await);
    let mut ids = Vec::new();
    while ids.len() < times {
        ids.extend(office.server().grantor.storage.ids::<500>().await.unwrap());
    }
    let write = move |tx: &mut Tx<'_>| {
        ids.iter().take(times).try_for_each(|id| {
            let stamp = Stamp { id: EventId::new(*id), at, ..first.clone() };
            audit::record(tx.db, tenant, &stamp, Action::Update, Source::new(SourceType::User, 7, "Ada"), json!({}))
        })
    };
    office.server().grantor.storage.write::<_, Failure>(write).await.unwrap();
}

#[actix_web::test]
async fn an_event_is_found_by_the_time_that_it_shows() {
    let office = Office::new().await;
    let token = office.token(&office.admin, "read").await;
    changed(&office, 1, Moment::from_micros(START.micros() + 3_000_000 + 700_000)).await;
    let shown = office.logs(&token, "filter[action]=update").await[0]["created_at"].clone();
    assert_eq!(shown, "2026-11-21T10:00:03Z");
    let filter = "filter[created_at]=2026-11-21T10:00:03Z&filter[created_at]=2026-11-21T10:00:03Z";
    assert_eq!(office.logs(&token, filter).await.len(), 1);
    assert_eq!(office.logs(&token, &filter.replace(":03Z", ":02Z")).await.len(), 0);
    office.server().advance(60);
    let file = office.get(&format!("{LOGS}/export?{filter}"), &token).expect(200).await;
    assert_eq!(file.text().lines().count(), 2, "{}", file.text());
}

#[actix_web::test]
async fn a_list_that_numbers_cannot_lead_through_says_so_at_its_last_page() {
    let office = Office::new().await;
    let token = office.token(&office.admin, "read").await;
    changed(&office, 10_001, START).await;
    let last = format!("{LOGS}?filter[action]=update&per_page=100&page=100");
    let last = office.get(&last, &token).expect(200).await.json();
    assert_eq!((last["audit_logs"].as_array().unwrap().len(), &last["count"]), (100, &json!(10_000)));
    let next = last["next_page"].as_str().unwrap().strip_prefix("http://acme.localhost:8080").unwrap();
    let refused = office.get(next, &token).expect(400).await.json();
    assert_eq!(refused["errors"][0]["code"], "InvalidPaginationDepth");
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("page[size]"), "{refused}");
}

#[actix_web::test]
async fn the_export_is_the_answer_once_a_minute_and_is_noted() {
    let office = Office::new().await;
    office.server().rename(&office.world.app.client, "=Alpha").await;
    let token = office.token(&office.admin, "read").await;
    let path = format!("{LOGS}/export.json?filter[source_type]=oauth_client");
    let file = office.call(Method::POST, &path, &token).expect(202).await;
    assert!(file.header("content-type").unwrap().starts_with("text/csv"));
    assert!(file.text().contains("'=Alpha"), "{}", file.text());
    let again = office.call(Method::POST, &path, &token).expect(429).await;
    assert_eq!(again.header("retry-after").as_deref(), Some("60"));
    let says = "Rate limit for Audit log CSV Export exceeded. Please wait 1 minute and try again.";
    assert_eq!(again.text(), says);
    office.server().advance(60);
    let lines = office.get(&format!("{path}&format=jsonl"), &token).expect(200).await;
    let first: Value = serde_json::from_str(lines.text().lines().next().unwrap()).unwrap();
    assert_eq!(first["source_label"], "=Alpha");
    let noted = office.logs(&token, "filter[action]=exported").await;
    assert_eq!(noted.len(), 2);
    assert_eq!((&noted[0]["actor_name"], &noted[0]["source_type"]), (&json!("Grace"), &json!("account_setting")));
}

#[actix_web::test]
async fn of_exports_at_once_one_is_made_and_asking_for_the_head_makes_none() {
    let office = Office::new().await;
    let token = office.token(&office.admin, "read").await;
    let path = format!("{LOGS}/export.json");
    let head = office.call(Method::HEAD, &path, &token).expect(200).await;
    assert!(head.header("content-type").unwrap().starts_with("text/csv"));
    assert_eq!(office.logs(&token, "filter[action]=exported").await, [] as [Value; 0]);
    let answers = join_all((0..8).map(|_| office.call(Method::POST, &path, &token).send())).await;
    let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(202), with(429)), (1, 7));
    assert_eq!(office.logs(&token, "filter[action]=exported").await.len(), 1);
}

#[actix_web::test]
async fn what_the_server_did_itself_is_found_by_the_number_that_its_events_say() {
    let office = Office::new().await;
    office.server().rename(&office.world.app.client, "Alpha").await;
    let token = office.token(&office.admin, "read write credentials:write").await;
    let body = json!({ "user": { "name": "Edsger", "email": "edsger@example.com" } });
    office.call(Method::POST, "/api/v2/users", &token).json(&body).expect(201).await;
    let own = office.logs(&token, "filter[actor_id]=-1&per_page=100").await;
    assert!(!own.is_empty() && own.iter().all(|row| row["actor_id"] == json!(-1)), "{own:?}");
    assert!(own.iter().any(|row| row["source_label"] == "Alpha"));
    for wrong in ["-2", "--1", "x"] {
        office.get(&format!("{LOGS}?filter[actor_id]={wrong}"), &token).expect(400).await;
    }
}

#[actix_web::test]
async fn another_accounts_log_is_not_there() {
    let office = Office::new().await;
    let server = office.server();
    let globex = server.tenant("globex").await;
    let token = office.token(&office.admin, "read").await;
    let theirs = server.events(globex.id).await;
    office.get(&format!("{LOGS}/{}", theirs[0].stamp.id), &token).expect(404).await;
    let own = office.logs(&token, "per_page=100").await;
    assert!(own.iter().all(|row| row["source_label"] != "Globex"));
}
