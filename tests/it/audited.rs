//! Every change and every refusal that matters leaves its event: who, to what, and never a secret.

use std::cell::RefCell;

use grantor::audit::{Action, Event, SourceType};
use grantor::authorizations::{connected, take_back};
use grantor::clients::{self, Change, ClientId, ClientKey, Kind, NewClient, NewSecret, SecretId};
use grantor::refused::Refused;
use grantor::secret;
use grantor::sidecar::{token, webhook};
use grantor::storage::{Failure, Tx, Window};
use grantor::tenants::imports::{self, Import, ImportId};
use grantor::tenants::{self, TenantId};
use grantor::users::{self, Role};
use grantor::{resource_servers, tokens};
use serde_json::json;

use crate::harness::ask::Ask;
use crate::harness::flow::{Pair, World};
use crate::harness::people::PASSWORD;

/// Where each step's events are compared with what it should leave.
struct Log<'a> {
    world: &'a World,
    seen: RefCell<usize>,
}

impl Log<'_> {
    /// The events since the last time: exactly these.
    async fn tells(&self, what: &str, expected: &[(Action, SourceType)]) -> Vec<Event> {
        let all = self.world.server.events(self.world.tenant.id).await;
        let new = all.len() - self.seen.replace(all.len());
        let told: Vec<_> = all[..new].iter().rev().map(|event| (event.action, event.source.kind)).collect();
        assert_eq!(told, expected, "{what}");
        all[..new].to_vec()
    }
}

async fn minted(world: &World) -> NewSecret {
    let secret = world.server.grantor.secret(secret::Kind::ClientSecret);
    NewSecret { id: SecretId::new(world.server.id().await), secret }
}

async fn write<T: Send + 'static>(
    world: &World,
    job: impl FnMut(&mut Tx<'_>) -> Result<T, Refused> + Send + 'static,
) -> T {
    world.server.grantor.storage.write(job).await.unwrap()
}

#[actix_web::test]
async fn clients_of_the_account_and_what_it_decides_about_global_ones() {
    let world = World::new().await;
    let log = Log { world: &world, seen: RefCell::new(world.server.events(world.tenant.id).await.len()) };
    let (tenant, server) = (world.tenant.id, &world.server);
    let key = ClientKey { tenant, id: ClientId::new(server.id().await) };
    let catalogue = server.grantor.catalogue.clone();
    let client = SourceType::OauthClient;

    let (first, stamp, words) = (minted(&world).await, server.stamp().await, catalogue.clone());
    let new = NewClient { identifier: "robot".into(), change: Change::default() };
    write(&world, move |tx| clients::create(tx, key, &new, &first, &words, &stamp)).await;
    log.tells("create", &[(Action::Create, client)]).await;
    for (change, action) in [
        (Change { name: Some("Robot".into()), ..Change::default() }, Action::Update),
        (Change { active: Some(false), ..Change::default() }, Action::Deactivate),
        (Change { active: Some(true), ..Change::default() }, Action::Reactivate),
    ] {
        let (stamp, words) = (server.stamp().await, catalogue.clone());
        write(&world, move |tx| clients::set(tx, key, &change, &words, &stamp)).await;
        log.tells("set", &[(action, client)]).await;
    }
    let (second, stamp) = (minted(&world).await, server.stamp().await);
    let shown = second.secret.reveal().to_owned();
    write(&world, move |tx| clients::rotate_secret(tx, key, &second, 60, &stamp)).await;
    let told = log.tells("rotate", &[(Action::Update, client)]).await;
    assert!(!told[0].details.to_string().contains(&shown), "the secret is in the log");
    let stamp = server.stamp().await;
    write(&world, move |tx| clients::delete(tx, key, &stamp)).await;
    log.tells("delete", &[(Action::Destroy, client)]).await;

    let sync = server.client(TenantId::PLATFORM, "zdg-sync", Kind::Confidential, |_| {}).await.client.key.id;
    for (blocked, action) in [(true, Action::Deactivate), (false, Action::Reactivate)] {
        let (stamp, decision) =
            (server.stamp().await, clients::Decision { blocked: Some(blocked), service_account: None });
        write(&world, move |tx| clients::decide(tx, tenant, sync, &decision, &stamp)).await;
        log.tells("decide", &[(action, SourceType::GlobalOauthClient)]).await;
    }
}

#[actix_web::test]
async fn people_their_way_in_and_the_account_itself() {
    let world = World::new().await;
    let (tenant, server) = (world.tenant.id, &world.server);
    let log = Log { world: &world, seen: RefCell::new(server.events(tenant).await.len()) };
    let user = SourceType::User;
    let bob = server.user(tenant, "Bob", Role::Agent).await;
    log.tells("create", &[(Action::Create, user)]).await;
    for (change, action) in [
        (users::Change { name: Some("Robert".into()), ..Default::default() }, Action::Update),
        (users::Change { role: Some(Role::Admin), ..Default::default() }, Action::Update),
        (users::Change { suspended: Some(true), ..Default::default() }, Action::Deactivate),
        (users::Change { suspended: Some(false), ..Default::default() }, Action::Reactivate),
    ] {
        server.change_user(&bob, change).await;
        log.tells("set", &[(action, user)]).await;
    }
    server.password(&bob).await;
    let told = log.tells("password", &[(Action::Update, user)]).await;
    assert!(!told[0].details.to_string().contains("argon2"), "{}", told[0].details);
    server.link(&bob).await;
    log.tells("link", &[(Action::Update, user)]).await;
    let browser = server.browser("acme");
    server.sign_in(&browser, "bob@example.com", PASSWORD).await;
    log.tells("sign in", &[(Action::Login, SourceType::Session)]).await;
    let page = browser.get("/").await;
    browser.submit(&page, "/access/logout", &[]).await;
    log.tells("sign out", &[(Action::Logout, SourceType::Session)]).await;
    for _ in 0..12 {
        server.sign_in(&server.browser("acme"), "bob@example.com", "wrong").await;
        server.advance(1);
    }
    server.refused(tenant, SourceType::Session, "bob@example.com", 10).await;
    let told = [(Action::VerifyFailed, SourceType::Session), (Action::Lockout, SourceType::Session)];
    log.tells("ten wrong passwords, then locked out, each said once", &told).await;
    let change = tenants::Change { oauth_access: Some(false), ..Default::default() };
    server.change_tenant(tenant, change).await;
    log.tells("setting", &[(Action::Update, SourceType::AccountSetting)]).await;
}

#[actix_web::test]
async fn what_operators_bring_and_set() {
    let world = World::new().await;
    let (tenant, server) = (world.tenant.id, &world.server);
    world.tokens(&world.app).await;
    let log = Log { world: &world, seen: RefCell::new(server.events(tenant).await.len()) };
    let catalogue = server.grantor.catalogue.clone();

    let name = world.api.identifier.clone();
    let api =
        server.grantor.storage.read::<_, Failure>(move |db| resource_servers::store::by_identifier(db, tenant, &name));
    let key = (tenant, api.await.unwrap().unwrap().id);
    let secret = server.grantor.secret(secret::Kind::ResourceServerSecret);
    let (shown, stamp) = (secret.reveal().to_owned(), server.stamp().await);
    let new = resource_servers::NewSecret { id: resource_servers::SecretId::new(server.id().await), secret };
    write(&world, move |tx| resource_servers::rotate_secret(tx, key, &new, 60, &stamp)).await;
    let told = log.tells("rotate", &[(Action::Update, SourceType::ResourceServer)]).await;
    assert!(!told[0].details.to_string().contains(&shown), "the secret is in the log");

    let stamp = server.stamp().await;
    write(&world, move |tx| webhook::set(tx, tenant, "https://example.com/hooks", &[], b"sealed", &stamp)).await;
    log.tells("webhook", &[(Action::Update, SourceType::AccountSetting)]).await;

    let import = Import { id: ImportId::new(server.id().await), scheme: imports::Scheme::Sha256, sealed_key: None };
    let digest = "0f".repeat(32);
    let foreign = token::Foreign { digest: digest.clone(), ..token::Foreign::default() };
    let id = (tenant, token::ApiTokenId::new(server.id().await));
    let (stamp, words, by) = (server.stamp().await, catalogue.clone(), import.clone());
    write(&world, move |tx| token::import(tx, id, &foreign, &by, &words, &stamp)).await;
    let told = log.tells("an API token", &[(Action::Create, SourceType::ApiToken)]).await;
    assert!(!told[0].details.to_string().contains(&digest), "the digest is in the log");

    let change = Change { redirect_uris: Some(vec!["https://sync.example.com/cb".into()]), ..Change::default() };
    let foreign = clients::Foreign { identifier: "sync".into(), change, ..clients::Foreign::default() };
    let key = ClientKey { tenant, id: ClientId::new(server.id().await) };
    let ids = [SecretId::new(server.id().await), SecretId::new(server.id().await)];
    let (stamp, words) = (server.stamp().await, catalogue.clone());
    write(&world, move |tx| clients::import(tx, key, &foreign, ids, &words, &stamp)).await;
    log.tells("a client", &[(Action::Create, SourceType::OauthClient)]).await;

    let foreign = tokens::import::Foreign {
        access_digest: Some(digest.clone()),
        refresh_digest: Some("f0".repeat(32)),
        client: world.app.client.clone(),
        user: world.ada.clone(),
        scopes: "read".parse().unwrap(),
        created_at: None,
        expires_at: None,
        refresh_expires_at: None,
    };
    let ids = [server.id().await, server.id().await, server.id().await];
    let stamp = server.stamp().await;
    write(&world, move |tx| tokens::import::import(tx, tenant, ids, &foreign, &import, &catalogue, &stamp)).await;
    log.tells("a pair", &[(Action::Create, SourceType::OauthToken)]).await;

    let (stamp, ada) = (server.stamp().await, world.ada.clone());
    server.grantor.storage.write::<_, Failure>(move |tx| connected::disconnect_all(tx, &ada, &stamp)).await.unwrap();
    log.tells("every app", &[(Action::Revoke, SourceType::User)]).await;
}

#[actix_web::test]
async fn what_people_allow_and_what_comes_of_it() {
    let world = World::new().await;
    let (tenant, server) = (world.tenant.id, &world.server);
    let log = Log { world: &world, seen: RefCell::new(server.events(tenant).await.len()) };
    let (client, token) = (SourceType::OauthClient, SourceType::OauthToken);
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await;
    browser.submit(&page, "/oauth/authorizations", &[("decision", "deny")]).await;
    log.tells("deny", &[(Action::Deny, client)]).await;
    let code = world.code(&world.app).await;
    log.tells("allow", &[(Action::Authorize, client)]).await;
    let pair = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    log.tells("exchange", &[]).await;
    let next = world.refreshed(&world.app, &pair.refresh).await;
    log.tells("refresh", &[]).await;
    world.refresh(&world.app, &pair.refresh).expect(200).await;
    log.tells("a retry", &[(Action::Retried, token)]).await;
    assert!(world.is_active(&next.access).await);
    server.advance(120);
    world.refresh(&world.app, &pair.refresh).expect(400).await;
    log.tells("a reuse", &[(Action::ReuseDetected, token)]).await;
    let code = world.code(&world.app).await;
    log.tells("remembered", &[]).await;
    world.exchange(&world.app, &code).expect(200).await;
    world.exchange(&world.app, &code).expect(400).await;
    log.tells("a replay", &[(Action::Replayed, token)]).await;
    let pair = world.tokens(&world.app).await;
    log.tells("remembered again", &[]).await;
    let revoke = [("token", &*pair.access), ("client_id", "invoice_sync"), ("client_secret", &*world.app.secret)];
    server.post("acme", "/oauth/revoke").form(&revoke).expect(200).await;
    log.tells("revoke", &[(Action::Revoke, token)]).await;
    world.tokens(&world.app).await;
    log.tells("remembered once more", &[]).await;
    let (stamp, ada, app) = (server.stamp().await, world.ada.id, world.app.client.clone());
    server.grantor.storage.write(move |tx| connected::disconnect(tx, tenant, ada, &app, &stamp)).await.unwrap();
    log.tells("taken back", &[(Action::Revoke, client)]).await;
    for times in 1..=3 {
        let wrong = [("token", "x"), ("client_id", "invoice_sync"), ("client_secret", "wrong")];
        server.post("acme", "/oauth/revoke").form(&wrong).expect(401).await;
        server.refused(tenant, client, &world.app.client.name, times).await;
    }
    let told = log.tells("a wrong secret, three times", &[(Action::VerifyFailed, client)]).await;
    assert_eq!((&told[0].details["count"], &*told[0].stamp.origin.address), (&3.into(), "127.0.0.1"));
}

/// What is told of `app` and Ada beside what was done to a token.
fn names(world: &World, event: &Event, scopes: &str) {
    let (client, ada) = (&world.app.client, &world.ada);
    let details = &event.details;
    assert_eq!(details["user"], json!({ "id": ada.id, "name": "Ada", "external_id": "crm-7" }), "{details}");
    assert_eq!(details["client"], json!({ "id": client.key.id, "identifier": client.identifier }), "{details}");
    assert_eq!(details["scopes"], json!(scopes), "{details}");
    assert_eq!(event.source.label, client.name);
}

#[actix_web::test]
async fn whatever_is_done_to_a_token_is_told_under_one_number_with_whose_it_is_and_what_it_may() {
    let world = World::new().await;
    let (tenant, server) = (world.tenant.id, &world.server);
    let known = users::Change { external_id: Some("crm-7".into()), ..Default::default() };
    server.change_user(&world.ada, known).await;
    let of = async |what: &str, action: Action, scopes: &str| {
        let event = server.events(tenant).await.remove(0);
        assert_eq!((event.action, event.source.kind), (action, SourceType::OauthToken), "{what}");
        names(&world, &event, scopes);
        event.source.id
    };
    let (both, revoked) = ("read write", &[("client_id", "invoice_sync"), ("client_secret", &*world.app.secret)][..]);
    let held = async |client: ClientKey| {
        let (now, window) = (server.grantor.now(), Window::first(1));
        let part = server.grantor.storage.read(move |db| tokens::held::list(db, tenant, client, now, &window)).await;
        let part: Result<_, Failure> = part;
        part.unwrap().rows[0].id
    };

    let code = world.code(&world.app).await;
    let first = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    let number = Some(held(world.app.client.key).await);
    let second = world.refreshed(&world.app, &first.refresh).await;
    world.refresh(&world.app, &first.refresh).expect(200).await;
    assert_eq!(of("a retry", Action::Retried, both).await, number);
    let narrow = world.refresh_with(&world.app, &second.refresh, &[("scope", "read")]).expect(200).await;
    assert_eq!(narrow.field("scope"), "read");
    server.advance(120);
    world.refresh(&world.app, &first.refresh).expect(400).await;
    assert_eq!(of("a reuse", Action::ReuseDetected, both).await, number);
    world.exchange(&world.app, &code).expect(400).await;

    let code = world.code(&world.app).await;
    world.exchange(&world.app, &code).expect(200).await;
    let number = Some(held(world.app.client.key).await);
    world.exchange(&world.app, &code).expect(400).await;
    assert_eq!(of("a replay", Action::Replayed, both).await, number);

    for member in [|pair: &Pair| pair.access.clone(), |pair: &Pair| pair.refresh.clone()] {
        let pair = world.tokens(&world.app).await;
        let number = Some(held(world.app.client.key).await);
        let token = member(&pair);
        server.post("acme", "/oauth/revoke").form(&[revoked, &[("token", &*token)]].concat()).expect(200).await;
        assert_eq!(of("revoked by the app", Action::Revoke, both).await, number);
    }
    let lone = world.lone_token("read").await;
    let number = of("made", Action::Create, "read").await;
    server.post("acme", "/oauth/revoke").form(&[revoked, &[("token", &*lone)]].concat()).expect(200).await;
    assert_eq!(of("revoked alone", Action::Revoke, "read").await, number);

    for lone in [false, true] {
        if lone {
            drop(world.lone_token("read").await);
        } else {
            drop(world.tokens(&world.app).await);
        }
        let (client, id, stamp) = (world.app.client.key, held(world.app.client.key).await, server.stamp().await);
        let end = move |tx: &mut Tx<'_>| {
            let listed = tokens::held::find(tx.db, tenant, client, id, stamp.at)?;
            take_back(tx, &listed, &stamp)
        };
        write(&world, end).await;
        let scopes = if lone { "read" } else { both };
        assert_eq!(of("ended by an admin", Action::Revoke, scopes).await, Some(id));
    }
}
