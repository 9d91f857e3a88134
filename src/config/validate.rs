//! What the types of the fields cannot say: whether their values go together.

use std::ops::RangeInclusive;
use std::path::Path;

use tracing::level_filters::LevelFilter;
use url::{Host, Url};

use super::{Config, Sidecar};
use crate::protocol::routes::Routes;
use crate::protocol::scope::Catalogue;

/// One wrong value: its key, and a sentence that says what to type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {message}")]
pub struct Problem {
    /// The key, as it is written in the file, with dots.
    pub key: &'static str,
    /// What is wrong, and what to type instead.
    pub message: String,
}

/// Every problem of `config`, none if it can be served with.
pub(super) fn problems(config: &Config) -> Vec<Problem> {
    let mut found = Vec::new();
    addresses(config, &mut found);
    sidecar(config, &mut found);
    paths(config, &mut found);
    bounds(config, &mut found);
    words(config, &mut found);
    found
}

fn addresses(config: &Config, found: &mut Vec<Problem>) {
    if let Some(tls) = &config.tls {
        readable("tls.certificate", &tls.certificate, found);
        readable("tls.key", &tls.key, found);
    }
    let operators = &config.operators;
    if let Some(key) = &operators.key_file {
        readable("operators.key_file", key, found);
    }
    if let Some(listen) = operators.listen {
        if operators.key_file.is_none() {
            let message =
                "name the file that holds the key of the operators' listener, at least 32 characters, mode 0600";
            found.push(Problem { key: "operators.key_file", message: message.into() });
        }
        if !listen.ip().is_loopback() && config.tls.is_none() {
            let message = "the key must not cross a network in the clear: set tls.certificate and tls.key, or listen on 127.0.0.1";
            found.push(Problem { key: "operators.listen", message: message.into() });
        }
        if listen == config.listen && listen.port() != 0 {
            let message = "another port than the one of `listen`: operators have a listener of their own";
            found.push(Problem { key: "operators.listen", message: message.into() });
        }
    }
}

fn sidecar(config: &Config, found: &mut Vec<Problem>) {
    let Sidecar { listen, remote, remote_credentials, remote_cache, .. } = &config.sidecar;
    let mut wrong = |key, message: &str| found.push(Problem { key, message: message.into() });
    if !listen.ip().is_loopback() {
        wrong(
            "sidecar.listen",
            "an address of this machine only, as \"127.0.0.1:8081\": nobody proves themselves there",
        );
    }
    if *remote_cache > 5 {
        wrong("sidecar.remote_cache", "5 seconds at most: for so long a token that was deactivated still works");
    }
    let fine = |remote: &String| {
        let bare = |url: &Url| url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let url = Url::parse(remote).ok().filter(|url| bare(url) && url.password().is_none());
        let here = |url: &Url| match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        url.is_some_and(|url| url.scheme() == "https" || (url.scheme() == "http" && here(&url)))
    };
    if remote.as_ref().is_some_and(|remote| !fine(remote)) {
        wrong(
            "sidecar.remote",
            "an address as \"https://example.com\", without user and password (see sidecar.remote_credentials); http is \
             taken for this machine only",
        );
    }
    if remote.is_some() && remote_credentials.is_none() {
        wrong("sidecar.remote_credentials", "name a file with IDENTIFIER:SECRET of a resource server there, mode 0600");
    }
}

/// Paths that need not be set: one that is set names something, and two sockets are two.
fn paths(config: &Config, found: &mut Vec<Problem>) {
    let (operators, sidecar) = (&config.operators.socket, &config.sidecar.socket);
    let credentials = &config.sidecar.remote_credentials;
    for (key, path) in [
        ("seal_key", &config.seal_key),
        ("operators.socket", operators),
        ("sidecar.socket", sidecar),
        ("sidecar.remote_credentials", credentials),
        ("sidecar.remote_ca", &config.sidecar.remote_ca),
    ] {
        if path.as_ref().is_some_and(|path| path.as_os_str().is_empty()) {
            found.push(Problem { key, message: "is empty: write a path, or leave it out".into() });
        }
    }
    if sidecar.is_some() && *sidecar == config.operator_socket() {
        let message = "another path than that of `operators.socket`: whoever may ask there is an operator";
        found.push(Problem { key: "sidecar.socket", message: message.into() });
    }
}

fn readable(key: &'static str, path: &Path, found: &mut Vec<Problem>) {
    if let Err(error) = std::fs::File::open(path) {
        let message =
            format!("{} cannot be read ({error}): write the path of a file that this process may read", path.display());
        found.push(Problem { key, message });
    }
}

fn bounds(config: &Config, found: &mut Vec<Problem>) {
    let Config { database, limits, lifetimes, retention, .. } = config;
    let mut within = |key, value: i64, range: RangeInclusive<i64>| {
        if !range.contains(&value) {
            let message = format!("{value} is not within {} and {}", range.start(), range.end());
            found.push(Problem { key, message });
        }
    };
    within("workers", number(config.workers.unwrap_or(1)), 1..=512);
    within("shutdown_grace", i64::try_from(config.shutdown_grace).unwrap_or(i64::MAX), 0..=3_600);
    within("database.readers", number(database.readers), 1..=1_024);
    within("database.writers", number(database.writers), 1..=1_024);
    within("database.queue", number(database.queue), 1..=1_000_000);
    within("database.patience", i64::try_from(database.patience).unwrap_or(i64::MAX), 1..=600);
    within("retention.tokens_days", retention.tokens_days.into(), 1..=3_650);
    within("retention.codes_days", retention.codes_days.into(), 1..=3_650);
    within("retention.sign_ins_days", retention.sign_ins_days.into(), 1..=3_650);
    within("retention.audit_days", retention.audit_days.unwrap_or(1).into(), 1..=36_500);
    within("database.cache", number(database.cache), 0..=100_000_000);
    within("limits.sign_in_per_account", limits.sign_in_per_account.into(), 1..=1_000_000);
    within("limits.sign_in_per_address", limits.sign_in_per_address.into(), 1..=1_000_000);
    within("limits.client_authentication", limits.client_authentication.into(), 1..=1_000_000);
    within("limits.api_token_per_email", limits.api_token_per_email.into(), 1..=1_000_000);
    within("limits.api_token_per_address", limits.api_token_per_address.into(), 1..=1_000_000);
    within("limits.password_hashes", number(limits.password_hashes), 1..=256);
    within("limits.password_queue", number(limits.password_queue), 1..=65_536);
    within("lifetimes.access_token", lifetimes.access_token, 300..=172_800);
    within("lifetimes.refresh_token", lifetimes.refresh_token, 604_800..=7_776_000);
    within("lifetimes.session", lifetimes.session, 300..=2_592_000);
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn words(config: &Config, found: &mut Vec<Problem>) {
    let prefix = &config.token_prefix;
    if !(2..=16).contains(&prefix.len()) || !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let message = "2 to 16 letters and digits, as \"grantor\"";
        found.push(Problem { key: "token_prefix", message: message.into() });
    }
    if let Err(why) = log_level(&config.log.level) {
        let message = format!("{why}: write error, warn, info, debug or trace, or a filter as \"info,grantor=debug\"");
        found.push(Problem { key: "log.level", message });
    }
    match Catalogue::new(config.scopes.clone()) {
        Err(error) => found.push(Problem { key: "scopes", message: error.to_string() }),
        Ok(catalogue) => {
            if let Err(error) = Routes::new(&config.sidecar.routes, &catalogue) {
                found.push(Problem { key: "sidecar.routes", message: error.to_string() });
            }
        }
    }
    for host in config.webhooks.allowed_hosts.iter().filter(|host| !is_host(host)) {
        let message = format!(
            "{host:?} is no host: write a name as \"hooks.internal\" or an address as \"10.0.0.7\" or \"[fd00::1]\", without \
             scheme, port and path"
        );
        found.push(Problem { key: "webhooks.allowed_hosts", message });
    }
    let vendor = &config.vendor;
    if vendor.name.trim().is_empty() {
        found.push(Problem { key: "vendor.name", message: "the product's name, as pages show it".into() });
    }
    let links = [
        ("vendor.support_url", &vendor.support_url),
        ("vendor.privacy_url", &vendor.privacy_url),
        ("vendor.terms_url", &vendor.terms_url),
    ];
    for (key, link) in links {
        let fine =
            |link: &String| Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "https" | "http" | "mailto"));
        if link.as_ref().is_some_and(|link| !fine(link)) {
            found.push(Problem { key, message: "a whole address, as \"https://example.com/help\"".into() });
        }
    }
}

/// Whether `host` is what an address has for a host, in capitals or not.
fn is_host(host: &str) -> bool {
    let named =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    Host::parse(host).is_ok_and(|read| match &read {
        Host::Domain(name) => named(name) && name.eq_ignore_ascii_case(host),
        Host::Ipv4(_) | Host::Ipv6(_) => read.to_string().eq_ignore_ascii_case(host),
    })
}

/// A filter, each word of which is a level or says what it is for. A filter's own rules take any lone word for the name
/// of a module: `warning` would mean that nothing else is ever logged.
fn log_level(filter: &str) -> Result<(), String> {
    tracing_subscriber::EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
    // An empty word is a level to `tracing`.
    let level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    let lone = |word: &&str| !word.contains(['=', '[', ':']) && !level(word);
    match filter.split(',').map(str::trim).find(lone) {
        Some(word) => Err(format!("`{word}` is no level")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Operators, Tls};
    use crate::protocol::routes::RouteEntry;

    fn keys(config: &Config) -> Vec<&'static str> {
        problems(config).iter().map(|problem| problem.key).collect()
    }

    #[test]
    fn the_defaults_are_fine() {
        assert_eq!(problems(&Config::default()), []);
    }

    #[test]
    fn each_wrong_value_is_named() {
        let mut config = Config { token_prefix: "a-b".into(), ..Config::default() };
        config.limits.password_hashes = 0;
        config.sidecar.routes = vec![RouteEntry { path: "/a".into(), ..RouteEntry::default() }];
        config.log.level = "info,grantor=loud".into();
        config.lifetimes.access_token = 299;
        config.vendor.support_url = Some("javascript:alert(1)".into());
        config.tls = Some(Tls { certificate: "/nowhere/cert.pem".into(), key: "/nowhere/key.pem".into() });
        let named = [
            "tls.certificate",
            "tls.key",
            "limits.password_hashes",
            "lifetimes.access_token",
            "token_prefix",
            "log.level",
            "sidecar.routes",
            "vendor.support_url",
        ];
        assert_eq!(keys(&config), named);
    }

    #[test]
    fn a_host_that_may_be_private_is_named_as_an_address_has_it() {
        let named = |host: &str| {
            let mut config = Config::default();
            config.webhooks.allowed_hosts = vec!["hooks.internal".into(), host.into()];
            problems(&config)
        };
        for host in
            ["http://hooks.internal", "*", "*.internal", "hooks.internal:8080", "hooks/", "", " hooks", "büro.example"]
        {
            let found = named(host);
            assert_eq!(found.len(), 1, "{host:?}");
            assert!(found[0].key == "webhooks.allowed_hosts" && found[0].message.contains(&format!("{host:?}")));
        }
        for host in ["hooks", "Hooks.Internal", "a_b.internal", "10.0.0.7", "[fd00::1]", "xn--bro-hoa.example"] {
            assert_eq!(named(host), [], "{host:?}");
        }
    }

    #[test]
    fn there_are_as_many_workers_as_the_server_takes() {
        for (workers, named) in [(0, &["workers"][..]), (1, &[]), (512, &[]), (513, &["workers"])] {
            assert_eq!(keys(&Config { workers: Some(workers), ..Config::default() }), named, "{workers}");
        }
    }

    #[test]
    fn a_socket_is_one_thing_s_and_a_password_is_in_no_address() {
        let mut config = Config { seal_key: Some("".into()), ..Config::default() };
        config.sidecar.socket = Some("grantor.sock".into());
        for remote in ["https://u:pw@example.com", "https://u@example.com", "https://:pw@example.com"] {
            config.sidecar.remote = Some(remote.into());
            let named = ["sidecar.remote", "sidecar.remote_credentials", "seal_key", "sidecar.socket"];
            assert_eq!(keys(&config), named);
        }
    }

    #[test]
    fn credentials_cross_no_network_in_the_clear() {
        let mut config = Config::default();
        config.sidecar.remote_credentials = Some("credentials".into());
        for (remote, named) in [
            ("http://example.com", &["sidecar.remote"][..]),
            ("http://192.0.2.1:8080", &["sidecar.remote"]),
            ("http://[2001:db8::1]", &["sidecar.remote"]),
            ("http://localhost.example.com", &["sidecar.remote"]),
            ("ftp://localhost", &["sidecar.remote"]),
            ("https://example.com", &[]),
            ("http://localhost:8080", &[]),
            ("http://127.0.0.1:8080", &[]),
            ("http://[::1]:8080", &[]),
        ] {
            config.sidecar.remote = Some(remote.into());
            assert_eq!(keys(&config), named, "{remote}");
        }
    }

    #[test]
    fn a_misspelt_level_does_not_silence_the_log() {
        let named = |level: &str| {
            let mut config = Config::default();
            config.log.level = level.into();
            keys(&config)
        };
        for level in ["warning", "loud", "", "info,loud", "grantor", "info,"] {
            assert_eq!(named(level), ["log.level"], "{level:?}");
        }
        for level in
            ["error", "WARN", "off", "info,grantor::storage=debug", "grantor=trace, warn", "info,[request]=debug"]
        {
            assert!(named(level).is_empty(), "{level:?}");
        }
    }

    #[test]
    fn the_operators_listener_wants_a_key_and_no_open_network() {
        let operators = Operators { listen: Some(([0, 0, 0, 0], 9090).into()), ..Operators::default() };
        assert_eq!(keys(&Config { operators, ..Config::default() }), ["operators.key_file", "operators.listen"]);
        let operators = Operators { listen: Some(([127, 0, 0, 1], 8080).into()), ..Operators::default() };
        assert_eq!(keys(&Config { operators, ..Config::default() }), ["operators.key_file", "operators.listen"]);
    }
}
