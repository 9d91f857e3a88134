//! /admin/api/settings: what the account decides.

use serde_json::json;

use super::{Center, fill};

const PATH: &str = "/admin/api/settings";

#[actix_web::test]
async fn turning_oauth_access_off_says_what_stops_and_stops_it_and_on_brings_it_back() {
    let center = Center::new().await;
    let world = &center.world;
    let pair = world.tokens(&world.app).await;
    let browser = center.browser().await;
    let switch = "/admin/api/settings/oauth_access";
    let ask = browser.get(switch).await;
    assert_eq!(ask.heading(), "Turn off OAuth access?");
    assert!(ask.words().contains("2 clients stop working for everyone at once."), "{}", ask.words());
    let done = browser.submit(&ask, switch, &[]).await;
    assert_eq!((done.status, done.location().as_str()), (303, "/admin/api/settings?done=oauth-off"));
    assert!(!world.is_active(&pair.access).await);
    assert!(browser.get("/admin").await.words().contains("OAuth access is off. No app can connect."));
    let again = browser.submit(&ask, switch, &[]).await;
    assert_eq!(again.status, 303, "off stays off");
    assert!(!world.is_active(&pair.access).await);
    let back = fill(&browser, switch, &[]).await;
    assert_eq!(back.location(), "/admin/api/settings?done=oauth-on");
    assert!(world.is_active(&pair.access).await);
}

#[actix_web::test]
async fn both_kinds_of_access_are_off_in_a_new_account() {
    let center = Center::new().await;
    let server = &center.world.server;
    let new = grantor::tenants::NewTenant { subdomain: "globex".into(), ..Default::default() };
    let (id, stamp) = (grantor::tenants::TenantId::new(server.id().await), server.stamp().await);
    let globex = server.grantor.storage.write(move |tx| grantor::tenants::create(tx, id, &new, &stamp)).await.unwrap();
    let hank = server.user(globex.id, "Hank", grantor::users::Role::Admin).await;
    let page = server.signed_in(&globex, &hank).await.get(PATH).await.words();
    assert_eq!(page.matches(" Off ").count(), 2, "{page}");
}

#[actix_web::test]
async fn settings_are_kept_and_an_empty_field_is_the_usual() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let fields = [
        ("authorizing_role", "agent"),
        ("pkce_required", "yes"),
        ("access_token", "900"),
        ("access_token_most", "1800"),
        ("refresh_leeway", "30"),
        ("locale", "fr"),
    ];
    let saved = fill(&browser, PATH, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let kept = center.world.server.grantor.directory.tenants.get("acme".to_owned()).await.unwrap().unwrap();
    let kept = serde_json::to_value(&kept.settings).unwrap();
    for (name, value) in [
        ("authorizing_role", json!("agent")),
        ("pkce_required", json!(true)),
        ("query_access_token", json!(false)),
        ("refresh_leeway", json!(30)),
        ("locale", json!("fr")),
    ] {
        assert_eq!(kept[name], value, "{name}");
    }
    assert_eq!((&kept["access_token"]["default"], &kept["access_token"]["most"]), (&json!(900), &json!(1_800)));
    let page = browser.get(&format!("{PATH}?lang=en")).await;
    assert!(page.text().contains(r#"value="900""#), "{}", page.text());
    for usual in ["300 to 172800; empty for 1800 ", "300 to 172800; empty for 172800", "0 to 299; empty for 60"] {
        assert!(page.words().contains(usual), "{usual}: {}", page.words());
    }
    fill(&browser, PATH, &[("authorizing_role", "end-user")]).await;
    let log = center.world.server.events(center.world.tenant.id).await;
    assert_eq!(log[0].details["before"]["settings"]["access_token"]["default"], 900);
}

#[actix_web::test]
async fn every_number_that_cannot_be_is_named_at_once_and_one_above_another_names_the_other() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let fields = [
        ("authorizing_role", "end-user"),
        ("access_token", "1800"),
        ("access_token_most", "900"),
        ("refresh_token_most", "1"),
        ("session_lifetime", "soon"),
        ("refresh_leeway", "300"),
    ];
    let page = fill(&browser, PATH, &fields).await;
    assert_eq!(page.status, 422);
    for said in [
        "Access token, seconds : give at most 900, or raise the other field: Access token at most, seconds .",
        "Refresh token at most, seconds : give whole seconds from 604800 to 7776000.",
        "Signed in for, seconds : give whole seconds from 300 to 2592000.",
        "Refresh retry window, seconds : give whole seconds from 0 to 299.",
    ] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert!(!page.words().contains("Access token at most, seconds : give"), "{}", page.words());
    assert!(!page.words().contains("Refresh token, seconds : give"), "{}", page.words());
}

#[actix_web::test]
async fn what_cannot_be_is_named_and_nothing_is_changed() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let before = center.world.server.events(center.world.tenant.id).await.len();
    for (field, value, said) in [
        ("access_token", "1", "Access token, seconds"),
        ("refresh_leeway", "soon", "Refresh retry window, seconds"),
        ("session_lifetime", "-5", "Signed in for, seconds"),
    ] {
        let page = fill(&browser, PATH, &[("authorizing_role", "end-user"), (field, value)]).await;
        assert_eq!(page.status, 422, "{field}");
        assert!(page.words().contains(&format!("{said} : give whole seconds")), "{}", page.words());
        assert!(page.text().contains(&format!(r#"value="{value}""#)), "what was typed stays");
    }
    assert_eq!(center.world.server.events(center.world.tenant.id).await.len(), before);
}
