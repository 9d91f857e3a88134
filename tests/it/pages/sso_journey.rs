//! The way of a person through the vendor's own sign-in, and back into the very request that sent them there.

use actix_web::dev::ServiceResponse;
use actix_web::{App, test};
use scraper::{Html, Selector};
use serde_json::json;
use url::Url;

use crate::harness::ask::Ask;
use crate::harness::people::{CALLBACK, PASSWORD};
use crate::harness::vendor::{SECRET, SSO_URL};
use crate::harness::{START, Server};

#[allow(dead_code, reason = "its main is for those who run it")]
#[path = "../../../examples/vendor_sign_in.rs"]
mod vendor_sign_in;

/// What the vendor's address asks the vendor to send people back to.
fn return_to(location: &str) -> String {
    let url = Url::parse(location).unwrap();
    url.query_pairs().find(|(name, _)| name == "return_to").unwrap().1.into_owned()
}

#[actix_web::test]
async fn people_sign_in_at_the_vendor() {
    let server = Server::start().await;
    server.vendor("acme", json!({})).await;
    let browser = server.browser("acme");
    for (path, back) in [
        ("/access/login", "http://acme.localhost:8080/"),
        ("/access/login?return_to=%2Faccount%2Fconnected-apps", "http://acme.localhost:8080/account/connected-apps"),
        ("/access/login?return_to=https%3A%2F%2Fevil.example", "http://acme.localhost:8080/"),
        ("/access/login?return_to=%2F%2Fevil.example", "http://acme.localhost:8080/"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.location().starts_with(&format!("{SSO_URL}&return_to=")), "{}", answer.location());
        assert_eq!(return_to(&answer.location()), back);
    }
}

#[actix_web::test]
async fn the_form_is_there_for_those_who_ask_for_it() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let ada = server.user(vendor.tenant.id, "Ada", grantor::users::Role::Admin).await;
    server.password(&ada).await;
    let browser = server.browser("acme");
    let page = browser.get("/access/login?local=1&return_to=%2Faccount%2Fconnected-apps").await;
    let link = Selector::parse("a.button").unwrap();
    let html = Html::parse_document(&page.text());
    let link = html.select(&link).next().unwrap();
    assert!(link.text().collect::<String>().starts_with("Continue with"));
    assert_eq!(return_to(link.attr("href").unwrap()), "http://acme.localhost:8080/account/connected-apps");
    let wrong = [("email", ada.email.as_str()), ("password", "wrong")];
    let again = browser.submit(&page, "/access/login", &wrong).await;
    assert!(again.status == 422 && again.words().contains("Continue with"));
    let right = [("email", ada.email.as_str()), ("password", PASSWORD)];
    let answer = browser.submit(&again, "/access/login", &right).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/account/connected-apps"));
}

#[actix_web::test]
async fn whoever_signs_out_stays_out() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    let browser = server.browser("acme");
    vendor.sends(&browser, &vendor.assertion(&json!({})).await, "").await;
    let home = browser.get("/").await;
    let answer = browser.submit(&home, "/access/logout", &[]).await;
    assert_eq!((answer.status, answer.location().as_str()), (303, "/access/logout"));
    let farewell = browser.get("/access/logout").await;
    assert_eq!((farewell.status, farewell.heading().as_str()), (200, "You are signed out"));
}

#[actix_web::test]
async fn nobody_is_sent_elsewhere_afterwards() {
    let server = Server::start().await;
    let vendor = server.vendor("acme", json!({})).await;
    for (to, leads) in [
        ("", "/"),
        ("/account/connected-apps", "/account/connected-apps"),
        ("http://acme.localhost:8080/a?b=c", "/a?b=c"),
        ("http://acme.localhost:8080", "/"),
        ("https://acme.localhost:8080/a", "/"),
        ("http://globex.localhost:8080/a", "/"),
        ("http://acme.localhost:8080.evil.example/", "/"),
        ("http://acme.localhost:8080@evil.example/", "/"),
        ("http://acme.localhost:8080//evil.example", "/"),
        ("http://acme.localhost:8080/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/%2fevil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: a=b", "/"),
        ("/\u{202e}", "/"),
    ] {
        let answer = vendor.sends(&server.browser("acme"), &vendor.assertion(&json!({})).await, to).await;
        assert_eq!((answer.status, answer.location().as_str()), (303, leads), "{to}");
    }
}

#[actix_web::test]
async fn the_example_signs_people_in_and_back_into_the_authorization_request() {
    let server = Server::start().await;
    let acme = server.vendor("acme", json!({"sso_url": "http://localhost:3000/login"})).await;
    let app = server.confidential(acme.tenant.id, "invoice_sync").await;
    let vendor = vendor_sign_in::Vendor {
        issuer: acme.issuer(),
        secret: String::from_utf8(SECRET.to_vec()).unwrap(),
        kid: "first".into(),
        now: || u64::try_from(START.seconds()).unwrap(),
    };
    let vendor = test::init_service(App::new().configure(vendor_sign_in::routes(vendor))).await;

    let browser = server.browser("acme");
    let asked = Ask::of(&app).with("state", "x&y=z").path();
    let to_sign_in = browser.get(&asked).await.location();
    let to_vendor = Url::parse(&browser.get(&to_sign_in).await.location()).unwrap();

    let path = format!("/login?{}", to_vendor.query().unwrap());
    let page = test::TestRequest::get().uri(&path).send_request(&vendor).await;
    let mut form = hidden(page).await;
    form.push(("person".to_owned(), "u-1".to_owned()));
    let page = test::TestRequest::post().uri("/login").set_form(&form).send_request(&vendor).await;
    let back = browser.post_from("http://localhost:3000", "/access/jwt", &hidden(page).await).await;

    assert_eq!((back.status, back.location()), (303, asked.clone()), "back into the very request");
    let consent = browser.get(&back.location()).await;
    assert!(consent.words().contains("Ada Byron") && consent.words().contains("ada@acme.com"));
    let answer = browser.submit(&consent, "/oauth/authorizations", &[("decision", "allow")]).await;
    assert!(answer.location().starts_with(CALLBACK) && answer.parameter("code").is_some());
    assert_eq!(answer.parameter("state").as_deref(), Some("x&y=z"));
}

/// The hidden fields of a page of the vendor's.
async fn hidden(page: ServiceResponse) -> Vec<(String, String)> {
    assert_eq!(page.status(), 200);
    let html = String::from_utf8(test::read_body(page).await.to_vec()).unwrap();
    let fields = Selector::parse("form input[type=hidden]").unwrap();
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let html = Html::parse_document(&html);
    html.select(&fields).map(|input| field(input.attr("name").unwrap(), input.attr("value").unwrap())).collect()
}
