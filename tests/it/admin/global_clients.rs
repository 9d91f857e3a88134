//! /admin/oauth/global_clients: the vendor's clients, and the account's word about them.

use grantor::audit::Action;
use grantor::clients::Kind;
use grantor::tenants::TenantId;

use super::{Center, fill, links};

const PATH: &str = "/admin/oauth/global_clients";

#[actix_web::test]
async fn an_external_client_is_there_once_someone_has_let_it_in() {
    let center = Center::new().await;
    let world = &center.world;
    let sync = world.server.client(TenantId::PLATFORM, "zdg-sync", Kind::Confidential, |_| {}).await;
    let browser = center.browser().await;
    assert!(browser.get(PATH).await.words().contains("No external app has been allowed here."));
    world.tokens(&sync).await;
    let page = browser.get(PATH).await;
    for words in ["Invoice Sync Northwind GmbH zdg-sync 1 Not used yet Allowed", "Block"] {
        assert!(page.words().contains(words), "{words} is missing in {}", page.words());
    }
    let tokens = browser.get(&Center::at(&sync.client, "/tokens")).await.words();
    assert!(tokens.contains("Ada ada@example.com"), "{tokens}");
    let own = browser.get("/admin/oauth/clients").await.words();
    assert!(!own.contains("zdg-sync"), "it is not the account's own");
}

#[actix_web::test]
async fn a_blocked_client_stops_here_and_nowhere_else_until_it_is_let_in_again() {
    let center = Center::new().await;
    let world = &center.world;
    let sync = world.server.client(TenantId::PLATFORM, "zdg-sync", Kind::Confidential, |_| {}).await;
    let pair = world.tokens(&sync).await;
    let browser = center.browser().await;
    let block = Center::at(&sync.client, "/block");
    let ask = browser.get(&block).await.words();
    assert!(ask.contains("Its 1 token here stops working at once"), "{ask}");
    assert_eq!(fill(&browser, &block, &[]).await.status, 303);
    assert!(!world.is_active(&pair.access).await);
    let page = browser.get(PATH).await;
    assert!(page.words().contains("Blocked") && links(&page).contains(&Center::at(&sync.client, "/unblock")));
    assert_eq!(world.server.told(world.tenant.id, Action::Deactivate).await, 1);
    assert_eq!(fill(&browser, &Center::at(&sync.client, "/unblock"), &[]).await.status, 303);
    assert!(world.is_active(&pair.access).await);
}
