//! When a token and its client were last used: known a flush later.

use super::Office;

#[actix_web::test]
async fn each_use_counts_once_it_is_written_down() {
    let office = Office::new().await;
    let admin = office.all().await;
    let pair = office.world.tokens(&office.world.app).await;
    assert!(office.world.is_active(&pair.access).await);
    office.server().advance(100);
    assert!(office.world.is_active(&pair.access).await, "ten minutes have to pass until that counts");
    office.server().advance(500);
    assert!(office.world.is_active(&pair.access).await);
    let used = async || {
        let client = office.world.app.client.key.id;
        let listed = office.get(&format!("/api/v2/oauth/tokens?all=true&client_id={client}"), &admin).expect(200).await;
        let client = office.get(&format!("/api/v2/oauth/clients/{client}"), &admin).expect(200).await;
        (listed.json()["tokens"][0]["used_at"].clone(), client.json()["client"]["used_at"].clone())
    };
    assert_eq!(used().await.0, "2026-11-21T10:00:00Z", "the first use does not wait");
    let grantor = &office.server().grantor;
    assert!(grantor.usage.flush(&grantor.storage).await.unwrap() > 0);
    assert_eq!(used().await, ("2026-11-21T10:10:00Z".into(), "2026-11-21T10:10:00Z".into()));
    grantor.usage.flush(&grantor.storage).await.unwrap();
    assert_eq!(grantor.usage.flush(&grantor.storage).await.unwrap(), 0);
}
