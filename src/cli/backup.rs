//! `grantor backup`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::config::Config;
use crate::storage;

/// Copy the SQLite database into a new file, whether a server runs on it or not.
///
/// Everything that was answered before is in it. With it belong the key that secrets are sealed with, kept apart from it,
/// and the configuration. To restore, stop the server and put the copy in the place of the database file, with no `-wal`
/// or `-shm` of the old one beside it.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to make; it must not be there yet.
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self, config: &Config, output: &mut Output) -> Result<(), Failure> {
        let copied = storage::backup(&config.database.url, &self.file);
        let bytes = copied.map_err(|error| Failure::new("backup", format!("Nothing was copied: {error}.")))?;
        let key = config.seal_key_file().filter(|key| key.exists());
        let file = self.file.display();
        let also = key.as_ref().map(|key| format!(" Keep {} too, apart from it.", key.display())).unwrap_or_default();
        let said = format!("{file} holds everything that was answered before, in {bytes} bytes.{also}");
        output.either(&json!({ "file": self.file, "bytes": bytes, "seal_key": key }), &said)
    }
}
