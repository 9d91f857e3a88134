//! `/openapi.json`: every row is described; every answer of every test is held against it (`harness::described`).

use grantor::web::api::openapi::{self, operation};
use grantor::web::api::table::TABLE;
use serde_json::{Value, json};

use super::Office;

#[actix_web::test]
async fn every_route_is_described_with_who_may_call_it() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document, openapi::document("http://acme.localhost:8080"));
    assert_eq!(document["servers"][0]["url"], "http://acme.localhost:8080");
    for row in TABLE {
        assert!(operation(row).is_some(), "{:?} {}", row.method, row.path);
        let path = format!("/api/v2/{}", row.path);
        let described = &document["paths"][&path][row.method.as_str().to_lowercase()];
        let who = described["description"].as_str().unwrap_or_else(|| panic!("{path} is not described"));
        assert!(row.lowest.is_none_or(|lowest| who.starts_with(lowest.as_str())), "{who}");
    }
    for path in ["/oauth/tokens", "/oauth/revoke", "/oauth/introspect"] {
        assert!(document["paths"][path]["post"].is_object());
    }
}

#[actix_web::test]
async fn every_reference_leads_somewhere_and_no_operation_has_anothers_name() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
    let names: Vec<&str> =
        text.split("\"operationId\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let different: std::collections::BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!((names.len(), names.len()), (different.len(), TABLE.len()));
}

#[actix_web::test]
async fn what_can_be_called_can_be_read_too() {
    let office = Office::new().await;
    let page = office.server().get("acme", "/openapi").expect(200).await;
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let text = page.words();
    for row in TABLE {
        assert!(text.contains(&format!("/api/v2/{}", row.path)), "{}", row.path);
        assert!(text.contains(operation(row).unwrap().summary), "{}", row.path);
    }
    assert!(text.contains("true | false | 1 | 0") && !text.contains("true | false | true"));
    for told in ["/oauth/introspect", "client.redirect_uri", "refresh_token_expires_in", "Once a minute"] {
        assert!(text.contains(told), "{told}");
    }
}

#[actix_web::test]
async fn it_says_by_what_each_call_is_opened() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    let all = document["components"]["securitySchemes"].clone();
    assert_eq!((&all["api_token"]["scheme"], &all["session"]["name"]), (&json!("basic"), &json!("grantor")));
    let opened_at = |method: &str, path: &str| {
        let ways = document["paths"][path][method]["security"].as_array().unwrap();
        let names = |way: &Value| way.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join("+");
        ways.iter().map(names).collect::<Vec<_>>()
    };
    let opened = |method: &str, path: &str| opened_at(method, &format!("/api/v2/{path}"));
    assert_eq!(opened("get", "users"), ["bearer", "api_token", "session"]);
    assert_eq!(opened("post", "users"), ["bearer", "api_token", "session+csrf"]);
    assert_eq!(opened("get", "users/me"), ["", "bearer", "api_token", "session"]);
    assert_eq!(opened("post", "api_tokens/current/replacement"), ["api_token"]);
    assert_eq!(opened("get", "oauth/tokens/current"), ["bearer"]);
    for path in ["/oauth/tokens", "/oauth/revoke"] {
        assert_eq!(opened_at("post", path), ["", "client"], "{path}");
    }
    assert_eq!(opened_at("post", "/oauth/introspect"), ["client", "resource_server"]);
    let takes_tenant = |path: &str| {
        let body = &document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"];
        body["properties"]["tenant"].is_object()
    };
    assert_eq!(["/oauth/revoke", "/oauth/introspect"].map(takes_tenant), [false, true]);
}

#[actix_web::test]
async fn it_says_how_parameters_are_sent_and_what_a_file_is() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    let parameter = |path: &str, method: &str, name: &str| {
        let all = document["paths"][format!("/api/v2/{path}")][method]["parameters"].as_array().unwrap();
        all.iter().find(|parameter| parameter["name"] == name).cloned().unwrap_or_default()
    };
    for (path, method) in [("audit_logs", "get"), ("audit_logs/export", "get"), ("audit_logs/export", "post")] {
        for name in ["filter[created_at]", "filter[created_at][]", "filter[action]", "filter[action][]"] {
            let told = parameter(path, method, name);
            assert_eq!((&told["schema"]["type"], &told["explode"]), (&json!("array"), &json!(true)), "{path} {name}");
        }
    }
    for path in
        ["audit_logs", "users", "oauth/tokens", "oauth/clients", "oauth/global_clients", "users/me/oauth/clients"]
    {
        assert_eq!(parameter(path, "get", "sort_order")["schema"]["enum"], json!(["asc", "desc"]), "{path}");
    }
    for (method, status) in [("get", "200"), ("post", "202")] {
        assert_eq!(parameter("audit_logs/export", method, "format")["schema"]["enum"], json!(["csv", "jsonl"]));
        assert!(parameter("audit_logs/export", method, "sort").is_null());
        let file = &document["paths"]["/api/v2/audit_logs/export"][method]["responses"][status]["content"];
        assert_eq!(file.as_object().unwrap().keys().collect::<Vec<_>>(), ["text/csv", "application/jsonl"]);
    }
    for row in TABLE {
        let path = format!("/api/v2/{}", row.path);
        let often = &document["paths"][&path][row.method.as_str().to_lowercase()]["responses"]["429"];
        assert!(
            often["headers"]["Retry-After"].is_object() && often["content"]["application/json"].is_object(),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn it_takes_the_bodies_that_are_taken() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    let takes = |name: &str, body: &Value| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}"), "components": document["components"] });
        jsonschema::is_valid(&schema, body)
    };
    let settings = json!({ "oauth": { "access_token": { "default": 900, "most": null } }, "sign_in": null });
    assert!(takes("SettingsBody", &settings) && takes("SettingsBody", &json!({ "settings": settings })));
    assert!(!takes("SettingsBody", &json!({ "oauth": { "refresh_leeway": [] } })));
    for (name, field) in [("ClientBody", "allowed_scopes"), ("ApiTokenBody", "scopes")] {
        assert!(takes(name, &json!({ field: null })) && takes(name, &json!({ field: ["read"] })));
        assert!(!takes(name, &json!({ field: [] })), "{name}");
    }
    assert!(takes("ClientBody", &json!({ "owner": "7" })) && !takes("ClientBody", &json!({ "owner": [] })));
}

#[actix_web::test]
async fn it_says_what_a_parameter_may_be_and_what_it_is_for() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    let mut seen = 0;
    for parameter in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        for parameter in parameter["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].as_str().is_some_and(|says| says.len() > 10), "{parameter}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
    let parameter = |path: &str, name: &str| {
        let all = document["paths"][format!("/api/v2/{path}")]["get"]["parameters"].as_array().unwrap();
        all.iter().find(|parameter| parameter["name"] == name).cloned().unwrap_or_default()["schema"].clone()
    };
    assert_eq!(parameter("users", "sort")["enum"], json!(["created_at", "-created_at", "email", "-email"]));
    assert_eq!(parameter("oauth/tokens", "sort_by")["enum"], json!(["expires_at"]));
    let token = office.all().await;
    for path in ["users", "oauth/tokens", "oauth/clients", "oauth/global_clients", "audit_logs"] {
        for word in parameter(path, "sort")["enum"].as_array().unwrap() {
            let word = word.as_str().unwrap();
            office.get(&format!("/api/v2/{path}?sort={word}"), &token).expect(200).await;
        }
        let size = parameter(path, "per_page");
        assert!(jsonschema::is_valid(&size, &json!(1_000)) && !jsonschema::is_valid(&size, &json!(-1)), "{size}");
    }
}

#[actix_web::test]
async fn it_says_what_a_new_thing_needs() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    let takes = |path: &str, method: &str, body: &Value| {
        let body_of = &document["paths"][format!("/api/v2/{path}")][method]["requestBody"];
        assert_eq!(body_of["required"] == true, !takes_nothing(body_of, &document), "{method} {path}");
        let mut schema = body_of["content"]["application/json"]["schema"].clone();
        schema["components"] = document["components"].clone();
        jsonschema::is_valid(&schema, body)
    };
    let ada = json!({ "name": "Ada", "email": "ada@example.com" });
    assert!(takes("users", "post", &ada) && takes("users", "post", &json!({ "user": ada })));
    for lacking in [json!({}), json!({ "user": {} }), json!({ "name": "Ada" }), json!({ "name": "Ada", "email": "" })] {
        assert!(!takes("users", "post", &lacking), "{lacking}");
        assert!(takes("users/{id}", "put", &lacking) || lacking["email"] == "", "{lacking}");
    }
    assert!(takes("users/create_or_update", "post", &json!({ "user": { "external_id": 7 } })));
    assert!(takes("users/create_or_update", "post", &json!({ "email": "ada@example.com" })));
    assert!(!takes("users/create_or_update", "post", &json!({ "name": "Ada" })));
    let app = json!({ "client": { "name": "App", "identifier": "app" } });
    assert!(takes("oauth/clients", "post", &app) && !takes("oauth/clients", "post", &json!({ "name": "App" })));
    let overlap = |seconds: i64| takes("oauth/clients/{id}/generate_secret", "put", &json!({ "overlap": seconds }));
    assert!(overlap(0) && overlap(604_800) && !overlap(604_801) && !overlap(-1));
    let session = |seconds| json!({ "sign_in": { "session_lifetime": seconds } });
    assert!(takes("account/settings", "put", &session(300)) && !takes("account/settings", "put", &session(299)));
}

/// Whether the schema of a body takes nothing at all.
fn takes_nothing(body: &Value, document: &Value) -> bool {
    let mut schema = body["content"]["application/json"]["schema"].clone();
    schema["components"] = document["components"].clone();
    jsonschema::is_valid(&schema, &json!({}))
}
