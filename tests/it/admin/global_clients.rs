//! /admin/oauth/global_clients: the vendor's clients, and the account's word about them.

use grantor::audit::Action;
use grantor::clients::Kind;
use grantor::tenants::TenantId;
use grantor::users::Role;

use super::{Center, fill, links};
use crate::harness::answer::Answer;
use crate::harness::people::App;

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

/// The application asks for a token of its own.
async fn machine(center: &Center, app: &App) -> Answer {
    let form = [("grant_type", "client_credentials")];
    let call = center.world.server.post("acme", "/oauth/tokens").basic(&app.client.identifier, &app.secret);
    call.form(&form).send().await
}

#[actix_web::test]
async fn an_external_client_acts_by_itself_as_whom_an_admin_names_and_not_before() {
    let center = Center::new().await;
    let world = &center.world;
    let sync = world.server.client(TenantId::PLATFORM, "zdg-sync", Kind::Confidential, |_| {}).await;
    world.server.user(world.tenant.id, "Robot", Role::Agent).await;
    let browser = center.browser().await;
    let here = Center::at(&sync.client, "");
    assert_eq!(machine(&center, &sync).await.error(), "unauthorized_client");
    let list = browser.get(PATH).await;
    assert!(links(&list).contains(&format!("{PATH}?all=yes")) && !links(&list).contains(&here));
    assert!(links(&browser.get(&format!("{PATH}?all=yes")).await).contains(&here), "it can be found before it is used");

    let wrong = fill(&browser, &here, &[("service_account", "nobody@example.com")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.words().contains("nobody in this account has this email"), "{}", wrong.words());
    assert!(wrong.text().contains("value=\"nobody@example.com\""), "what was typed stays");
    let saved = fill(&browser, &here, &[("service_account", "robot@example.com")]).await;
    assert_eq!((saved.status, saved.location()), (303, format!("{here}?done=client-saved")));
    assert!(browser.get(&saved.location()).await.text().contains("value=\"robot@example.com\""));
    let log = &world.server.events(world.tenant.id).await[0];
    assert_eq!((log.action, log.stamp.origin.actor.name()), (Action::Update, "Grace"));
    let answer = machine(&center, &sync).await;
    assert_eq!(world.introspect(&answer.field("access_token")).await["username"], "robot@example.com");
    assert!(links(&browser.get(PATH).await).contains(&here), "the account has decided about it");

    fill(&browser, &here, &[("service_account", "")]).await;
    assert_eq!(machine(&center, &sync).await.error(), "unauthorized_client");
}

#[actix_web::test]
async fn a_public_external_client_never_acts_by_itself() {
    let center = Center::new().await;
    let native = center.world.server.public(TenantId::PLATFORM, "zdg-native").await;
    let here = Center::at(&native.client, "");
    let page = center.browser().await.get(&here).await;
    assert_eq!((page.status, page.forms(&here).len()), (200, 0));
}
