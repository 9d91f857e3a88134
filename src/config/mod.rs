//! What an operator decides before the server starts: one struct, a field a decision.
//!
//! A field is named in the file as it is here; in the environment its path is joined by two underscores and
//! prefixed: `database.url` is `GRANTOR__DATABASE__URL`. The environment wins over the file, the file over the
//! defaults, and the defaults alone run a server on this machine. An unknown key is an error in both, because a
//! mistyped limit must not silently be no limit. What a tenant's admin decides is no configuration: it is kept with
//! the tenant. `grantor.example.toml` shows every field with its default, and a test compares it with this struct.

mod defaults;
mod environment;
mod load;
mod public_url;
mod sidecar;
mod validate;
mod value;
mod written;

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::protocol::scope::ScopeEntry;
use crate::storage::DatabaseUrl;
pub use load::{DEFAULT_FILE, LoadError};
pub use public_url::PublicUrl;
pub use sidecar::{Dialect, Sidecar, SocketMode};
pub use validate::Problem;
pub use value::Wrong;

/// The configuration of one process.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The address of tenants, `{tenant}` standing for the subdomain: `https://{tenant}.example.com`. It gives the
    /// issuer and every link. Plain `http` is taken for `localhost` only.
    pub public_url: PublicUrl,
    /// Where people and applications are served: address and port.
    #[serde(deserialize_with = "written::address")]
    pub listen: SocketAddr,
    /// Worker threads that answer requests, 512 at most. Default: one a core.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<usize>,
    /// The nets of the proxies in front of this server, as `10.0.0.0/8`. Only they are believed about a client's
    /// address (`X-Forwarded-For`). Default: none.
    #[serde(deserialize_with = "written::nets")]
    pub trusted_proxies: Vec<IpNet>,
    /// The scope words: name, and if need be resource, access, lowest role and descriptions. Default: the resources of
    /// a help desk; `read`, `write`, `impersonate` and `credentials` are always there.
    pub scopes: Vec<ScopeEntry>,
    /// What every secret starts with, so that scanners know whose it is: letters and digits, 2 to 16.
    pub token_prefix: String,
    /// Seconds that running requests get to finish after SIGTERM, SIGINT or SIGHUP.
    pub shutdown_grace: u64,
    /// The file (mode 0600) with the key that secrets are sealed with which must be readable again, at least 32
    /// characters. Default: beside an SQLite database, with the ending `.key`, made when it is first needed. With
    /// PostgreSQL it has to be named for single sign-on by a shared secret, and be the same on every node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal_key: Option<PathBuf>,
    /// Where everything is kept.
    pub database: Database,
    /// Certificate and key, if this server ends TLS itself. Default: none (a proxy does, or the address is `localhost`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
    /// How operators reach the operator API.
    pub operators: Operators,
    /// Which families of paths this process serves.
    pub surfaces: Surfaces,
    /// How proxies ask about the requests that they hold.
    pub sidecar: Sidecar,
    /// Where accounts may be told what happens to their API tokens.
    pub webhooks: Webhooks,
    /// How the log is written.
    pub log: Log,
    /// How much of anything one may ask.
    pub limits: Limits,
    /// How long what is issued lasts where neither tenant nor client decided.
    pub lifetimes: Lifetimes,
    /// Whose product this is.
    pub vendor: Vendor,
    /// How long what has ended is kept.
    pub retention: Retention,
}

/// Where everything is kept.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
    pub url: DatabaseUrl,
    /// Connections that read (PostgreSQL; SQLite has one in each worker, and two for lists and searches).
    pub readers: usize,
    /// Connections that write (PostgreSQL; SQLite has one writer).
    pub writers: usize,
    /// Writes that may wait, and as many lists and searches; one more is answered 503.
    pub queue: usize,
    /// Access tokens that are remembered (SQLite), and people; of accounts, clients and the like it is 50,000 each.
    pub cache: usize,
    /// Seconds that a connection attempt or a query may take (PostgreSQL).
    pub patience: u64,
    /// Whether serving brings the schema up to date; otherwise `grantor migrate` has to.
    pub migrate: bool,
}

/// Certificate and key of the public listener.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate chain, PEM, the server's own first.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// How operators reach the operator API.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Operators {
    /// The Unix socket; whoever may write to it is an operator (its mode is 0600). Default: beside an SQLite database,
    /// with the ending `.sock`; none with PostgreSQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket: Option<PathBuf>,
    /// Address and port of a second listener for those who are elsewhere. Default: none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "written::perhaps_address")]
    pub listen: Option<SocketAddr>,
    /// The file (mode 0600) that holds the key for that listener, at least 32 characters: `Authorization: Bearer KEY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
}

/// Which families of paths this process serves; a vendor who serves the same paths elsewhere switches them off.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Surfaces {
    /// `/oauth/…` and the metadata.
    pub oauth: bool,
    /// `/api/v2`.
    pub api: bool,
    /// `/admin`.
    pub admin: bool,
    /// `/access/…` and `/account/…`.
    pub pages: bool,
    /// `/sidecar/verify`.
    pub sidecar: bool,
}

/// Where accounts may be told what happens to their API tokens.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Hosts that may have a private address and be spoken to over plain http: your own. Every other one is reached
    /// over https, at public addresses only. Default: none.
    pub allowed_hosts: Vec<String>,
}

/// How the log is written, to standard error.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `text` or `json`.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug` or `trace`, or a filter as `info,grantor::storage=debug`. A request is a line at
    /// `info`; at `debug` if an API asks it for each call of its own (introspection, verification) and all is well.
    pub level: String,
}

/// The shape of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum LogFormat {
    /// For eyes.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl TryFrom<String> for LogFormat {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        match word.as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("write \"text\" or \"json\""),
        }
    }
}

/// How much of anything one may ask.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Sign-in attempts a minute for one account from one address: of IPv6 a /64, with twice as many from its /56 and
    /// four times from its /48.
    pub sign_in_per_account: u32,
    /// Sign-in attempts a minute from one address, at all tenants together.
    pub sign_in_per_address: u32,
    /// Failed client authentications a minute for one client from one address.
    pub client_authentication: u32,
    /// Wrong API tokens a minute for one e-mail address from one network address.
    pub api_token_per_email: u32,
    /// Wrong API tokens a minute from one network address.
    pub api_token_per_address: u32,
    /// Passwords that are hashed at the same time; each takes 19 MiB.
    pub password_hashes: usize,
    /// Passwords that may wait for that; one more is answered 503.
    pub password_queue: usize,
}

/// How long what is issued lasts, in seconds, where neither tenant nor client decided.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lifetimes {
    /// An access token: 300 to 172800.
    pub access_token: i64,
    /// A refresh token: 604800 to 7776000.
    pub refresh_token: i64,
    /// A person's session: 300 to 2592000.
    pub session: i64,
}

/// Whose product this is, as pages name it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vendor {
    /// The product's name.
    pub name: String,
    /// Where people get help. Default: no link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// Privacy notice. Default: no link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
    /// Terms of service. Default: no link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_url: Option<String>,
}

/// How long what has ended is kept before it is swept away, in days.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Access and refresh tokens (families, and last access tokens never seen in use, at least 90).
    pub tokens_days: u32,
    /// Authorization codes.
    pub codes_days: u32,
    /// Sessions, sign-in links, and keys of single sign-on that were taken back.
    pub sign_ins_days: u32,
    /// Events of audit logs, from when they were written. Default: for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit_days: Option<u32>,
}

impl Config {
    /// What is in force, as the file would say it; passwords as `***`.
    pub fn shown(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|error| format!("# {error}\n"))
    }

    /// Where the key is that secrets are sealed with: as configured, or beside the file of an SQLite database.
    pub fn seal_key_file(&self) -> Option<PathBuf> {
        self.seal_key.clone().or_else(|| self.beside_database("key"))
    }

    /// Where the operators' socket is: as configured, or beside the file of an SQLite database.
    pub fn operator_socket(&self) -> Option<PathBuf> {
        self.operators.socket.clone().or_else(|| self.beside_database("sock"))
    }

    /// The file of an SQLite database with another ending. A link counts as what it points to, as for its lock: a server
    /// that knows the file by another name is found all the same.
    fn beside_database(&self, ending: &str) -> Option<PathBuf> {
        let path = self.database.url.path()?;
        let real = if path.is_symlink() { path.canonicalize().ok() } else { None };
        Some(real.as_deref().unwrap_or(path).with_extension(ending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../grantor.example.toml");

    /// Every field filled, so that none is left out when it is written.
    fn full() -> Config {
        Config {
            workers: Some(4),
            seal_key: Some("k".into()),
            scopes: vec![ScopeEntry { name: "tickets".into(), ..ScopeEntry::default() }],
            tls: Some(Tls { certificate: "c".into(), key: "k".into() }),
            operators: Operators {
                socket: Some("s".into()),
                listen: Some(([127, 0, 0, 1], 9090).into()),
                key_file: Some("k".into()),
            },
            sidecar: Sidecar {
                socket: Some("s".into()),
                remote: Some("r".into()),
                remote_credentials: Some("c".into()),
                remote_ca: Some("ca".into()),
                ..Sidecar::default()
            },
            vendor: Vendor {
                support_url: Some("s".into()),
                privacy_url: Some("p".into()),
                terms_url: Some("t".into()),
                ..Vendor::default()
            },
            retention: Retention { audit_days: Some(1), ..Retention::default() },
            ..Config::default()
        }
    }

    fn keys(toml: &str) -> Vec<String> {
        let table: toml::Table = toml.parse().unwrap();
        let mut keys: Vec<_> = table
            .iter()
            .flat_map(|(name, value)| match value {
                toml::Value::Table(inner) => inner.keys().map(|key| format!("{name}.{key}")).collect(),
                _ => vec![name.clone()],
            })
            .collect();
        keys.sort_unstable();
        keys
    }

    #[test]
    fn the_example_says_what_is_the_default() {
        assert_eq!(toml::from_str::<Config>(EXAMPLE).unwrap(), Config::default());
    }

    #[test]
    fn the_example_has_every_field_and_no_other() {
        // A field without a default stands behind `#: `.
        assert_eq!(keys(&EXAMPLE.replace("#: ", "")), keys(&full().shown()));
    }

    #[test]
    fn what_belongs_to_a_database_is_beside_the_file_and_not_beside_a_link_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (file, link) = (root.join("grantor.db"), root.join("link.db"));
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let mut config = Config::default();
        assert_eq!(config.seal_key_file(), Some("grantor.key".into()));
        for path in [file, link] {
            config.database.url = DatabaseUrl::Sqlite(path);
            assert_eq!(config.seal_key_file(), Some(root.join("grantor.key")));
            assert_eq!(config.operator_socket(), Some(root.join("grantor.sock")));
        }
    }

    #[test]
    fn what_is_shown_is_what_was_read() {
        assert_eq!(toml::from_str::<Config>(&full().shown()).unwrap(), full());
        let mut config = Config::default();
        config.database.url = "postgres://ada:geheim@db/g".parse().unwrap();
        assert!(config.shown().contains("postgres://ada") && !config.shown().contains("geheim"));
        assert!(!format!("{config:?}").contains("geheim"));
    }
}
