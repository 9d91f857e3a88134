//! `examples/native_app.rs`: a public client that waits on loopback.

use actix_web::rt::spawn;
use futures_util::future::join;
use grantor::clients::{Client, Kind};
use oauth2::TokenResponse;
use oauth2::basic::BasicTokenResponse;
use tokio::sync::oneshot;
use url::Url;

use crate::harness::listening::Listening;

#[allow(dead_code, reason = "its main is for those who run it")]
#[path = "../../../examples/native_app.rs"]
mod example;

use example::{NativeApp, Settings};

async fn app(at: &Listening) -> NativeApp {
    let change = |client: &mut Client| client.redirect_uris = vec!["http://127.0.0.1/callback".into()];
    at.world.server.client(at.world.tenant.id, "desk_buddy", Kind::Public, change).await;
    let settings = Settings { issuer: at.issuer(), server: at.listener.address, client_id: "desk_buddy".into() };
    NativeApp::new(settings).unwrap()
}

/// Has Ada decide; `tamper` may change the answer on its way.
async fn connect(
    at: &Listening,
    app: &NativeApp,
    decision: &str,
    tamper: impl Fn(String) -> String,
) -> Result<BasicTokenResponse, String> {
    let (opened, address) = oneshot::channel();
    let ada = async {
        let address: Url = address.await.unwrap();
        let browser = at.world.browser().await;
        let page = browser.get(&at.path(address.as_str())).await;
        let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", decision)]).await;
        let location = tamper(answer.location());
        // What a browser also asks for, and somebody else on this device.
        let favicon = Url::parse(&location).unwrap().join("/favicon.ico").unwrap();
        assert_eq!(reqwest::get(favicon).await.unwrap().status(), 404);
        let forged = location.replace("state=", "state=x");
        assert_eq!(reqwest::get(forged).await.unwrap().status(), 404);
        drop(spawn(reqwest::get(location)));
    };
    let (connected, ()) = join(app.connect(|address| opened.send(address).unwrap()), ada).await;
    connected.map_err(|problem| problem.to_string())
}

#[actix_web::test]
async fn a_person_connects_a_program_on_their_device() {
    let at = Listening::start().await;
    let app = app(&at).await;
    let tokens = connect(&at, &app, "allow", |answer| answer).await.unwrap();
    let access = tokens.access_token().secret();
    let told = at.world.introspect(access).await;
    assert_eq!((told["client_id"].as_str(), told["scope"].as_str()), (Some("desk_buddy"), Some("tickets:read")));

    let refreshed = app.refresh(tokens.refresh_token().unwrap()).await.unwrap();
    assert!(!at.world.is_active(access).await && at.world.is_active(refreshed.access_token().secret()).await);
    app.disconnect(&refreshed).await.unwrap();
    assert!(!at.world.is_active(refreshed.access_token().secret()).await);
    assert!(app.refresh(refreshed.refresh_token().unwrap()).await.is_err());
}

#[actix_web::test]
async fn a_no_and_a_strangers_answer_connect_nothing() {
    let at = Listening::start().await;
    let app = app(&at).await;
    let denied = connect(&at, &app, "deny", |answer| answer).await.unwrap_err();
    assert!(denied.starts_with("access_denied: "), "{denied}");
    let stranger =
        connect(&at, &app, "allow", |answer| answer.replace("iss=http%3A%2F%2Facme", "iss=http%3A%2F%2Fevil"));
    assert!(stranger.await.unwrap_err().contains("another server"));
}
