//! Whether a configuration can be served with, found out without changing anything.

use std::path::Path;

use crate::config::Config;
use crate::seal;
use crate::storage::Storage;
use crate::web::listen;
use crate::web::operator::key::OperatorKey;

/// What was looked at, and what is to be said about it: good news, or why it cannot be served with.
pub type Finding = (&'static str, Result<String, String>);

/// Looks at the database, the certificate and the keys of `config`.
pub fn check(config: &Config) -> Vec<Finding> {
    let mut found = vec![("database", database(config))];
    if let Some(tls) = &config.tls {
        let usable = listen::tls(tls).map(|_| "certificate and key go together".to_owned());
        found.push(("tls", usable.map_err(|error| error.to_string())));
    }
    if let Some(path) = &config.operators.key_file {
        let usable = OperatorKey::read(path).map(|_| format!("{} is for this user only", path.display()));
        found.push(("operators.key_file", usable.map_err(|error| error.to_string())));
    }
    if let Some(path) = config.seal_key_file() {
        found.push(("seal_key", seal_key(config, &path)));
    }
    found
}

/// A key that is not there yet is no reason not to serve.
fn seal_key(config: &Config, path: &Path) -> Result<String, String> {
    if path.exists() {
        let usable = seal::check(path).map(|()| format!("{} is for this user only", path.display()));
        return usable.map_err(|error| error.to_string());
    }
    let then = match config.database.url.path() {
        Some(_) => "is made when it is first needed",
        None => "has to be put there, the same on every node, before a secret is to be sealed",
    };
    Ok(format!("{} is not there; it {then}", path.display()))
}

fn database(config: &Config) -> Result<String, String> {
    let database = &config.database;
    match Storage::pending(&database.url, &super::options(config)) {
        Ok(pending) if pending.is_empty() => Ok(format!("{} is at this version", database.url)),
        Ok(pending) if database.migrate => {
            Ok(format!("{} lacks {}; serving brings it up to date", database.url, pending.join(", ")))
        }
        Ok(pending) => Err(format!("{} lacks {}: type `grantor migrate`", database.url, pending.join(", "))),
        Err(error) => Err(format!("{}: {error}", database.url)),
    }
}
