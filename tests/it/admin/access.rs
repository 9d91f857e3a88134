//! Who may come in: every page × every role, every form with what it must not be believed with.

use actix_web::http::Method;
use grantor::clients::Kind;
use grantor::secret::Secret;
use grantor::sidecar::token::{ApiToken, Change};
use grantor::tenants::TenantId;
use grantor::users::Role;
use grantor::web::pages::form::FormKey;

use super::Center;
use crate::harness::browser::Browser;

/// Every page, with something to show.
async fn pages(center: &Center) -> Vec<String> {
    let world = &center.world;
    world.tokens(&world.app).await;
    let platform = TenantId::PLATFORM;
    let global = world.server.client(platform, "zdg-sync", Kind::Confidential, |_| {}).await;
    let app = &world.app.client;
    let browser = center.browser().await;
    let held = super::links(&browser.get(&Center::at(app, "/tokens")).await);
    let token = held.iter().find(|href| href.contains("/tokens/")).expect("a token").clone();
    let log = super::links(&browser.get("/admin/audit_logs").await);
    let event = log.iter().find(|href| href.starts_with("/admin/audit_logs/")).expect("an event").clone();
    let user = format!("/admin/users/{}", world.ada.id);
    super::fill(&browser, &Center::at(&world.native.client, "/propose"), &[]).await;
    let mut pages: Vec<String> = [
        "/admin",
        "/admin/help/tokens",
        "/admin/oauth/clients",
        "/admin/oauth/clients/new",
        "/admin/oauth/global_clients",
        "/admin/api/settings",
        "/admin/api/settings/oauth_access",
        "/admin/api/settings/api_token_access",
        "/admin/api_tokens",
        "/admin/api_tokens/new",
        "/admin/api_tokens/sunset",
        "/admin/api_tokens/usage",
        "/admin/users",
        "/admin/users/new",
        "/admin/audit_logs",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.extend(
        ["", "/logo", "/secret", "/propose", "/deactivate", "/reactivate", "/delete", "/tokens"]
            .map(|rest| Center::at(app, rest)),
    );
    pages.push(Center::at(&world.native.client, "/withdraw"));
    pages.extend(["", "/block", "/unblock", "/tokens"].map(|rest| Center::at(&global.client, rest)));
    pages.extend(["", "/suspend", "/unsuspend", "/delete", "/link"].map(|rest| format!("{user}{rest}")));
    pages.extend([format!("{token}/delete"), token, event]);
    let (active, stopped) = (api_token(center).await, api_token(center).await);
    center.stop_api_token(&stopped).await;
    pages.extend(["", "/usage", "/deactivate"].map(|rest| format!("/admin/api_tokens/{}{rest}", active.id)));
    pages.extend(["/reactivate", "/delete"].map(|rest| format!("/admin/api_tokens/{}{rest}", stopped.id)));
    pages
}

/// An API token that Ada's name is on.
async fn api_token(center: &Center) -> ApiToken {
    center.api_token_access(true).await;
    let change = Change { assigned_user: Some(Some(center.world.ada.id)), ..Change::default() };
    center.api_token(change).await.0
}

/// Those that are sent a form, too.
fn forms(pages: &[String]) -> Vec<String> {
    let ends = [
        "/new",
        "/secret",
        "/propose",
        "/withdraw",
        "/activate",
        "/delete",
        "/block",
        "/unblock",
        "/suspend",
        "/unsuspend",
        "/link",
    ];
    let whole = |path: &&String| {
        let numbered = path.rsplit('/').next().is_some_and(|part| part.parse::<i64>().is_ok());
        let thing = numbered && (path.contains("/users/") || !path.contains("/tokens/")) && !path.contains("audit");
        thing || path.contains("/settings") || path.ends_with("activate") || ends.iter().any(|end| path.ends_with(end))
    };
    pages.iter().filter(whole).cloned().chain(["/admin/audit_logs/export".to_owned()]).collect()
}

#[actix_web::test]
async fn an_address_with_a_nul_looks_for_nothing() {
    let center = Center::new().await;
    let browser = center.browser().await;
    for path in
        ["users?q=%00", "users?after=1-%00", "audit_logs?ip_address=%00", "audit_logs?q=a%00", "oauth/clients?q=%00"]
    {
        assert_eq!(browser.get(&format!("/admin/{path}")).await.status, 400, "{path}");
    }
}

#[actix_web::test]
async fn every_page_is_for_admins_alone() {
    let center = Center::new().await;
    let server = &center.world.server;
    let pages = pages(&center).await;
    let admin = center.browser().await;
    let agent = center.world.browser().await;
    let eve = server.user(center.world.tenant.id, "Eve", Role::EndUser).await;
    let end_user = server.signed_in(&center.world.tenant, &eve).await;
    let nobody = server.browser("acme");
    for path in &pages {
        let page = admin.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.words());
        assert_eq!(page.header("cache-control").as_deref(), Some("no-store"), "{path}");
        assert!(page.header("content-security-policy").unwrap().contains("script-src 'self'"), "{path}");
        let back = form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>();
        for browser in [&agent, &end_user] {
            let page = browser.get(path).await;
            assert_eq!((page.status, page.heading()), (403, "Admins only".to_owned()), "{path}");
            assert_eq!(super::links(&page), [format!("/access/login?return_to={back}"), "/".to_owned()], "{path}");
        }
        let sent = nobody.get(path).await;
        assert_eq!((sent.status, sent.location()), (303, format!("/access/login?return_to={back}")), "{path}");
    }
}

async fn kept(center: &Center) -> (usize, String) {
    let id = center.world.tenant.id;
    let log = center.world.server.events(id).await;
    (log.len(), format!("{:?}", log.first()))
}

#[actix_web::test]
async fn no_form_is_believed_without_its_value_from_another_session_or_site_or_role() {
    let center = Center::new().await;
    let pages = pages(&center).await;
    let (admin, other) = (center.browser().await, center.browser().await);
    let agent = center.world.browser().await;
    let before = kept(&center).await;
    for path in forms(&pages) {
        let shown = if path.ends_with("/export") { "/admin/audit_logs" } else { path.as_str() };
        let form = admin.get(shown).await.form(&path);
        assert!(form.iter().any(|(name, _)| name == "csrf"), "{path} has no form");
        let blank: Vec<(String, String)> = form.iter().filter(|(name, _)| name != "csrf").cloned().collect();
        let answers = [
            (admin.post(&path, &blank).await, 400),
            (other.post(&path, &form).await, 400),
            (agent.post(&path, &form).await, 403),
            (from_elsewhere(&center, &admin, &path, &form).await, 403),
        ];
        for (answer, status) in answers {
            assert_eq!(answer.status, status, "{path}: {}", answer.words());
        }
        let nobody = center.world.server.browser("acme").post(&path, &form).await;
        assert_eq!(nobody.status, 303, "{path}");
        assert!(nobody.location().starts_with("/access/login"), "{path}");
    }
    assert_eq!(kept(&center).await, before, "something was done");
}

#[actix_web::test]
async fn a_form_that_comes_after_its_session_leads_back_to_its_page_and_says_so() {
    let center = Center::new().await;
    let admin = center.browser().await;
    let list = "/admin/audit_logs?q=ada";
    let fields = admin.get(list).await.form("/admin/audit_logs/export");
    let here = "http://acme.localhost:8080";
    for (referer, back) in [
        (format!("{here}{list}"), list),
        (String::new(), "/admin"),
        (format!("{here}/access/logout"), "/admin"),
        (format!("{here}.evil.test/admin"), "/admin"),
        ("http://globex.localhost:8080/admin/users".to_owned(), "/admin"),
    ] {
        let post = center.world.server.post("acme", "/admin/audit_logs/export").header("origin", here);
        let sent = post.header("referer", &referer).form(&fields).send().await;
        let back = form_urlencoded::byte_serialize(back.as_bytes()).collect::<String>();
        assert_eq!(sent.location(), format!("/access/login?return_to={back}&ended=1"), "{referer}");
        let page = center.world.server.browser("acme").get(&sent.location()).await;
        assert!(page.words().contains("Your session has ended."), "{}", page.words());
    }
}

async fn from_elsewhere(
    center: &Center,
    browser: &Browser<'_>,
    path: &str,
    form: &[(String, String)],
) -> crate::harness::answer::Answer {
    let call = center.world.server.post("acme", path).header("origin", "https://evil.test");
    call.header("cookie", &browser.cookie_header()).form(form).send().await
}

#[actix_web::test]
async fn a_form_of_one_thing_does_nothing_to_another() {
    let center = Center::new().await;
    let world = &center.world;
    let browser = center.browser().await;
    let form = browser.get(&Center::at(&world.native.client, "/delete")).await;
    let form = form.form(&Center::at(&world.native.client, "/delete"));
    assert_eq!(browser.post(&Center::at(&world.app.client, "/delete"), &form).await.status, 400);
    assert_eq!(browser.get(&Center::at(&world.app.client, "")).await.status, 200);
}

#[actix_web::test]
async fn another_accounts_things_are_not_there() {
    let center = Center::new().await;
    let pages = pages(&center).await;
    let server = &center.world.server;
    let globex = server.tenant("globex").await;
    let hank = server.user(globex.id, "Hank", Role::Admin).await;
    let browser = server.signed_in(&globex, &hank).await;
    let numbered = |path: &&String| path.split('/').any(|part| part.parse::<i64>().is_ok());
    let theirs = pages.iter().filter(numbered).filter(|path| !path.contains("global_clients"));
    for path in theirs {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.heading()), (404, "Page not found".to_owned()), "{path}");
    }
    for word in ["Ada", "Invoice Sync", "invoice_sync"] {
        for list in ["/admin/oauth/clients", "/admin/users", "/admin/audit_logs"] {
            assert!(!browser.get(list).await.text().contains(word), "{list} shows {word}");
        }
    }
}

#[actix_web::test]
async fn a_number_that_is_none_and_a_method_that_is_not_there_are_answered_so() {
    let center = Center::new().await;
    let browser = center.browser().await;
    for path in ["/admin/oauth/clients/x", "/admin/users/0x1", "/admin/audit_logs/99999999999999999", "/admin/nothing"]
    {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    let (agent, nobody) = (center.world.browser().await, center.world.server.browser("acme"));
    for (browser, path, way) in [
        (&browser, "/admin/nothing", "/admin"),
        (&browser, "/admin/users/1", "/admin"),
        (&browser, "/nothing", "/"),
        (&agent, "/admin/nothing", "/"),
        (&nobody, "/nothing", "/access/login"),
    ] {
        let call = center.world.server.get("acme", path).header("cookie", &browser.cookie_header());
        assert_eq!(super::links(&call.header("accept", "text/html").expect(404).await), [way], "{path}");
    }
    let call = center.world.server.call(Method::DELETE, "acme", "/admin/oauth/clients");
    let answer = call.header("cookie", &browser.cookie_header()).header("accept", "text/html").expect(405).await;
    assert_eq!(answer.header("allow").as_deref(), Some("GET, HEAD"));
}

#[actix_web::test]
async fn whoever_is_brought_down_is_out_at_once() {
    let center = Center::new().await;
    let browser = center.browser().await;
    assert_eq!(browser.get("/admin").await.status, 200);
    let change = grantor::users::Change { role: Some(Role::Agent), ..Default::default() };
    center.world.server.change_user(&center.boss, change).await;
    assert_eq!(browser.get("/admin").await.status, 303, "the session ended");
}

#[actix_web::test]
async fn the_admin_center_can_be_switched_off() {
    let config = grantor::config::Config::default();
    let surfaces = grantor::config::Surfaces { admin: false, ..config.surfaces.clone() };
    let server = crate::harness::Server::with(grantor::config::Config { surfaces, ..config }).await;
    let acme = server.tenant("acme").await;
    let grace = server.user(acme.id, "Grace", Role::Admin).await;
    let browser = server.signed_in(&acme, &grace).await;
    for path in ["/admin", "/admin/oauth/clients", "/admin.css", "/admin.js"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    assert!(!browser.get("/").await.text().contains("/admin"), "it is not offered");
}

#[actix_web::test]
async fn an_admin_finds_the_admin_center_and_the_way_back() {
    let center = Center::new().await;
    center.world.server.password(&center.world.ada).await;
    let (admin, agent) = (center.browser().await, center.world.browser().await);
    assert!(super::links(&admin.get("/").await).contains(&"/admin".to_owned()));
    assert!(!super::links(&agent.get("/").await).contains(&"/admin".to_owned()));
    let back = |page: &crate::harness::answer::Answer| page.text().contains("<a href=\"/\"><bdi>Grace</bdi></a>");
    assert!(back(&admin.get("/admin").await));
    assert!(super::links(&admin.get("/admin").await).contains(&"/openapi".to_owned()));
    assert!(!agent.get("/openapi").await.text().contains('`'), "code is set off");
    for path in ["/account/connected-apps", "/account/password"] {
        assert!(super::links(&agent.get(path).await).contains(&"/".to_owned()), "{path}");
    }
}

#[actix_web::test]
async fn what_others_named_is_text_on_every_page() {
    const HOSTILE: [&str; 4] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' autofocus onfocus=alert(1) x='",
        "</title><svg onload=1>",
    ];
    for payload in HOSTILE {
        let center = Center::new().await;
        let server = &center.world.server;
        let named = grantor::users::Change { name: Some(payload.to_owned()), ..Default::default() };
        server.change_user(&center.world.ada, named).await;
        server.rename(&center.world.app.client, payload).await;
        let browser = center.browser().await;
        for path in pages(&center).await {
            let page = browser.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(!page.text().contains(payload), "{path}: {payload}");
            let html = scraper::Html::parse_document(&page.text());
            for found in ["script:not([src])", "img", "svg", "[onerror]", "[onfocus]", "[onload]"] {
                let found = scraper::Selector::parse(found).unwrap();
                assert_eq!(html.select(&found).count(), 0, "{path}: {payload}");
            }
        }
    }
}

#[actix_web::test]
async fn the_address_with_a_slash_leads_to_the_one_without() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let answer = browser.get("/admin/").await;
    assert_eq!((answer.status, answer.location()), (303, "/admin".to_owned()));
    let server = &center.world.server;
    assert_eq!(server.get("acme", "/admin/").expect(303).await.location(), "/access/login?return_to=%2Fadmin%2F");
    let post = server.call(Method::POST, "acme", "/admin/").expect(405).await;
    assert_eq!(post.header("allow").as_deref(), Some("GET, HEAD"));
}

/// Of a session its own cookie is known to whoever sits there, so that must not be all that a hidden number is signed with:
/// all accounts draw their numbers from one sequence, and an API may know a person by theirs.
#[actix_web::test]
async fn nobody_chooses_the_number_of_what_they_make() {
    let center = Center::with_api_tokens().await;
    let server = &center.world.server;
    let browser = center.browser().await;
    let cookie = Secret::from(browser.cookie(server.session_cookie()).unwrap().as_str());
    let mine = FormKey::new(b"", "http://acme.localhost:8080", &cookie);
    for form in ["/admin/users/new", "/admin/oauth/clients/new", "/admin/api_tokens/new"] {
        let page = browser.get(form).await;
        let drawn = page.form(form).into_iter().find(|(name, _)| name == "id").unwrap().1;
        for id in ["1003", "-1", "9007199254740993", &drawn] {
            let csrf = mine.form(form, form, vec![("id".to_owned(), id.to_owned())]).csrf;
            let fields = [("email", "eve@example.com"), ("name", "Eve"), ("id", id), ("csrf", &csrf)];
            let answer = browser.submit(&page, form, &fields).await;
            assert!(
                answer.words().contains("This page is too old"),
                "{form} {id}: {} {}",
                answer.status,
                answer.words()
            );
        }
    }
}
