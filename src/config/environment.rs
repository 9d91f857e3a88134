//! The environment: a variable a key, lists too, and a warning for names that are almost right.
//!
//! A list of words is separated by commas; any list may be written as the file has it, in brackets. A variable with one
//! underscore after `GRANTOR` is nobody's, and one that spells a key like that is refused: it would be a limit that
//! silently is none. All others are left alone: an orchestrator makes `GRANTOR_SERVICE_HOST` of a service's name.

use std::collections::HashMap;

use config::builder::DefaultState;
use config::{ConfigBuilder, ConfigError, Environment, Source, Value};

use super::Config;
use super::load::LoadError;
use super::validate::Problem;

/// Lists that one variable may hold with commas between their words.
const WORDS: [&str; 2] = ["trusted_proxies", "webhooks.allowed_hosts"];

/// Lists of tables.
const TABLES: [&str; 2] = ["scopes", "sidecar.routes"];

/// The variables `GRANTOR__…`.
pub(super) fn environment() -> Environment {
    Environment::with_prefix("GRANTOR").prefix_separator("__").separator("__").try_parsing(true)
}

/// `file`, and over it what the variables say.
pub(super) fn over(
    file: ConfigBuilder<DefaultState>,
    environment: Environment,
) -> Result<ConfigBuilder<DefaultState>, LoadError> {
    let variables = environment.collect()?;
    let mut whole = file.add_source(environment);
    for key in WORDS.into_iter().chain(TABLES) {
        let Some(given) = variables.get(key) else { continue };
        whole = whole.set_override(key, list(key, given.clone().into_string()?.trim())?)?;
    }
    Ok(whole)
}

fn list(key: &'static str, text: &str) -> Result<Value, LoadError> {
    let wrong = |message: String| LoadError::Invalid(vec![Problem { key, message }]);
    if text.starts_with('[') {
        let read = toml::from_str::<HashMap<String, Value>>(&format!("list = {text}"));
        let read =
            read.map_err(|error| wrong(format!("write the list as the file would have it: {}", error.message())))?;
        return read.into_values().next().ok_or_else(|| wrong("write a list".to_owned()));
    }
    if !text.is_empty() && TABLES.contains(&key) {
        return Err(wrong("write the list as the file would have it, as [{ … }, { … }]".to_owned()));
    }
    let words: Vec<String> =
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Ok(words.into())
}

/// Refuses a name that spells a key with single underscores.
pub(super) fn check_names(names: impl Iterator<Item = String>) -> Result<(), LoadError> {
    for name in names {
        let rest = name.strip_prefix("GRANTOR_").filter(|rest| !rest.starts_with('_'));
        if let Some(key) = rest.and_then(key) {
            return Err(LoadError::Misnamed { meant: format!("GRANTOR__{key}"), name });
        }
    }
    Ok(())
}

/// The key that `rest` spells with one underscore where two belong, as it has to be written.
fn key(rest: &str) -> Option<String> {
    if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    let in_section = rest.match_indices('_').map(|(at, _)| format!("{}__{}", &rest[..at], &rest[at + 1..]));
    std::iter::once(rest.to_owned())
        .chain(in_section)
        .find(|name| is_key(&name.to_ascii_lowercase().replace("__", ".")))
}

/// Asks the configuration itself, so that no list of keys can fall behind it.
fn is_key(path: &str) -> bool {
    let read = || config::Config::builder().set_override(path, "")?.build()?.try_deserialize::<Config>();
    match read() {
        Ok(_) => true,
        Err(ConfigError::Message(why)) => !why.contains("unknown field"),
        Err(error) => {
            let why = error.to_string();
            !why.contains("unknown field") && !why.contains("expected struct")
        }
    }
}
