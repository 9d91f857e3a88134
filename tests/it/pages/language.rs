//! Which language a page speaks: chosen by link, by the person, by the browser, by the account.

use grantor::{tenants, users};
use serde_json::json;

use crate::harness::ask::Ask;
use crate::harness::flow::World;

const SIGN_IN: [(&str, &str); 4] =
    [("en", "Sign in to Acme"), ("fr", "Se connecter à Acme"), ("ja", "Acme"), ("ko", "Acme")];

/// The language that the sign-in page is written in.
async fn language(world: &World, accept: &str, path: &str) -> String {
    let page = world.server.get("acme", path).header("accept-language", accept).expect(200).await;
    page.text().split("<html lang=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn the_browser_says_which() {
    let world = World::new().await;
    for (accept, expected) in [
        ("ja", "ja"),
        ("fr-CA, en;q=0.5", "fr"),
        ("ko-KR;q=0.9, de;q=1", "ko"),
        ("de", "en"),
        ("en;q=0.4, ja;q=0.8", "ja"),
        ("", "en"),
        ("*", "en"),
        (";;;q=x,,", "en"),
    ] {
        assert_eq!(language(&world, accept, "/access/login").await, expected, "{accept}");
    }
}

#[actix_web::test]
async fn every_page_of_the_flow_speaks_it() {
    let world = World::new().await;
    let wrong = Ask::of(&world.app).with("client_id", "x").path();
    for (tag, heading) in SIGN_IN {
        let get = |path: &str| world.server.get("acme", path).header("accept-language", tag);
        let form = get("/access/login").expect(200).await;
        assert!(form.heading().contains(heading), "{}", form.heading());
        assert!(get(&wrong).expect(400).await.text().contains(&format!("<html lang=\"{tag}\">")));
        let nowhere = get("/nowhere").header("accept", "text/html").expect(404).await;
        assert!(nowhere.text().contains(&format!("<html lang=\"{tag}\">")));
        let cookie = world.browser().await.cookie_header();
        let consent = get(&Ask::of(&world.app).path()).header("cookie", &cookie).expect(200).await;
        assert!(consent.text().contains(&format!("<html lang=\"{tag}\">")));
    }
}

#[actix_web::test]
async fn a_choice_by_link_is_kept_and_comes_before_everything_else() {
    let world = World::new().await;
    let change = users::Change { locale: Some("ko".to_owned()), ..Default::default() };
    world.server.change_user(&world.ada, change).await;
    let browser = world.browser().await;
    assert!(browser.get("/").await.text().contains("<html lang=\"ko\">"), "the person's own");
    assert!(browser.get("/?lang=fr").await.text().contains("<html lang=\"fr\">"));
    assert!(browser.get("/").await.text().contains("<html lang=\"fr\">"), "kept");
    assert!(browser.get("/?lang=xx").await.text().contains("<html lang=\"fr\">"), "no such language");
    let hostile = browser.get("/?lang=%22%3E%3Cscript%3E").await;
    assert!(hostile.cookies().is_empty() && !hostile.text().contains("<script>"));
}

#[actix_web::test]
async fn an_account_has_a_language_for_whoever_says_nothing() {
    let world = World::new().await;
    let settings = json!({ "locale": "ja" }).as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    assert_eq!(language(&world, "", "/access/login").await, "ja");
    assert_eq!(language(&world, "ko", "/access/login").await, "ko");
}

#[actix_web::test]
async fn the_language_links_lead_back_to_the_very_request() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.native).with("state", "a+b&c=é").path()).await;
    let document = scraper::Html::parse_document(&page.text());
    let links = scraper::Selector::parse("footer nav a").unwrap();
    for link in document.select(&links) {
        let other = browser.get(link.attr("href").unwrap()).await;
        let fields = other.form("/oauth/authorizations");
        let without = |fields: Vec<(String, String)>| -> Vec<(String, String)> {
            fields.into_iter().filter(|(name, _)| name != "csrf").collect()
        };
        assert_eq!(without(fields), without(page.form("/oauth/authorizations")));
    }
}

#[actix_web::test]
async fn whoever_goes_astray_within_an_account_is_told_so_by_it_in_their_language() {
    let world = World::new().await;
    let browser = world.server.browser("acme");
    browser.get("/access/login?lang=fr").await;
    for (path, status) in [("/nowhere", 404), ("/account/connected-apps/all", 405)] {
        let page = world.server.get("acme", path).header("accept", "text/html,*/*;q=0.8");
        let page = page.header("cookie", &browser.cookie_header()).expect(status).await;
        assert!(page.text().contains("<html lang=\"fr\">"), "{path}");
        assert!(page.words().contains("Acme") && page.words().contains("acme.localhost"), "{}", page.words());
    }
    let nobodys = world.server.get("nobody", "/nowhere").header("accept", "text/html").expect(404).await;
    assert!(!nobodys.words().contains("Acme"));
}
