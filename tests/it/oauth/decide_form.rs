//! POST /oauth/authorizations: the form proves that this very person saw this very request (RFC 6749 §10.2, §10.12).

use grantor::clients;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::browser::Browser;
use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

const FORM: &str = "/oauth/authorizations";

async fn page(browser: &Browser<'_>, ask: &Ask) -> Answer {
    let page = browser.get(&ask.path()).await;
    assert_eq!(page.status, 200);
    page
}

fn stale(answer: &Answer) {
    assert_eq!((answer.status, answer.header("location")), (400, None), "{}", answer.text());
    assert_eq!(answer.heading(), "This page is too old");
    assert!(answer.words().contains("Nothing was shared."));
    assert!(answer.text().contains("href=\"/oauth/authorizations/new?"), "it can be asked again");
}

/// Says *Allow* with the page's fields after `change`.
async fn changed(browser: &Browser<'_>, page: &Answer, change: impl FnOnce(&mut Vec<(String, String)>)) -> Answer {
    let mut fields = page.form(FORM);
    fields.push(("decision".to_owned(), "allow".to_owned()));
    change(&mut fields);
    browser.post(FORM, &fields).await
}

fn set(fields: &mut [(String, String)], name: &str, value: &str) {
    fields.iter_mut().find(|(field, _)| field == name).expect("the field is there").1 = value.to_owned();
}

#[actix_web::test]
async fn a_field_that_was_changed_on_the_page_is_not_what_the_person_saw() {
    let world = World::new().await;
    let second = "https://app.example.com/second";
    let two = vec![world.app.redirect_uri.clone(), second.to_owned()];
    let change = clients::Change { redirect_uris: Some(two), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let browser = world.browser().await;
    let page = page(&browser, &Ask::of(&world.app)).await;
    for (name, value) in [
        ("scope", "read write"),
        ("scope", "tickets:read"),
        ("redirect_uri", second),
        ("client_id", &other.client.identifier),
        ("state", "another"),
        ("code_challenge", &"A".repeat(43)),
    ] {
        stale(&changed(&browser, &page, |fields| set(fields, name, value)).await);
    }
    for name in ["scope", "state", "redirect_uri"] {
        let answer = changed(&browser, &page, |fields| fields.retain(|(field, _)| field != name)).await;
        if name == "redirect_uri" {
            answer.invalid_request();
        } else {
            stale(&answer);
        }
    }
    stale(&changed(&browser, &page, |fields| fields.retain(|(field, _)| !field.starts_with("code_ch"))).await);
    assert_eq!(changed(&browser, &page, |_| ()).await.status, 303, "unchanged it is what they saw");
}

#[actix_web::test]
async fn the_whole_request_is_checked_again_and_never_redirects_to_where_nobody_registered() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = page(&browser, &Ask::of(&world.app)).await;
    for (name, value) in [("redirect_uri", "https://evil.example/"), ("client_id", "nobody"), ("client_id", "")] {
        changed(&browser, &page, |fields| set(fields, name, value)).await.invalid_request();
    }
    let twice = changed(&browser, &page, |fields| fields.push(("client_id".into(), "invoice_sync".into()))).await;
    twice.invalid_request();
    let wider = changed(&browser, &page, |fields| set(fields, "scope", "everything")).await;
    assert_eq!(wider.parameter("error").as_deref(), Some("invalid_scope"));
    let plain = changed(&browser, &page, |fields| set(fields, "code_challenge_method", "plain")).await;
    assert_eq!(plain.parameter("error").as_deref(), Some("invalid_request"));
}

#[actix_web::test]
async fn a_missing_or_invented_value_proves_nothing() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = page(&browser, &Ask::of(&world.app)).await;
    stale(&changed(&browser, &page, |fields| fields.retain(|(field, _)| field != "csrf")).await);
    let right = page.form(FORM).into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    for value in ["", "x", &"A".repeat(43), &right[1..], &right.to_lowercase(), &(right.clone() + "=")] {
        stale(&changed(&browser, &page, |fields| set(fields, "csrf", value)).await);
    }
    let twice = changed(&browser, &page, |fields| fields.push(("csrf".into(), right.clone()))).await;
    assert_eq!((twice.status, twice.header("location")), (400, None));
}

#[actix_web::test]
async fn a_value_counts_in_its_own_session_only() {
    let world = World::new().await;
    let (mine, elsewhere) = (world.browser().await, world.browser().await);
    let ask = Ask::of(&world.app);
    let page = page(&mine, &ask).await;
    stale(&elsewhere.submit(&page, FORM, &[("decision", "allow")]).await);
    stale(&world.server.browser("acme").submit(&page, FORM, &[("decision", "allow")]).await);
    assert_eq!(mine.submit(&page, FORM, &[("decision", "allow")]).await.status, 303);
}

#[actix_web::test]
async fn a_value_counts_for_its_own_request_only() {
    let world = World::new().await;
    let browser = world.browser().await;
    let one = page(&browser, &Ask::of(&world.app)).await;
    let other = page(&browser, &Ask::of(&world.app).with("state", "other")).await;
    let value = |page: &Answer| page.form(FORM).into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    assert_ne!(value(&one), value(&other));
    stale(&changed(&browser, &one, |fields| set(fields, "csrf", &value(&other))).await);
}

#[actix_web::test]
async fn a_value_of_another_form_of_the_same_session_proves_nothing() {
    let world = World::new().await;
    let browser = world.browser().await;
    let home = browser.get("/").await;
    let value = home.form("/access/logout").into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    let page = page(&browser, &Ask::of(&world.app)).await;
    stale(&changed(&browser, &page, |fields| set(fields, "csrf", &value)).await);
}

#[actix_web::test]
async fn a_form_from_before_signing_out_is_stale_also_after_signing_in_again() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    let browser = world.browser().await;
    let page = page(&browser, &Ask::of(&world.app)).await;
    let home = browser.get("/").await;
    assert_eq!(browser.submit(&home, "/access/logout", &[]).await.status, 303);
    stale(&browser.submit(&page, FORM, &[("decision", "allow")]).await);
    let form = browser.get("/access/login").await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    assert_eq!(browser.submit(&form, "/access/login", &fields).await.status, 303);
    stale(&browser.submit(&page, FORM, &[("decision", "allow")]).await);
}

#[actix_web::test]
async fn nobody_decides_for_another_person() {
    let world = World::new().await;
    let bob = world.server.user(world.tenant.id, "Bob", grantor::users::Role::Agent).await;
    let (ada, bob) = (world.browser().await, world.server.signed_in(&world.tenant, &bob).await);
    let page = page(&ada, &Ask::of(&world.app)).await;
    stale(&bob.submit(&page, FORM, &[("decision", "allow")]).await);
}

#[actix_web::test]
async fn a_form_of_one_tenant_is_worth_nothing_at_another() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let here = world.browser().await;
    let page = page(&here, &Ask::of(&world.app)).await;
    let there = globex.browser().await;
    stale(&there.submit(&page, FORM, &[("decision", "allow")]).await);
    there.set_cookie("grantor", &here.cookie("grantor").unwrap());
    stale(&there.submit(&page, FORM, &[("decision", "allow")]).await);
}

#[actix_web::test]
async fn a_form_that_another_site_sends_is_refused() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = page(&browser, &Ask::of(&world.app)).await;
    let mut fields = page.form(FORM);
    fields.push(("decision".to_owned(), "allow".to_owned()));
    let cookie = format!("grantor={}", browser.cookie("grantor").unwrap());
    let post = || world.server.post("acme", FORM).header("cookie", &cookie).form(&fields);
    let own = "http://acme.localhost:8080";
    for origin in ["https://evil.example", "null", "http://globex.localhost:8080", "http://localhost:8080", ""] {
        let answer = post().header("origin", origin).expect(403).await;
        assert_eq!(answer.heading(), "This form came from elsewhere", "{origin}");
    }
    post().header("origin", own).header("origin", own).expect(403).await;
    post().header("origin", own).header("sec-fetch-site", "cross-site").expect(403).await;
    post().header("sec-fetch-site", "same-site").expect(403).await;
    post().header("origin", own).header("sec-fetch-site", "same-origin").expect(303).await;
}

#[actix_web::test]
async fn only_allow_and_deny_are_decisions() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = page(&browser, &Ask::of(&world.app)).await;
    for decision in ["", "yes", "Allow", "allow "] {
        stale(&browser.submit(&page, FORM, &[("decision", decision)]).await);
    }
    stale(&browser.post(FORM, &page.form(FORM)).await);
    let both = browser.submit(&page, FORM, &[("decision", "deny"), ("decision", "allow")]).await;
    assert_eq!((both.status, both.header("location")), (400, None));
}

#[actix_web::test]
async fn the_decision_is_made_by_post() {
    let world = World::new().await;
    let answer = world.server.get("acme", FORM).expect(405).await;
    assert_eq!(answer.header("allow").as_deref(), Some("POST"));
}
