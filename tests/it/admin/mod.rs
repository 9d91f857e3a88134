//! What an account's admins are promised in the Admin Center.

mod access;
mod api_tokens;
mod audit_log;
mod clients;
mod global_clients;
mod proposals;
mod settings;
mod sources;
mod tokens;
mod users;

use grantor::clients::{self as use_cases, Client};
use grantor::secret::Kind;
use grantor::sidecar::token::{self, ApiToken, ApiTokenId, Maker, NewApiToken};
use grantor::storage::Tx;
use grantor::tenants::{self, TenantId};
use grantor::users::{Role, User};

use crate::harness::Server;
use crate::harness::answer::Answer;
use crate::harness::browser::Browser;
use crate::harness::flow::World;

/// A world with an admin in it.
pub struct Center {
    pub world: World,
    pub boss: User,
}

impl Center {
    pub async fn new() -> Self {
        let world = World::new().await;
        let boss = world.server.user(world.tenant.id, "Grace", Role::Admin).await;
        Self { world, boss }
    }

    /// The same, where API tokens are let in.
    pub async fn with_api_tokens() -> Self {
        let center = Self::new().await;
        center.api_token_access(true).await;
        center
    }

    /// Turns API token access on or off.
    pub async fn api_token_access(&self, on: bool) {
        let change = tenants::Change { api_token_access: Some(on), ..tenants::Change::default() };
        self.world.server.change_tenant(self.world.tenant.id, change).await;
    }

    /// An API token as `change` makes it, and its secret.
    pub async fn api_token(&self, change: token::Change) -> (ApiToken, String) {
        let (server, tenant) = (&self.world.server, self.world.tenant.id);
        let (secret, maker) = (server.grantor.secret(Kind::ApiToken), Maker::from(server.stamp().await));
        let (id, catalogue) = (ApiTokenId::new(server.id().await), server.grantor.catalogue.clone());
        let new = NewApiToken { id, secret: secret.clone(), creator: Some(self.boss.id), change };
        let job = move |tx: &mut Tx<'_>| token::create(tx, tenant, &new, &catalogue, &maker);
        let made = server.grantor.storage.write(job).await.expect("an API token");
        (made, secret.reveal().to_owned())
    }

    /// Deactivates an API token.
    pub async fn stop_api_token(&self, token: &ApiToken) {
        let server = &self.world.server;
        let (maker, key) = (Maker::from(server.stamp().await), (token.tenant, token.id));
        let (change, catalogue) =
            (token::Change { active: Some(false), ..token::Change::default() }, server.grantor.catalogue.clone());
        let job = move |tx: &mut Tx<'_>| token::set(tx, key, &change, &catalogue, &maker);
        server.grantor.storage.write(job).await.expect("it is there");
    }

    /// The admin's browser.
    pub async fn browser(&self) -> Browser<'_> {
        self.world.server.signed_in(&self.world.tenant, &self.boss).await
    }

    /// The address of something about a client.
    pub fn at(client: &Client, rest: &str) -> String {
        let list = if client.key.tenant == TenantId::PLATFORM { "global_clients" } else { "clients" };
        format!("/admin/oauth/{list}/{}{rest}", client.key.id)
    }
}

/// Opens a page, fills its form and sends it.
pub async fn fill(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.words());
    browser.submit(&page, path, fields).await
}

/// The addresses that the page links to.
pub fn links(page: &Answer) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.text());
    let anchors = scraper::Selector::parse("main a[href]").expect("a selector");
    html.select(&anchors).filter_map(|anchor| anchor.attr("href").map(str::to_owned)).collect()
}

impl Server {
    /// Calls a client otherwise.
    pub async fn rename(&self, client: &Client, name: &str) {
        let change = use_cases::Change { name: Some(name.to_owned()), ..use_cases::Change::default() };
        let (stamp, key, catalogue) = (self.stamp().await, client.key, self.grantor.catalogue.clone());
        let job = move |tx: &mut Tx<'_>| use_cases::set(tx, key, &change, &catalogue, &stamp);
        self.grantor.storage.write(job).await.expect("the client is there");
    }
}
