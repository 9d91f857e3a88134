//! Who comes in through the vendor, and as whom.

use futures_util::future::join_all;
use grantor::users::{Change, Role, User, store};
use serde_json::{Value, json};

use crate::harness::Server;
use crate::harness::answer::Answer;
use crate::harness::vendor::Vendor;

async fn found(vendor: &Vendor<'_>, email: &'static str) -> User {
    let tenant = vendor.tenant.id;
    vendor.server.grantor.storage.read(move |db| store::by_email(db, tenant, email)).await.unwrap().unwrap()
}

async fn sends(vendor: &Vendor<'_>, changed: &Value) -> Answer {
    vendor.sends(&vendor.server.browser("acme"), &vendor.assertion(changed).await, "").await
}

#[actix_web::test]
async fn somebody_new_is_made_and_signed_in_with_a_cookie_of_their_own() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let browser = server.browser("acme");
    browser.get("/access/login?local=1").await;
    let before = browser.cookie("grantor-visit").unwrap();
    let answer = vendor.sends(&browser, &vendor.assertion(&json!({})).await, "").await;
    let cookie = answer.cookies().into_iter().find(|cookie| cookie.starts_with("grantor=")).unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"));
    assert!(!cookie.contains(&before) && browser.cookie("grantor-visit").is_none(), "nothing from before counts");
    let home = browser.get("/").await;
    assert!(home.words().contains("Ada Byron") && home.words().contains("ada@acme.com"));
    let ada = found(&vendor, "ada@acme.com").await;
    assert!(ada.verified && ada.role == Role::Agent && ada.external_id.as_deref() == Some("u-1"));
}

#[actix_web::test]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let (browser, thief) = (server.browser("acme"), server.browser("acme"));
    vendor.sends(&browser, &vendor.assertion(&json!({})).await, "").await;
    let first = browser.cookie("grantor").unwrap();
    thief.set_cookie("grantor", &first);
    assert_eq!(thief.get("/").await.status, 200);
    // A vendor on the same site: the browser sends its cookie.
    let again = [("jwt", vendor.assertion(&json!({})).await)];
    browser.post("/access/jwt", &again).await;
    assert_ne!(browser.cookie("grantor").unwrap(), first);
    assert_eq!((browser.get("/").await.status, thief.get("/").await.status), (200, 303));
}

#[actix_web::test]
async fn what_the_vendor_says_of_people_is_text() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    for name in
        ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "Ада <b>Байрон</b> & 日本語", "'`{{7*7}}"]
    {
        let browser = server.browser("acme");
        let changed = json!({"name": name, "email": "ада@пример.рф"});
        assert_eq!(vendor.sends(&browser, &vendor.assertion(&changed).await, "").await.status, 303);
        let page = browser.get("/").await;
        assert!(page.words().contains(name) && page.words().contains("ада@пример.рф"), "{}", page.words());
        assert!(
            !page.text().contains("<script>alert")
                && !page.text().contains("<img src=x")
                && !page.text().contains("<b>")
        );
    }
}

#[actix_web::test]
async fn whoever_is_shut_out_or_an_admin_is_told_so_and_nothing_more() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    assert_eq!(sends(&vendor, &json!({})).await.status, 303);
    let ada = found(&vendor, "ada@acme.com").await;
    server.change_user(&ada, Change { suspended: Some(true), ..Change::default() }).await;
    server.user(vendor.tenant.id, "Root", Role::Admin).await;
    for (changed, says) in [
        (json!({"name": "Another"}), "You can no longer sign in to"),
        (json!({"external_id": "u-2"}), "Your email belongs to someone else at"),
        (json!({"external_id": null}), "Your email belongs to someone else at"),
        (json!({"external_id": "u-3", "email": "new@acme.com", "role": "admin"}), "Admins do not sign in to"),
        (json!({"external_id": "u-4", "email": "root@example.com"}), "Admins do not sign in to"),
        (json!({"external_id": "u-4", "email": "root@example.com", "role": "end-user"}), "Admins do not sign in to"),
    ] {
        let answer = sends(&vendor, &changed).await;
        assert!(answer.status == 403 && answer.words().contains(says), "{changed}: {}", answer.words());
        assert!(!answer.cookies().iter().any(|cookie| cookie.starts_with("grantor=")));
    }
    assert_eq!(
        (found(&vendor, "ada@acme.com").await.name.as_str(), found(&vendor, "root@example.com").await.role),
        ("Ada Byron", Role::Admin)
    );
    assert!(found(&vendor, "root@example.com").await.external_id.is_none());
}

#[actix_web::test]
async fn an_account_can_let_its_admins_come_this_way() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({"sso_admins": true})).await;
    assert_eq!(sends(&vendor, &json!({"role": "admin"})).await.status, 303);
    assert_eq!(found(&vendor, "ada@acme.com").await.role, Role::Admin);
}

#[actix_web::test]
async fn a_lower_role_ends_the_sessions_that_were_open() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let (office, home) = (server.browser("acme"), server.browser("acme"));
    vendor.sends(&office, &vendor.assertion(&json!({})).await, "").await;
    vendor.sends(&home, &vendor.assertion(&json!({"role": "end-user"})).await, "").await;
    assert_eq!((office.get("/").await.status, home.get("/").await.status), (303, 200));
}

#[actix_web::test]
async fn whoever_comes_for_the_first_time_twice_at_once_comes_in_twice() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    for turn in 0..15 {
        let new = json!({ "external_id": format!("n-{turn}"), "email": format!("n{turn}@acme.com") });
        let answers = join_all((0..4).map(|_| sends(&vendor, &new))).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [303; 4], "turn {turn}");
    }
}
