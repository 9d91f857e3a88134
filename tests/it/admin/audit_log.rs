//! /admin/audit_logs: searched, read, taken out.

use grantor::audit::{Action, SourceType};
use scraper::{Html, Selector};

use super::{Center, fill, links};
use crate::harness::answer::Answer;

const PATH: &str = "/admin/audit_logs";
const EXPORT: &str = "/admin/audit_logs/export";

/// Each row's words.
fn rows(page: &Answer) -> Vec<String> {
    let html = Html::parse_document(&page.text());
    let rows = Selector::parse("tbody tr").unwrap();
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    html.select(&rows).map(|row| words(row.text().collect::<Vec<_>>().join(" "))).collect()
}

#[actix_web::test]
async fn each_filter_narrows() {
    let center = Center::new().await;
    let world = &center.world;
    world.server.rename(&world.app.client, "Alpha").await;
    world.tokens(&world.app).await;
    world.server.advance(86_400);
    world.server.rename(&world.app.client, "Beta").await;
    let browser = center.browser().await;
    let all = rows(&browser.get(PATH).await).len();
    for (query, found, gone) in [
        ("q=alph", "Alpha", "Beta"),
        ("source_type=oauth_client&action=update", "Beta", "App allowed"),
        ("action=authorize", "App allowed", "Changed"),
        ("from=2026-11-22", "Beta", "Alpha"),
        ("until=2026-11-21", "Alpha", "Beta"),
        ("ip_address=127.0.0.1", "Ada", "The server"),
    ] {
        let rows = rows(&browser.get(&format!("{PATH}?{query}")).await);
        assert!(!rows.is_empty() && rows.len() < all, "{query}: {rows:?}");
        assert!(rows.iter().any(|row| row.contains(found)), "{query}: {rows:?}");
        assert!(!rows.iter().any(|row| row.contains(gone)), "{query}: {rows:?}");
    }
    let none = browser.get(&format!("{PATH}?q=nobody")).await;
    assert!(none.words().contains("Nothing matches.") && links(&none).contains(&PATH.to_owned()));
}

#[actix_web::test]
async fn an_event_tells_what_was_before_and_after_and_never_a_secret() {
    let center = Center::new().await;
    let world = &center.world;
    world.server.rename(&world.app.client, "Alpha").await;
    let browser = center.browser().await;
    let secret = fill(&browser, &Center::at(&world.app.client, "/secret"), &[("overlap", "0")]).await.text();
    let log = browser.get(PATH).await;
    for event in links(&log).into_iter().filter(|href| href.starts_with("/admin/audit_logs/")) {
        let page = browser.get(&event).await;
        assert_eq!(page.status, 200);
        let words = page.words();
        for word in words.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| word.len() > 30) {
            assert!(!secret.contains(word), "{event} shows {word}");
        }
    }
    let renamed = links(&browser.get(&format!("{PATH}?q=alpha&action=update")).await);
    let event = renamed.iter().rfind(|href| href.starts_with("/admin/audit_logs/")).unwrap();
    let words = browser.get(event).await.words();
    assert!(words.contains("Field Before After name Invoice Sync Alpha"), "{words}");
}

#[actix_web::test]
async fn a_wrong_password_is_told_in_every_language() {
    let center = Center::new().await;
    let server = &center.world.server;
    for _ in 0..2 {
        server.sign_in(&server.browser("acme"), "ada@example.com", "wrong").await;
    }
    let event = server.refused(center.world.tenant.id, SourceType::Session, "ada@example.com", 2).await;
    let cookie = center.browser().await.cookie_header();
    for (language, action) in [
        ("en", "Credential refused"),
        ("ja", "認証情報の拒否"),
        ("fr", "Identifiants refusés"),
        ("ko", "인증 정보 거부"),
    ] {
        let get =
            |path: String| server.get("acme", &path).header("cookie", &cookie).header("accept-language", language);
        let rows = rows(&get(format!("{PATH}?action=verify_failed")).expect(200).await);
        assert!(rows.len() == 1 && rows[0].contains(action) && rows[0].contains("ada@example.com"), "{rows:?}");
        let page = get(format!("{PATH}/{}", event.stamp.id)).expect(200).await.words();
        assert!(page.contains(action) && page.contains("count 2") && page.contains("why.password_wrong 2"), "{page}");
    }
}

#[actix_web::test]
async fn how_somebody_came_in_is_said_in_words() {
    let center = Center::new().await;
    let server = &center.world.server;
    server.password(&center.world.ada).await;
    server.sign_in(&server.browser("acme"), "ada@example.com", crate::harness::people::PASSWORD).await;
    let browser = center.browser().await;
    let came = links(&browser.get(&format!("{PATH}?action=login&q=ada")).await);
    let event = came.iter().find(|href| href.starts_with("/admin/audit_logs/")).expect("an event");
    let words = browser.get(event).await.words();
    assert!(words.contains("Way in Password"), "{words}");
}

#[actix_web::test]
async fn pages_go_on_and_back() {
    let center = Center::new().await;
    let world = &center.world;
    for number in 0..120 {
        world.server.rename(&world.app.client, &format!("Name {number}")).await;
    }
    let browser = center.browser().await;
    let query = "?action=update";
    let first = browser.get(&format!("{PATH}{query}")).await;
    let next = |page: &Answer| links(page).into_iter().find(|href| href.contains("after="));
    let second = browser.get(&next(&first).unwrap()).await;
    let third = browser.get(&next(&second).unwrap()).await;
    assert_eq!([rows(&first).len(), rows(&second).len(), rows(&third).len()], [50, 50, 20]);
    assert_eq!(next(&third), None);
    let back = links(&third).into_iter().find(|href| href.contains("before=")).unwrap();
    assert_eq!(rows(&browser.get(&back).await), rows(&second));
}

#[actix_web::test]
async fn everything_that_was_found_is_taken_out_and_that_is_noted() {
    let center = Center::new().await;
    let world = &center.world;
    for number in 0..1_200 {
        world.server.rename(&world.app.client, &format!("=Name {number}")).await;
    }
    world.server.rename(&world.native.client, "Other").await;
    let browser = center.browser().await;
    let found = format!("{PATH}?source_type=oauth_client&source_id={}", world.app.client.key.id);
    let page = browser.get(&found).await;
    for (format, kind, ending) in [("csv", "text/csv", "csv"), ("jsonl", "application/jsonl", "jsonl")] {
        let file = browser.submit(&page, EXPORT, &[("format", format)]).await;
        assert_eq!(file.status, 200, "{}", file.text());
        assert!(file.header("content-type").unwrap().starts_with(kind));
        let disposition = file.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment") && disposition.ends_with(&format!(".{ending}\"")));
        let text = file.text();
        let lines = text.lines().count() - usize::from(format == "csv");
        assert_eq!(lines, 1_200, "{format}");
        assert!(!text.contains("Other"));
        assert!(!text.contains("\"\"'=Name") && !text.contains(":\"'=Name"));
        assert_eq!(text.contains(",\"'=Name 7\","), format == "csv");
        let log = world.server.events(world.tenant.id).await;
        assert_eq!((log[0].action, log[0].details["format"].as_str()), (Action::Exported, Some(format)));
        assert_eq!(log[0].details["filter"]["source_type"][0], "oauth_client");
    }
    let mut form = page.form(EXPORT);
    form.iter_mut().filter(|(name, _)| name == "source_id").for_each(|(_, value)| value.clear());
    form.push(("format".to_owned(), "csv".to_owned()));
    assert_eq!(browser.post(EXPORT, &form).await.status, 400, "another filter than the page's");
}

#[actix_web::test]
async fn the_log_of_a_client_leads_to_what_the_app_did_with_its_tokens() {
    let center = Center::new().await;
    let world = &center.world;
    let browser = center.browser().await;
    let code = world.code(&world.app).await;
    world.exchange(&world.app, &code).expect(200).await;
    world.exchange(&world.app, &code).expect(400).await;
    let client = browser.get(&Center::at(&world.app.client, "")).await;
    let log = links(&client).into_iter().find(|href| href.starts_with(PATH)).expect("its log");
    let log = browser.get(&log).await;
    assert!(!rows(&log).iter().any(|row| row.contains("OAuth token")), "{:?}", rows(&log));
    let itself = links(&log).into_iter().find(|href| href.contains("actor_id=")).expect("what it did");
    let did = rows(&browser.get(&itself).await);
    assert!(did.len() == 1 && did[0].contains("Invoice Sync") && did[0].contains("OAuth token"), "{did:?}");
    let user = browser.get(&format!("{PATH}?source_type=user&source_id={}", world.ada.id)).await;
    assert!(!links(&user).iter().any(|href| href.contains("actor_id=")));
}
