//! A client used at an account that does not know it: the owner sees how often, and nothing more.

use serde_json::{Value, json};

use super::Office;
use crate::harness::ask::Ask;

#[actix_web::test]
async fn the_owner_sees_how_often_their_client_was_used_where_there_is_none() {
    let office = Office::new().await;
    let token = office.all().await;
    office.server().tenant("globex").await;
    let used = async || {
        let grantor = &office.server().grantor;
        grantor.misdirected.flush(&grantor.storage, grantor.now()).await.unwrap();
        let path = format!("/api/v2/oauth/clients/{}", office.world.app.client.key.id);
        office.get(&path, &token).expect(200).await.json()["client"]["used_elsewhere"].clone()
    };
    assert_eq!(used().await, Value::Null);
    let elsewhere = async |ask: Ask| office.server().get("globex", &ask.path()).expect(400).await.invalid_request();
    assert!(elsewhere(Ask::of(&office.world.app)).await.contains("No such client"));
    let once = json!({ "attempts": 1, "last_at": "2026-11-21T10:00:00Z" });
    assert_eq!(used().await, once);
    // Whoever does not know where the client lives is not counted.
    elsewhere(Ask::of(&office.world.app).with("redirect_uri", "https://evil.example/cb")).await;
    elsewhere(Ask::of(&office.world.app).with("client_id", "nobody")).await;
    assert_eq!(used().await, once);
    office.server().advance(60);
    for _ in 0..30 {
        elsewhere(Ask::of(&office.world.app)).await;
    }
    assert_eq!(used().await, json!({ "attempts": 11, "last_at": "2026-11-21T10:01:00Z" }), "ten between two flushes");
}
