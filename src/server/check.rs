//! Whether a configuration can be served with, found out without changing anything.

use std::path::Path;

use crate::clock::Moment;
use crate::config::{Config, Database, Tls};
use crate::seal::{self, SealError};
use crate::storage::{Steps, Storage};
use crate::web::listen;
use crate::web::operator::key::OperatorKey;
use crate::web::sidecar::listener;

/// What was looked at, and what is to be said about it: good news, or why it cannot be served with.
pub type Finding = (&'static str, Result<String, String>);

/// Looks at the database, the certificate, the keys and the sockets of `config`. A server that runs is not disturbed.
pub fn check(config: &Config, now: Moment) -> Vec<Finding> {
    let mut found = vec![("database", database(config))];
    if let Some(tls) = &config.tls {
        found.push(("tls", certificate(tls, now)));
    }
    if let Some(path) = &config.operators.key_file {
        let usable = OperatorKey::read(path).map(|_| mine(path));
        found.push(("operators.key_file", usable.map_err(|error| error.to_string())));
    }
    for (key, path) in
        [("operators.socket", config.operator_socket()), ("sidecar.socket", config.sidecar.socket.clone())]
    {
        let Some(path) = path else { continue };
        let usable = listen::possible(&path, key).map(|()| format!("{} can be made", path.display()));
        found.push((key, usable.map_err(|error| error.to_string())));
    }
    if let (Some(_), Some(path)) = (&config.sidecar.remote, &config.sidecar.remote_credentials) {
        let usable = listener::proof(config).map(|_| mine(path));
        found.push(("sidecar.remote_credentials", usable.map_err(|error| error.to_string())));
    }
    if let Some(path) = &config.sidecar.remote_ca {
        let usable = listener::authorities(config).map(|_| format!("{} holds authorities", path.display()));
        found.push(("sidecar.remote_ca", usable.map_err(|error| error.to_string())));
    }
    found.extend(seal_key(config).map(|said| ("seal_key", said)));
    found
}

/// Who comes turns away from a certificate that is over, and nothing here hears of it.
fn certificate(tls: &Tls, now: Moment) -> Result<String, String> {
    let shown = listen::tls(tls).and_then(|_| listen::validity(tls)).map_err(|error| error.to_string())?;
    let [from, until] = shown;
    let holds = format!("from {} until {}", from.rfc3339(), until.rfc3339());
    if from <= now && now <= until {
        return Ok(format!("certificate and key go together; the certificate holds {holds}"));
    }
    let path = tls.certificate.display();
    Err(format!("the certificate in {path} holds {holds}, which is not now: put another one there"))
}

fn mine(path: &Path) -> String {
    format!("{} is for this user only", path.display())
}

/// A key that is not there yet is no reason not to serve, unless something is sealed with it.
fn seal_key(config: &Config) -> Option<Result<String, String>> {
    // What is wrong with the database is said of the database.
    let known =
        Storage::look(&config.database.url, &super::options(config), seal::fingerprint).ok().flatten().flatten();
    let Some(path) = config.seal_key_file() else { return known.map(|_| Err(SealError::Lost(None).to_string())) };
    let then = match config.database.url.path() {
        Some(_) => "is made when it is first needed",
        None => "has to be put there, the same on every node, before a secret is to be sealed",
    };
    Some(match seal::check(&path, known) {
        Ok(true) => Ok(mine(&path)),
        Ok(false) => Ok(format!("{} is not there; it {then}", path.display())),
        Err(error) => Err(error.to_string()),
    })
}

fn database(config: &Config) -> Result<String, String> {
    let Database { url, migrate, .. } = &config.database;
    let steps = Storage::writable(url).and_then(|()| Storage::steps(url, &super::options(config)));
    let Steps { lacking, unknown, .. } = steps.map_err(|error| format!("{url}: {error}"))?;
    match (lacking.join(", "), unknown.join(", ")) {
        (lacking, _) if !lacking.is_empty() && *migrate => {
            Ok(format!("{url} lacks {lacking}; serving brings it up to date"))
        }
        (lacking, _) if !lacking.is_empty() => Err(format!("{url} lacks {lacking}: type `grantor migrate`")),
        (_, unknown) if !unknown.is_empty() => {
            Ok(format!("{url} is ahead of this version, by {unknown}; it is served as it is"))
        }
        _ => Ok(format!("{url} is at this version")),
    }
}
