//! The flow of RFC 6749 §4.1, step by step, for tests that start somewhere in it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grantor::secret::Kind;
use grantor::storage::Tx;
use grantor::tenants::Tenant;
use grantor::tokens::{self, Maker, Wish};
use grantor::users::{Role, User};
use ring::digest::{SHA256, digest};
use serde_json::Value;

use super::Server;
use super::answer::Answer;
use super::ask::Ask;
use super::browser::Browser;
use super::people::{Api, App};

/// The verifier of RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Its challenge.
pub fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()))
}

/// A tenant with somebody in it, a confidential and a public client, and an API.
pub struct World {
    pub server: Server,
    pub tenant: Tenant,
    pub ada: User,
    pub app: App,
    pub native: App,
    pub api: Api,
}

/// The tokens of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub access: String,
    pub refresh: String,
}

impl Pair {
    pub fn of(answer: &Answer) -> Self {
        Self { access: answer.field("access_token"), refresh: answer.field("refresh_token") }
    }
}

impl World {
    pub async fn new() -> Self {
        Self::on(Server::start().await, "acme").await
    }

    pub async fn on(server: Server, subdomain: &str) -> Self {
        let tenant = server.tenant(subdomain).await;
        let ada = server.user(tenant.id, "Ada", Role::Agent).await;
        let app = server.confidential(tenant.id, "invoice_sync").await;
        let native = server.public(tenant.id, "native_app").await;
        let api = server.resource_server(tenant.id, "tickets_api", None).await;
        Self { server, tenant, ada, app, native, api }
    }

    /// Ada's browser, signed in.
    pub async fn browser(&self) -> Browser<'_> {
        self.server.signed_in(&self.tenant, &self.ada).await
    }

    /// A token of `app` that stands for itself and acts as Ada, as she makes it through the API.
    pub async fn lone_token(&self, scope: &str) -> String {
        let (grantor, tenant) = (&self.server.grantor, self.tenant.clone());
        let minted = grantor.mint(Kind::AccessToken, tenant.id, self.server.id().await);
        let (maker, stamp) = (Maker { user: self.ada.id, ceiling: None }, self.server.stamp().await);
        let wish = Wish { client: self.app.client.key.id, scopes: Some(scope.to_owned()), lifetime: None };
        let (catalogue, secret) = (grantor.catalogue.clone(), minted.secret.reveal().to_owned());
        let job =
            move |tx: &mut Tx<'_>| tokens::create(tx, &tenant, &maker, &wish, &catalogue, &minted, &stamp).map(drop);
        grantor.storage.write(job).await.unwrap();
        secret
    }

    /// The redirect after Ada has allowed what `app` asks for with PKCE.
    pub async fn allowed(&self, app: &App, scope: &str) -> Answer {
        let browser = self.browser().await;
        let page = browser.get(&Ask::of(app).with("scope", scope).path()).await;
        if page.status == 303 {
            return page;
        }
        assert_eq!(page.status, 200, "{}", page.text());
        let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer
    }

    /// The address of a request by `app` with PKCE.
    pub fn request(&self, app: &App, scope: &str) -> String {
        Ask::of(app).with("scope", scope).path()
    }

    /// A code for `app`.
    pub async fn code(&self, app: &App) -> String {
        self.allowed(app, "read write").await.parameter("code").expect("a code")
    }

    /// The exchange of a code as a client should make it.
    pub fn exchange<'a>(&'a self, app: &'a App, code: &'a str) -> super::request::Call<'a> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", &app.client.identifier),
            ("code", code),
            ("redirect_uri", &app.redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        if !app.client.secrets.is_empty() {
            form.push(("client_secret", &app.secret));
        }
        self.server.post(&self.tenant.subdomain, "/oauth/tokens").form(&form)
    }

    /// Tokens for `app`.
    pub async fn tokens(&self, app: &App) -> Pair {
        let code = self.code(app).await;
        Pair::of(&self.exchange(app, &code).expect(200).await)
    }

    /// A refresh as a client should make it.
    pub fn refresh<'a>(&'a self, app: &'a App, token: &'a str) -> super::request::Call<'a> {
        self.refresh_with(app, token, &[])
    }

    /// A refresh with more parameters.
    pub fn refresh_with<'a>(
        &'a self,
        app: &'a App,
        token: &'a str,
        more: &[(&'a str, &'a str)],
    ) -> super::request::Call<'a> {
        let mut form =
            vec![("grant_type", "refresh_token"), ("client_id", &app.client.identifier), ("refresh_token", token)];
        if !app.client.secrets.is_empty() {
            form.push(("client_secret", &app.secret));
        }
        form.extend(more);
        self.server.post(&self.tenant.subdomain, "/oauth/tokens").form(&form)
    }

    /// What the API is told of a token.
    pub async fn introspect(&self, token: &str) -> Value {
        let call = self.server.post(&self.tenant.subdomain, "/oauth/introspect");
        let call = call.basic(&self.api.identifier, &self.api.secret).form(&[("token", token)]);
        let told = call.expect(200).await.json();
        self.server.written().await;
        told
    }

    /// What `app` is told of a token; the token does not count as seen in use.
    pub async fn told(&self, app: &App, token: &str) -> Value {
        let mut form = vec![("client_id", app.client.identifier.as_str()), ("token", token)];
        if !app.client.secrets.is_empty() {
            form.push(("client_secret", &app.secret));
        }
        self.server.post(&self.tenant.subdomain, "/oauth/introspect").form(&form).expect(200).await.json()
    }

    /// Whether a token of `app` is alive; it does not count as seen in use.
    pub async fn lives(&self, app: &App, token: &str) -> bool {
        let told = self.told(app, token).await;
        if told["active"] != true {
            assert_eq!(told, serde_json::json!({ "active": false }), "an inactive token says nothing else");
        }
        told["active"] == true
    }

    /// Whether the access token and the refresh token of a pair are alive.
    pub async fn alive(&self, app: &App, pair: &Pair) -> (bool, bool) {
        (self.lives(app, &pair.access).await, self.lives(app, &pair.refresh).await)
    }

    /// The next pair after `refresh`.
    pub async fn refreshed(&self, app: &App, refresh: &str) -> Pair {
        Pair::of(&self.refresh(app, refresh).expect(200).await)
    }

    /// The same after the server was restarted.
    pub async fn restarted(self) -> Self {
        Self { server: self.server.restarted().await, ..self }
    }

    /// The same people and applications at another node on the same database.
    pub async fn beside(&self) -> Self {
        let server = self.server.beside().await;
        let (tenant, ada) = (self.tenant.clone(), self.ada.clone());
        Self { server, tenant, ada, app: self.app.clone(), native: self.native.clone(), api: self.api.clone() }
    }

    /// Whether the API would let a token in.
    pub async fn is_active(&self, token: &str) -> bool {
        let told = self.introspect(token).await;
        if told["active"] != true {
            assert_eq!(told, serde_json::json!({ "active": false }), "an inactive token says nothing else");
        }
        told["active"] == true
    }
}
