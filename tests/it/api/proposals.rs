//! `oauth/clients/{id}/proposal`: an admin asks the operator to make a client one for every account.

use actix_web::http::Method;
use grantor::audit::Action;
use grantor::clients::proposals;
use grantor::tenants::TenantId;
use serde_json::{Value, json};

use super::Office;

const CLIENTS: &str = "/api/v2/oauth/clients";

impl Office {
    async fn proposal(&self, token: &str) -> Value {
        let path = format!("{CLIENTS}/{}", self.world.app.client.key.id);
        self.get(&path, token).expect(200).await.json()["client"]["proposal"].clone()
    }
}

#[actix_web::test]
async fn a_client_is_proposed_once_shown_so_and_withdrawn() {
    let office = Office::new().await;
    let token = office.all().await;
    let path = format!("{CLIENTS}/{}/proposal", office.world.app.client.key.id);
    assert_eq!(office.proposal(&token).await, Value::Null);
    let answer = office.call(Method::POST, &path, &token).expect(201).await.json();
    let proposal = json!({
        "state": "proposed", "proposed_by": office.admin.named(), "created_at": "2026-11-21T10:00:00Z", "decided_at": null,
        "reason": null, "global_client": null,
    });
    assert_eq!((&answer["client"]["proposal"], &answer["client"]["identifier"]), (&proposal, &json!("invoice_sync")));
    assert_eq!(office.proposal(&token).await, proposal);
    let told = office.server().events(office.world.tenant.id).await;
    let grace = office.admin.actor();
    assert_eq!((told[0].action, &told[0].stamp.origin.actor), (Action::Update, &grace));
    assert_eq!(told[0].details["after"], json!({ "proposal": "proposed" }));

    let again = office.call(Method::POST, &format!("{path}.json"), &token).expect(422).await.json();
    assert_eq!(again["details"]["base"][0]["error"], "DuplicateValue");
    office.call(Method::DELETE, &path, &token).expect(204).await;
    assert_eq!(office.proposal(&token).await, Value::Null);
    office.call(Method::DELETE, &path, &token).expect(404).await;
}

#[actix_web::test]
async fn what_the_operator_said_is_told() {
    let office = Office::new().await;
    let token = office.all().await;
    let (key, server) = (office.world.app.client.key, office.server());
    let path = format!("{CLIENTS}/{}/proposal", key.id);
    office.call(Method::POST, &path, &token).expect(201).await;
    let stamp = server.stamp().await;
    let decline = move |tx: &mut grantor::storage::Tx<'_>| proposals::decline(tx, key, "Say what it does.", &stamp);
    server.grantor.storage.write(decline).await.unwrap();
    let said = office.proposal(&token).await;
    assert_eq!((&said["state"], &said["reason"]), (&json!("declined"), &json!("Say what it does.")));
    office.call(Method::DELETE, &path, &token).expect(404).await;
    office.call(Method::POST, &path, &token).expect(201).await;
    let global = server.promote(&office.world.app).await;
    let said = office.proposal(&token).await;
    let global = json!({ "id": global.client.key.id, "identifier": "zdg-invoice_sync" });
    assert_eq!((&said["state"], &said["global_client"]), (&json!("promoted"), &global));
    office.call(Method::POST, &path, &token).expect(422).await;
}

#[actix_web::test]
async fn only_an_active_client_of_the_account_can_be_proposed() {
    let office = Office::new().await;
    let token = office.all().await;
    let globex = office.server().tenant("globex").await;
    let foreign = office.server().confidential(globex.id, "foreign").await;
    let global = office.server().confidential(TenantId::PLATFORM, "zdg-sync").await;
    for id in [foreign.client.key.id, global.client.key.id] {
        office.call(Method::POST, &format!("{CLIENTS}/{id}/proposal"), &token).expect(404).await;
    }
    let client = json!({ "id": office.world.app.client.key.id });
    office.put(&token, &client, "", &json!({ "active": false }), 200).await;
    let path = format!("{CLIENTS}/{}/proposal", office.world.app.client.key.id);
    let refused = office.call(Method::POST, &path, &token).expect(422).await.json();
    assert_eq!(refused["details"]["base"][0]["error"], "InvalidValue");
}
