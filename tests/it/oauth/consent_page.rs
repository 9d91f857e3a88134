//! The consent page: who wants what, as whom, and where it leads (ux.md).

use grantor::clients::Kind;
use grantor::tenants::TenantId;
use grantor::users::Role;
use grantor::{tenants, users};
use scraper::{Html, Selector};
use serde_json::json;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::World;

/// The lines of what the app will be able to do.
fn lines(page: &Answer) -> Vec<String> {
    let document = Html::parse_document(&page.text());
    let items = Selector::parse("ul.scopes li").unwrap();
    let words = |item: scraper::ElementRef<'_>| item.text().collect::<String>();
    document.select(&items).map(|item| words(item).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

async fn page(world: &World, ask: &Ask) -> Answer {
    let page = world.browser().await.get(&ask.path()).await;
    assert_eq!(page.status, 200, "{:?}", page.header("location"));
    page
}

#[actix_web::test]
async fn the_page_says_who_wants_what_as_whom_and_where_it_leads() {
    let world = World::new().await;
    let page = page(&world, &Ask::of(&world.app).with("scope", "tickets:read read write users")).await;
    assert_eq!(page.heading(), "Allow Invoice Sync to use your Acme account?");
    for sentence in [
        "by Northwind GmbH",
        "Registered by an admin of Acme",
        "Turns tickets into invoices",
        "You are signed in as Ada ( ada@example.com , agent).",
        "Not you? Use another account",
        "Access ends when you or an admin removes it, or after 30 days without use.",
        "Next you go to app.example.com",
    ] {
        assert!(page.words().contains(sentence), "{sentence}: {}", page.words());
    }
    assert!(!page.words().contains("You are asked each time"));
    assert_eq!(lines(&page)[..2], ["See everything that you can see", "Create, change and delete whatever you can"]);
}

#[actix_web::test]
async fn what_reaches_beyond_the_person_is_said_in_so_many_words() {
    let world = World::new().await;
    world.server.change_user(&world.ada, users::Change { role: Some(Role::Admin), ..Default::default() }).await;
    let change = "create, change and delete apps and tokens, add and change users, and change settings";
    for (scope, said) in [
        ("impersonate", "Act in the name of any end user of Acme".to_owned()),
        ("credentials:read", "See apps and tokens".to_owned()),
        ("credentials:write", change.replacen('c', "C", 1)),
        ("credentials", format!("See, {change}")),
    ] {
        let page = page(&world, &Ask::of(&world.app).with("scope", scope)).await;
        assert_eq!(lines(&page), [said], "{scope}");
    }
}

#[actix_web::test]
async fn a_public_client_is_told_apart_and_so_is_where_it_runs() {
    let world = World::new().await;
    for (uri, next) in [
        ("http://localhost:19186/", "Next you go to an app on this device ( localhost:19186 )"),
        ("com.northwind.sync:/cb", "Next you go to the app com.northwind.sync on this device"),
        ("https://app.northwind.com:8443/cb", "Next you go to app.northwind.com:8443"),
    ] {
        let identifier = uri.split(':').next().unwrap();
        let app = world.server.client(world.tenant.id, identifier, Kind::Public, |client| {
            client.redirect_uris = vec![uri.to_owned()];
        });
        let page = page(&world, &Ask::of(&app.await)).await;
        assert!(page.words().contains(next), "{}", page.words());
        assert!(page.words().contains("You are asked each time because an app on your device cannot prove who it is."));
    }
}

#[actix_web::test]
async fn the_page_says_after_how_many_days_an_unused_access_ends() {
    let world = World::new().await;
    let settings = json!({ "refresh_token": { "default": 604_800 } }).as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    let shown = page(&world, &Ask::of(&world.app)).await;
    assert!(shown.words().contains("or after 7 days without use."), "{}", shown.words());

    let settings = json!({ "never_expiring_access_tokens": true }).as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    let endless = world.server.client(world.tenant.id, "endless", Kind::Confidential, |client| {
        client.redirect_uris = vec!["https://endless.example.com/cb".to_owned()];
        client.access_token_never_expires = true;
    });
    let shown = page(&world, &Ask::of(&endless.await)).await;
    assert!(shown.words().contains("Access ends when you or an admin removes it."), "{}", shown.words());
}

#[actix_web::test]
async fn a_global_client_is_said_to_come_from_the_vendor() {
    let world = World::new().await;
    let app = world.server.confidential(TenantId::PLATFORM, "zdg-sync").await;
    let page = page(&world, &Ask::of(&app)).await;
    assert!(page.words().contains("Available to all accounts, reviewed by Grantor"));
    assert!(!page.words().contains("Registered by an admin"));
}

#[actix_web::test]
async fn what_goes_beyond_an_earlier_decision_is_marked_new() {
    let world = World::new().await;
    world.allowed(&world.app, "tickets:read users:read").await;
    world.server.advance(3 * 86_400);
    let page = page(&world, &Ask::of(&world.app).with("scope", "tickets:read tickets:write")).await;
    let text = page.words();
    assert!(text.contains("Invoice Sync asks for more than you allowed on 21 November"), "{text}");
    let new: Vec<String> = lines(&page).into_iter().filter(|line| line.ends_with("New")).collect();
    assert_eq!(new.len(), 1, "{:?}", lines(&page));
    assert!(new[0].contains("tickets"), "{new:?}");
}

#[actix_web::test]
async fn nothing_is_marked_new_the_first_time() {
    let world = World::new().await;
    let page = page(&world, &Ask::of(&world.app)).await;
    assert!(!page.words().contains("New") && !page.words().contains("more than you allowed"));
}

#[actix_web::test]
async fn another_account_can_be_used_and_leads_back_here() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await;
    let document = Html::parse_document(&page.text());
    let links = Selector::parse(".person a").unwrap();
    let href = document.select(&links).next().unwrap().attr("href").unwrap().to_owned();
    let form = browser.get(&href).await;
    assert_eq!((form.status, form.heading().as_str()), (200, "Sign in to Acme"));
    assert!(form.words().contains("to continue to Invoice Sync"));
}
