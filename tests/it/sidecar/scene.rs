//! An account with API tokens, an admin, and a proxy in front of its API.

use actix_web::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grantor::config::Config;
use grantor::refused::Refused;
use grantor::secret::Kind;
use grantor::sidecar::token::{self, ApiToken, ApiTokenId, Change, Maker, NewApiToken};
use grantor::storage::Tx;
use grantor::tenants::{self, Tenant, TenantId};
use grantor::users::{Role, User};

use crate::harness::Server;
use crate::harness::people::Api;
use crate::harness::request::Call;

/// Acme, its admin Ada, and the proxy of its API, nginx.
pub struct Scene {
    pub server: Server,
    pub tenant: Tenant,
    pub ada: User,
    pub proxy: Api,
}

/// `Authorization: Basic` as people's scripts send it.
pub fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

impl Scene {
    pub async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        let server = Server::with(config).await;
        let tenant = server.tenant("acme").await;
        let ada = server.user(tenant.id, "Ada", Role::Admin).await;
        let proxy = server.resource_server(tenant.id, "gateway", None).await;
        let scene = Self { server, tenant, ada, proxy };
        scene.access(true).await;
        scene
    }

    /// Turns API token access on or off.
    pub async fn access(&self, on: bool) {
        self.access_at(self.tenant.id, on).await;
    }

    pub async fn access_at(&self, tenant: TenantId, on: bool) {
        let change = tenants::Change { api_token_access: Some(on), ..tenants::Change::default() };
        self.server.change_tenant(tenant, change).await;
    }

    pub async fn try_token(&self, change: Change) -> Result<(ApiToken, String), Refused> {
        self.try_token_at(self.tenant.id, change).await
    }

    pub async fn try_token_at(&self, tenant: TenantId, change: Change) -> Result<(ApiToken, String), Refused> {
        let grantor = &self.server.grantor;
        let (secret, maker) = (grantor.secret(Kind::ApiToken), Maker::from(self.server.stamp().await));
        let id = ApiTokenId::new(self.server.id().await);
        let new = NewApiToken { id, secret: secret.clone(), creator: Some(self.ada.id), change };
        let catalogue = grantor.catalogue.clone();
        let job = move |tx: &mut Tx<'_>| token::create(tx, tenant, &new, &catalogue, &maker);
        Ok((grantor.storage.write(job).await?, secret.reveal().to_owned()))
    }

    /// An API token as `change` makes it, and its secret.
    pub async fn token(&self, change: Change) -> (ApiToken, String) {
        self.try_token(change).await.unwrap()
    }

    /// The secret of an API token that nobody has narrowed.
    pub async fn secret(&self) -> String {
        self.token(Change::default()).await.1
    }

    pub async fn change(&self, token: &ApiToken, change: Change) -> ApiToken {
        let (maker, key) = (Maker::from(self.server.stamp().await), (token.tenant, token.id));
        let catalogue = self.server.grantor.catalogue.clone();
        let job = move |tx: &mut Tx<'_>| token::set(tx, key, &change, &catalogue, &maker);
        self.server.grantor.storage.write(job).await.unwrap()
    }

    pub async fn active(&self, token: &ApiToken, active: bool) -> ApiToken {
        self.change(token, Change { active: Some(active), ..Change::default() }).await
    }

    pub async fn try_delete(&self, token: &ApiToken) -> Result<ApiToken, Refused> {
        let (stamp, tenant, id) = (self.server.stamp().await, token.tenant, token.id);
        self.server.grantor.storage.write(move |tx| token::delete(tx, tenant, id, &stamp)).await
    }

    /// What `api-tokens/{id}` shows.
    pub async fn shown(&self, token: &ApiToken) -> ApiToken {
        let (tenant, id) = (token.tenant, token.id);
        self.server.grantor.storage.read(move |db| token::show(db, tenant, id)).await.unwrap()
    }

    /// The proxy's question about `method target`, from 192.0.2.1, without credentials.
    pub fn ask(&self, method: &str, target: &str) -> Call<'_> {
        self.ask_at("acme", method, target)
    }

    pub fn ask_at(&self, tenant: &str, method: &str, target: &str) -> Call<'_> {
        self.ask_from(tenant, method, target, "192.0.2.1")
    }

    pub fn ask_from(&self, tenant: &str, method: &str, target: &str, address: &str) -> Call<'_> {
        let proof = basic(&self.proxy.identifier, &self.proxy.secret);
        self.server
            .call(Method::GET, tenant, "/sidecar/verify")
            .header("x-grantor-authorization", &proof)
            .header("x-original-method", method)
            .header("x-original-uri", target)
            .header("x-original-address", address)
            .header("user-agent", "curl/8.5.0")
    }

    /// The question about a GET with this e-mail address and API token.
    pub fn get(&self, email: &str, secret: &str) -> Call<'_> {
        self.ask("GET", "/api/v2/tickets").header("authorization", &basic(&format!("{email}/token"), secret))
    }

    /// Whether Ada's call with this API token goes through.
    pub async fn passes(&self, secret: &str) -> bool {
        match self.get("ada@example.com", secret).send().await.status {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }
}
