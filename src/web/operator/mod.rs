//! The operator API: tenants and what belongs to them, keys, and whether this process is well.
//!
//! It is never on the public listener. On the Unix socket, whoever may connect is an operator: the file system has
//! decided that already. On TCP every path but the two health checks wants the key.

mod health;
pub mod key;

use actix_web::web::{self, ServiceConfig};

/// What operators may ask.
pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/healthz", web::get().to(health::healthz)).route("/readyz", web::get().to(health::readyz));
}
