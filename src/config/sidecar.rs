//! How the proxies ask that hold a request in their hands.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::protocol::routes::RouteEntry;

/// What `/sidecar/verify` understands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sidecar {
    /// The one proxy that asks: `nginx`, `envoy`, `traefik` or `caddy`. What the others would send is ignored.
    pub dialect: Dialect,
    /// The scope that a request needs, by path and method; without a row that fits, `read` or `write` by the method.
    pub routes: Vec<RouteEntry>,
    /// Where `grantor sidecar` listens: an address of this machine.
    #[serde(deserialize_with = "super::written::address")]
    pub listen: SocketAddr,
    /// Or the Unix socket (mode 0600) where it does instead. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket: Option<PathBuf>,
    /// The Grantor that `grantor sidecar` asks, if it is not the one of this configuration: `https://example.com`, or
    /// an account's own address. Default: PostgreSQL itself, or the server that runs on the same SQLite file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
    /// The file (mode 0600) with what it proves itself with there: `IDENTIFIER:SECRET` of a resource server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_credentials: Option<PathBuf>,
    /// Seconds for which it repeats a yes of another Grantor without asking again, 5 at most: for so long a token that
    /// was deactivated still works.
    pub remote_cache: u8,
}

impl Default for Sidecar {
    fn default() -> Self {
        Self {
            dialect: Dialect::default(),
            routes: Vec::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8081)),
            socket: None,
            remote: None,
            remote_credentials: None,
            remote_cache: 0,
        }
    }
}

/// Whose way of asking is understood. One and no more: what one proxy sets itself, another hands on from its client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum Dialect {
    /// nginx with `auth_request`.
    #[default]
    Nginx,
    /// Envoy with `ext_authz` over HTTP.
    Envoy,
    /// Traefik with `forwardAuth`.
    Traefik,
    /// Caddy with `forward_auth`.
    Caddy,
}

impl TryFrom<String> for Dialect {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        match word.as_str() {
            "nginx" => Ok(Self::Nginx),
            "envoy" => Ok(Self::Envoy),
            "traefik" => Ok(Self::Traefik),
            "caddy" => Ok(Self::Caddy),
            _ => Err("write \"nginx\", \"envoy\", \"traefik\" or \"caddy\""),
        }
    }
}
