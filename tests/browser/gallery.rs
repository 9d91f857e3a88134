//! Every page as it looks: four languages, light and dark, phone and desk. And what no person wrote yet:
//! sentences 40 % longer, text twice as large, names without end.

use std::collections::BTreeMap;

use actix_web::{App, HttpResponse, HttpServer, rt, web};
use grantor::web::pages::brand;
use grantor::web::pages::headers::{Answer, headers};
use grantor::web::pages::language::Language;
use grantor::web::pages::samples::{ACCENT, Words, pages};
use grantor::web::pages::{script, style};
use serde_json::json;

use super::browser::{Browser, Scheme, browse};
use super::{axe, layout};

type Shelf = BTreeMap<String, String>;

/// Serves pages that have no server behind them, with the headers that they would have.
fn serve(shelf: Shelf) -> String {
    let shelf = web::Data::new(shelf);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shelf.clone())
            .route(style::PATH, web::get().to(async || asset("text/css", style::CSS)))
            .route(style::ADMIN_PATH, web::get().to(async || asset("text/css", style::ADMIN_CSS)))
            .route(script::PATH, web::get().to(async || asset("text/javascript", script::JS)))
            .route("/logos/{id}", web::get().to(logo))
            .route(brand::PATH, web::get().to(own_colour))
            .route("/{page}", web::get().to(page))
    });
    let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).expect("a port");
    let address = server.addrs()[0];
    rt::spawn(server.run());
    format!("http://{address}")
}

async fn own_colour() -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    for header in headers(Answer::Asset) {
        answer.insert_header(header);
    }
    answer.content_type("text/css").body(brand::sheet(Some(ACCENT)).expect("a sheet"))
}

fn asset(kind: &str, content: &'static str) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    for header in headers(Answer::Asset) {
        answer.insert_header(header);
    }
    answer.content_type(kind).body(content)
}

/// A red square.
async fn logo() -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    for header in headers(Answer::Asset) {
        answer.insert_header(header);
    }
    answer.content_type("image/svg+xml").body(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#c33" d="M0 0h9v9H0z"/></svg>"##,
    )
}

async fn page(shelf: web::Data<Shelf>, name: web::Path<String>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    for header in headers(if name.starts_with("admin-") { Answer::Admin } else { Answer::Flow }) {
        answer.insert_header(header);
    }
    shelf.get(name.as_str()).map_or_else(|| HttpResponse::NotFound().finish(), |page| answer.body(page.clone()))
}

fn shelf(language: Language, words: &Words, kept: impl Fn(&str) -> bool) -> Shelf {
    let all = pages(language, words).into_iter().filter(|(name, _)| kept(name));
    all.map(|(name, page)| (format!("{name}-{}", language.tag()), page.expect("a page"))).collect()
}

/// Those of the Admin Center.
const ADMIN: [&str; 31] = [
    "first-steps",
    "explained",
    "clients",
    "clients-none",
    "client",
    "client-wrong",
    "client-delete-wrong",
    "client-logo",
    "client-propose",
    "client-rotate",
    "client-made",
    "tokens",
    "token",
    "globals",
    "globals-none",
    "global",
    "global-wrong",
    "api-tokens",
    "api-tokens-off",
    "api-token",
    "api-token-wrong",
    "api-token-made",
    "api-token-delete",
    "api-token-report",
    "api-token-usage",
    "sunset",
    "settings",
    "users",
    "user-delete-needed",
    "audit-log",
    "audit-event",
];

/// The pages that differ from each other in more than their sentences.
fn differs(name: &str) -> bool {
    if let Some(page) = name.strip_prefix("admin-") {
        return ADMIN.contains(&page);
    }
    const ALIKE: [&str; 6] = [
        "set-password-long",
        "set-password-guessable",
        "change-password-same",
        "change-password-short",
        "change-password-locked",
        "connected-apps-all-removed",
    ];
    let kinds = ["client-unknown", "oauth-off", "stale", "account-unknown"];
    !ALIKE.contains(&name) && (!name.starts_with("problem") || kinds.iter().any(|kind| name.ends_with(kind)))
}

/// How a page is looked at, in an order in which little changes from one to the next.
const LOOKS: [(Scheme, u32); 4] =
    [(Scheme::Light, 1280), (Scheme::Light, 320), (Scheme::Dark, 320), (Scheme::Dark, 1280)];

/// Whether a picture is taken of it: all of them where people are to look at them (`GRANTOR_SCREENSHOTS=all`), otherwise
/// both schemes and both widths in English.
fn pictured(english: bool, scheme: Scheme, width: u32) -> bool {
    let all = std::env::var("GRANTOR_SCREENSHOTS").is_ok_and(|wanted| wanted == "all");
    all || english && matches!((scheme, width), (Scheme::Light, 320) | (Scheme::Dark, 1280))
}

/// Goes through the pages: `each` of them is loaded, or only the first, whose place the others take.
async fn leaf(browser: &Browser, shelf: &Shelf, each: bool, mut look: impl AsyncFnMut(&str)) {
    let address = serve(shelf.clone());
    for (at, (name, page)) in shelf.iter().enumerate() {
        if each || at == 0 {
            browser.open(&format!("{address}/{name}")).await;
        } else {
            browser.show(page).await;
        }
        look(name).await;
    }
}

async fn portrait(browser: &Browser, name: &str, complaints: &mut Vec<String>) {
    let english = name.ends_with("-en");
    for (scheme, width) in LOOKS {
        // Dark differs in colours alone, and colours are the same in every language.
        let (fits, pictured) = (scheme == Scheme::Light || english, pictured(english, scheme, width));
        if !fits && !pictured {
            continue;
        }
        browser.look(scheme, width).await;
        let shot = format!("{name}-{}-{width}", scheme.name());
        if pictured {
            browser.screenshot(&shot).await;
        }
        let mut found = if fits { layout::complaints(browser).await } else { Vec::new() };
        found.extend(match (scheme, width) {
            (Scheme::Light, 320) if english => axe::complaints(browser).await,
            (Scheme::Light, 320) => axe::complaints_about_words(browser).await,
            (Scheme::Dark, 320) if english => axe::complaints_about_colours(browser).await,
            _ => Vec::new(),
        });
        complaints.extend(found.iter().map(|found| format!("{shot}: {found}")));
    }
}

/// Every page in `language`, light and dark, wide and narrow.
async fn portraits(language: Language) {
    browse(async |browser| {
        axe::ready(browser).await;
        let mut complaints = Vec::new();
        let shelf = shelf(language, &Words::ordinary(), differs);
        let english = language == Language::English;
        leaf(browser, &shelf, english, async |name| portrait(browser, name, &mut complaints).await).await;
        assert_eq!(complaints, [""; 0]);
    })
    .await;
}

// A test for each language, so that they run side by side.

#[actix_web::test]
async fn every_page_in_english() {
    portraits(Language::English).await;
}

#[actix_web::test]
async fn every_page_in_japanese() {
    portraits(Language::Japanese).await;
}

#[actix_web::test]
async fn every_page_in_french() {
    portraits(Language::French).await;
}

#[actix_web::test]
async fn every_page_in_korean() {
    portraits(Language::Korean).await;
}

#[actix_web::test]
async fn tables_fit_at_every_width_between_phone_and_desk() {
    browse(async |browser| {
        let mut complaints = Vec::new();
        for language in Language::ALL {
            let mut shelf = shelf(language, &Words::ordinary(), differs);
            shelf.retain(|_, page| page.contains("<table"));
            leaf(browser, &shelf, false, async |name| {
                for width in [900, 960, 1024, 1100] {
                    browser.look(Scheme::Light, width).await;
                    let found = layout::complaints(browser).await;
                    complaints.extend(found.iter().map(|found| format!("{name} {width}: {found}")));
                }
            })
            .await;
        }
        assert_eq!(complaints, [""; 0]);
    })
    .await;
}

#[actix_web::test]
async fn sentences_that_are_longer_break_nothing() {
    browse(async |browser| {
        let mut complaints = Vec::new();
        let shelf = shelf(Language::Pseudo, &Words::ordinary(), differs);
        leaf(browser, &shelf, false, async |name| {
            for width in [1280, 320] {
                browser.look(Scheme::Light, width).await;
                if pictured(false, Scheme::Light, width) {
                    browser.screenshot(&format!("{name}-light-{width}")).await;
                }
                complaints.extend(layout::complaints(browser).await.iter().map(|found| format!("{name}: {found}")));
            }
            layout::spread(browser).await;
            complaints.extend(layout::complaints(browser).await.iter().map(|found| format!("{name} spread: {found}")));
        })
        .await;
        assert_eq!(complaints, [""; 0]);
    })
    .await;
}

#[actix_web::test]
async fn names_without_end_break_nothing() {
    browse(async |browser| {
        let mut complaints = Vec::new();
        for (kind, words) in [("word", "Donaudampfschifffahrt".repeat(12)), ("wide", "長い名前".repeat(60))] {
            let shelf = shelf(Language::English, &Words::all(&words), differs);
            leaf(browser, &shelf, false, async |name| {
                browser.look(Scheme::Light, 320).await;
                complaints
                    .extend(layout::complaints(browser).await.iter().map(|found| format!("{name} {kind}: {found}")));
            })
            .await;
        }
        assert_eq!(complaints, [""; 0]);
    })
    .await;
}

#[actix_web::test]
async fn paper_and_forced_colours_keep_the_decision_readable() {
    browse(async |browser| {
        let shelf = shelf(Language::English, &Words::ordinary(), |name| name == "consent-impersonate");
        browser.open(&format!("{}/consent-impersonate-en", serve(shelf))).await;
        browser.look(Scheme::Dark, 1280).await;
        browser.command("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        browser.screenshot("consent-en-print").await;
        let ink = "const style = getComputedStyle(document.querySelector('h1'));
            return [style.color, getComputedStyle(document.querySelector('.buttons')).display]";
        assert_eq!(browser.ask(ink).await, json!(["rgb(22, 25, 29)", "none"]));
        let forced = json!({ "media": "", "features": [{ "name": "forced-colors", "value": "active" }] });
        browser.command("Emulation.setEmulatedMedia", forced).await;
        browser.screenshot("consent-en-forced-colours").await;
        let border = "return getComputedStyle(document.querySelector('.primary')).borderTopWidth";
        assert_eq!(browser.ask(border).await, "3px");
    })
    .await;
}

#[actix_web::test]
async fn axe_and_the_layout_rules_find_what_is_wrong() {
    browse(async |browser| {
        axe::ready(browser).await;
        let shelf = shelf(Language::English, &Words::ordinary(), |name| name == "sign-in");
        let page = shelf["sign-in-en"].clone();
        browser.open(&format!("{}/sign-in-en", serve(shelf))).await;
        browser.look(Scheme::Light, 320).await;
        browser
            .ask("document.querySelector('label').remove(); document.querySelector('h1').style.width = '40em'")
            .await;
        let found = axe::complaints(browser).await;
        assert!(found.iter().any(|complaint| complaint.starts_with("label:")), "{found:?}");
        let found = layout::complaints(browser).await;
        assert!(found.iter().any(|complaint| complaint.starts_with("sticks out:")), "{found:?}");
        // Also on a page that was put in the place of another.
        browser.show(&page).await;
        assert_eq!(axe::complaints_about_words(browser).await, [""; 0]);
        browser.show(&page.replace("<label", "<p").replace("</label", "</p")).await;
        let found = axe::complaints_about_words(browser).await;
        assert!(found.iter().any(|complaint| complaint.starts_with("label:")), "{found:?}");
    })
    .await;
}
