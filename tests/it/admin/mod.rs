//! What an account's admins are promised in the Admin Center.

mod access;
mod audit_log;
mod clients;
mod global_clients;
mod settings;
mod sources;
mod tokens;
mod users;

use grantor::clients::{self as use_cases, Client};
use grantor::storage::Tx;
use grantor::tenants::TenantId;
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
