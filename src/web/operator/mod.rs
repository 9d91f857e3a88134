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
mod told;
mod users;
mod webhook;

use std::future::ready;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, Resource};

use super::sidecar::listener::OwnListener;
use super::{for_relays, get};

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
        .configure(for_relays)
        .service(
            web::scope("/v1/tenants/{tenant}")
                .wrap(from_fn(told::address))
                .wrap(no_store())
                .configure(for_owners)
                .configure(for_api_tokens)
                .configure(for_a_tenant)
                .configure(for_people),
        )
        .service(
            web::scope("/v1")
                .wrap(from_fn(told::address))
                .wrap(no_store())
                .configure(for_owners)
                .configure(for_tenants),
        )
        .default_service(web::to(answer::nothing));
}

/// Some answers have a secret that is shown once; none is to be kept on the way.
fn no_store() -> DefaultHeaders {
    DefaultHeaders::new().add((CACHE_CONTROL, "no-store"))
}

/// Accounts, and what they ask for.
fn for_tenants(routes: &mut ServiceConfig) {
    routes
        .service(resource("/tenants", "GET, HEAD, POST").post(tenants::create).route(get(tenants::list)))
        .service(resource("/client-proposals", "GET, HEAD").route(get(proposals::list)));
}

/// One account, and its people.
fn for_a_tenant(routes: &mut ServiceConfig) {
    routes
        .service(resource("", "GET, HEAD, PATCH").route(get(tenants::show)).patch(tenants::set))
        .service(
            resource("/logo", "PUT, DELETE")
                .app_data(logos::body())
                .put(logos::set_tenants)
                .delete(logos::drop_tenants),
        )
        .service(
            resource("/webhook", "GET, HEAD, PUT, DELETE")
                .route(get(webhook::show))
                .put(webhook::set)
                .delete(webhook::remove),
        )
        .service(resource("/imports", "POST").post(import::begin))
        .service(resource("/import/{what}", "POST").app_data(import::body()).post(import::import))
        .service(resource("/sso", "GET, HEAD").route(get(sso::show)))
        .service(resource("/sso/keys", "POST").post(sso::add))
        .service(resource("/sso/keys/{kid}", "DELETE").delete(sso::remove));
}

/// The people of an account.
fn for_people(routes: &mut ServiceConfig) {
    routes
        .service(resource("/users", "GET, HEAD, POST").post(users::create).route(get(users::list)))
        .service(resource("/users/import", "POST").app_data(import::body()).post(import::import))
        .service(
            resource("/users/{user}", "GET, HEAD, PATCH, DELETE")
                .route(get(users::show))
                .delete(users::delete)
                .patch(users::set),
        )
        .service(resource("/users/{user}/password", "PUT").put(users::protect))
        .service(resource("/users/{user}/sign_in_link", "POST").post(users::link));
}

/// The API tokens of an account.
fn for_api_tokens(routes: &mut ServiceConfig) {
    routes
        .service(resource("/api-tokens", "GET, HEAD, POST").post(api_tokens::create).route(get(api_tokens::list)))
        .service(resource("/api-tokens/ready", "GET, HEAD").route(get(api_token_usage::ready)))
        .service(resource("/api-tokens/sunset", "GET, HEAD").route(get(api_token_usage::sunset)))
        .service(resource("/api-tokens/usage", "GET, HEAD").route(get(api_token_usage::of_tenant)))
        .service(resource("/api-tokens/{id}/usage", "GET, HEAD").route(get(api_token_usage::of_token)))
        .service(resource("/api-tokens/{id}/replacement", "POST").post(replacement::create))
        .service(
            resource("/api-tokens/{id}", "GET, HEAD, PATCH, DELETE")
                .route(get(api_tokens::show))
                .patch(api_tokens::set)
                .delete(api_tokens::delete),
        );
}

/// What an account has, and the platform too.
fn for_owners(routes: &mut ServiceConfig) {
    routes
        .configure(for_resource_servers)
        .service(resource("/audit", "GET, HEAD").route(get(audit::list)))
        .service(resource("/audit/export", "POST").post(audit::export))
        .service(resource("/clients", "GET, HEAD, POST").post(clients::create).route(get(clients::list)))
        .service(
            resource("/clients/{identifier}", "GET, HEAD, PATCH, DELETE")
                .route(get(clients::show))
                .patch(clients::set)
                .delete(clients::delete),
        )
        .service(resource("/clients/{identifier}/secrets", "POST").post(clients::rotate))
        .service(resource("/clients/{identifier}/promotion", "POST").post(proposals::promote))
        .service(resource("/clients/{identifier}/refusal", "POST").post(proposals::decline))
        .service(
            resource("/clients/{identifier}/logo", "PUT, DELETE")
                .app_data(logos::body())
                .put(logos::set_clients)
                .delete(logos::drop_clients),
        );
}

/// APIs that have to know what a token is worth.
fn for_resource_servers(routes: &mut ServiceConfig) {
    routes
        .service(
            resource("/resource-servers", "GET, HEAD, POST")
                .post(resource_servers::create)
                .route(get(resource_servers::list)),
        )
        .service(
            resource("/resource-servers/{identifier}", "GET, HEAD, DELETE")
                .route(get(resource_servers::show))
                .delete(resource_servers::delete),
        )
        .service(resource("/resource-servers/{identifier}/secrets", "POST").post(resource_servers::rotate));
}

/// A path that answers every method but the `allowed` ones with 405 (RFC 9110 §15.5.6).
fn resource(path: &str, allowed: &'static str) -> Resource {
    let refuse = move |request: HttpRequest| ready(answer::not_allowed(&request, allowed));
    web::resource(path).default_service(web::to(refuse))
}
