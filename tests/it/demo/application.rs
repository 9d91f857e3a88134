//! The demo's application, as a person uses it: two browsers' tabs, no script.

use super::running::{Folder, Page, Running, decide, open, submit};

/// Presses a button of the application.
async fn press(client: &reqwest::Client, demo: &Running, path: &str) -> Page {
    let home = open(client, &format!("{}/", demo.application())).await;
    assert!(home.text.contains(&format!("action=\"{path}\"")), "no such button: {}", home.text);
    submit(client, &home, &format!("{}{path}", demo.application()), &[]).await
}

/// What the application says after a button.
async fn after(client: &reqwest::Client, demo: &Running, path: &str) -> String {
    let answer = press(client, demo, path).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/")));
    open(client, &format!("{}/", demo.application())).await.text
}

async fn connect(client: &reqwest::Client, demo: &Running, account: &str, email: &str, decision: &str) -> String {
    let sent = press(client, demo, &format!("/connect/{account}")).await;
    let back = decide(client, &sent.location.unwrap(), email, decision).await;
    assert!(back.starts_with(&format!("{}/callback?", demo.application())), "{back}");
    assert_eq!(open(client, &back).await.status, 303);
    open(client, &format!("{}/", demo.application())).await.text
}

/// No page shows a whole secret.
fn shows_no_secret(page: &str) {
    let whole = |word: &&str| word.starts_with("grantor") && word.len() > 50;
    let words = page.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    assert_eq!(words.filter(whole).count(), 0, "{page}");
}

#[actix_web::test]
async fn a_person_connects_both_accounts_and_takes_one_back() {
    let folder = Folder::new();
    let demo = folder.demo();
    let person = demo.client();

    let page = connect(&person, &demo, "acme", "ada@acme.example", "deny").await;
    assert!(page.contains("access_denied") && !page.contains("● Connected"), "{page}");
    let page = connect(&person, &demo, "acme", "ada@acme.example", "allow").await;
    assert!(page.contains("Connected to Acme.") && page.contains("grantora_"), "{page}");
    shows_no_secret(&page);
    let page = connect(&person, &demo, "globex", "alan@globex.example", "allow").await;
    assert_eq!(page.matches("● Connected").count(), 2, "{page}");

    let page = after(&person, &demo, "/use/acme/refresh").await;
    assert!(page.contains("two new tokens"), "{page}");
    let page = after(&person, &demo, "/use/acme/introspect").await;
    assert!(page.contains("is active") && page.contains("ada@acme.example"), "{page}");
    shows_no_secret(&page);
    let page = after(&person, &demo, "/use/acme/revoke").await;
    assert!(page.contains("has ended") && page.contains("○ Ended"), "{page}");
    let page = after(&person, &demo, "/use/acme/introspect").await;
    assert!(page.contains("is not active"), "{page}");
    let page = after(&person, &demo, "/use/acme/refresh").await;
    assert!(page.contains("invalid_grant"), "{page}");
    let page = after(&person, &demo, "/use/globex/introspect").await;
    assert!(page.contains("is active"), "{page}");
}

#[actix_web::test]
async fn an_answer_that_nobody_here_asked_for_is_worth_nothing() {
    let folder = Folder::new();
    let demo = folder.demo();
    let (person, other) = (demo.client(), demo.client());
    let sent = press(&person, &demo, "/connect/acme").await;
    let back = decide(&person, &sent.location.unwrap(), "ada@acme.example", "allow").await;
    open(&other, &format!("{}/", demo.application())).await;
    assert_eq!(open(&other, &back).await.status, 400, "another browser's");
    assert_eq!(open(&person, &back).await.status, 303);
    assert_eq!(open(&person, &back).await.status, 400, "the second time");
}

#[actix_web::test]
async fn an_answer_of_another_issuer_is_refused() {
    let folder = Folder::new();
    let demo = folder.demo();
    let person = demo.client();
    let sent = press(&person, &demo, "/connect/acme").await;
    let back = decide(&person, &sent.location.unwrap(), "ada@acme.example", "allow").await;
    let forged = back.replace("iss=http%3A%2F%2Facme.", "iss=http%3A%2F%2Fglobex.");
    assert_ne!(forged, back);
    assert_eq!(open(&person, &forged).await.status, 400);
}

#[actix_web::test]
async fn a_form_of_another_site_does_nothing() {
    let folder = Folder::new();
    let demo = folder.demo();
    let answer =
        demo.client().post(format!("{}/connect/acme", demo.application())).header("origin", "http://evil.test");
    assert_eq!(answer.send().await.unwrap().status(), 403);
}
