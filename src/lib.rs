//! Grantor, the OAuth 2.0 authorization server for multi-tenant SaaS.
pub mod audit;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod entropy;
pub mod log;
pub mod protocol;
pub mod refused;
pub mod resource_servers;
pub mod secret;
pub mod server;
pub mod storage;
pub mod tenants;
pub mod users;
pub mod web;
