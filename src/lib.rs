//! Grantor, the OAuth 2.0 authorization server for multi-tenant SaaS. This is the map.
//!
//! A noun is a folder: its `mod.rs` says what it is and what is true of it, `store.rs` how it is kept, every other
//! file is a verb done with it. Imports point one way, from the top of this list to the bottom; a test holds that.
//!
//! | module | what it is |
//! |---|---|
//! | [`cli`] | the command line, one file a command |
//! | [`web`] | HTTP, the only place that knows actix; its route table is grouped by audience |
//! | [`server`] | what one running Grantor is made of, how it starts and stops; it and `web` know each other |
//! | [`directory`] | the look-ups of the hot paths: tenants, clients, resource servers, tokens |
//! | [`authorizations`] | from the first request of an application to the code |
//! | [`grants`] | the token endpoint, one file a grant type |
//! | [`sidecar`] | legacy API tokens: their life, what they are worth, who uses them |
//! | [`tokens`] | what was issued, what it is worth, how it ends |
//! | [`clients`], [`users`], [`tenants`], [`resource_servers`] | who takes part |
//! | [`logos`] | the pictures of tenants and clients |
//! | [`audit`] | who did what, written in the transaction of what it tells |
//! | [`refused`] | why a change was not made |
//! | [`seal`] | secrets that must be readable again |
//! | [`log`], [`config`] | what the operator reads, what the operator decides |
//! | [`storage`] | SQLite or PostgreSQL behind one connection type: the doors, the migrations, the sweep |
//! | [`jwt`] | JSON Web Tokens that somebody else signed |
//! | [`protocol`] | what the RFCs say, pure |
//! | [`secret`] | what is shown once, and what is kept of it |
//! | [`clock`], [`entropy`], [`outgoing`], [`private_file`] | time, randomness, requests that this process makes, files for its user only |
//! | [`networks`] | what is told by an address |
//!
//! # One request, from end to end
//!
//! `POST /oauth/tokens` with a code: [`web::routes`] hands it to [`web::oauth::token`], which has the tenant found by
//! the Host header ([`web::tenant`]), the parameters read ([`web::body`], [`protocol::parameters`]) and the client
//! authenticated ([`web::oauth::client`], [`clients::authenticate`]). Ids and secrets are made; then one job goes to the
//! write door ([`storage::Storage::write`]): [`grants::authorization_code::exchange`] redeems the code by a conditional
//! UPDATE, claims its family ([`storage::claimed`]), and writes the pair ([`tokens::issue`]). The commit is shared with
//! whatever else was waiting; then the look-ups forget what has changed, and the answer goes out.

pub mod audit;
pub mod authorizations;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod directory;
pub mod entropy;
pub mod grants;
pub mod jwt;
pub mod log;
pub mod logos;
pub mod networks;
pub mod outgoing;
pub mod private_file;
pub mod protocol;
pub mod refused;
pub mod resource_servers;
pub mod seal;
pub mod secret;
pub mod server;
pub mod sidecar;
pub mod storage;
pub mod tenants;
pub mod tokens;
pub mod users;
pub mod web;
