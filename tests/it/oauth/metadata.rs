//! GET /.well-known/oauth-authorization-server (RFC 8414).

use grantor::config::{Config, PublicUrl, Vendor};
use grantor::tenants;
use serde_json::json;

use crate::harness::Server;

const PATH: &str = "/.well-known/oauth-authorization-server";

#[actix_web::test]
async fn a_client_finds_out_everything_by_itself() {
    let server = Server::start().await;
    server.tenant("acme").await;
    let answer = server.get("acme", PATH).expect(200).await;
    assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
    assert_eq!(answer.header("cache-control").as_deref(), Some("public, max-age=300"));
    let mut document = answer.json();
    let scopes = document.as_object_mut().unwrap().remove("scopes_supported").unwrap();
    let published = |word: &str| scopes.as_array().unwrap().contains(&json!(word));
    assert!(["read", "write", "tickets:read", "tickets"].into_iter().all(published), "{scopes}");
    // Whoever asks for all of them asks for nothing that only admins may give, and for no power.
    assert!(
        !["impersonate", "credentials", "credentials:write", "auditlogs:read"].into_iter().any(published),
        "{scopes}"
    );
    assert_eq!(
        document,
        json!({
            "issuer": "http://acme.localhost:8080",
            "authorization_endpoint": "http://acme.localhost:8080/oauth/authorizations/new",
            "token_endpoint": "http://acme.localhost:8080/oauth/tokens",
            "revocation_endpoint": "http://acme.localhost:8080/oauth/revoke",
            "introspection_endpoint": "http://acme.localhost:8080/oauth/introspect",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "introspection_endpoint_auth_methods_supported":
                ["client_secret_basic", "client_secret_post", "none", "Bearer"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "ui_locales_supported": ["en", "ja", "fr", "ko"],
        })
    );
}

#[actix_web::test]
async fn each_tenant_is_an_issuer_of_its_own() {
    let vendor = Vendor { privacy_url: Some("https://example.com/privacy".to_owned()), ..Vendor::default() };
    let public_url = PublicUrl::parse("https://{tenant}.example.com").unwrap();
    let server = Server::with(Config { public_url, vendor, ..Config::default() }).await;
    for subdomain in ["acme", "globex"] {
        server.tenant(subdomain).await;
        let document = server.get(subdomain, PATH).expect(200).await.json();
        assert_eq!(document["issuer"], format!("https://{subdomain}.example.com"));
        assert_eq!(document["token_endpoint"], format!("https://{subdomain}.example.com/oauth/tokens"));
        assert_eq!(document["op_policy_uri"], "https://example.com/privacy");
    }
}

#[actix_web::test]
async fn the_issuer_is_the_tenants_own_however_the_host_is_written() {
    let server = Server::start().await;
    server.tenant("acme").await;
    for host in ["ACME.LOCALHOST:8080", "acme.localhost.", "acme.localhost:9999"] {
        let document = server.get("acme", PATH).host(host).expect(200).await.json();
        assert_eq!(document["issuer"], "http://acme.localhost:8080", "{host}");
    }
}

#[actix_web::test]
async fn there_is_no_document_for_nobody() {
    let server = Server::start().await;
    let acme = server.tenant("acme").await;
    server.change_tenant(acme.id, tenants::Change { active: Some(false), ..Default::default() }).await;
    assert_eq!(server.get("acme", PATH).expect(404).await.error(), "AccountNotFound", "who is off shows nothing");
    server.get("acme", "/openapi.json").expect(404).await;
    for host in ["nobody.localhost:8080", "localhost:8080"] {
        let answer = server.get("acme", PATH).host(host).expect(404).await;
        assert_eq!(answer.error(), "AccountNotFound");
    }
}
