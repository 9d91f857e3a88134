//! Nothing that opens anything is left lying around: not in the database, not in the log (security.md).

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use grantor::secret::Kind;
use grantor::sidecar::token::{self, ApiTokenId, Maker, NewApiToken};
use grantor::storage::Tx;
use grantor::tenants;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::ask::Ask;
use crate::harness::flow::{Pair, VERIFIER, World};
use crate::harness::people::PASSWORD;
use crate::sidecar::scene::basic;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// An API token of the account.
async fn api_token(world: &World) -> String {
    let (server, tenant) = (&world.server, world.tenant.id);
    let change = tenants::Change { api_token_access: Some(true), ..tenants::Change::default() };
    server.change_tenant(tenant, change).await;
    let (secret, maker) = (server.grantor.secret(Kind::ApiToken), Maker::from(server.stamp().await));
    let (id, catalogue) = (ApiTokenId::new(server.id().await), server.grantor.catalogue.clone());
    let new = NewApiToken { id, secret: secret.clone(), creator: None, change: token::Change::default() };
    let job = move |tx: &mut Tx<'_>| token::create(tx, tenant, &new, &catalogue, &maker);
    server.grantor.storage.write(job).await.unwrap();
    secret.reveal().to_owned()
}

/// Goes through everything that brings a secret, and names each.
async fn run(world: &World) -> Vec<(&'static str, String)> {
    let api_token = api_token(world).await;
    let mut secrets = vec![
        ("API token", api_token.clone()),
        ("API token as it was sent", basic("ada@example.com/token", &api_token)),
        ("client secret", world.app.secret.clone()),
        ("resource server's secret", world.api.secret.clone()),
        ("password", PASSWORD.to_owned()),
        ("verifier", VERIFIER.to_owned()),
    ];
    world.server.password(&world.ada).await;
    let browser = world.server.browser("acme");
    world.server.sign_in(&browser, "ada@example.com", "a wrong password that was typed").await;
    secrets.push(("wrong password", "a wrong password that was typed".to_owned()));
    secrets.push(("visit", browser.cookie("grantor-visit").unwrap()));
    world.server.sign_in(&browser, "ada@example.com", PASSWORD).await;
    secrets.push(("session", browser.cookie("grantor").unwrap()));
    let link = world.server.link(&world.ada).await;
    world.server.browser("acme").get(&link).await;
    secrets.push(("link", link.rsplit_once('/').unwrap().1.to_owned()));

    let page = browser.get(&Ask::of(&world.app).path()).await;
    let csrf = page.form("/oauth/authorizations").into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    secrets.push(("csrf", csrf));
    let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
    let code = answer.parameter("code").unwrap();
    let first = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    let second = world.refreshed(&world.app, &first.refresh).await;
    assert_eq!(world.refreshed(&world.app, &first.refresh).await, second);
    world.is_active(&second.access).await;
    world.server.advance(61);
    world.refresh(&world.app, &first.refresh).expect(400).await;
    world.exchange(&world.app, &code).send().await;
    for call in [
        world.server.post("acme", "/oauth/tokens").bearer(&second.access),
        world.server.post("acme", "/oauth/introspect").bearer(&world.api.secret).form(&[("token", &second.access)]),
        world
            .server
            .post("acme", "/oauth/revoke")
            .basic("invoice_sync", "a wrong secret that was sent")
            .form(&[("token", "x")]),
        world.server.get("acme", &format!("/nowhere/{}?access_token={}", second.refresh, second.access)),
        world.server.get("acme", &format!("{}&access_token={}", Ask::of(&world.app).path(), second.access)),
    ] {
        call.send().await;
    }
    let proof = basic(&world.api.identifier, &world.api.secret);
    for call in [
        world
            .server
            .get("acme", "/sidecar/verify")
            .header("x-grantor-authorization", &proof)
            .header("x-original-method", "GET")
            .header("x-original-uri", "/")
            .header("x-original-address", "192.0.2.1"),
        world.server.get("acme", "/api/v2/users/me"),
    ] {
        call.header("authorization", &basic("ada@example.com/token", &api_token)).expect(200).await;
    }
    secrets.push(("resource server's proof", proof));
    secrets.push(("wrong secret", "a wrong secret that was sent".to_owned()));
    secrets.push(("code", code));
    for pair in [first, second] {
        secrets.extend([("access token", pair.access), ("refresh token", pair.refresh)]);
    }
    secrets
}

/// Where `secret` stands in `bytes`: itself, or as it would be sent.
fn stands_in(bytes: &[u8], secret: &str) -> bool {
    let encoded = form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>();
    let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    found(secret.as_bytes()) || found(encoded.as_bytes()) || found(&secret.as_bytes()[secret.len() - 20..])
}

#[actix_web::test]
async fn no_secret_is_left_in_the_database_or_in_the_log() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_env_filter(EnvFilter::new("trace")).with_writer(log.clone());
    let _logging = tracing::subscriber::set_default(subscriber.finish());
    // As long as there is only one, whoever comes to a line first decides for all threads whether it is logged.
    let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let world = World::new().await;
    let secrets = run(&world).await;
    let kept = world.server.kept().await;
    let logged = log.0.lock().unwrap().clone();
    assert!(String::from_utf8_lossy(&logged).contains("POST"), "the log has its lines");
    assert!(kept.windows(15).any(|window| window == b"ada@example.com"), "what is kept is found");
    for (name, secret) in secrets {
        assert!(!stands_in(&kept, &secret), "{name} in the database");
        assert!(!stands_in(&logged, &secret), "{name} in the log");
    }
}
