//! /admin/oauth/clients: what an admin does with the account's own clients.

use grantor::audit::Action;
use scraper::{Html, Selector};

use super::{Center, fill, links};
use crate::harness::answer::Answer;
use crate::harness::people::CALLBACK;

const NEW: &str = "/admin/oauth/clients/new";

/// What stands in the field with this id.
fn value(page: &Answer, id: &str) -> String {
    let field = Selector::parse(&format!("#{id}")).unwrap();
    let html = Html::parse_document(&page.text());
    let field = html.select(&field).next().unwrap_or_else(|| panic!("no {id} in {}", page.words()));
    field.attr("value").map_or_else(|| field.text().collect::<String>().trim().to_owned(), str::to_owned)
}

/// What is said about the field with this id.
fn wrong(page: &Answer, id: &str) -> String {
    let said = Selector::parse(&format!("#{id}")).unwrap();
    let html = Html::parse_document(&page.text());
    html.select(&said).flat_map(|said| said.text()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

const FIELDS: [(&str, &str); 3] =
    [("name", "Report Builder"), ("kind", "confidential"), ("redirect_uris", "https://reports.example.com/cb")];

#[actix_web::test]
async fn a_client_is_added_its_secret_shown_once_and_it_works() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let made = fill(&browser, NEW, &FIELDS).await;
    assert_eq!((made.status, made.heading()), (200, "Report Builder is registered".to_owned()));
    assert_eq!(value(&made, "beside-1"), "report_builder");
    let secret = value(&made, "secret");
    let server = &center.world.server;
    let form = [("grant_type", "client_credentials"), ("client_id", "report_builder"), ("client_secret", &*secret)];
    let answer = server.post("acme", "/oauth/tokens").form(&form).send().await;
    assert_eq!(answer.status, 200, "the secret is right, and it acts as who registered it");
    let list = browser.get("/admin/oauth/clients").await;
    assert!(list.words().contains("Report Builder report_builder"));
    let page =
        browser.get(links(&list).iter().find(|href| href.ends_with(|c: char| c.is_ascii_digit())).unwrap()).await;
    assert!(!page.text().contains(&secret) && page.text().contains(&secret[..12]), "only its beginning is shown again");
    let log = server.events(center.world.tenant.id).await;
    assert_eq!((log[0].action, log[0].stamp.origin.actor.name()), (Action::Create, "Grace"));
}

#[actix_web::test]
async fn the_form_sent_twice_makes_one_client_and_shows_its_secret_once() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let page = browser.get(NEW).await;
    let first = browser.submit(&page, NEW, &FIELDS).await;
    assert_eq!(first.status, 200);
    let second = browser.submit(&page, NEW, &FIELDS).await;
    assert_eq!(second.status, 303);
    assert!(second.location().ends_with("?done=client-created"), "{}", second.location());
    assert!(browser.get(&second.location()).await.words().contains("The client is registered."));
}

#[actix_web::test]
async fn each_redirect_url_that_cannot_be_is_named_with_its_reason_beside_the_field() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let uris = "https://app.example.com/cb\nhttp://app.example.com/cb\n/cb\nhttps://a.example/#x\njavascript:alert(1)\nhttps://*.example.com/\nftp:x";
    let page = fill(&browser, NEW, &[("name", "X"), ("redirect_uris", uris), ("kind", "confidential")]).await;
    assert_eq!(page.status, 422);
    let said = wrong(&page, "redirects-wrong");
    for reason in [
        "http://app.example.com/cb  uses plain http",
        "/cb  is relative",
        "https://a.example/#x  has a fragment",
        "does not lead to an application",
        "https://*.example.com/  has a wildcard",
        "ftp:x  has a scheme of its own, which only public clients may have",
    ] {
        let (uri, why) = reason.split_once("  ").unwrap_or(("", reason));
        assert!(said.contains(why) && said.contains(uri), "{reason} is missing in {said}");
    }
    assert!(!said.contains("https://app.example.com/cb "), "{said}");
    assert_eq!(value(&page, "redirect_uris"), uris, "what was typed stays");
}

#[actix_web::test]
async fn every_field_that_cannot_be_is_named_in_the_persons_language() {
    let center = Center::new().await;
    let browser = center.browser().await;
    browser.get("/admin?lang=ja").await;
    let fields = [
        ("name", ""),
        ("identifier", "no spaces"),
        ("limited", "yes"),
        ("access_token_lifetime", "soon"),
        ("refresh_token_lifetime", "1"),
        ("service_account", "nobody@example.com"),
    ];
    let page = fill(&browser, NEW, &fields).await;
    assert_eq!(page.status, 422);
    for (id, words) in [
        ("service-wrong", "このメールアドレスのユーザーは、このアカウントにいません"),
        ("access-wrong", "整数（秒）を入力してください"),
        ("flaws", "スコープを一つ以上選ぶか"),
    ] {
        assert!(wrong(&page, id).contains(words), "{id}: {}", wrong(&page, id));
    }
    let fields = [("name", ""), ("identifier", "no spaces"), ("refresh_token_lifetime", "1")];
    let page = fill(&browser, NEW, &fields).await;
    assert!(wrong(&page, "identifier-wrong").contains("zdg-"), "{}", page.words());
    let page = fill(&browser, NEW, &[("name", ""), ("identifier", "fine"), ("refresh_token_lifetime", "1")]).await;
    assert!(wrong(&page, "name-wrong").contains("入力してください"), "{}", page.words());
    assert!(wrong(&page, "refresh-wrong").contains("604"), "{}", page.words());
    let page = fill(&browser, NEW, &[("name", "X"), ("identifier", "invoice_sync")]).await;
    assert!(wrong(&page, "identifier-wrong").contains("再利用"), "{}", page.words());
}

#[actix_web::test]
async fn scopes_are_picked_widest_first() {
    let center = Center::new().await;
    let page = center.browser().await.get(NEW).await;
    let html = Html::parse_document(&page.text());
    let boxes = Selector::parse("input[name=scope]").unwrap();
    let words: Vec<_> = html.select(&boxes).filter_map(|input| input.attr("value")).collect();
    assert_eq!(words[..5], ["read", "write", "impersonate", "credentials:write", "credentials:read"]);
}

#[actix_web::test]
async fn a_client_is_edited_and_what_was_not_touched_stays() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let client = &center.world.app.client;
    let here = Center::at(client, "");
    let page = browser.get(&here).await;
    for (id, kept) in [("name", "Invoice Sync"), ("company", "Northwind GmbH"), ("redirect_uris", CALLBACK)] {
        assert_eq!(value(&page, id), kept);
    }
    let fields = [
        ("name", "Bill Sync"),
        ("company", "Northwind GmbH"),
        ("description", "Line one\r\nLine two"),
        ("kind", "confidential"),
        ("redirect_uris", CALLBACK),
        ("limited", "yes"),
        ("scope", "tickets:read"),
        ("access_token_lifetime", "600"),
    ];
    let saved = browser.submit(&page, &here, &fields).await;
    assert_eq!((saved.status, saved.location()), (303, format!("{here}?done=client-saved")));
    let page = browser.get(&saved.location()).await;
    assert!(page.words().contains("The changes are saved.") && page.heading() == "Edit Bill Sync");
    assert_eq!(value(&page, "access_token_lifetime"), "600");
    let log = center.world.server.events(center.world.tenant.id).await;
    let changed = &log[0].details["after"];
    assert_eq!(
        (changed["name"].as_str(), changed["allowed_scopes"].as_str()),
        (Some("Bill Sync"), Some("tickets:read"))
    );
    assert!(changed.get("redirect_uris").is_none() && changed.get("company").is_none(), "{changed}");
    let again: Vec<(&str, &str)> = fields.to_vec();
    browser.submit(&page, &here, &again).await;
    assert_eq!(center.world.server.events(center.world.tenant.id).await.len(), log.len(), "nothing changed");
}

#[actix_web::test]
async fn a_client_says_as_whom_it_acts_and_passes_to_another_owner() {
    let center = Center::new().await;
    let browser = center.browser().await;
    assert!(wrong(&browser.get(NEW).await, "service-hint").contains("act as its owner,  grace@example.com"));
    fill(&browser, NEW, &FIELDS).await;
    let list = browser.get("/admin/oauth/clients?q=report_builder").await;
    let here = links(&list).into_iter().find(|href| href.ends_with(|c: char| c.is_ascii_digit())).unwrap();
    let page = browser.get(&here).await;
    assert_eq!(value(&page, "owner"), "grace@example.com");
    let with = |owner| FIELDS.into_iter().chain([("owner", owner)]).collect::<Vec<_>>();
    let refused = browser.submit(&page, &here, &with("nobody@example.com")).await;
    assert_eq!((refused.status, value(&refused, "owner").as_str()), (422, "nobody@example.com"));
    assert!(wrong(&refused, "owner-wrong").contains("nobody in this account has this email"));
    assert_eq!(browser.submit(&page, &here, &with("ada@example.com")).await.status, 303);
    let page = browser.get(&here).await;
    assert!(wrong(&page, "service-hint").contains("ada@example.com"), "{}", page.words());
    assert_eq!(browser.submit(&page, &here, &with("")).await.status, 303);
    assert!(wrong(&browser.get(&here).await, "service-hint").contains("Leave it empty if it never does."));
}

#[actix_web::test]
async fn a_client_becomes_public_only_after_a_question_that_says_what_ends() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let (app, here) = (&center.world.app, Center::at(&center.world.app.client, ""));
    let fields = [
        ("name", "Bill Sync"),
        ("kind", "public"),
        ("redirect_uris", "com.example.app:/cb\r\nhttps://app.example.com/cb"),
        ("limited", "yes"),
        ("scope", "tickets:read"),
    ];
    let works = async || {
        let form = [("token", "x"), ("client_id", "invoice_sync"), ("client_secret", &*app.secret)];
        center.world.server.post("acme", "/oauth/revoke").form(&form).send().await.status == 200
    };
    let asked = fill(&browser, &here, &fields).await;
    assert_eq!((asked.status, asked.heading().as_str()), (200, "Make Invoice Sync public?"));
    assert!(asked.words().contains("Its secret stops working at once") && asked.words().contains("cannot undo this"));
    assert!(works().await, "it was only asked");
    let yes = format!("{here}/public");
    assert_eq!(browser.get(&yes).await.location(), here, "by its address there is nothing to ask");
    let made = browser.submit(&asked, &yes, &[]).await;
    assert_eq!((made.status, made.location()), (303, format!("{here}?done=client-saved")), "{}", made.words());
    assert!(!works().await);
    let page = browser.get(&here).await;
    let uris = fields[2].1.replace("\r\n", "\n");
    assert_eq!((page.heading(), value(&page, "redirect_uris")), ("Edit Bill Sync".to_owned(), uris));
    assert_eq!(fill(&browser, &here, &fields).await.status, 303, "there is nothing left to ask about");
}

#[actix_web::test]
async fn a_regenerated_secret_overlaps_as_long_as_was_chosen_and_a_reload_makes_no_third() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let (app, here) = (&center.world.app, Center::at(&center.world.app.client, "/secret"));
    let works = async |secret: &str| {
        let form = [("token", "x"), ("client_id", "invoice_sync"), ("client_secret", secret)];
        center.world.server.post("acme", "/oauth/revoke").form(&form).send().await.status == 200
    };
    let page = browser.get(&here).await;
    let shown = browser.submit(&page, &here, &[("overlap", "86400")]).await;
    let new = value(&shown, "secret");
    assert!(works(&new).await && works(&app.secret).await);
    let again = browser.submit(&page, &here, &[("overlap", "86400")]).await;
    assert!(again.words().contains("This secret was shown already."), "{}", again.words());
    assert!(!again.text().contains(&new));
    assert!(works(&new).await, "it was not replaced");
    center.world.server.advance(86_400);
    let browser = center.browser().await;
    assert!(works(&new).await && !works(&app.secret).await);
    let newest = value(&fill(&browser, &here, &[("overlap", "0")]).await, "secret");
    assert!(works(&newest).await && !works(&new).await, "now is now");
    assert_eq!(
        browser.get(&Center::at(&center.world.native.client, "/secret")).await.status,
        404,
        "a public one has none"
    );
}

#[actix_web::test]
async fn the_list_is_filtered_sorted_and_paged() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let server = &center.world.server;
    for number in 0..60 {
        server.advance(1);
        let app = server.confidential(center.world.tenant.id, &format!("app_{number:02}")).await;
        server.rename(&app.client, &format!("App {number:02}")).await;
    }
    let browser_now = center.browser().await;
    let identifiers = |page: &Answer| {
        let html = Html::parse_document(&page.text());
        let codes = Selector::parse("tbody td code").unwrap();
        html.select(&codes).map(|code| code.text().collect::<String>()).collect::<Vec<_>>()
    };
    let first = browser_now.get("/admin/oauth/clients").await;
    assert_eq!((identifiers(&first).len(), identifiers(&first)[0].as_str()), (50, "app_59"));
    let next = links(&first).into_iter().find(|href| href.contains("after=")).unwrap();
    let second = browser_now.get(&next).await;
    assert_eq!(identifiers(&second).len(), 12);
    let back = links(&second).into_iter().find(|href| href.contains("before=")).unwrap();
    assert_eq!(identifiers(&browser_now.get(&back).await), identifiers(&first));
    let by_name = browser_now.get("/admin/oauth/clients?sort=name&q=app+0").await;
    assert_eq!(identifiers(&by_name)[..2], ["app_00", "app_01"]);
    assert!(by_name.text().contains("aria-sort=\"ascending\""));
    let clear = "/admin/oauth/clients".to_owned();
    assert!(links(&by_name).contains(&clear) && !links(&first).contains(&clear), "what is set can be cleared");
    assert_eq!(identifiers(&browser_now.get("/admin/oauth/clients?q=INVOICE_").await), ["invoice_sync"]);
    assert!(browser_now.get("/admin/oauth/clients?status=deactivated").await.words().contains("Nothing matches."));
    drop(browser);
}

#[actix_web::test]
async fn an_empty_list_says_what_to_do() {
    let center = Center::new().await;
    let server = &center.world.server;
    let globex = server.tenant("globex").await;
    let hank = server.user(globex.id, "Hank", grantor::users::Role::Admin).await;
    let page = server.signed_in(&globex, &hank).await.get("/admin/oauth/clients").await;
    assert!(page.words().contains("No OAuth clients yet."));
    assert!(links(&page).contains(&NEW.to_owned()) && links(&page).contains(&"/admin".to_owned()));
}

/// A form with a file in it, as a browser sends it.
fn parts(csrf: &str, picture: &[u8], remove: bool) -> (String, Vec<u8>) {
    let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n").into_bytes();
    if remove {
        body.extend(b"--x\r\nContent-Disposition: form-data; name=\"remove\"\r\n\r\nyes\r\n");
    }
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"l.gif\"\r\nContent-Type: image/gif\r\n\r\n");
    body.extend(picture);
    body.extend(b"\r\n--x--\r\n");
    ("multipart/form-data; boundary=x".to_owned(), body)
}

/// One red pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

#[actix_web::test]
async fn a_logo_is_uploaded_shown_and_taken_away_and_nothing_else_is_kept() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let here = Center::at(&center.world.app.client, "/logo");
    let send = async |csrf: &str, picture: &[u8], remove| {
        let (kind, body) = parts(csrf, picture, remove);
        let call = center.world.server.post("acme", &here).header("origin", "http://acme.localhost:8080");
        call.header("cookie", &browser.cookie_header()).bytes(&kind, &body).send().await
    };
    let form = browser.get(&here).await.form(&here);
    let csrf = form.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.clone()).unwrap();
    assert_eq!(send("forged", PIXEL, false).await.status, 400);
    for wrong in [&b""[..], b"<svg onload=alert(1)>", b"GIF89a"] {
        let page = send(&csrf, wrong, false).await;
        assert_eq!(page.status, 422, "{wrong:?}");
        assert!(page.words().contains("This is no picture that can be shown."));
    }
    for large in [1_100_000, 3_000_000] {
        let page = send(&csrf, &vec![0; large], false).await;
        assert_eq!(page.status, 422, "{large}");
        assert!(wrong(&page, "picture-wrong").contains("up to 1 MiB"), "{}", page.words());
    }
    assert_eq!(send("forged", &vec![0; 1_100_000], false).await.status, 400);
    let saved = send(&csrf, PIXEL, false).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let list = browser.get("/admin/oauth/clients").await.text();
    let start = list.find("/logos/").expect("a logo in the list");
    let logo: String = list[start..].chars().take_while(|c| *c != '"').collect();
    assert_eq!(browser.get(&logo).await.header("content-type").as_deref(), Some("image/png"));
    assert_eq!(send(&csrf, b"", true).await.status, 303);
    assert!(!browser.get("/admin/oauth/clients").await.text().contains("/logos/"));
}

#[actix_web::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let fields = [("name", ""), ("redirect_uris", "http://reports.example.com/cb"), ("owner", "nobody@example.com")];
    for path in [NEW.to_owned(), Center::at(&center.world.app.client, "")] {
        let before = center.world.server.events(center.world.tenant.id).await.len();
        let page = fill(&browser, &path, &fields).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(wrong(&page, "name-wrong").starts_with("Fill this in"), "{path}: {}", page.words());
        assert!(wrong(&page, "redirects-wrong").contains("http://reports.example.com/cb"), "{path}: {}", page.words());
        assert_eq!(wrong(&page, "owner-wrong").is_empty(), path == NEW, "{path}");
        assert_eq!(center.world.server.events(center.world.tenant.id).await.len(), before, "nothing was written");
    }
    let taken = [("name", "New"), ("identifier", "invoice_sync"), ("access_token_lifetime", "soon")];
    let page = fill(&browser, NEW, &taken).await;
    assert!(!wrong(&page, "identifier-wrong").is_empty() && !wrong(&page, "access-wrong").is_empty());
}

#[actix_web::test]
async fn a_refused_save_leads_where_the_page_leads() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let path = Center::at(&center.world.app.client, "");
    for tokens in [false, true] {
        if tokens {
            center.world.tokens(&center.world.app).await;
        }
        let page = links(&browser.get(&path).await);
        assert_eq!(page.iter().any(|href| href.ends_with("/tokens")), tokens);
        assert!(page.iter().any(|href| href.ends_with("/propose")));
        let refused = fill(&browser, &path, &[("name", "")]).await;
        let flawed = |href: &String| !href.starts_with('#');
        assert_eq!(links(&refused).into_iter().filter(flawed).collect::<Vec<_>>(), page);
    }
}

#[actix_web::test]
async fn where_oauth_access_is_off_the_list_and_a_client_say_so() {
    let center = Center::new().await;
    let (server, tenant) = (&center.world.server, center.world.tenant.id);
    let browser = center.browser().await;
    let says = "OAuth access is off. No app can connect.";
    for on in [true, false] {
        let change = grantor::tenants::Change { oauth_access: Some(on), ..Default::default() };
        server.change_tenant(tenant, change).await;
        for path in ["/admin/oauth/clients", &Center::at(&center.world.app.client, "")] {
            let page = browser.get(path).await;
            assert_eq!(page.words().contains(says), !on, "{path}");
            let switch = links(&page).iter().any(|href| href == "/admin/api/settings/oauth_access");
            assert_eq!(switch, !on, "{path}");
        }
        assert!(!browser.get(NEW).await.words().contains(says));
    }
}
