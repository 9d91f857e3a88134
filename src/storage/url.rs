//! Where the database is, as the configuration says it: `sqlite:PATH` or `postgres://…`.
//!
//! Anything else is an error that says what to write. A bare path was refused: a mistyped
//! `postgress://…` would quietly become a new file of that name. So was `sqlite::memory:`: every
//! connection would have a database of its own.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use tokio_postgres::config::{Config, Host, SslMode, TargetSessionAttrs};

/// The address of a database. Neither `Debug` nor `Display` prints a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: a file of this machine, one writing process.
    Sqlite(PathBuf),
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`: a server, any number of nodes.
    Postgres(Box<Server>),
}

/// A PostgreSQL server, and how far the connection to it is protected.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    pub(super) config: Config,
    pub(super) encryption: Encryption,
    /// `sslrootcert=PATH`: PEM file of the roots that [`Encryption::VerifyFull`] trusts instead of the public ones.
    pub(super) roots: Option<PathBuf>,
}

/// `sslmode=…`, with the meaning that libpq gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// `disable`: in the clear.
    Disable,
    /// `prefer`, the default: encrypted if the server can, in the clear otherwise; protects against nobody who
    /// stands in between.
    #[default]
    Prefer,
    /// `require`: encrypted or not at all; the server's certificate is not checked, so it protects against
    /// listening, not against impersonation.
    Require,
    /// `verify-full`: encrypted, the certificate leads to a trusted root and names the host that was asked for.
    VerifyFull,
}

impl Encryption {
    const ALL: [(&'static str, Self); 4] = [
        ("disable", Self::Disable),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-full", Self::VerifyFull),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}

/// What is wrong with a database URL. Never repeats the URL: there may be a password in it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UrlError {
    /// No scheme, or one that is not known.
    #[error("write sqlite:PATH for a file or postgres://USER@HOST/DATABASE for a server")]
    Scheme,
    /// `sqlite:` with something behind it that is not a path.
    #[error("sqlite: {0}")]
    Path(&'static str),
    /// A server address that cannot be read.
    #[error("postgres: {0}")]
    Server(String),
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        match text.split_once(':') {
            Some(("sqlite", path)) => file(path).map(Self::Sqlite),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(Box::new(text.parse()?))),
            _ => Err(UrlError::Scheme),
        }
    }
}

fn file(path: &str) -> Result<PathBuf, UrlError> {
    if path.is_empty() {
        return Err(UrlError::Path("the path is missing"));
    }
    if path.starts_with(':') || path.contains("mode=memory") {
        return Err(UrlError::Path("a database in memory cannot be shared by several connections, name a file"));
    }
    if path.contains(['?', '\0']) {
        return Err(UrlError::Path("there are no parameters, only a path"));
    }
    match path.strip_prefix("//") {
        Some(absolute) if absolute.starts_with('/') => Ok(PathBuf::from(absolute)),
        Some(_) => Err(UrlError::Path("write sqlite:PATH, without slashes before a relative path")),
        None => Ok(PathBuf::from(path)),
    }
}

/// What is nearly always wrong where a host or a port cannot be read.
const ESCAPE: &str = "the port cannot be read: percent-encode what is not a letter or a digit in user and password (`@` as %40, \
    `:` as %3A, `/` as %2F, `#` as %23), and name one host only";

impl FromStr for Server {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let problem = |reason: &str| UrlError::Server(reason.to_owned());
        let mut url = url::Url::parse(text).map_err(|error| match error {
            url::ParseError::InvalidPort => problem(ESCAPE),
            error => UrlError::Server(error.to_string()),
        })?;
        if url.path().contains('@') {
            return Err(problem(ESCAPE));
        }
        let (mut encryption, mut roots, mut others) = (Encryption::default(), None, Vec::new());
        // Not the pairs of a form: to those who read the rest, a plus is a plus.
        for pair in url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(value).decode_utf8().map_err(|_| problem("a parameter is not UTF-8"))?;
            match name {
                "sslmode" => {
                    let known = Encryption::ALL.iter().find(|(name, _)| *name == value);
                    let reason = "sslmode is one of disable, prefer, require, verify-full";
                    encryption = known.ok_or_else(|| problem(reason))?.1;
                }
                "sslrootcert" => roots = Some(PathBuf::from(value.into_owned())),
                _ => others.push(pair.to_owned()),
            }
        }
        url.set_query(Some(others.join("&")).filter(|others| !others.is_empty()).as_deref());
        if roots.is_some() && encryption != Encryption::VerifyFull {
            return Err(problem("sslrootcert is only looked at with sslmode=verify-full"));
        }
        let mut config: Config = url.as_str().parse().map_err(|error| UrlError::Server(reasons(&error)))?;
        if config.get_hosts().is_empty() {
            return Err(problem("the host is missing"));
        }
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(problem("the name of the database is missing"));
        }
        config.ssl_mode(match encryption {
            Encryption::Disable => SslMode::Disable,
            Encryption::Prefer => SslMode::Prefer,
            Encryption::Require | Encryption::VerifyFull => SslMode::Require,
        });
        // A standby may not have heard yet of what was answered: it is no server of ours until it takes over.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        if config.get_application_name().is_none() {
            config.application_name("grantor");
        }
        Ok(Self { config, encryption, roots })
    }
}

/// An error and what caused it, in one line.
pub(super) fn reasons(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl DatabaseUrl {
    /// The file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        for (at, host) in self.config.get_hosts().iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}")?,
                #[cfg(unix)]
                Host::Unix(path) => write!(f, "{comma}{}", path.display())?,
            }
            if let Some(port) = self.config.get_ports().get(at).or(self.config.get_ports().first()) {
                write!(f, ":{port}")?;
            }
        }
        write!(f, "/{}?sslmode={}", self.config.get_dbname().unwrap_or_default(), self.encryption.name())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(server) => server.fmt(f),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Without a password, as it is shown.
impl serde::Serialize for DatabaseUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        text.parse::<DatabaseUrl>().unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_named_after_the_scheme() {
        for (text, path) in
            [("sqlite:grantor.db", "grantor.db"), ("sqlite:/var/lib/g.db", "/var/lib/g.db"), ("sqlite:///a/b", "/a/b")]
        {
            assert_eq!(text.parse::<DatabaseUrl>().unwrap().path(), Some(Path::new(path)));
        }
    }

    #[test]
    fn what_is_mistyped_is_an_error_that_says_what_to_write() {
        for text in ["", "grantor.db", "/var/lib/grantor.db", "postgress://u@h/d", "SQLITE:x", "mysql://h/d"] {
            assert!(error(text).starts_with("write sqlite:PATH"), "{text}: {}", error(text));
        }
        assert_eq!(error("sqlite:"), "sqlite: the path is missing");
        assert!(error("sqlite::memory:").contains("in memory"));
        assert!(error("sqlite://grantor.db").contains("without slashes"));
        assert!(error("sqlite:grantor.db?mode=ro").contains("no parameters"));
        assert!(error("postgres:///db").contains("host"));
        assert!(error("postgres://u@h").contains("name of the database"));
        assert!(error("postgres://u@h/d?sslmode=verify-ca").contains("verify-full"));
        assert!(error("postgres://u@h/d?sslrootcert=/x").contains("sslmode=verify-full"));
        assert!(error("postgres://u@h/d?ssl=on").contains("ssl"));
    }

    #[test]
    fn parameters_are_read_as_they_were_written() {
        let text = "postgres://u@h/d?options=-c%20search_path%3Dpublic&sslmode=disable&application_name=my%20app";
        let server: Server = text.parse().unwrap();
        assert_eq!(server.encryption, Encryption::Disable);
        assert_eq!(server.config.get_options(), Some("-c search_path=public"));
        assert_eq!(server.config.get_application_name(), Some("my app"));
        let server: Server = "postgres://u@h/d?password=a+b%2Bc%20%26&sslmode=require".parse().unwrap();
        assert_eq!(server.config.get_password(), Some("a+b+c &".as_bytes()));
        let server: Server = "postgres://u@h/d?sslmode=verify-full&sslrootcert=/my%20roots/a+b.pem".parse().unwrap();
        assert_eq!(server.roots.as_deref(), Some(Path::new("/my roots/a+b.pem")));
    }

    #[test]
    fn a_password_that_was_not_encoded_and_a_second_host_are_told_as_such() {
        for text in
            ["postgres://u:p@s:s/w@h/d", "postgres://u:p/w@h/d", "postgres://u:p#w@h/d", "postgres://u:p@s/w@h/d"]
        {
            assert!(error(text).contains("percent-encode"), "{text}: {}", error(text));
        }
        assert!(error("postgres://u@h1:1,h2:2/d").contains("one host only"));
        let server: Server = "postgres://u:p%40s%3As%2Fw@h/d".parse().unwrap();
        assert_eq!(server.config.get_password(), Some("p@s:s/w".as_bytes()));
    }

    #[test]
    fn no_password_is_ever_printed() {
        let text = "postgresql://ada:hunter2@db.example.com:5433/grantor?sslmode=verify-full&sslrootcert=/ca.pem";
        let url: DatabaseUrl = text.parse().unwrap();
        assert_eq!(url.to_string(), "postgres://ada@db.example.com:5433/grantor?sslmode=verify-full");
        assert_eq!(format!("{url:?}"), url.to_string());
        for wrong in
            ["postgres://ada:hunter2@h:x/d", "postgres://ada:hunter2@/d", "postgres://ada:hunter2@h/d?a=hunter2"]
        {
            assert!(!error(wrong).contains("hunter2"), "{}", error(wrong));
        }
    }

    #[test]
    fn encryption_is_preferred_unless_said_otherwise() {
        let server: Server = "postgres://u@h/d".parse().unwrap();
        assert_eq!((server.encryption, server.config.get_ssl_mode()), (Encryption::Prefer, SslMode::Prefer));
        let server: Server = "postgres://u@h/d?sslmode=verify-full&connect_timeout=3".parse().unwrap();
        assert_eq!(server.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(server.config.get_connect_timeout(), Some(&std::time::Duration::from_secs(3)));
    }
}
