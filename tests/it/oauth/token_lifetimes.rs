//! POST /oauth/tokens: how long tokens live, and who decides (contract §2).

use grantor::config::{Config, Lifetimes};
use grantor::{clients, tenants};
use serde_json::{Value, json};

use crate::harness::Server;
use crate::harness::answer::Answer;
use crate::harness::flow::{Pair, VERIFIER, World};
use crate::harness::people::PASSWORD;

async fn exchange(world: &World, more: &[(&str, &str)]) -> Answer {
    let code = world.code(&world.app).await;
    let mut form = vec![("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    form.extend(more);
    world.server.post("acme", "/oauth/tokens").basic("invoice_sync", &world.app.secret).form(&form).send().await
}

async fn settle(world: &World, settings: Value) {
    let settings = settings.as_object().unwrap().clone();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
}

fn lives(answer: &Answer) -> (i64, i64) {
    let seconds = |name: &str| answer.json()[name].as_i64().unwrap_or_else(|| panic!("{}", answer.text()));
    (seconds("expires_in"), seconds("refresh_token_expires_in"))
}

fn refused(answer: &Answer, name: &str, least: i64, most: i64) {
    let detail = format!("The parameter {name} has to be a whole number of seconds from {least} to {most}.");
    assert_eq!((answer.status, answer.refusal()), (400, ("invalid_request".to_owned(), detail)));
}

#[actix_web::test]
async fn half_an_hour_and_thirty_days_unless_asked() {
    let world = World::new().await;
    assert_eq!(lives(&exchange(&world, &[]).await), (1_800, 2_592_000));
}

#[actix_web::test]
async fn a_request_may_ask_within_the_bounds() {
    let world = World::new().await;
    for (access, refresh) in [(300, 604_800), (172_800, 7_776_000), (3_600, 1_000_000)] {
        let asked = [("expires_in", &*access.to_string()), ("refresh_token_expires_in", &*refresh.to_string())];
        assert_eq!(lives(&exchange(&world, &asked).await), (access, refresh));
    }
}

#[actix_web::test]
async fn outside_the_bounds_it_is_told_what_they_are() {
    let world = World::new().await;
    for sent in ["299", "172801", "0", "-1", "1e3", "3600.5", "soon", "99999999999999999999"] {
        refused(&exchange(&world, &[("expires_in", sent)]).await, "expires_in", 300, 172_800);
    }
    for sent in ["604799", "7776001", "soon"] {
        let answer = exchange(&world, &[("refresh_token_expires_in", sent)]).await;
        refused(&answer, "refresh_token_expires_in", 604_800, 7_776_000);
    }
}

#[actix_web::test]
async fn tokens_end_when_they_said_they_would() {
    let world = World::new().await;
    let answer = exchange(&world, &[("expires_in", "300"), ("refresh_token_expires_in", "604800")]).await;
    let pair = Pair::of(&answer);
    world.server.advance(299);
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
    world.server.advance(1);
    assert_eq!(world.alive(&world.app, &pair).await, (false, true));
    world.server.advance(604_800 - 301);
    assert_eq!(world.alive(&world.app, &pair).await, (false, true));
    world.server.advance(1);
    assert_eq!(world.alive(&world.app, &pair).await, (false, false));
}

#[actix_web::test]
async fn a_tenant_may_narrow_the_bounds_and_the_default() {
    let world = World::new().await;
    let settings = json!({
        "access_token": { "least": 600, "default": 900, "most": 1_200 }, "refresh_token": { "most": 700_000 },
    });
    settle(&world, settings).await;
    assert_eq!(lives(&exchange(&world, &[]).await), (900, 700_000));
    assert_eq!(lives(&exchange(&world, &[("expires_in", "1200")]).await).0, 1_200);
    for sent in ["599", "1201"] {
        refused(&exchange(&world, &[("expires_in", sent)]).await, "expires_in", 600, 1_200);
    }
    let answer = exchange(&world, &[("refresh_token_expires_in", "700001")]).await;
    refused(&answer, "refresh_token_expires_in", 604_800, 700_000);
}

#[actix_web::test]
async fn the_operator_s_lifetimes_count_where_the_tenant_has_not_decided() {
    let lifetimes = Lifetimes { access_token: 900, refresh_token: 700_000, session: 600 };
    let server = Server::with(Config { lifetimes, ..Config::default() }).await;
    let world = World::on(server, "acme").await;
    assert_eq!(lives(&exchange(&world, &[]).await), (900, 700_000));
    assert_eq!(lives(&exchange(&world, &[("expires_in", "172800")]).await).0, 172_800, "they are no bounds");
    settle(&world, json!({ "access_token": { "default": 1_200 } })).await;
    assert_eq!(lives(&exchange(&world, &[]).await), (1_200, 700_000));
    settle(&world, json!({ "access_token": { "most": 600 }, "refresh_token": { "least": 800_000 } })).await;
    assert_eq!(lives(&exchange(&world, &[]).await), (600, 800_000));
    let globex = World::on(world.server.clone(), "globex").await;
    let pair = globex.tokens(&globex.app).await;
    globex.server.advance(899);
    assert!(globex.is_active(&pair.access).await);
    globex.server.advance(1);
    assert!(!globex.is_active(&pair.access).await);
}

#[actix_web::test]
async fn so_does_how_long_people_stay_signed_in() {
    let lifetimes = Lifetimes { session: 600, ..Lifetimes::default() };
    let server = Server::with(Config { lifetimes, ..Config::default() }).await;
    let world = World::on(server, "acme").await;
    let patient = World::on(world.server.clone(), "globex").await;
    settle(&patient, json!({ "session_lifetime": 1_200 })).await;
    for (world, seconds) in [(&world, 600), (&patient, 1_200)] {
        world.server.password(&world.ada).await;
        let browser = world.server.browser(&world.tenant.subdomain);
        assert_eq!(world.server.sign_in(&browser, &world.ada.email, PASSWORD).await.status, 303);
        world.server.advance(seconds - 1);
        assert_eq!(browser.get("/account/connected-apps").await.status, 200);
        world.server.advance(1);
        assert_eq!(browser.get("/account/connected-apps").await.status, 303);
    }
}

#[actix_web::test]
async fn a_client_may_have_less_than_its_tenant_and_never_more() {
    let world = World::new().await;
    let own = |access, refresh| clients::Change {
        access_token_lifetime: Some(Some(access)),
        refresh_token_lifetime: Some(Some(refresh)),
        ..Default::default()
    };
    world.server.change_client(&world.app, own(600, 650_000)).await;
    assert_eq!(lives(&exchange(&world, &[]).await), (600, 650_000));
    refused(&exchange(&world, &[("expires_in", "601")]).await, "expires_in", 300, 600);
    assert_eq!(lives(&exchange(&world, &[("expires_in", "300")]).await).0, 300);
    settle(&world, json!({ "access_token": { "most": 400 }, "refresh_token": { "most": 604_800 } })).await;
    assert_eq!(lives(&exchange(&world, &[]).await), (400, 604_800));
}

#[actix_web::test]
async fn a_token_that_never_expires_says_nothing_about_when() {
    let world = World::new().await;
    settle(&world, json!({ "never_expiring_access_tokens": true })).await;
    let change = clients::Change { access_token_never_expires: Some(true), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let answer = exchange(&world, &[]).await;
    assert!(!answer.json().as_object().unwrap().contains_key("expires_in"), "{}", answer.text());
    let token = answer.field("access_token");
    let told = world.introspect(&token).await;
    assert!(told["active"] == true && !told.as_object().unwrap().contains_key("exp"), "{told}");
    world.server.advance(10 * 365 * 86_400);
    assert!(world.is_active(&token).await);
    assert_eq!(lives(&exchange(&world, &[("expires_in", "300")]).await).0, 300, "unless it asks");
    settle(&world, json!({ "never_expiring_access_tokens": false })).await;
    assert_eq!(lives(&exchange(&world, &[]).await).0, 1_800, "or its tenant has changed its mind");
}

#[actix_web::test]
async fn a_refresh_starts_the_lifetimes_anew() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    world.server.advance(86_400);
    let asked = [("expires_in", "600"), ("refresh_token_expires_in", "7776000")];
    let answer = world.refresh_with(&world.app, &pair.refresh, &asked).expect(200).await;
    assert_eq!(lives(&answer), (600, 7_776_000));
    let next = world.refresh(&world.app, &Pair::of(&answer).refresh).expect(200).await;
    assert_eq!(lives(&next), (1_800, 2_592_000));
}
