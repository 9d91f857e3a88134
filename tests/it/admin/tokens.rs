//! What a client holds: one entry an authorization, however often it was renewed.

use grantor::clients::Kind;

use super::{Center, fill, links};

#[actix_web::test]
async fn a_renewed_token_is_one_entry_and_stays_while_it_can_be_renewed() {
    let center = Center::new().await;
    let world = &center.world;
    let mut pair = world.tokens(&world.app).await;
    for _ in 0..3 {
        pair = world.refreshed(&world.app, &pair.refresh).await;
    }
    let path = Center::at(&world.app.client, "/tokens");
    let listed = async || {
        let browser = center.browser().await;
        let all = links(&browser.get(&path).await);
        all.into_iter().filter(|href| href.ends_with("/delete")).count()
    };
    assert_eq!(listed().await, 1);
    world.server.advance(86_400);
    assert_eq!(listed().await, 1, "its access token is over, its refresh token is not");
    world.server.advance(90 * 86_400);
    assert_eq!(listed().await, 0);
}

#[actix_web::test]
async fn an_entry_says_who_until_when_and_when_it_was_used() {
    let center = Center::new().await;
    let world = &center.world;
    let pair = world.tokens(&world.app).await;
    let page = center.browser().await.get(&Center::at(&world.app.client, "/tokens")).await.words();
    for words in ["Ada ada@example.com", "21 November 2026, 10:00 UTC", "Not used yet"] {
        assert!(page.contains(words), "{words} is missing in {page}");
    }
    assert!(world.is_active(&pair.access).await);
    let page = center.browser().await.get(&Center::at(&world.app.client, "/tokens")).await.words();
    assert!(!page.contains("Not used yet"), "{page}");
}

#[actix_web::test]
async fn a_token_is_found_under_its_own_client_only() {
    let center = Center::new().await;
    let world = &center.world;
    world.tokens(&world.app).await;
    let browser = center.browser().await;
    let tokens = links(&browser.get(&Center::at(&world.app.client, "/tokens")).await);
    let token = tokens.iter().find(|href| href.contains("/tokens/")).expect("a token");
    let id = token.rsplit('/').next().expect("its number");
    let elsewhere = Center::at(&world.native.client, &format!("/tokens/{id}"));
    assert_eq!(browser.get(&elsewhere).await.status, 404);
    assert_eq!(browser.get(token).await.status, 200);
}

#[actix_web::test]
async fn many_are_paged() {
    let center = Center::new().await;
    let world = &center.world;
    for _ in 0..53 {
        world.server.advance(1);
        world.tokens(&world.app).await;
    }
    let browser = center.browser().await;
    let count = |links: &[String]| links.iter().filter(|href| href.ends_with("/delete")).count();
    let first = links(&browser.get(&Center::at(&world.app.client, "/tokens")).await);
    let next = first.iter().find(|href| href.contains("after=")).expect("another page");
    let second = links(&browser.get(next).await);
    assert_eq!((count(&first), count(&second)), (50, 3));
    let back = second.iter().find(|href| href.contains("before=")).expect("the page before");
    assert_eq!(links(&browser.get(back).await).iter().filter(|href| href.ends_with("/delete")).count(), 50);
}

#[actix_web::test]
async fn a_token_that_stands_for_itself_and_was_looked_up_just_before_is_over_as_soon_as_it_is_ended() {
    let center = Center::new().await;
    let world = &center.world;
    let acts = |client: &mut grantor::clients::Client| client.service_account = Some(center.boss.id);
    let app = world.server.client(world.tenant.id, "machine", Kind::Confidential, acts).await;
    let form = [("grant_type", "client_credentials"), ("scope", "read")];
    let made = world.server.post("acme", "/oauth/tokens").basic("machine", &app.secret).form(&form).expect(200).await;
    let token = made.field("access_token");
    for _ in 0..2 {
        assert!(world.is_active(&token).await);
    }
    let browser = center.browser().await;
    let listed = links(&browser.get(&Center::at(&app.client, "/tokens")).await);
    let delete = listed.iter().find(|href| href.ends_with("/delete")).expect("a token");
    assert_eq!(fill(&browser, delete, &[]).await.status, 303);
    assert!(!world.is_active(&token).await);
}

#[actix_web::test]
async fn whose_token_is_deleted_is_asked_again_and_the_app_is_not_connected_any_more() {
    let center = Center::new().await;
    let world = &center.world;
    let pair = world.tokens(&world.app).await;
    let ada = world.browser().await;
    let again = async || ada.get(&world.request(&world.app, "read")).await.status;
    assert_eq!(again().await, 303, "what was allowed before need not be asked");
    let lone = world.lone_token("read").await;
    let browser = center.browser().await;
    let path = Center::at(&world.app.client, "/tokens");
    let delete = async || {
        let listed = links(&browser.get(&path).await);
        let all: Vec<String> = listed.into_iter().filter(|href| href.ends_with("/delete")).collect();
        assert_eq!(fill(&browser, all.last().expect("a token"), &[]).await.status, 303);
        all.len()
    };
    assert_eq!(delete().await, 2);
    assert!(!world.is_active(&lone).await, "what ends first is listed last");
    assert_eq!(again().await, 303, "a token that stands for itself was never asked for");
    assert_eq!(delete().await, 1);
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
    assert_eq!(again().await, 200);
    // The code that was given out before has a family of its own.
    world.server.advance(90 * 86_400);
    let ada = world.browser().await;
    assert!(!ada.get("/account/connected-apps").await.words().contains("Invoice Sync"));
    let event = &world.server.events(world.tenant.id).await;
    let event = event.iter().find(|event| event.action == grantor::audit::Action::Revoke).expect("an event");
    assert_eq!((&event.details["consents"], &event.details["user"]["name"]), (&1.into(), &"Ada".into()));
    let page = center.browser().await.get(&format!("/admin/audit_logs/{}", event.stamp.id)).await.words();
    for words in ["user.name Ada", "client.identifier invoice_sync", "scopes read write"] {
        assert!(page.contains(words), "{words} is missing in {page}");
    }
}
