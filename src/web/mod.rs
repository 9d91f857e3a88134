//! What Grantor answers over HTTP: the only place that knows actix.
pub mod address;
pub mod listen;
pub mod operator;
pub mod pages;
pub mod serve;
pub mod trace;

use actix_web::web::ServiceConfig;

/// What everyone may ask, by audience.
pub fn routes(_routes: &mut ServiceConfig) {}
