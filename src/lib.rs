//! Grantor, the OAuth 2.0 authorization server for multi-tenant SaaS.
pub mod clock;
pub mod entropy;
pub mod secret;
pub mod storage;
pub mod web;
