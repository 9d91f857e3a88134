//! GET /oauth/authorizations/new: who has to be there, and may decide.

use grantor::users::Role;
use grantor::{clients, tenants, users};
use serde_json::json;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::browser::Browser;
use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

const CONSENT: &str = "Allow Invoice Sync to use your Acme account?";

async fn sign_in(world: &World, browser: &Browser<'_>, sent: &Answer) -> Answer {
    world.server.password(&world.ada).await;
    let form = browser.get(&sent.location()).await;
    assert_eq!(form.heading(), "Sign in to Acme");
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let answer = browser.submit(&form, "/access/login", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer
}

/// What the client is told because Ada may not decide.
async fn denied(world: &World, detail: &str) {
    let answer = world.browser().await.get(&Ask::of(&world.app).path()).await;
    answer.sent_back(&world.app.redirect_uri, "access_denied", detail);
    assert_eq!(answer.parameter("state").as_deref(), Some("xyz"));
}

#[actix_web::test]
async fn whoever_is_not_signed_in_signs_in_and_comes_back_to_the_very_request() {
    let world = World::new().await;
    let state = "é+&=%/?#\u{1f600} ".repeat(150);
    assert!(state.len() > 2_048);
    let ask = Ask::of(&world.app).with("state", &state).also("unknown", "x");
    let browser = world.server.browser("acme");
    let sent = browser.get(&ask.path()).await;
    assert_eq!(sent.status, 303);
    let back = sign_in(&world, &browser, &sent).await;
    let page = browser.get(&back.location()).await;
    assert_eq!((page.status, page.heading().as_str()), (200, CONSENT));
    let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
    assert_eq!(answer.parameter("state"), Some(state));
    world.exchange(&world.app, &answer.parameter("code").unwrap()).expect(200).await;
}

#[actix_web::test]
async fn the_sign_in_page_names_the_app_and_leads_nowhere_else() {
    let world = World::new().await;
    let browser = world.server.browser("acme");
    let sent = browser.get(&Ask::of(&world.app).path()).await;
    assert!(sent.location().starts_with("/access/login?return_to=%2Foauth%2Fauthorizations%2Fnew%3F"));
    let form = browser.get(&sent.location()).await;
    assert!(form.words().contains("to continue to Invoice Sync"), "{}", form.words());
}

#[actix_web::test]
async fn a_session_that_has_ended_is_no_session() {
    let world = World::new().await;
    let browser = world.browser().await;
    assert_eq!(browser.get(&Ask::of(&world.app).path()).await.heading(), CONSENT);
    world.server.advance(28_800);
    assert!(browser.get(&Ask::of(&world.app).path()).await.location().starts_with("/access/login?"));
}

#[actix_web::test]
async fn a_suspended_user_is_not_signed_in_any_more() {
    let world = World::new().await;
    let browser = world.browser().await;
    world.server.change_user(&world.ada, users::Change { suspended: Some(true), ..Default::default() }).await;
    assert!(browser.get(&Ask::of(&world.app).path()).await.location().starts_with("/access/login?"));
}

#[actix_web::test]
async fn an_unverified_user_lets_no_app_in() {
    let world = World::new().await;
    world.server.change_user(&world.ada, users::Change { verified: Some(false), ..Default::default() }).await;
    denied(&world, "This person has to verify the e-mail address first.").await;
}

#[actix_web::test]
async fn a_tenant_can_let_only_agents_or_admins_connect_apps() {
    let world = World::new().await;
    for (lowest, role, may) in [
        ("agent", Role::EndUser, false),
        ("agent", Role::Agent, true),
        ("admin", Role::Agent, false),
        ("admin", Role::Admin, true),
        ("end-user", Role::EndUser, true),
    ] {
        let settings = json!({ "authorizing_role": lowest }).as_object().unwrap().clone();
        world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
        world.server.change_user(&world.ada, users::Change { role: Some(role), ..Default::default() }).await;
        if may {
            assert_eq!(world.browser().await.get(&Ask::of(&world.app).path()).await.heading(), CONSENT, "{lowest}");
        } else {
            denied(&world, "The account does not let this person connect applications.").await;
        }
    }
}

#[actix_web::test]
async fn an_account_without_oauth_access_says_so_to_everybody() {
    let world = World::new().await;
    let off = tenants::Change { oauth_access: Some(false), ..Default::default() };
    world.server.change_tenant(world.tenant.id, off).await;
    let page = world.browser().await.get(&Ask::of(&world.app).path()).await;
    assert_eq!((page.status, page.header("location")), (403, None));
    assert_eq!(page.heading(), "Apps cannot connect here");
    assert!(page.words().contains("Acme does not accept connections from apps."), "{}", page.words());
    let stranger = world.server.get("acme", &Ask::of(&world.app).path()).expect(403).await;
    assert_eq!(stranger.without_reference(), page.without_reference());
    let unknown = world.server.get("acme", &Ask::of(&world.app).with("client_id", "nobody").path()).expect(403).await;
    assert_eq!(unknown.without_reference(), page.without_reference(), "nothing is said about clients either");
}

#[actix_web::test]
async fn an_account_that_is_not_active_is_no_account() {
    let world = World::new().await;
    let off = tenants::Change { active: Some(false), ..Default::default() };
    world.server.change_tenant(world.tenant.id, off).await;
    let inactive =
        world.server.get("acme", &Ask::of(&world.app).path()).header("accept", "text/html").expect(404).await;
    let unknown =
        world.server.get("nobody", &Ask::of(&world.app).path()).header("accept", "text/html").expect(404).await;
    assert_eq!(inactive.without_reference(), unknown.without_reference());
}

#[actix_web::test]
async fn a_deactivated_client_may_not_ask() {
    let world = World::new().await;
    for (active, status) in [(false, 303), (true, 200)] {
        let change = clients::Change { active: Some(active), ..Default::default() };
        world.server.change_client(&world.app, change).await;
        let answer = world.browser().await.get(&Ask::of(&world.app).path()).await;
        assert_eq!(answer.status, status);
        if !active {
            let detail = "The client is deactivated; an admin of the account can activate it again.";
            answer.sent_back(&world.app.redirect_uri, "unauthorized_client", detail);
        }
    }
}

#[actix_web::test]
async fn a_global_client_works_at_every_tenant_until_one_blocks_it() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let app = world.server.confidential(tenants::TenantId::PLATFORM, "zdg-sync").await;
    let blocked = clients::Decision { blocked: Some(true), ..Default::default() };
    world.server.decide_about(world.tenant.id, &app, blocked).await;
    let refused = world.browser().await.get(&Ask::of(&app).path()).await;
    refused.sent_back(&app.redirect_uri, "unauthorized_client", "The account has blocked this client.");
    let page = globex.browser().await.get(&Ask::of(&app).path()).await;
    assert!(page.words().contains("Available to all accounts, reviewed by Grantor"), "{}", page.words());
    let let_in = clients::Decision { blocked: Some(false), ..Default::default() };
    world.server.decide_about(world.tenant.id, &app, let_in).await;
    assert_eq!(world.browser().await.get(&Ask::of(&app).path()).await.status, 200);
}
