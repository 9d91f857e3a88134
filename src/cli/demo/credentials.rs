//! What the demo's applications know: `credentials.json` in the demo's folder, mode 0600.
//!
//! The server keeps digests only, so a secret is written down in the moment in which it is shown. Applications of
//! your own keep theirs in their own configuration; this file is there so that a second start, and the examples, can
//! go on with what the first one made.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::failure::Failure;

/// The file's name.
const FILE: &str = "credentials.json";

/// The file.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(super) struct Credentials {
    /// Where the server listens: address and port.
    pub server: String,
    /// What is known of each account, by its subdomain.
    pub accounts: BTreeMap<String, Account>,
    #[serde(skip)]
    path: PathBuf,
}

/// What is known of one account.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(super) struct Account {
    /// Its issuer.
    pub issuer: String,
    /// Who can sign in: address and password.
    pub people: BTreeMap<String, String>,
    /// The secrets of its confidential clients, by identifier.
    pub clients: BTreeMap<String, String>,
    /// The secrets of its resource servers, by identifier.
    pub resource_servers: BTreeMap<String, String>,
}

impl Credentials {
    /// Reads the file in `folder`; empty if there is none.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        let read = match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map_err(|error| {
                let hint = format!("delete {} and start again: new secrets are made", path.display());
                Failure::new("credentials", format!("{} cannot be read: {error}", path.display())).hint(hint)
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::default(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { path, ..read })
    }

    /// Writes the file, whole or not at all.
    pub(super) fn write(&self) -> Result<(), Failure> {
        let beside = self.path.with_extension("new");
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        // A file that a killed process left there may have another mode.
        drop(fs::remove_file(&beside));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(fs::rename(&beside, &self.path)?)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_was_written_is_read_and_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let mut credentials = Credentials::read(folder.path()).unwrap();
        assert!(credentials.accounts.is_empty());
        let acme = credentials.accounts.entry("acme".into()).or_default();
        acme.clients.insert("app".into(), "a secret".into());
        credentials.write().unwrap();
        credentials.write().unwrap();
        let again = Credentials::read(folder.path()).unwrap();
        assert_eq!(again.accounts["acme"].clients["app"], "a secret");
        assert_eq!(fs::metadata(again.path()).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{").unwrap();
        let failure = Credentials::read(folder.path()).err().unwrap();
        assert!(failure.hint.unwrap().contains("delete"));
    }
}
