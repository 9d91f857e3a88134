//! The operator API: tenants and what belongs to them, keys, and whether this process is well.
//!
//! It is never on the public listener. On the Unix socket, whoever may connect is an operator: the file system has
//! decided that already. On TCP every path but the two health checks wants the key. Bodies and answers are JSON; an
//! unknown field is refused; lists come in parts (`limit`, `after`, `next`).

mod answer;
mod health;
pub mod key;
#[expect(clippy::module_inception, reason = "the operator of the operator API")]
mod operator;
mod page;
mod tenants;
mod users;

use actix_web::web::{self, ServiceConfig};

/// The largest body: a client with all its redirect URIs is far smaller.
const LARGEST_BODY: usize = 262_144;

/// What operators may ask.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .app_data(answer::bodies(LARGEST_BODY))
        .app_data(answer::queries())
        .route("/healthz", web::get().to(health::healthz))
        .route("/readyz", web::get().to(health::readyz))
        .service(web::scope("/v1/tenants").configure(for_tenants))
        .default_service(web::to(answer::nothing));
}

fn for_tenants(routes: &mut ServiceConfig) {
    routes
        .route("", web::post().to(tenants::create))
        .route("", web::get().to(tenants::list))
        .route("/{tenant}", web::get().to(tenants::show))
        .route("/{tenant}", web::patch().to(tenants::set))
        .route("/{tenant}/users", web::post().to(users::create))
        .route("/{tenant}/users", web::get().to(users::list))
        .route("/{tenant}/users/{user}", web::get().to(users::show))
        .route("/{tenant}/users/{user}", web::patch().to(users::set))
        .route("/{tenant}/users/{user}/password", web::put().to(users::protect))
        .route("/{tenant}/users/{user}/sign_in_link", web::post().to(users::link));
}
