//! /admin/users: the people of the account.

use super::{Center, fill, links};

const NEW: &str = "/admin/users/new";

#[actix_web::test]
async fn someone_is_added_gets_a_link_and_is_in() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let made = fill(&browser, NEW, &[("email", "bob@example.com"), ("name", "Bob"), ("role", "agent")]).await;
    assert_eq!(made.status, 303, "{}", made.words());
    let page = browser.get(&made.location()).await;
    assert!(page.words().contains("The user is added."), "{}", page.words());
    assert!(page.words().contains("Created 21 November 2026, 10:00 UTC"), "{}", page.words());
    let link = links(&page).into_iter().find(|href| href.ends_with("/link")).expect("a link");
    let shown = fill(&browser, &link, &[]).await;
    assert_eq!(shown.status, 200);
    let text = shown.text();
    let start = text.find("http://acme.localhost:8080/access/link/").expect("the link");
    let secret: String = text[start..].chars().take_while(|c| *c != '"').collect();
    let path = secret.strip_prefix("http://acme.localhost:8080").unwrap();
    let bob = center.world.server.browser("acme");
    assert_eq!(bob.get(path).await.status, 200);
    let fields = [("email", "bob@example.com"), ("name", ""), ("role", "agent")];
    assert_eq!(fill(&browser, NEW, &fields).await.status, 422, "the address is taken");
}

#[actix_web::test]
async fn the_form_sent_twice_makes_one_user_and_says_so_both_times() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let page = browser.get(NEW).await;
    let fields = [("email", "bob@example.com"), ("name", "Bob"), ("role", "agent")];
    let made = browser.submit(&page, NEW, &fields).await;
    let again = browser.submit(&page, NEW, &fields).await;
    assert_eq!((made.status, again.status), (303, 303), "{}", again.words());
    assert_eq!(made.location(), again.location());
}

#[actix_web::test]
async fn the_page_with_a_link_loaded_again_makes_no_other_link() {
    let center = Center::new().await;
    let world = &center.world;
    let browser = center.browser().await;
    let here = format!("/admin/users/{}/link", world.ada.id);
    let page = browser.get(&here).await;
    let shown = browser.submit(&page, &here, &[]).await.text();
    let start = shown.find("/access/link/").expect("the link");
    let link: String = shown[start..].chars().take_while(|c| *c != '"').collect();
    let again = browser.submit(&page, &here, &[]).await;
    assert_eq!(again.location(), format!("/admin/users/{}?done=link-made", world.ada.id));
    assert!(browser.get(&again.location()).await.words().contains("This link was shown already."));
    assert_eq!(world.server.browser("acme").get(&link).await.status, 200, "the one that was copied is good");
    world.server.advance(1);
    assert_eq!(fill(&browser, &here, &[]).await.status, 200, "whoever asks anew gets another");
    assert_eq!(world.server.browser("acme").get(&link).await.status, 410);
}

#[actix_web::test]
async fn people_are_found_by_name_address_and_role() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let everybody = browser.get("/admin/users").await.words();
    assert!(everybody.contains("Ada ada@example.com Agent") && everybody.contains("Grace grace@example.com Admin"));
    let found = browser.get("/admin/users?q=GRACE%40").await.words();
    assert!(found.contains("grace@example.com") && !found.contains("ada@example.com"));
    let admins = browser.get("/admin/users?role=admin").await.words();
    assert!(admins.contains("grace@example.com") && !admins.contains("ada@example.com"));
    assert!(browser.get("/admin/users?q=%25").await.words().contains("Nothing matches."));
}

#[actix_web::test]
async fn whoever_is_suspended_is_out_and_their_tokens_dead_until_it_is_lifted() {
    let center = Center::new().await;
    let world = &center.world;
    let pair = world.tokens(&world.app).await;
    let ada = world.browser().await;
    let browser = center.browser().await;
    let here = format!("/admin/users/{}", world.ada.id);
    assert_eq!(fill(&browser, &format!("{here}/suspend"), &[]).await.status, 303);
    assert!(!world.is_active(&pair.access).await);
    assert_eq!(ada.get("/account/connected-apps").await.status, 303, "signed out");
    assert!(browser.get(&here).await.words().contains("Suspended"));
    assert_eq!(fill(&browser, &format!("{here}/unsuspend"), &[]).await.status, 303);
    assert!(world.is_active(&pair.access).await);
}

#[actix_web::test]
async fn a_role_is_changed_but_nobodys_own() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let (ada, own) = (format!("/admin/users/{}", center.world.ada.id), format!("/admin/users/{}", center.boss.id));
    assert_eq!(fill(&browser, &ada, &[("name", "Ada"), ("role", "admin")]).await.status, 303);
    assert!(browser.get(&ada).await.words().contains("Admin"));
    fill(&browser, &own, &[("name", "Grace H."), ("role", "end-user")]).await;
    let page = browser.get(&own).await;
    assert_eq!(page.status, 200, "still an admin");
    assert!(page.words().contains("Grace H.") && page.words().contains("This is you."));
    for verb in ["suspend", "unsuspend", "delete"] {
        assert_eq!(browser.get(&format!("{own}/{verb}")).await.status, 404, "{verb}");
    }
}

#[actix_web::test]
async fn a_link_is_for_those_who_may_sign_in() {
    let center = Center::new().await;
    let world = &center.world;
    let change = grantor::users::Change { suspended: Some(true), ..Default::default() };
    world.server.change_user(&world.ada, change).await;
    let browser = center.browser().await;
    let here = format!("/admin/users/{}", world.ada.id);
    assert!(!links(&browser.get(&here).await).iter().any(|href| href.ends_with("/link")));
    assert_eq!(fill(&browser, &format!("{here}/link"), &[]).await.status, 404);
}

#[actix_web::test]
async fn whoever_is_deleted_is_gone_with_all_that_they_gave_but_not_while_a_client_needs_them() {
    let center = Center::new().await;
    let world = &center.world;
    let pair = world.tokens(&world.app).await;
    let browser = center.browser().await;
    let here = format!("/admin/users/{}", world.ada.id);
    let robots = world.ada.id;
    let act_as = move |client: &mut grantor::clients::Client| client.service_account = Some(robots);
    let robot = world.server.client(world.tenant.id, "robot", grantor::clients::Kind::Confidential, act_as).await;
    let asked = browser.get(&format!("{here}/delete")).await.words();
    assert!(asked.contains("every app loses the access") && asked.contains("cannot be undone"), "{asked}");
    let refused = fill(&browser, &format!("{here}/delete"), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.words().contains("Give them to somebody else first: Invoice Sync"), "{}", refused.words());
    assert!(refused.text().contains("role=\"alert\"") && refused.text().contains("autofocus"));
    assert!(links(&refused).contains(&Center::at(&robot.client, "")), "{:?}", links(&refused));
    assert!(world.is_active(&pair.access).await);
    let vendors = world.server.promote(&world.native).await;
    let acts = grantor::clients::Decision { service_account: Some(Some(world.ada.id)), blocked: None };
    world.server.decide_about(world.tenant.id, &vendors, acts).await;
    let refused = fill(&browser, &format!("{here}/delete"), &[]).await;
    assert!(links(&refused).contains(&Center::at(&vendors.client, "")), "{:?}", links(&refused));
    let acts = grantor::clients::Decision { service_account: Some(None), blocked: None };
    world.server.decide_about(world.tenant.id, &vendors, acts).await;
    let change = grantor::clients::Change { service_account: Some(None), ..Default::default() };
    world.server.change_client(&robot, change).await;
    assert_eq!(fill(&browser, &format!("{here}/delete"), &[]).await.status, 303);
    assert!(!world.is_active(&pair.access).await);
    assert_eq!(browser.get(&here).await.status, 404);
    assert!(!browser.get("/admin/users").await.words().contains("ada@example.com"));
    assert!(browser.get("/admin/audit_logs").await.words().contains("Ada"), "the log keeps the name");
}

#[actix_web::test]
async fn of_more_words_than_anybody_types_a_list_looks_for_the_first_and_shows_them() {
    let center = Center::with_api_tokens().await;
    let browser = center.browser().await;
    for list in ["/admin/users", "/admin/audit_logs", "/admin/oauth/clients", "/admin/api_tokens"] {
        for letter in ["a", "_"] {
            let page = browser.get(&format!("{list}?q={}", letter.repeat(51_000))).await;
            assert_eq!(page.status, 200, "{list}");
            assert!(page.text().contains(&format!(r#"value="{}""#, letter.repeat(255))), "{list}: {}", page.words());
        }
    }
    let log = browser.get("/admin/audit_logs").await;
    let long = "_".repeat(26_000);
    let file = browser.submit(&log, "/admin/audit_logs/export", &[("q", &long), ("format", "csv")]).await;
    assert!(file.status < 500, "{}", file.words());
}
