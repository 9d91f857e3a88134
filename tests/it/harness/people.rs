//! Who lives in a test: tenants, people, clients, resource servers.

use std::time::{Duration, Instant};

use grantor::audit::{self, Action, Event, Origin, SourceType, Stamp};
use grantor::clients::proposals::{self, Promotion};
use grantor::clients::{self, Client, ClientId, ClientKey, KeptSecret, Kind, NewSecret, Scheme};
use grantor::resource_servers::{self, ResourceServer};
use grantor::secret::{self, Digest};
use grantor::storage::{Failure, Id};
use grantor::tenants::{self, NewTenant, Tenant, TenantId};
use grantor::users::session::{self, NewSession};
use grantor::users::{self, KeptPassword, NewUser, Role, User};
use serde_json::{Value, json};

use super::Server;
use super::answer::Answer;
use super::browser::Browser;

/// A client and what its developer knows.
#[derive(Clone)]
pub struct App {
    pub client: Client,
    pub secret: String,
    pub redirect_uri: String,
}

/// A resource server and what its operator knows.
#[derive(Clone)]
pub struct Api {
    pub identifier: String,
    pub secret: String,
}

/// The redirect URI of every test's client.
pub const CALLBACK: &str = "https://app.example.com/callback";

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
/// What is kept of it here, by another system that took little trouble: it is looked at in no time.
const KEPT: &str = "$argon2id$v=19$m=8,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$Ifvh/2yXZNM2YXLKEULqjsGR8AQJ/t7RaWEEn8uEiG4";

impl Server {
    pub async fn id(&self) -> i64 {
        let [id] = self.grantor.storage.ids().await.unwrap();
        id
    }

    pub async fn stamp(&self) -> Stamp {
        Origin::system().stamp(self.id().await, self.grantor.now())
    }

    /// A tenant that accepts applications.
    pub async fn tenant(&self, subdomain: &str) -> Tenant {
        self.tenant_with(subdomain, json!({})).await
    }

    /// A tenant that accepts applications, with these settings.
    pub async fn tenant_with(&self, subdomain: &str, settings: Value) -> Tenant {
        let (id, stamp) = (TenantId::new(self.id().await), self.stamp().await);
        let change = tenants::Change {
            oauth_access: Some(true),
            settings: settings.as_object().unwrap().clone(),
            ..tenants::Change::default()
        };
        let name = subdomain[..1].to_uppercase() + &subdomain[1..];
        let new = NewTenant { subdomain: subdomain.to_owned(), name, change, ..NewTenant::default() };
        self.grantor.storage.write(move |tx| tenants::create(tx, id, &new, &stamp)).await.unwrap()
    }

    /// Changes a tenant.
    pub async fn change_tenant(&self, tenant: TenantId, change: tenants::Change) -> Tenant {
        let stamp = self.stamp().await;
        self.grantor.storage.write(move |tx| tenants::set(tx, tenant, &change, &stamp)).await.unwrap()
    }

    /// Somebody verified, without a password.
    pub async fn user(&self, tenant: TenantId, name: &str, role: Role) -> User {
        let (id, stamp) = (Id::new(self.id().await), self.stamp().await);
        let email = format!("{}@example.com", name.to_lowercase());
        let new = NewUser { name: name.to_owned(), verified: true, ..NewUser::new(email, role) };
        self.grantor.storage.write(move |tx| users::create(tx, tenant, id, &new, &stamp)).await.unwrap()
    }

    /// Changes a user.
    pub async fn change_user(&self, user: &User, change: users::Change) -> User {
        let (stamp, tenant, id) = (self.stamp().await, user.tenant, user.id);
        self.grantor.storage.write(move |tx| users::set(tx, tenant, id, &change, &stamp)).await.unwrap()
    }

    /// Gives somebody [`PASSWORD`].
    pub async fn password(&self, user: &User) {
        let kept = KeptPassword::from_phc(KEPT);
        let (stamp, tenant, id) = (self.stamp().await, user.tenant, user.id);
        let job = move |tx: &mut grantor::storage::Tx<'_>| users::set_password(tx, tenant, id, &kept, &stamp);
        self.grantor.storage.write(job).await.unwrap();
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self, tenant: &str) -> Browser<'_> {
        Browser::new(self, tenant)
    }

    /// What the session's cookie is called.
    pub fn session_cookie(&self) -> &'static str {
        if self.grantor.config.public_url.is_secure() { "__Host-grantor" } else { "grantor" }
    }

    /// Signs in with the form, as somebody whose password is [`PASSWORD`] would.
    pub async fn sign_in(&self, browser: &Browser<'_>, email: &str, password: &str) -> Answer {
        let form = browser.get("/access/login").await;
        browser.submit(&form, "/access/login", &[("email", email), ("password", password)]).await
    }

    /// A one-time link for somebody: its path.
    pub async fn link(&self, user: &User) -> String {
        let secret = self.grantor.secret(secret::Kind::SignInLink);
        let (stamp, tenant, id, link) = (self.stamp().await, user.tenant, user.id, secret.clone());
        let make = move |tx: &mut grantor::storage::Tx<'_>| users::sign_in_link::make(tx, tenant, id, &link, &stamp);
        self.grantor.storage.write(make).await.unwrap();
        format!("/access/link/{}", secret.reveal())
    }

    /// A browser in which `user` is signed in.
    pub async fn signed_in(&self, tenant: &Tenant, user: &User) -> Browser<'_> {
        let cookie = self.grantor.secret(secret::Kind::Session);
        let session = NewSession {
            id: Id::new(self.id().await),
            cookie: cookie.clone(),
            address: "127.0.0.1".to_owned(),
            user_agent: String::new(),
            lifetime: 28_800,
        };
        let (at, id, now) = (tenant.id, user.id, self.grantor.now());
        let open = move |tx: &mut grantor::storage::Tx<'_>| session::open(tx, at, id, &session, now);
        self.grantor.storage.write::<_, Failure>(open).await.unwrap();
        let browser = self.browser(&tenant.subdomain);
        browser.set_cookie(self.session_cookie(), cookie.reveal());
        browser
    }

    /// A confidential client with one redirect URI.
    pub async fn confidential(&self, tenant: TenantId, identifier: &str) -> App {
        self.client(tenant, identifier, Kind::Confidential, |_| {}).await
    }

    /// A public client with one redirect URI.
    pub async fn public(&self, tenant: TenantId, identifier: &str) -> App {
        self.client(tenant, identifier, Kind::Public, |_| {}).await
    }

    /// A client as `change` makes it.
    pub async fn client(
        &self,
        tenant: TenantId,
        identifier: &str,
        kind: Kind,
        change: impl FnOnce(&mut Client),
    ) -> App {
        let now = self.grantor.now();
        let secret = self.grantor.secret(secret::Kind::ClientSecret);
        let kept = KeptSecret {
            id: Id::new(self.id().await),
            scheme: Scheme::Grantor1,
            salt: None,
            digest: Digest::of(secret::Kind::ClientSecret, tenant.number(), secret.reveal()),
            hint: secret.hint(),
            created_at: now,
            expires_at: None,
        };
        let mut client = Client {
            key: ClientKey { tenant, id: ClientId::new(self.id().await) },
            identifier: identifier.to_owned(),
            name: "Invoice Sync".to_owned(),
            company: "Northwind GmbH".to_owned(),
            description: "Turns tickets into invoices".to_owned(),
            logo_id: None,
            kind,
            owner: None,
            service_account: None,
            redirect_uris: vec![CALLBACK.to_owned()],
            allowed_scopes: None,
            access_token_lifetime: None,
            refresh_token_lifetime: None,
            access_token_never_expires: false,
            sends_issuer: true,
            active: true,
            blocked_at: None,
            used_at: None,
            secrets: if kind == Kind::Confidential { vec![kept] } else { Vec::new() },
            created_at: now,
            updated_at: now,
            deleted_at: None,
        };
        change(&mut client);
        self.put_client(client.clone()).await;
        let redirect_uri = client.redirect_uris.first().cloned().unwrap_or_default();
        App { client, secret: secret.reveal().to_owned(), redirect_uri }
    }

    /// The global client that is made of a tenant's.
    pub async fn promote(&self, app: &App) -> App {
        let secret = self.grantor.secret(secret::Kind::ClientSecret);
        let minted = NewSecret { id: Id::new(self.id().await), secret: secret.clone() };
        let (id, event) = (ClientId::new(self.id().await), Id::new(self.id().await));
        let (key, stamp) = (app.client.key, self.stamp().await);
        let look = move |db: &mut grantor::storage::Db| {
            let (client, proposal) = (clients::store::by_key(db, key.tenant, key)?, proposals::find(db, key)?);
            Ok(proposals::revision(&client.unwrap(), proposal.as_ref()))
        };
        let revision = self.grantor.storage.read::<_, Failure>(look).await.unwrap();
        let new = Promotion { revision, unasked: true, id, identifier: None, minted, event };
        let job = move |tx: &mut grantor::storage::Tx<'_>| proposals::promote(tx, key, &new, &stamp);
        let client = self.grantor.storage.write(job).await.unwrap().client;
        App { client, secret: secret.reveal().to_owned(), redirect_uri: app.redirect_uri.clone() }
    }

    async fn put_client(&self, client: Client) {
        let insert = move |tx: &mut grantor::storage::Tx<'_>| {
            clients::store::insert(tx.db, &client)?;
            tx.forget_tenant(client.key.tenant.number());
            Ok(())
        };
        self.grantor.storage.write::<_, Failure>(insert).await.unwrap();
    }

    /// Changes a client.
    pub async fn change_client(&self, app: &App, change: clients::Change) -> Client {
        let (stamp, key, catalogue) = (self.stamp().await, app.client.key, self.grantor.catalogue.clone());
        let job = move |tx: &mut grantor::storage::Tx<'_>| clients::set(tx, key, &change, &catalogue, &stamp);
        self.grantor.storage.write(job).await.unwrap()
    }

    /// What a tenant has decided about a global client.
    pub async fn decide_about(&self, tenant: TenantId, app: &App, decision: clients::Decision) {
        let (stamp, id) = (self.stamp().await, app.client.key.id);
        self.grantor.storage.write(move |tx| clients::decide(tx, tenant, id, &decision, &stamp)).await.unwrap();
    }

    /// Deletes a client for good.
    pub async fn delete_client(&self, app: &App) {
        let (stamp, key) = (self.stamp().await, app.client.key);
        self.grantor.storage.write(move |tx| clients::delete(tx, key, &stamp)).await.unwrap();
    }

    /// What the audit log tells of a tenant, the newest first.
    pub async fn events(&self, tenant: TenantId) -> Vec<Event> {
        let newest = move |db: &mut grantor::storage::Db| audit::store::newest(db, tenant.number(), None, 1_000);
        self.grantor.storage.read::<_, Failure>(newest).await.unwrap()
    }

    /// The newest event that is `like` this, as soon as it is written: refused credentials are behind the answer's back.
    pub async fn event(&self, tenant: TenantId, like: impl Fn(&Event) -> bool) -> Event {
        let patience = Instant::now() + Duration::from_secs(20);
        loop {
            let events = self.events(tenant).await;
            match events.iter().find(|event| like(event)) {
                Some(event) => return event.clone(),
                None => assert!(Instant::now() < patience, "no such event: {events:?}"),
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// The row of credentials that were refused, of a `kind` and called `label`, which counts `times`.
    pub async fn refused(&self, tenant: TenantId, kind: SourceType, label: &str, times: u64) -> Event {
        let like = |event: &Event| event.action == Action::VerifyFailed && event.details["count"] == times;
        self.event(tenant, |event| like(event) && event.source.kind == kind && event.source.label == label).await
    }

    /// How often the audit log tells of `action`.
    pub async fn told(&self, tenant: TenantId, action: Action) -> usize {
        self.events(tenant).await.iter().filter(|event| event.action == action).count()
    }

    /// A resource server of a tenant, or of the platform (tenant 0).
    pub async fn resource_server(&self, tenant: TenantId, identifier: &str, resources: Option<&[&str]>) -> Api {
        let now = self.grantor.now();
        let secret = self.grantor.secret(secret::Kind::ResourceServerSecret);
        let kept = resource_servers::KeptSecret {
            id: Id::new(self.id().await),
            digest: Digest::of(secret::Kind::ResourceServerSecret, tenant.number(), secret.reveal()),
            hint: secret.hint(),
            created_at: now,
            expires_at: None,
        };
        let server = ResourceServer {
            tenant,
            id: Id::new(self.id().await),
            identifier: identifier.to_owned(),
            name: identifier.to_owned(),
            resources: resources.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
            secrets: vec![kept],
            created_at: now,
            updated_at: now,
        };
        let insert = move |tx: &mut grantor::storage::Tx<'_>| {
            resource_servers::store::insert(tx.db, &server)?;
            tx.forget_tenant(server.tenant.number());
            Ok(())
        };
        self.grantor.storage.write::<_, Failure>(insert).await.unwrap();
        Api { identifier: identifier.to_owned(), secret: secret.reveal().to_owned() }
    }
}
