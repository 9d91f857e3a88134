//! The envelopes of errors, which existing clients compare.

use actix_web::http::Method;

use super::Office;

#[actix_web::test]
async fn a_missing_scope_is_named() {
    let office = Office::new().await;
    let token = office.token(&office.agent, "tickets:read").await;
    let answer = office.get("/api/v2/users/me", &token).expect(403).await;
    assert_eq!(
        answer.text(),
        r#"{"error":"Forbidden","description":"You are missing the following required scopes: read"}"#
    );
    let challenge = r#"Bearer realm="http://acme.localhost:8080", error="insufficient_scope", error_description="You are missing the following required scopes: read", scope="read""#;
    assert_eq!(answer.header("www-authenticate").as_deref(), Some(challenge));
    let admin = office.token(&office.admin, "read write").await;
    let role = office.get("/api/v2/audit_logs", &office.token(&office.agent, "read").await).expect(403).await;
    assert_eq!(role.header("www-authenticate"), None, "no scope would do");
    let change = office.server().post("acme", "/api/v2/users.json").bearer(&admin).expect(403).await;
    assert!(change.header("www-authenticate").unwrap().ends_with(r#"scope="credentials:write""#));
}

#[actix_web::test]
async fn a_query_with_a_nul_is_400_and_never_reaches_a_database() {
    let office = Office::new().await;
    let token = office.token(&office.admin, "read").await;
    for path in [
        "users?query=%00",
        "users?external_id=a%00b",
        "users?%00=a",
        "audit_logs?filter[ip_address]=%00",
        "audit_logs/export?filter[ip_address]=%00",
        "oauth/clients?page[after]=%00",
        "users/me?access_token=%00",
    ] {
        let answer = office.get(&format!("/api/v2/{path}"), &token).expect(400).await.json();
        assert_eq!(answer["errors"][0]["detail"], "The query has a text that contains NUL.", "{path}");
    }
}

#[actix_web::test]
async fn an_address_that_is_none_is_404_in_json_whatever_a_browser_accepts() {
    let office = Office::new().await;
    for path in ["/api/v2", "/api/v2/", "/api/v2/tickets.json", "/api/v2/users/me.xml", "/api/v2/users/me/"] {
        let answer = office.server().get("acme", path).header("accept", "text/html").expect(404).await;
        assert_eq!(answer.text(), r#"{"error":"InvalidEndpoint","description":"Not found"}"#, "{path}");
    }
}

#[actix_web::test]
async fn nothing_is_kept_by_caches_and_only_bearers_are_read_across_origins() {
    let office = Office::new().await;
    let token = office.token(&office.agent, "read").await;
    let answer = office.get("/api/v2/users/me", &token).header("origin", "https://app.example").expect(200).await;
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(answer.header("access-control-allow-origin").as_deref(), Some("*"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let basic = office.server().get("acme", "/api/v2/users/me").basic("a@b.c/token", "x").expect(401).await;
    assert_eq!(basic.header("access-control-allow-origin"), None);
    let preflight = office.server().call(Method::OPTIONS, "acme", "/api/v2/oauth/clients/1.json");
    let preflight = preflight.header("origin", "https://app.example").header("access-control-request-method", "PUT");
    let preflight = preflight.expect(204).await;
    assert!(preflight.header("access-control-allow-methods").unwrap().contains("PUT"));
    assert_eq!(preflight.header("access-control-allow-headers").as_deref(), Some("Authorization, Content-Type, *"));
}

#[actix_web::test]
async fn an_account_that_answers_nobody_answers_nobody_here() {
    let office = Office::new().await;
    let change = grantor::tenants::Change { active: Some(false), ..Default::default() };
    office.server().change_tenant(office.world.tenant.id, change).await;
    let answer = office.server().get("acme", "/api/v2/users/me").expect(404).await;
    assert_eq!(answer.error(), "AccountNotFound");
}

#[actix_web::test]
async fn the_surface_can_be_switched_off() {
    let mut config = grantor::config::Config::default();
    config.surfaces.api = false;
    let server = crate::harness::Server::with(config).await;
    server.tenant("acme").await;
    server.get("acme", "/api/v2/users/me").expect(404).await;
}

#[actix_web::test]
async fn a_query_has_a_hundred_parameters_at_most() {
    let office = Office::new().await;
    let token = office.token(&office.admin, "read").await;
    for (count, status) in [(100, 200), (101, 400)] {
        let query = vec!["a=1"; count].join("&");
        office.get(&format!("/api/v2/users?{query}"), &token).expect(status).await;
    }
}
