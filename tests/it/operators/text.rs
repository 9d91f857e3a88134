//! Text that is not kept: an operator who sends it is told so. PostgreSQL takes a NUL in none, people see a name whole.

use actix_web::App;
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use grantor::web;
use serde_json::{Value, json};

use crate::harness::flow::World;

#[actix_web::test]
async fn a_nul_is_refused_in_an_address_a_body_and_a_line() {
    let world = World::new().await;
    let app = App::new().app_data(world.server.grantor.clone()).configure(web::operator::routes);
    let app = init_service(app).await;
    let ask = async |method: Method, path: &str, body: &Value| {
        let request = TestRequest::with_uri(path).method(method).set_json(body);
        let answer = call_service(&app, request.to_request()).await;
        (answer.status().as_u16(), String::from_utf8(read_body(answer).await.to_vec()).unwrap())
    };
    let none = json!({});
    for (method, path, body) in [
        (Method::GET, "/v1/tenants/a%00", &none),
        (Method::GET, "/v1/tenants/acme/users/a%00", &none),
        (Method::GET, "/v1/clients/a%00", &none),
        (Method::GET, "/v1/tenants/acme/audit?text=%00", &none),
        (Method::PATCH, "/v1/tenants/acme/clients/invoice_sync", &json!({ "owner": "a\0" })),
        (Method::POST, "/v1/tenants/acme/audit/export", &json!({ "ip_address": "\0" })),
        (Method::POST, "/v1/tenants/acme/sso/keys", &json!({ "kid": "\0", "algorithm": "HS256" })),
    ] {
        let (status, said) = ask(method, path, body).await;
        assert_eq!(status, 400, "{path}: {said}");
        assert!(said.contains("contains NUL"), "{said}");
    }
    let line = json!({ "user": "a\0", "client": "invoice_sync", "redirect_uri": "https://a", "scopes": "read" });
    let (status, said) = ask(Method::POST, "/v1/tenants/acme/import/consents", &line).await;
    assert_eq!(status, 200, "{said}");
    assert!(said.contains("contains NUL"), "{said}");
}

#[actix_web::test]
async fn a_name_with_something_in_it_that_nobody_sees_is_refused() {
    let world = World::new().await;
    let app = App::new().app_data(world.server.grantor.clone()).configure(web::operator::routes);
    let app = init_service(app).await;
    let name = "Goo\u{200b}gle";
    for (method, path, body) in [
        (Method::POST, "/v1/tenants", json!({ "subdomain": "globex", "name": name })),
        (Method::PATCH, "/v1/tenants/acme", json!({ "name": name })),
        (Method::POST, "/v1/tenants/acme/users", json!({ "email": "eve@example.com", "name": name })),
        (Method::POST, "/v1/tenants/acme/resource-servers", json!({ "identifier": "edge", "name": name })),
        (Method::PATCH, "/v1/tenants/acme/clients/invoice_sync", json!({ "name": name })),
        (Method::PATCH, "/v1/tenants/acme/clients/invoice_sync", json!({ "company": name })),
    ] {
        let answer = call_service(&app, TestRequest::with_uri(path).method(method).set_json(body).to_request()).await;
        assert_eq!(answer.status(), 422, "{path}");
        let said = String::from_utf8(read_body(answer).await.to_vec()).unwrap();
        assert!(said.contains("(U+200B)"), "{said}");
    }
}
