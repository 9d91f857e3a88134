//! `examples/machine.rs`: a program without a person.

use grantor::clients::Kind;
use serde_json::{Value, json};

use super::api;
use crate::harness::listening::Listening;

#[allow(dead_code, reason = "its main is for those who run it")]
#[path = "../../../examples/machine.rs"]
mod example;

#[actix_web::test]
async fn a_machine_reads_tickets_as_its_service_account() {
    let at = Listening::start().await;
    let (world, api) = (&at.world, api(&at));
    let service_account = Some(world.ada.id);
    let change = |client: &mut grantor::clients::Client| client.service_account = service_account;
    let app = world.server.client(world.tenant.id, "nightly_export", Kind::Confidential, change).await;
    let settings = |secret: &str| example::Settings {
        issuer: at.issuer(),
        server: at.listener.address,
        client_id: "nightly_export".into(),
        client_secret: secret.into(),
        api: api.url(),
    };
    let (status, body) = example::tickets(&settings(&app.secret)).await.unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status.as_u16(), &body["for"]), (200, &json!("ada@example.com")));
    let refused = example::tickets(&settings("wrong")).await.unwrap_err();
    assert!(refused.to_string().contains("error response"), "{refused}");
}
