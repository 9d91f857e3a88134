//! The operator API: tenants and what belongs to them, keys, and whether this process is well.
//!
//! It is never on the public listener. On the Unix socket, whoever may connect is an operator: the file system has
//! decided that already. On TCP every path but the two health checks wants the key. Bodies and answers are JSON; an
//! unknown field is refused; lists come in parts (`limit`, `after`, `next`).

mod answer;
mod api_token_usage;
mod api_tokens;
mod audit;
mod client_fields;
mod clients;
mod health;
mod import;
pub mod key;
mod logos;
mod named;
mod once;
#[expect(clippy::module_inception, reason = "the operator of the operator API")]
mod operator;
mod owner;
mod page;
mod proposals;
mod replacement;
mod resource_servers;
mod sso;
mod tenants;
mod users;
mod webhook;

use actix_web::web::{self, ServiceConfig};

use super::get;
use super::sidecar::listener::OwnListener;
use super::sidecar::{asked, verify};

/// The largest body: a client with all its redirect URIs is far smaller.
const LARGEST_BODY: usize = 262_144;

/// What operators may ask.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .app_data(answer::bodies(LARGEST_BODY))
        .app_data(answer::queries())
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .app_data(web::Data::new(OwnListener))
        .service(web::resource(asked::paths()).to(verify::verify))
        .service(
            web::scope("/v1/tenants/{tenant}").configure(for_owners).configure(for_api_tokens).configure(for_a_tenant),
        )
        .service(web::scope("/v1").configure(for_owners).configure(for_tenants))
        .default_service(web::to(answer::nothing));
}

/// Accounts, and what they ask for.
fn for_tenants(routes: &mut ServiceConfig) {
    routes
        .route("/tenants", web::post().to(tenants::create))
        .route("/tenants", web::get().to(tenants::list))
        .route("/client-proposals", web::get().to(proposals::list));
}

/// One account, and its people.
fn for_a_tenant(routes: &mut ServiceConfig) {
    routes
        .route("", web::get().to(tenants::show))
        .route("", web::patch().to(tenants::set))
        .service(web::resource("/logo").app_data(logos::body()).put(logos::set_tenants).delete(logos::drop_tenants))
        .route("/webhook", web::get().to(webhook::show))
        .route("/webhook", web::put().to(webhook::set))
        .route("/webhook", web::delete().to(webhook::remove))
        .route("/sso", web::get().to(sso::show))
        .route("/sso/keys", web::post().to(sso::add))
        .route("/sso/keys/{kid}", web::delete().to(sso::remove))
        .route("/users", web::post().to(users::create))
        .route("/users", web::get().to(users::list))
        .route("/imports", web::post().to(import::begin))
        .service(web::resource("/users/import").app_data(import::body()).post(import::import))
        .service(web::resource("/import/{what}").app_data(import::body()).post(import::import))
        .route("/users/{user}", web::get().to(users::show))
        .route("/users/{user}", web::delete().to(users::delete))
        .route("/users/{user}", web::patch().to(users::set))
        .route("/users/{user}/password", web::put().to(users::protect))
        .route("/users/{user}/sign_in_link", web::post().to(users::link));
}

/// The API tokens of an account.
fn for_api_tokens(routes: &mut ServiceConfig) {
    routes
        .route("/api-tokens", web::post().to(api_tokens::create))
        .route("/api-tokens", web::get().to(api_tokens::list))
        .route("/api-tokens/ready", web::get().to(api_token_usage::ready))
        .route("/api-tokens/sunset", web::get().to(api_token_usage::sunset))
        .route("/api-tokens/usage", web::get().to(api_token_usage::of_tenant))
        .route("/api-tokens/{id}/usage", web::get().to(api_token_usage::of_token))
        .route("/api-tokens/{id}/replacement", web::post().to(replacement::create))
        .route("/api-tokens/{id}", web::get().to(api_tokens::show))
        .route("/api-tokens/{id}", web::patch().to(api_tokens::set))
        .route("/api-tokens/{id}", web::delete().to(api_tokens::delete));
}

/// What an account has, and the platform too.
fn for_owners(routes: &mut ServiceConfig) {
    routes
        .route("/audit", web::get().to(audit::list))
        .route("/audit/export", web::post().to(audit::export))
        .route("/clients", web::post().to(clients::create))
        .route("/clients", web::get().to(clients::list))
        .route("/clients/{identifier}", web::get().to(clients::show))
        .route("/clients/{identifier}", web::patch().to(clients::set))
        .route("/clients/{identifier}", web::delete().to(clients::delete))
        .route("/clients/{identifier}/secrets", web::post().to(clients::rotate))
        .route("/clients/{identifier}/promotion", web::post().to(proposals::promote))
        .route("/clients/{identifier}/refusal", web::post().to(proposals::decline))
        .service(
            web::resource("/clients/{identifier}/logo")
                .app_data(logos::body())
                .put(logos::set_clients)
                .delete(logos::drop_clients),
        )
        .route("/resource-servers", web::post().to(resource_servers::create))
        .route("/resource-servers", web::get().to(resource_servers::list))
        .route("/resource-servers/{identifier}", web::get().to(resource_servers::show))
        .route("/resource-servers/{identifier}", web::delete().to(resource_servers::delete))
        .route("/resource-servers/{identifier}/secrets", web::post().to(resource_servers::rotate));
}
