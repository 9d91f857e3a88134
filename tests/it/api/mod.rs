//! `/api/v2`, as an account's own programs and administrators meet it (contract §4).

mod api_tokens;
mod audit_logs;
mod callers;
mod clients;
mod errors;
mod global_clients;
mod last_used;
mod misdirected;
mod openapi;
mod pages;
mod people;
mod proposals;
mod replacement;
mod tokens;
mod who_may;

use actix_web::http::Method;
use grantor::clients::Kind;
use grantor::users::{Role, User};

use crate::harness::Server;
use crate::harness::flow::World;
use crate::harness::request::Call;

/// Everything that a token of an admin can do.
pub const ALL: &str = "read write credentials:write";

/// An account with somebody of each role.
pub struct Office {
    pub world: World,
    pub admin: User,
    pub agent: User,
    pub end_user: User,
}

impl Office {
    pub async fn new() -> Self {
        let world = World::new().await;
        let admin = world.server.user(world.tenant.id, "Grace", Role::Admin).await;
        let agent = world.server.user(world.tenant.id, "Alan", Role::Agent).await;
        let end_user = world.server.user(world.tenant.id, "Eve", Role::EndUser).await;
        Self { world, admin, agent, end_user }
    }

    pub fn server(&self) -> &Server {
        &self.world.server
    }

    /// Whoever has this role.
    pub fn somebody(&self, role: Role) -> &User {
        match role {
            Role::Admin => &self.admin,
            Role::Agent => &self.agent,
            Role::EndUser => &self.end_user,
        }
    }

    /// An access token that acts as `user` and has `scope`, if they may have it.
    pub async fn try_token(&self, user: &User, scope: &str) -> Option<String> {
        let identifier = format!("machine-{}", self.server().id().await);
        let tenant = self.world.tenant.id;
        let act_as = |client: &mut grantor::clients::Client| client.service_account = Some(user.id);
        let app = self.server().client(tenant, &identifier, Kind::Confidential, act_as).await;
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        let answer =
            self.server().post("acme", "/oauth/tokens").basic(&identifier, &app.secret).form(&form).send().await;
        (answer.status == 200).then(|| answer.field("access_token"))
    }

    pub async fn token(&self, user: &User, scope: &str) -> String {
        self.try_token(user, scope).await.unwrap_or_else(|| panic!("no token for {scope}"))
    }

    /// A call with a token.
    pub fn call<'a>(&'a self, method: Method, path: &str, token: &str) -> Call<'a> {
        self.server().call(method, "acme", path).bearer(token)
    }

    /// The bearer of a token with everything that an admin's can have.
    pub async fn all(&self) -> String {
        self.token(&self.admin, ALL).await
    }

    pub fn get<'a>(&'a self, path: &str, token: &str) -> Call<'a> {
        self.call(Method::GET, path, token)
    }
}
