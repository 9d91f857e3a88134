//! The environment: a variable a key, lists too, and a warning for names that are almost right.
//!
//! A list of words is separated by commas; any list may be written as the file has it, in brackets. A variable with one
//! underscore after `GRANTOR` is nobody's, and one that spells a key like that is refused: it would be a limit that
//! silently is none. All others are left alone: an orchestrator makes `GRANTOR_SERVICE_HOST` of a service's name.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Config;
use super::load::LoadError;
use super::value::Value;

/// `file`, and over it what the `variables` `GRANTOR__…` say.
pub(super) fn over(mut file: Value, variables: impl Iterator<Item = (String, String)>) -> Value {
    let named = |name: String| name.to_ascii_lowercase().strip_prefix("grantor__").map(str::to_owned);
    let ours: BTreeMap<_, _> = variables.filter_map(|(name, text)| Some((named(name)?, text))).collect();
    for (name, text) in ours {
        file.put(&name.split("__").collect::<Vec<_>>(), text);
    }
    file
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
    std::iter::once(rest.to_owned()).chain(in_section).find(|name| is_key(&name.to_ascii_lowercase()))
}

/// Asks the configuration itself, so that no list of keys can fall behind it.
fn is_key(name: &str) -> bool {
    let mut nothing = Value::Section(BTreeMap::new());
    nothing.put(&name.split("__").collect::<Vec<_>>(), String::new());
    match Config::deserialize(nothing) {
        Ok(_) => true,
        Err(wrong) => {
            let why = wrong.to_string();
            !why.contains("unknown field") && !why.contains("write a section")
        }
    }
}
