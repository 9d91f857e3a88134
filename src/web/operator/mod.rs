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
        .route("/v1/tenants", web::post().to(tenants::create))
        .route("/v1/tenants", web::get().to(tenants::list))
        .route("/v1/tenants/{tenant}", web::get().to(tenants::show))
        .route("/v1/tenants/{tenant}", web::patch().to(tenants::set))
        .default_service(web::to(answer::nothing));
}
