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
    /// Or the Unix socket where it does instead. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket: Option<PathBuf>,
    /// Who may ask at the socket: this user (`0600`), or its group, too (`0660`).
    pub socket_mode: SocketMode,
    /// The Grantor that `grantor sidecar` asks, if it is not the one of this configuration: `https://example.com`, or
    /// an account's own address. Default: PostgreSQL itself, or the server that runs on the same SQLite file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
    /// The file (mode 0600) with what it proves itself with there: `IDENTIFIER:SECRET` of a resource server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_credentials: Option<PathBuf>,
    /// A PEM file of the authorities that may have signed its certificate, beside the public ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_ca: Option<PathBuf>,
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
            socket_mode: SocketMode::default(),
            remote: None,
            remote_credentials: None,
            remote_ca: None,
            remote_cache: 0,
        }
    }
}

/// Whom the sidecar's socket is open to. To nobody wider: whoever may ask there proves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub enum SocketMode {
    /// The user of this process.
    #[default]
    #[serde(rename = "0600")]
    Owner,
    /// The socket's group, too.
    #[serde(rename = "0660")]
    Group,
}

impl SocketMode {
    /// The bits of the file.
    pub const fn bits(self) -> u32 {
        match self {
            Self::Owner => 0o600,
            Self::Group => 0o660,
        }
    }
}

impl TryFrom<String> for SocketMode {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        match word.as_str() {
            "0600" => Ok(Self::Owner),
            "0660" => Ok(Self::Group),
            _ => Err("write \"0600\" for this user only, or \"0660\" for the socket's group, too"),
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
