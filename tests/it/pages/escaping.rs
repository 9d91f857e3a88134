//! Text of other people is text on every page, whatever it looks like.

use grantor::clients::Kind;
use grantor::config::Config;
use grantor::protocol::scope::ScopeEntry;
use grantor::users;
use scraper::{Html, Node};

use crate::harness::Server;
use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::World;
use crate::harness::people::App;

const PAYLOADS: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</title><svg/onload=alert(1)>",
    "</style><iframe src=javascript:alert(1)>",
    "<!--",
    "]]><script>",
    "&lt;b&gt;&quot;&#39;",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "javascript:alert(1)",
];

const ELEMENTS: [&str; 34] = [
    "html", "head", "meta", "title", "link", "body", "header", "main", "footer", "nav", "h1", "h2", "p", "ul", "li",
    "a", "bdi", "code", "span", "strong", "b", "div", "form", "input", "button", "label", "img", "time", "dl", "dt",
    "dd", "small", "section", "article",
];

/// Nothing on the page but what the templates put there; and all of its text.
fn harmless(page: &Answer, payload: &str) -> String {
    let document = Html::parse_document(&page.text());
    for node in document.tree.nodes() {
        let Node::Element(element) = node.value() else {
            assert!(!matches!(node.value(), Node::Comment(_)), "a comment on the page: {payload}");
            continue;
        };
        assert!(ELEMENTS.contains(&element.name()), "<{}> on the page: {payload}", element.name());
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on") && name != "style", "{name}={value} on the page: {payload}");
            if matches!(name, "href" | "src" | "action") {
                let here = value.starts_with('#') || value.starts_with('/') && !value.starts_with("//");
                assert!(here, "{name}={value} on the page: {payload}");
            }
        }
    }
    document.root_element().text().collect()
}

async fn named(world: &World, payload: &str, at: usize) -> App {
    let text = payload.to_owned();
    let change = |client: &mut grantor::clients::Client| {
        (client.name, client.company, client.description) = (text.clone(), text.clone(), text);
    };
    world.server.client(world.tenant.id, &format!("app{at}"), Kind::Public, change).await
}

#[actix_web::test]
async fn the_name_description_and_publisher_of_an_app_are_text() {
    let world = World::new().await;
    let browser = world.browser().await;
    for (at, payload) in PAYLOADS.into_iter().enumerate() {
        let app = named(&world, payload, at).await;
        let page = browser.get(&Ask::of(&app).path()).await;
        assert_eq!(page.status, 200, "{payload}");
        assert!(harmless(&page, payload).matches(payload).count() >= 4, "{payload}");
        browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
        let connected = browser.get("/account/connected-apps").await;
        assert!(harmless(&connected, payload).matches(payload).count() >= 2, "{payload}");
        let stale = browser.post("/oauth/authorizations", Ask::of(&app).parameters()).await;
        assert!(harmless(&stale, payload).contains(payload), "{payload}");
        let stranger = world.server.browser("acme");
        let sent = stranger.get(&Ask::of(&app).path()).await;
        assert!(harmless(&stranger.get(&sent.location()).await, payload).contains(payload), "{payload}");
    }
}

#[actix_web::test]
async fn what_a_scope_is_described_with_is_text() {
    let scope = |(at, payload): (usize, &str)| ScopeEntry {
        name: format!("thing{at}:read"),
        description: [("en".to_owned(), payload.to_owned())].into(),
        ..ScopeEntry::default()
    };
    let scopes = PAYLOADS.into_iter().enumerate().map(scope).collect();
    let world = World::on(Server::with(Config { scopes, ..Config::default() }).await, "acme").await;
    for (at, payload) in PAYLOADS.into_iter().enumerate() {
        let ask = Ask::of(&world.native).with("scope", &format!("thing{at}:read"));
        let page = world.browser().await.get(&ask.path()).await;
        assert!(harmless(&page, payload).contains(payload), "{payload}");
    }
}

#[actix_web::test]
async fn what_a_request_carries_is_text() {
    let world = World::new().await;
    let browser = world.browser().await;
    for payload in PAYLOADS {
        let page = browser.get(&Ask::of(&world.native).with("state", payload).path()).await;
        assert_eq!(page.status, 200);
        harmless(&page, payload);
        let state = page.form("/oauth/authorizations").into_iter().find(|(name, _)| name == "state").unwrap().1;
        assert_eq!(state, payload);
        for name in ["client_id", "redirect_uri"] {
            harmless(&browser.get(&Ask::of(&world.native).with(name, payload).path()).await, payload);
        }
        let scope = browser.get(&Ask::of(&world.native).with("scope", payload).path()).await;
        assert!(!scope.location().contains('<') && !scope.location().contains('"'), "{}", scope.location());
        let path = format!("/access/link/{}", payload.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>());
        harmless(&browser.get(&path).await, payload);
    }
}

#[actix_web::test]
async fn the_name_of_an_account_and_of_a_person_are_text() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    world.tokens(&world.native).await;
    for payload in PAYLOADS {
        let change = grantor::tenants::Change { name: Some(payload.to_owned()), ..Default::default() };
        world.server.change_tenant(world.tenant.id, change).await;
        let change = users::Change { name: Some(payload.to_owned()), ..Default::default() };
        world.server.change_user(&world.ada, change).await;
        let (nobody, ada) = (world.server.browser("acme"), world.browser().await);
        for page in [
            nobody.get("/access/login").await,
            nobody.get("/access/logout").await,
            ada.get("/").await,
            ada.get("/account/connected-apps").await,
            ada.get("/account/password").await,
            ada.get(&Ask::of(&world.native).path()).await,
            ada.get(&Ask::of(&world.native).with("client_id", "x").path()).await,
        ] {
            assert!(harmless(&page, payload).contains(payload), "{payload}: {}", page.text());
        }
    }
}

#[actix_web::test]
async fn what_was_typed_into_the_sign_in_form_is_text() {
    let world = World::new().await;
    let browser = world.server.browser("acme");
    for payload in PAYLOADS {
        let page = world.server.sign_in(&browser, payload, payload).await;
        assert_eq!(page.status, 422);
        harmless(&page, payload);
        assert!(!page.text().contains("type=\"password\" value"), "the password does not come back");
    }
}
