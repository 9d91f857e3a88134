//! /admin/api_tokens: the two seeds about API tokens, sentence by sentence, in the Admin Center. Each test is named
//! after what the sentence says; what is promised to the programs that use a token stands beside the sidecar's tests.

use grantor::audit::Action;
use grantor::sidecar::token::{ApiToken, Change};
use grantor::tenants;
use scraper::{Html, Selector};
use serde_json::json;

use super::{Center, fill, links};
use crate::harness::answer::Answer;
use crate::sidecar::scene::basic;

const PATH: &str = "/admin/api_tokens";
const NEW: &str = "/admin/api_tokens/new";
const SWITCH: &str = "/admin/api/settings/api_token_access";

/// What stands in the field with this id.
fn value(page: &Answer, id: &str) -> String {
    let field = Selector::parse(&format!("#{id}")).unwrap();
    let html = Html::parse_document(&page.text());
    let field = html.select(&field).next().unwrap_or_else(|| panic!("no {id} in {}", page.words()));
    field.attr("value").map_or_else(|| field.text().collect::<String>().trim().to_owned(), str::to_owned)
}

fn at(token: &ApiToken, rest: &str) -> String {
    format!("{PATH}/{}{rest}", token.id)
}

fn named(description: &str) -> Change {
    Change { description: Some(description.to_owned()), ..Change::default() }
}

/// The status of a call of Ada's with this token.
async fn call(center: &Center, secret: &str) -> u16 {
    let call = center
        .world
        .server
        .get("acme", "/api/v2/users/me")
        .header("authorization", &basic("ada@example.com/token", secret));
    call.send().await.status
}

// Dans le Centre d’administration, cliquez sur Applications et intégrations, puis sélectionnez API > API Zendesk.
// 앱 및 연동 서비스를 클릭한 다음 API > API 토큰을 선택합니다.
#[actix_web::test]
async fn the_way_there_is_admin_center_apps_and_integrations_apis_api_tokens() {
    let center = Center::with_api_tokens().await;
    let browser = center.browser().await;
    for (language, way, name) in [
        ("en", "Apps and integrations APIs First steps", "API tokens"),
        ("fr", "Applications et intégrations API Premiers pas", "Tokens API"),
        ("ko", "앱 및 연동 서비스 API 시작하기", "API 토큰"),
    ] {
        let page = browser.get(&format!("{PATH}?lang={language}")).await;
        assert!(page.words().contains(way), "{}", page.words());
        assert!(page.text().contains(&format!(r#"<a href="{PATH}" aria-current="page">{name}</a>"#)), "{language}");
    }
}

// L’accès par token API est désactivé par défaut. Vous devez activer l’accès par token API dans le Centre
// d’administration pour que les utilisateurs puissent utiliser les tokens API.
#[actix_web::test]
async fn access_is_off_by_default_and_turned_on_and_off_in_the_settings_with_a_confirmation() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let page = browser.get(PATH).await;
    assert!(page.words().contains("API token access is off."), "{}", page.words());
    assert!(!links(&page).contains(&NEW.to_owned()), "none can be made");
    assert!(links(&page).contains(&SWITCH.to_owned()));
    assert!(browser.get(SWITCH).await.words().contains("Whoever has an active API token"));
    assert_eq!(fill(&browser, SWITCH, &[]).await.status, 303);
    let (_, secret) = center.api_token(named("nightly export")).await;
    let (stopped, dead) = center.api_token(Change::default()).await;
    center.stop_api_token(&stopped).await;
    assert_eq!(call(&center, &secret).await, 200);
    let ask = browser.get(SWITCH).await;
    assert!(ask.words().contains("1 active token stops working for everyone at once."), "{}", ask.words());
    assert_eq!(browser.submit(&ask, SWITCH, &[]).await.status, 303);
    assert_eq!(call(&center, &secret).await, 401);
    let page = browser.get(PATH).await;
    assert!(page.words().contains("API token access is off.") && page.words().contains("nightly export"));
    assert_eq!(fill(&browser, SWITCH, &[]).await.status, 303);
    assert_eq!((call(&center, &secret).await, call(&center, &dead).await), (200, 401));
}

// Pour générer un token API, vous devez être un administrateur et l’accès par token API doit être activé.
#[actix_web::test]
async fn only_an_admin_makes_one_and_only_while_access_is_on() {
    let center = Center::with_api_tokens().await;
    assert_eq!(center.world.browser().await.get(NEW).await.status, 403, "an agent");
    let browser = center.browser().await;
    let form = browser.get(NEW).await;
    center.api_token_access(false).await;
    let refused = browser.submit(&form, NEW, &[("description", "late")]).await;
    assert_eq!((refused.status, refused.location().as_str()), (303, PATH));
    assert_eq!(browser.get(NEW).await.location(), PATH, "there is no form for what cannot be");
    let page = browser.get(PATH).await.words();
    assert!(page.contains("API token access is off.") && !page.contains("late"), "{page}");
}

// Le token est généré et s’affiche. (facultatif) Saisissez une description. Une fois que vous cliquez sur Enregistrer,
// le token complet ne s’affichera plus jamais. Si vous cliquez sur le token pour le rouvrir, vous en voyez une version
// tronquée.
#[actix_web::test]
async fn a_token_is_added_with_an_optional_description_shown_once_and_reopened_truncated() {
    let center = Center::with_api_tokens().await;
    let browser = center.browser().await;
    let list = browser.get(PATH).await;
    assert!(list.words().contains("Add API token") && links(&list).contains(&NEW.to_owned()));
    for description in ["", "nightly export"] {
        let made = fill(&browser, NEW, &[("description", description), ("limited", "no")]).await;
        assert_eq!((made.status, made.heading()), (200, "The API token is created".to_owned()), "{}", made.words());
        assert!(made.words().contains("After you choose Save it is never shown in full again."));
        assert_eq!(made.header("cache-control").as_deref(), Some("no-store"));
        let secret = value(&made, "secret");
        assert!(secret.chars().all(|c| c.is_ascii_alphanumeric()) && secret.len() > 40, "{secret}");
        assert_eq!(call(&center, &secret).await, 200);
        assert!(links(&made).contains(&PATH.to_owned()), "Save leads to the list");
        let list = browser.get(PATH).await;
        let latest = links(&list).into_iter().find(|href| href.starts_with(PATH) && href.ends_with(char::is_numeric));
        let page = browser.get(&latest.expect("the token")).await;
        assert!(!page.text().contains(&secret) && page.text().contains(&secret[..6]));
    }
    let log = center.world.server.events(center.world.tenant.id).await;
    assert_eq!((log[0].action, log[0].stamp.origin.actor.name()), (Action::Create, "Grace"));
}

#[actix_web::test]
async fn the_form_sent_twice_makes_one_token_and_shows_its_secret_once() {
    let center = Center::with_api_tokens().await;
    let browser = center.browser().await;
    let form = browser.get(NEW).await;
    let first = browser.submit(&form, NEW, &[("description", "once")]).await;
    let again = browser.submit(&form, NEW, &[("description", "once")]).await;
    assert_eq!((first.status, again.status), (200, 303));
    let page = browser.get(&again.location()).await;
    assert!(page.words().contains("The API token is created.") && !page.text().contains(&value(&first, "secret")));
    assert_eq!(browser.get(PATH).await.words().matches("once").count(), 1);
}

// Vous pouvez avoir un maximum de 256 tokens. Si vous avez atteint cette limite, vous devez supprimer un token existant
// pour en ajouter un nouveau.
#[actix_web::test]
async fn at_the_limit_the_page_says_so_and_a_deletion_makes_room() {
    let center = Center::with_api_tokens().await;
    let mut last = None;
    for _ in 0..256 {
        last = Some(center.api_token(Change::default()).await.0);
    }
    let browser = center.browser().await;
    let page = browser.get(PATH).await;
    assert!(page.words().contains("256 of 256 tokens. Delete one to add another."), "{}", page.words());
    assert!(!links(&page).contains(&NEW.to_owned()));
    assert_eq!(fill(&browser, NEW, &[]).await.location(), PATH, "the form leads there, too");
    let last = last.unwrap();
    center.stop_api_token(&last).await;
    assert_eq!(fill(&browser, &at(&last, "/delete"), &[]).await.status, 303);
    let page = browser.get(PATH).await;
    assert!(page.words().contains("255 of 256 tokens.") && links(&page).contains(&NEW.to_owned()));
}

#[actix_web::test]
async fn one_for_a_single_user_is_shown_with_their_address() {
    let center = Center::with_api_tokens().await;
    let browser = center.browser().await;
    let bob = center.world.server.user(center.world.tenant.id, "Bob", grantor::users::Role::Agent).await;
    for (assigned, user) in [("", "grace@example.com"), (bob.email.as_str(), "bob@example.com")] {
        let made = fill(&browser, NEW, &[("limited", "no"), ("assigned_user", assigned)]).await;
        assert!(made.words().contains(&format!("with {user}/token as the user name")), "{}", made.words());
    }
}

#[actix_web::test]
async fn one_that_is_over_says_so() {
    let center = Center::with_api_tokens().await;
    let server = &center.world.server;
    let end = server.grantor.now().plus(60);
    let (token, _) = center.api_token(Change { expires_at: Some(Some(end)), ..named("short") }).await;
    let browser = center.browser().await;
    for (status, over) in [("active", false), ("expired", true)] {
        let found = token.status(server.grantor.now());
        assert_eq!(found, status);
        for path in [PATH.to_owned(), at(&token, "")] {
            assert_eq!(browser.get(&path).await.words().contains("Expired"), over, "{path}");
        }
        server.advance(60);
    }
}

// 토큰에 대한 새 설명을 입력한 다음 저장을 클릭합니다.
#[actix_web::test]
async fn a_description_is_edited_and_everything_else_stays() {
    let center = Center::with_api_tokens().await;
    let end = center.world.server.grantor.now().plus(90_061);
    let narrow = Change {
        assigned_user: Some(Some(center.world.ada.id)),
        scopes: Some("read".to_owned()),
        allowed_ips: Some(vec!["192.0.2.0/24".to_owned()]),
        expires_at: Some(Some(end)),
        ..named("before")
    };
    let (token, _) = center.api_token(narrow).await;
    let browser = center.browser().await;
    let page = browser.get(&at(&token, "")).await;
    assert_eq!(value(&page, "assigned_user"), "ada@example.com");
    let ips = value(&page, "allowed_ips");
    let until = value(&page, "expires_at");
    let fields = [
        ("description", "after"),
        ("assigned_user", "ada@example.com"),
        ("limited", "yes"),
        ("scope", "read"),
        ("allowed_ips", &*ips),
        ("expires_at", &*until),
    ];
    let saved = browser.submit(&page, &at(&token, ""), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let log = center.world.server.events(center.world.tenant.id).await;
    assert_eq!(log[0].details["before"], json!({ "description": "before" }), "nothing else has changed");
    assert!(browser.get(&saved.location()).await.words().contains("The changes are saved."));
}

#[actix_web::test]
async fn limits_are_set_on_the_form_and_what_cannot_be_is_named() {
    let center = Center::with_api_tokens().await;
    let browser = center.browser().await;
    let wrong = [
        ("description", "x"),
        ("assigned_user", "nobody@example.com"),
        ("limited", "yes"),
        ("allowed_ips", "192.0.2.0/24\nhere"),
        ("expires_at", "2001-01-01T00:00"),
    ];
    let page = fill(&browser, NEW, &wrong).await;
    assert_eq!(page.status, 422);
    for said in ["nobody in this account has this email", "Choose at least one scope"] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert_eq!(value(&page, "allowed_ips"), "192.0.2.0/24\nhere", "what was typed stays");
    let wrong = [("limited", "no"), ("allowed_ips", "here"), ("expires_at", "2001-01-01T00:00")];
    let page = fill(&browser, NEW, &wrong).await;
    for said in ["Each line has to be an IP address or a range", "Give a time to come, or none."] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    let right = [
        ("assigned_user", "ada@example.com"),
        ("limited", "yes"),
        ("scope", "read"),
        ("allowed_ips", "127.0.0.1\n2001:db8::/32"),
        ("expires_at", "2030-01-01T00:00"),
    ];
    let made = fill(&browser, NEW, &right).await;
    let secret = value(&made, "secret");
    let server = &center.world.server;
    assert_eq!(call(&center, &secret).await, 200);
    let other = server
        .get("acme", "/api/v2/users/me")
        .header("authorization", &basic("grace@example.com/token", &secret))
        .send()
        .await;
    assert_eq!(other.status, 401, "it works for Ada alone");
    let away = server.get("acme", "/api/v2/users/me").header("authorization", &basic("ada@example.com/token", &secret));
    assert_eq!(away.peer([192, 0, 2, 9]).send().await.status, 403, "and from there alone");
}

// 확인 대화 상자에서 비활성화를 선택합니다. 토큰을 비활성화하자마자 해당 토큰을 사용하는 API 호출이 실패하기 시작합니다.
// 토큰을 재활성화하면 API 요청을 인증하는 기능이 복원됩니다.
#[actix_web::test]
async fn deactivate_and_reactivate_ask_first_and_count_in_the_very_next_call() {
    let center = Center::with_api_tokens().await;
    let (token, secret) = center.api_token(named("nightly export")).await;
    let browser = center.browser().await;
    for (verb, title, status, word) in [
        ("/deactivate", "Deactivate nightly export ?", 401, "Deactivated"),
        ("/reactivate", "Reactivate nightly export ?", 200, "Active"),
    ] {
        let list = browser.get(PATH).await;
        assert!(links(&list).contains(&at(&token, verb)), "{verb} in the options");
        let ask = browser.get(&at(&token, verb)).await;
        assert_eq!(ask.heading().replace(" ?", "?"), title.replace(" ?", "?"));
        assert_eq!(browser.submit(&ask, &at(&token, verb), &[]).await.status, 303);
        assert_eq!(call(&center, &secret).await, status);
        assert!(browser.get(PATH).await.words().contains(word));
    }
}

// 삭제하려는 토큰을 찾아 상태가 비활성화됨인지 확인합니다. 확인 대화 상자에서 삭제를 클릭합니다.
// Si vous supprimez un token, il est désactivé de façon permanente.
#[actix_web::test]
async fn delete_is_offered_for_a_deactivated_token_only_and_is_for_good() {
    let center = Center::with_api_tokens().await;
    let (token, secret) = center.api_token(named("nightly export")).await;
    let browser = center.browser().await;
    assert!(!links(&browser.get(PATH).await).contains(&at(&token, "/delete")));
    let first = browser.get(&at(&token, "/delete")).await;
    assert!(first.words().contains("Deactivate it before you delete it."), "{}", first.words());
    assert!(first.forms(&at(&token, "/delete")).is_empty());
    center.stop_api_token(&token).await;
    assert!(links(&browser.get(PATH).await).contains(&at(&token, "/delete")));
    let ask = browser.get(&at(&token, "/delete")).await;
    assert!(ask.words().contains("It is gone for good; calls that use it keep failing."), "{}", ask.words());
    let (other, _) = center.api_token(Change::default()).await;
    let form = browser.get(&at(&token, "/delete")).await.form(&at(&token, "/delete"));
    assert_eq!(browser.post(&at(&other, "/delete"), &form).await.status, 400, "a form of one token ends no other");
    let done = browser.submit(&ask, &at(&token, "/delete"), &[]).await;
    assert!(browser.get(&done.location()).await.words().contains("The API token is deleted."));
    assert_eq!((call(&center, &secret).await, browser.get(&at(&token, "")).await.status), (401, 404));
}

// API 토큰에 대한 감사 로그 보기
#[actix_web::test]
async fn view_audit_log_opens_it_filtered_to_the_token() {
    let center = Center::with_api_tokens().await;
    let (token, _) = center.api_token(named("first")).await;
    center.api_token(named("second")).await;
    let browser = center.browser().await;
    fill(&browser, &at(&token, "/deactivate"), &[]).await;
    let href = format!("/admin/audit_logs?source_type=apitoken&source_id={}", token.id);
    assert!(links(&browser.get(PATH).await).contains(&href));
    let log = browser.get(&href).await.words();
    assert!(log.contains("Grace Deactivated first") && !log.contains("second"), "{log}");
}

#[actix_web::test]
async fn the_usage_page_says_who_from_where_with_what_and_that_several_people_use_it() {
    let center = Center::with_api_tokens().await;
    let server = &center.world.server;
    let (token, secret) = center.api_token(named("nightly export")).await;
    let browser = center.browser().await;
    assert!(browser.get(&at(&token, "/usage")).await.words().contains("No calls in this time."));
    for email in ["ada@example.com/token", "grace@example.com/token"] {
        let call = server
            .get("acme", "/api/v2/users/me")
            .header("user-agent", "zenpy/2")
            .header("authorization", &basic(email, &secret));
        call.peer([192, 0, 2, 9]).expect(200).await;
    }
    let page = browser.get(&at(&token, "/usage")).await.words();
    for said in ["2 people use this token.", "ada@example.com 1", "grace@example.com 1", "192.0.2.9 2", "zenpy/2 2"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let ask = browser.get(&at(&token, "/deactivate")).await.words();
    assert!(ask.contains("It was last used on") && ask.contains("2 people use this token."), "{ask}");
    center.stop_api_token(&token).await;
    let call = server.get("acme", "/api/v2/users").header("authorization", &basic("ada@example.com/token", &secret));
    call.peer([192, 0, 2, 9]).expect(401).await;
    let page = browser.get(&format!("{}?days=7", at(&token, "/usage"))).await.words();
    assert!(page.contains("Calls refused 1") && page.contains("/api/v2/users"), "{page}");
    let ask = browser.get(&at(&token, "/reactivate")).await.words();
    assert!(ask.contains("1 call with it was refused in the last 30 days."), "{ask}");
}

#[actix_web::test]
async fn the_report_says_who_still_uses_which_token_and_which_are_ready_to_end() {
    let center = Center::with_api_tokens().await;
    let server = &center.world.server;
    let (_, secret) = center.api_token(named("nightly export")).await;
    let (forgotten, _) = center.api_token(named("forgotten")).await;
    server.advance(31 * 86_400);
    let call = server.get("acme", "/api/v2/users/me").header("authorization", &basic("ada@example.com/token", &secret));
    call.expect(200).await;
    let browser = center.browser().await;
    assert!(links(&browser.get(PATH).await).contains(&format!("{PATH}/usage")));
    let report = browser.get(&format!("{PATH}/usage")).await;
    assert!(links(&report).contains(&at(&forgotten, "/usage")));
    let words = report.words();
    let (first, second) = (
        words.find("nightly export 1 0 People: 1, IP addresses: 1, programs: 1").unwrap(),
        words.find("forgotten 0 0 People: 0, IP addresses: 0, programs: 0").unwrap(),
    );
    assert!(first < second && words[first..second].contains("Not yet"), "{words}");
    assert!(words[second..].contains("Not used yet Nobody has called for 30 days"), "{words}");
    let ready = browser.get(&format!("{PATH}/usage?days=7&show=ready")).await.words();
    assert!(ready.contains("forgotten") && !ready.contains("nightly export"), "{ready}");
}

#[actix_web::test]
async fn the_list_filters_sorts_and_pages() {
    let center = Center::with_api_tokens().await;
    for at in 0..51 {
        let (token, _) = center.api_token(named(&format!("job {at:02}"))).await;
        if at % 2 == 0 {
            center.stop_api_token(&token).await;
        }
    }
    let browser = center.browser().await;
    let first = browser.get(&format!("{PATH}?sort=description")).await;
    let words = first.words();
    assert!(words.contains("job 00") && words.contains("job 49") && !words.contains("job 50"), "{words}");
    let next = links(&first).into_iter().find(|href| href.contains("after=")).expect("another page");
    let second = browser.get(&next).await;
    assert!(second.words().contains("job 50") && !second.words().contains("job 00"));
    let back = links(&second).into_iter().find(|href| href.contains("before=")).expect("the page before");
    assert!(browser.get(&back).await.words().contains("job 00"));
    let falling = browser.get(&format!("{PATH}?sort=-description&status=active&q=JOB+4")).await.words();
    let (nine, one) = (falling.find("job 49").unwrap(), falling.find("job 41").unwrap());
    assert!(nine < one && !falling.contains("job 48") && !falling.contains("job 09"), "{falling}");
    assert!(browser.get(&format!("{PATH}?q=nothing")).await.words().contains("Nothing matches."));
}

#[actix_web::test]
async fn the_sunset_page_shows_the_rules_and_their_dry_run_and_none_without_rules() {
    let center = Center::with_api_tokens().await;
    let sunset = "/admin/api_tokens/sunset";
    let browser = center.browser().await;
    assert!(browser.get(sunset).await.words().contains("No rules are set."));
    center.api_token(named("nightly export")).await;
    let policy = json!({ "idle_days": 60, "delete_after_days": 30, "no_new_from": "2001-01-01T00:00:00Z" });
    let settings = [("api_token_sunset".to_owned(), policy)].into_iter().collect();
    let change = tenants::Change { settings, ..tenants::Change::default() };
    center.world.server.change_tenant(center.world.tenant.id, change).await;
    let page = browser.get(sunset).await.words();
    for said in [
        "A token that nobody has used for 60 days is deactivated.",
        "A deactivated token is deleted after 30 days.",
        "Deactivated as unused nightly export",
        "Deleted nightly export",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let list = browser.get(PATH).await;
    assert!(list.words().contains("No more API tokens can be made in this account."), "{}", list.words());
    assert!(!links(&list).contains(&NEW.to_owned()));
}

// Vous pouvez utiliser un token API pour authentifier ces demandes d’API.
#[actix_web::test]
async fn an_api_token_authenticates_the_creation_of_an_access_token_without_a_flow() {
    let center = Center::with_api_tokens().await;
    let (_, secret) = center.api_token(Change::default()).await;
    let client = center.world.app.client.key.id;
    let body = json!({ "token": { "client_id": client.number(), "scopes": ["read"] } });
    let call = center
        .world
        .server
        .post("acme", "/api/v2/oauth/tokens")
        .header("authorization", &basic("grace@example.com/token", &secret));
    let made = call.json(&body).expect(201).await;
    let token = made.json()["token"]["token"].as_str().expect("a token").to_owned();
    assert!(center.world.is_active(&token).await);
}
