//! `examples/third_party_app.rs`: a web application, used by Ada.

use actix_web::web::Data;
use grantor::clients::{Client, Kind};
use reqwest::redirect::Policy;

use super::api;
use crate::harness::listening::{Listener, Listening};

#[allow(dead_code, reason = "its main is for those who run it")]
#[path = "../../../examples/third_party_app.rs"]
mod example;

use example::{Settings, ThirdPartyApp, routes};

const ADDRESS: &str = "http://127.0.0.1:8091";

/// The application, the API that it calls, and a browser that follows no redirect.
struct Scene {
    at: Listening,
    app: Listener,
    api: Option<Listener>,
    http: reqwest::Client,
}

impl Scene {
    async fn new() -> Self {
        let at = Listening::start().await;
        let change = |client: &mut Client| client.redirect_uris = vec![format!("{ADDRESS}/callback")];
        let client = at.world.server.client(at.world.tenant.id, "third_party", Kind::Confidential, change).await;
        let api = api(&at);
        let app = Data::new(
            ThirdPartyApp::new(Settings {
                issuer: at.issuer(),
                server: at.listener.address,
                client_id: "third_party".into(),
                client_secret: client.secret,
                address: ADDRESS.into(),
                api: api.url(),
            })
            .unwrap(),
        );
        let app = Listener::start(move || routes(app.clone()));
        Self { at, app, api: Some(api), http: browser() }
    }

    async fn home(&self) -> String {
        self.http.get(self.app.url()).send().await.unwrap().text().await.unwrap()
    }

    /// Presses a button: where the browser is sent.
    async fn press(&self, button: &str) -> String {
        assert!(self.home().await.contains(&format!("action=\"/{button}\"")), "no such button: {button}");
        sent(self.http.post(format!("{}/{button}", self.app.url()))).await
    }

    /// Presses a button: what the page says then.
    async fn after(&self, button: &str) -> String {
        assert_eq!(self.press(button).await, "/");
        self.home().await
    }

    /// Asks for access, and has Ada decide: the address that her browser is sent to.
    async fn decided(&self, decision: &str) -> String {
        let asked = self.press("connect").await;
        let ada = self.at.world.browser().await;
        let page = ada.get(&self.at.path(&asked)).await;
        if page.status == 303 {
            return page.location();
        }
        ada.submit(&page, "/oauth/authorizations", &[("decision", decision)]).await.location()
    }

    /// Comes back with this answer: what the page says then.
    async fn back(&self, answer: &str) -> String {
        let here = answer.replace(ADDRESS, &self.app.url());
        assert_eq!(sent(self.http.get(here)).await, "/");
        self.home().await
    }

    async fn connect(&self) {
        let page = self.back(&self.decided("allow").await).await;
        assert!(page.contains("Connected."), "{page}");
    }
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap()
}

async fn sent(request: reqwest::RequestBuilder) -> String {
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 303);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_person_connects_uses_and_disconnects() {
    let scene = Scene::new().await;
    scene.connect().await;
    let page = scene.after("tickets").await;
    assert!(page.contains("200 OK") && page.contains("ada@example.com"), "{page}");
    assert!(scene.after("refresh").await.contains("two new tokens"));
    assert!(scene.after("tickets").await.contains("200 OK"));
    assert!(scene.after("disconnect").await.contains("Disconnected."));
    assert!(scene.home().await.contains("action=\"/connect\""));
}

#[actix_web::test]
async fn an_access_token_that_has_ended_is_replaced_on_the_way() {
    let scene = Scene::new().await;
    scene.connect().await;
    scene.at.world.server.advance(1_801);
    assert!(scene.after("tickets").await.contains("200 OK"));
}

#[actix_web::test]
async fn tabs_that_refresh_at_the_same_time_do_not_end_the_connection() {
    let scene = Scene::new().await;
    scene.connect().await;
    for _ in 0..8 {
        let tabs = (0..6).map(|_| sent(scene.http.post(format!("{}/refresh", scene.app.url()))));
        futures_util::future::join_all(tabs).await;
        let page = scene.home().await;
        assert!(page.contains("action=\"/disconnect\""), "{page}");
    }
    assert!(scene.after("tickets").await.contains("200 OK"));
}

#[actix_web::test]
async fn a_connection_that_the_person_took_back_is_over() {
    let scene = Scene::new().await;
    scene.connect().await;
    let world = &scene.at.world;
    let off = grantor::clients::Change { active: Some(false), ..grantor::clients::Change::default() };
    let client = world.server.grantor.directory.clients.get((world.tenant.id.number(), "third_party".into()));
    let client = client.await.unwrap().unwrap();
    let app = crate::harness::people::App { client: (*client).clone(), ..world.app.clone() };
    world.server.change_client(&app, off).await;
    let page = scene.after("tickets").await;
    assert!(page.contains("The connection is over.") && page.contains("action=\"/connect\""), "{page}");
}

#[actix_web::test]
async fn an_api_that_is_away_ends_nothing() {
    let mut scene = Scene::new().await;
    scene.connect().await;
    scene.api.take().unwrap().stop().await;
    let page = scene.after("tickets").await;
    assert!(page.contains("cannot be reached") && page.contains("action=\"/disconnect\""), "{page}");
}

#[actix_web::test]
async fn answers_of_others_connect_nothing() {
    let scene = Scene::new().await;
    let answer = scene.decided("deny").await;
    assert!(scene.back(&answer).await.contains("Not connected: access_denied."));
    let answer = scene.decided("allow").await;
    let page = scene.back(&answer.replace("iss=http%3A%2F%2Facme", "iss=http%3A%2F%2Fevil")).await;
    assert!(page.contains("somebody else"), "{page}");
    let answer = scene.decided("allow").await;
    assert!(scene.back(&answer.replace("state=", "state=x")).await.contains("does not belong"));
    let answer = scene.decided("allow").await;
    let other = Scene { http: browser(), ..scene };
    other.home().await;
    assert!(other.back(&answer).await.contains("does not belong"));
}
