//! Reading the configuration: defaults, then the file, then the environment.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Table;

use super::Config;
use super::environment::{check_names, over};
use super::validate::{Problem, problems};
use super::value::{Value, Wrong};

/// The file that is read if it is there and no other is named.
pub const DEFAULT_FILE: &str = "grantor.toml";

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The named file is not there.
    #[error("{0} is not there: name another file with --config, or leave that out to take the defaults")]
    Missing(PathBuf),
    /// What should be the default file is none.
    #[error("{0} is there and is no file, or a link to none: make it one, or take it away to have the defaults")]
    NoFile(PathBuf),
    /// It cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// It is no TOML.
    #[error("{0}: {1}")]
    Syntax(PathBuf, toml::de::Error),
    /// A key or a type is wrong.
    #[error(transparent)]
    Wrong(#[from] Wrong),
    /// A variable spells a key with single underscores.
    #[error(
        "{name} is none of Grantor's variables: each part of a key stands behind two underscores, so write {meant}"
    )]
    Misnamed {
        /// The name that is there.
        name: String,
        /// The name that would count.
        meant: String,
    },
    /// A variable's value is no text.
    #[error("{0} is not in UTF-8")]
    NoText(String),
    /// Values that cannot be served with.
    #[error("{}", lines(.0))]
    Invalid(Vec<Problem>),
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl Config {
    /// Reads `file` (or, if none is named, [`DEFAULT_FILE`] where it exists) and the environment `GRANTOR__…`.
    ///
    /// # Errors
    /// [`LoadError`]: each names the key and says what to type.
    pub fn load(file: Option<&Path>) -> Result<Self, LoadError> {
        check_names(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))?;
        let file = match file {
            Some(path) if !path.is_file() => return Err(LoadError::Missing(path.to_owned())),
            Some(path) => table(path)?,
            None => match Path::new(DEFAULT_FILE) {
                path if path.is_file() => table(path)?,
                path if path.symlink_metadata().is_ok() => return Err(LoadError::NoFile(path.to_owned())),
                _ => Table::new(),
            },
        };
        Self::read(file, variables()?)
    }

    fn read(file: Table, variables: Vec<(String, String)>) -> Result<Self, LoadError> {
        let config = Self::deserialize(over(Value::of_file(file), variables.into_iter()))?;
        match problems(&config) {
            found if found.is_empty() => Ok(config),
            found => Err(LoadError::Invalid(found)),
        }
    }
}

fn table(path: &Path) -> Result<Table, LoadError> {
    let text = std::fs::read_to_string(path).map_err(|error| LoadError::Unreadable(path.to_owned(), error))?;
    text.parse().map_err(|error| LoadError::Syntax(path.to_owned(), error))
}

/// The variables of this process whose names are text.
fn variables() -> Result<Vec<(String, String)>, LoadError> {
    let named = std::env::vars_os().filter_map(|(name, text)| Some((name.into_string().ok()?, text)));
    let ours = named.filter(|(name, _)| name.to_ascii_lowercase().starts_with("grantor__"));
    ours.map(|(name, text)| text.into_string().map(|text| (name.clone(), text)).map_err(|_| LoadError::NoText(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str, variables: &[(&str, &str)]) -> Result<Config, LoadError> {
        let file = toml.parse().map_err(|error| LoadError::Syntax(DEFAULT_FILE.into(), error))?;
        Config::read(file, variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    fn refusal(toml: &str, variables: &[(&str, &str)]) -> String {
        read(toml, variables).unwrap_err().to_string()
    }

    #[test]
    fn nothing_at_all_gives_the_defaults() {
        assert_eq!(read("", &[]).unwrap(), Config::default());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let variables = [
            ("GRANTOR__DATABASE__URL", "postgres://ada:1234@db/g"),
            ("GRANTOR__LISTEN", "[::1]:9000"),
            ("GRANTOR__SURFACES__ADMIN", "false"),
            ("GRANTOR__LIMITS__SIGN_IN_PER_ACCOUNT", "5"),
            ("GRANTOR__TRUSTED_PROXIES", "10.0.0.0/8,192.168.0.0/16"),
            ("GRANTOR__VENDOR__NAME", "1234"),
            ("HOME", "/nobody"),
        ];
        let config = read("listen = '127.0.0.1:1'\n[database]\nqueue = 7", &variables).unwrap();
        assert_eq!(config.database.url, "postgres://ada:1234@db/g".parse().unwrap());
        assert_eq!((config.database.queue, config.listen.port()), (7, 9000));
        assert_eq!((config.surfaces.admin, config.limits.sign_in_per_account), (false, 5));
        assert_eq!(config.trusted_proxies.len(), 2);
        assert_eq!(config.vendor.name, "1234");
    }

    #[test]
    fn one_proxy_in_the_environment_is_a_list_of_one() {
        assert_eq!(read("", &[("GRANTOR__TRUSTED_PROXIES", "10.0.0.0/8")]).unwrap().trusted_proxies.len(), 1);
    }

    #[test]
    fn every_list_can_be_set_in_the_environment() {
        let tables = r#"[{ name = "invoices:read", lowest_role = "agent" }]"#;
        let routes = r#"[{ path = "/api/v2/tickets", scope = "read" }, { path = "/x", scope = "read" }]"#;
        let variables = [
            ("GRANTOR__TRUSTED_PROXIES", r#"["10.0.0.0/8"]"#),
            ("GRANTOR__WEBHOOKS__ALLOWED_HOSTS", "hooks.example, b.example"),
            ("GRANTOR__SCOPES", tables),
            ("GRANTOR__SIDECAR__ROUTES", routes),
        ];
        let config = read("scopes = [{ name = 'other:read' }]\ntrusted_proxies = ['::1']", &variables).unwrap();
        assert_eq!(config.trusted_proxies, ["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(config.webhooks.allowed_hosts, ["hooks.example", "b.example"]);
        assert_eq!((config.scopes.len(), config.scopes[0].name.as_str()), (1, "invoices:read"));
        assert_eq!(config.sidecar.routes.len(), 2);
        let none = ["GRANTOR__TRUSTED_PROXIES", "GRANTOR__SCOPES", "GRANTOR__SIDECAR__ROUTES"].map(|name| (name, ""));
        assert_eq!(read("scopes = [{ name = 'other:read' }]", &none).unwrap(), Config::default());
        for (name, value) in [("GRANTOR__SCOPES", "invoices:read"), ("GRANTOR__SIDECAR__ROUTES", "[{]")] {
            assert!(refusal("", &[(name, value)]).contains("as the file would have it"), "{name}");
        }
    }

    #[test]
    fn one_address_is_a_net_of_one() {
        let config = read("trusted_proxies = ['10.0.0.1', '::1']", &[]).unwrap();
        assert_eq!(config.trusted_proxies, ["10.0.0.1/32".parse().unwrap(), "::1/128".parse().unwrap()]);
    }

    #[test]
    fn a_name_with_one_underscore_is_refused_where_it_spells_a_key() {
        for (name, meant) in [
            ("GRANTOR_LISTEN", "GRANTOR__LISTEN"),
            ("GRANTOR_PUBLIC_URL", "GRANTOR__PUBLIC_URL"),
            ("GRANTOR_SEAL_KEY", "GRANTOR__SEAL_KEY"),
            ("GRANTOR_DATABASE_URL", "GRANTOR__DATABASE__URL"),
            ("GRANTOR_TLS_KEY", "GRANTOR__TLS__KEY"),
            ("GRANTOR_LIFETIMES_ACCESS_TOKEN", "GRANTOR__LIFETIMES__ACCESS_TOKEN"),
            ("GRANTOR_OPERATORS_KEY_FILE", "GRANTOR__OPERATORS__KEY_FILE"),
            ("GRANTOR_RETENTION__AUDIT_DAYS", "GRANTOR__RETENTION__AUDIT_DAYS"),
        ] {
            let refused = check_names([name.to_owned()].into_iter()).unwrap_err().to_string();
            assert!(refused.starts_with(name) && refused.ends_with(meant), "{refused}");
        }
        for name in [
            "GRANTOR_CONFIG",
            "GRANTOR_TEST_POSTGRES",
            "GRANTOR_SCREENSHOTS",
            "GRANTOR_ADVISORIES",
            "GRANTOR_SERVICE_HOST",
            "GRANTOR_PORT_8080_TCP_ADDR",
            "GRANTOR_SIDECAR_SERVICE_PORT",
            "GRANTOR_SIDECAR_PORT",
            "GRANTOR_DATABASE",
            "GRANTOR__LISTEN",
            "MY_GRANTOR_LISTEN",
        ] {
            assert!(check_names([name.to_owned()].into_iter()).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        for (toml, variables, named) in [
            ("publicurl = 'x'", vec![], "publicurl"),
            ("[limits]\nsign_in = 3", vec![], "sign_in"),
            ("[surfaces]\noauht = true", vec![], "oauht"),
            ("", vec![("GRANTOR__DATABSE__URL", "sqlite:x")], "databse"),
            ("", vec![("GRANTOR__DATABASE__ULR", "sqlite:x")], "ulr"),
        ] {
            let refusal = refusal(toml, &variables);
            assert!(refusal.contains("unknown field") && refusal.contains(named), "{refusal}");
        }
    }

    #[test]
    fn what_is_written_is_taken_for_nothing_else() {
        for (toml, key) in [
            ("[retention]\naudit_days = true", "retention.audit_days"),
            ("[retention]\naudit_days = 1.5", "retention.audit_days"),
            ("[retention]\naudit_days = '1'", "retention.audit_days"),
            ("[retention]\naudit_days = -1", "retention.audit_days"),
            ("[surfaces]\nadmin = -1", "surfaces.admin"),
            ("[surfaces]\nadmin = 'true'", "surfaces.admin"),
            ("token_prefix = 123", "token_prefix"),
            ("token_prefix = 1979-05-27", "token_prefix"),
            ("trusted_proxies = '10.0.0.0/8'", "trusted_proxies"),
            ("scopes = [{ name = 7 }]", "scopes.name"),
            ("database = 'sqlite:a.db'", "database"),
        ] {
            let refusal = refusal(toml, &[]);
            assert!(refusal.starts_with(&format!("`{key}`: ")), "{toml}: {refusal}");
        }
        for (name, value, key) in [
            ("RETENTION__AUDIT_DAYS", "true", "retention.audit_days"),
            ("RETENTION__AUDIT_DAYS", "1.5", "retention.audit_days"),
            ("RETENTION__AUDIT_DAYS", "1e3", "retention.audit_days"),
            ("WORKERS", "", "workers"),
            ("SURFACES__ADMIN", "-1", "surfaces.admin"),
            ("SURFACES__ADMIN", "1", "surfaces.admin"),
            ("DATABASE", "sqlite:a.db", "database"),
        ] {
            let refusal = refusal("", &[(&format!("GRANTOR__{name}"), value)]);
            assert!(refusal.starts_with(&format!("`{key}`: ")), "{name}={value}: {refusal}");
        }
        let both = [("GRANTOR__DATABASE", "sqlite:a.db"), ("GRANTOR__DATABASE__URL", "sqlite:b.db")];
        assert!(refusal("", &both).starts_with("`database`: "));
        for prefix in ["0123", "1e3", "true"] {
            assert_eq!(read("", &[("GRANTOR__TOKEN_PREFIX", prefix)]).unwrap().token_prefix, prefix);
        }
        let config =
            read("workers = 2", &[("GRANTOR__RETENTION__AUDIT_DAYS", "30"), ("grantor__workers", "3")]).unwrap();
        assert_eq!((config.retention.audit_days, config.workers), (Some(30), Some(3)));
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_key_and_what_to_type() {
        for (toml, parts) in [
            ("public_url = 'http://{tenant}.example.com'", ["public_url", "https://{tenant}.example.com"]),
            ("listen = 'here'", ["listen", "127.0.0.1:8080"]),
            ("trusted_proxies = ['10.0.0.0/33']", ["trusted_proxies", "10.0.0.0/8"]),
            ("[operators]\nlisten = 'localhost:1'", ["operators.listen", "127.0.0.1:8080"]),
            ("scopes = [{ name = 'a:read', lowest_role = 'boss' }]", ["boss", "end-user, agent or admin"]),
            ("[limits]\npassword_queue = 'much'", ["limits.password_queue", "whole number"]),
            ("[limits]\npassword_queue = 0", ["limits.password_queue", "65536"]),
            ("[log]\nformat = 'xml'", ["log.format", "json"]),
            ("[database]\nurl = 'sqllite:grantor.db'", ["database.url", "sqlite:PATH"]),
            ("listen = ", ["line 1", "listen"]),
        ] {
            let refusal = refusal(toml, &[]);
            assert!(parts.iter().all(|part| refusal.contains(part)), "{toml}: {refusal}");
        }
    }
}
