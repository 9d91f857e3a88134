//! Reading the configuration: defaults, then the file, then the environment.

use std::path::{Path, PathBuf};

use config::builder::DefaultState;
use config::{ConfigBuilder, Environment, File, FileFormat};

use super::Config;
use super::environment::{check_names, environment, over};
use super::validate::{Problem, problems};

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
    /// It cannot be read, or a key or a type is wrong.
    #[error("{0}")]
    Unreadable(#[from] config::ConfigError),
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
        match file {
            Some(path) if !path.is_file() => Err(LoadError::Missing(path.to_owned())),
            Some(path) => Self::read(source(path), environment()),
            None => match Path::new(DEFAULT_FILE) {
                path if path.is_file() => Self::read(source(path), environment()),
                path if path.symlink_metadata().is_ok() => Err(LoadError::NoFile(path.to_owned())),
                _ => Self::read(config::Config::builder(), environment()),
            },
        }
    }

    fn read(file: ConfigBuilder<DefaultState>, environment: Environment) -> Result<Self, LoadError> {
        let config: Self = over(file, environment)?.build()?.try_deserialize()?;
        match problems(&config) {
            found if found.is_empty() => Ok(config),
            found => Err(LoadError::Invalid(found)),
        }
    }
}

fn source(path: &Path) -> ConfigBuilder<DefaultState> {
    config::Config::builder().add_source(File::from(path).format(FileFormat::Toml))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str, variables: &[(&str, &str)]) -> Result<Config, LoadError> {
        let file = config::Config::builder().add_source(File::from_str(toml, FileFormat::Toml));
        let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Config::read(file, environment().source(Some(variables)))
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
    fn a_wrong_value_is_refused_with_its_key_and_what_to_type() {
        for (toml, parts) in [
            ("public_url = 'http://{tenant}.example.com'", ["public_url", "https://{tenant}.example.com"]),
            ("listen = 'here'", ["listen", "127.0.0.1:8080"]),
            ("trusted_proxies = ['10.0.0.0/33']", ["trusted_proxies", "10.0.0.0/8"]),
            ("[operators]\nlisten = 'localhost:1'", ["operators.listen", "127.0.0.1:8080"]),
            ("scopes = [{ name = 'a:read', lowest_role = 'boss' }]", ["boss", "end-user, agent or admin"]),
            ("[limits]\npassword_queue = 'much'", ["limits.password_queue", "integer"]),
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
