//! GET /oauth/authorizations/new: where an answer may go (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1).

use grantor::clients::Kind;

use crate::harness::ask::Ask;
use crate::harness::flow::World;
use crate::harness::people::App;

async fn app(world: &World, kind: Kind, uris: &[&str]) -> App {
    let uris: Vec<String> = uris.iter().map(|uri| (*uri).to_owned()).collect();
    world.server.client(world.tenant.id, "app", kind, |client| client.redirect_uris = uris).await
}

/// Whether an answer would go to `uri`.
async fn goes(world: &World, app: &App, uri: &str) -> bool {
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(app).with("redirect_uri", uri).path()).await;
    if page.status == 400 {
        assert!(page.invalid_request().contains("an address that is not registered for it"), "{uri}");
        return false;
    }
    assert_eq!(page.status, 200, "{uri}");
    let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
    assert_eq!(answer.status, 303, "{uri}");
    assert!(answer.location().starts_with(uri), "{uri}: {}", answer.location());
    assert!(answer.parameter("code").is_some());
    true
}

#[actix_web::test]
async fn only_the_very_same_string_will_do() {
    let world = World::new().await;
    let registered = "https://app.example.com/cb?tenant=a";
    let app = app(&world, Kind::Confidential, &[registered, "https://app.example.com/other"]).await;
    assert!(goes(&world, &app, registered).await);
    for asked in [
        "https://app.example.com/cb",
        "https://app.example.com/cb?tenant=a&x=1",
        "https://app.example.com/cb?tenant=b",
        "https://app.example.com/cb?tenant=a#x",
        "https://app.example.com/cb?tenant=a#",
        "https://app.example.com/CB?tenant=a",
        "https://APP.example.com/cb?tenant=a",
        "HTTPS://app.example.com/cb?tenant=a",
        "http://app.example.com/cb?tenant=a",
        "https://app.example.com:443/cb?tenant=a",
        "https://app.example.com:8443/cb?tenant=a",
        "https://app.example.com./cb?tenant=a",
        "https://app.example.com/./cb?tenant=a",
        "https://app.example.com/x/../cb?tenant=a",
        "https://app.example.com/%2e/cb?tenant=a",
        "https://app.example.com/%63b?tenant=a",
        "https://app%2eexample.com/cb?tenant=a",
        "https://app.example.com/cb;x?tenant=a",
        "https://app.example.com/cb/?tenant=a",
        "https://app.example.com\\cb?tenant=a",
        "https://evil.example\\@app.example.com/cb?tenant=a",
        "https://app.example.com@evil.example/cb?tenant=a",
        "https://evil.example#@app.example.com/cb?tenant=a",
        "https://app.example.com.evil.example/cb?tenant=a",
        " https://app.example.com/cb?tenant=a",
        "https://app.example.com/cb?tenant=a ",
        "https://app.example.com/cb?tenant=a\n",
        "https://аpp.example.com/cb?tenant=a",
        "https://xn--pp-6kc.example.com/cb?tenant=a",
        "//app.example.com/cb?tenant=a",
        "/cb?tenant=a",
        "javascript:alert(1)//app.example.com/cb?tenant=a",
        "data:text/html,https://app.example.com/cb?tenant=a",
    ] {
        assert!(!goes(&world, &app, asked).await, "{asked}");
    }
}

#[actix_web::test]
async fn a_public_client_on_loopback_may_listen_on_any_port() {
    let world = World::new().await;
    let app = app(&world, Kind::Public, &["http://127.0.0.1:19186/cb", "http://[::1]/cb"]).await;
    for asked in ["http://127.0.0.1:19186/cb", "http://127.0.0.1:50123/cb", "http://127.0.0.1/cb", "http://[::1]:7/cb"]
    {
        assert!(goes(&world, &app, asked).await, "{asked}");
    }
    for asked in [
        "http://localhost:19186/cb",
        "https://127.0.0.1:19186/cb",
        "http://127.0.0.1:19186/other",
        "http://127.0.0.1:19186/cb?x=1",
        "http://127.0.0.1:19186@evil.example/cb",
        "http://127.0.0.1.evil.example:19186/cb",
        "http://127.0.0.1:evil.example/cb",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:019186/cb",
        "http://127.0.0.1:/cb",
        "http://127.1:19186/cb",
        "http://2130706433/cb",
        "http://[::1%25lo]:7/cb",
        "http://[0:0:0:0:0:0:0:1]/cb",
        "http://[::ffff:127.0.0.1]/cb",
    ] {
        assert!(!goes(&world, &app, asked).await, "{asked}");
    }
}

#[actix_web::test]
async fn a_confidential_client_on_loopback_has_the_port_that_it_registered() {
    let world = World::new().await;
    let app = app(&world, Kind::Confidential, &["http://localhost:3000/cb"]).await;
    assert!(goes(&world, &app, "http://localhost:3000/cb").await);
    for asked in ["http://localhost:3001/cb", "http://localhost/cb"] {
        assert!(!goes(&world, &app, asked).await, "{asked}");
    }
}

#[actix_web::test]
async fn a_public_client_may_have_a_scheme_of_its_own() {
    let world = World::new().await;
    let app = app(&world, Kind::Public, &["com.northwind.sync:/cb"]).await;
    assert!(goes(&world, &app, "com.northwind.sync:/cb").await);
    for asked in ["com.northwind.sync://cb", "com.northwind.sync:/cb/x", "com.northwind:/cb", "COM.northwind.sync:/cb"]
    {
        assert!(!goes(&world, &app, asked).await, "{asked}");
    }
}

#[actix_web::test]
async fn the_query_of_a_redirect_uri_stays_as_it_is() {
    let world = World::new().await;
    let uri = "https://app.example.com/cb?b=%7e&a=1+2&a";
    let app = app(&world, Kind::Confidential, &[uri]).await;
    let answer = world.allowed(&app, "read").await;
    assert!(answer.location().starts_with(&format!("{uri}&code=")), "{}", answer.location());
    let refused = world.browser().await.get(&Ask::of(&app).with("response_type", "token").path()).await;
    assert!(refused.location().starts_with(&format!("{uri}&error=unsupported_response_type&")));
}

#[actix_web::test]
async fn the_only_redirect_uri_counts_where_none_was_sent() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).without("redirect_uri").path()).await;
    let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
    assert!(answer.location().starts_with(&format!("{}?code=", world.app.redirect_uri)));
    let error = browser.get(&Ask::of(&world.app).without("redirect_uri").with("scope", "x").path()).await;
    assert!(error.location().starts_with(&format!("{}?error=", world.app.redirect_uri)));
}
