//! `/openapi.json`: every row is described; every answer of every test is held against it (`harness::described`).

use grantor::web::api::openapi::operation;
use grantor::web::api::table::TABLE;

use super::Office;

#[actix_web::test]
async fn every_route_is_described_with_who_may_call_it() {
    let office = Office::new().await;
    let document = office.server().get("acme", "/openapi.json").expect(200).await.json();
    assert_eq!(document["openapi"], "3.1.0");
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
    for told in ["/oauth/introspect", "client.redirect_uri", "refresh_token_expires_in", "Once a minute"] {
        assert!(text.contains(told), "{told}");
    }
}
