//! `oauth/…`: applications, and what was issued to them.

mod client_fields;
pub mod clients;
pub mod global_clients;
pub mod proposals;
pub mod tokens;
