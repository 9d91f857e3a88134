//! What third-party applications and resource servers speak: OAuth 2.0, in JSON and redirects.

pub mod account;
pub mod asked;
pub mod asker;
pub mod authorize;
pub mod client;
pub mod consent_page;
pub mod cors;
pub mod decide;
mod foreign_secret;
pub mod introspect;
pub mod metadata;
pub mod refused;
pub mod resource_server;
pub mod revoke;
pub mod token;
