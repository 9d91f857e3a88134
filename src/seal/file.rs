//! The file that holds the key: for this user only, white space around it ignored.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::private_file::{self, Unused};
use crate::secret::Secret;

/// The fewest characters that a key has.
const SHORTEST: usize = 32;

/// Why a key file is not used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{0} cannot be read ({1}): let this user read the key that secrets are sealed with")]
    Unreadable(PathBuf, #[source] io::Error),
    /// It cannot be made.
    #[error(
        "{0} cannot be made ({1}): the key that secrets are sealed with needs a folder that this user may write to"
    )]
    Unwritable(PathBuf, #[source] io::Error),
    /// Others may read it.
    #[error("{0} can be read by others (mode {1:04o}): type `chmod 600 {0}`")]
    TooOpen(PathBuf, u32),
    /// It could be guessed.
    #[error(
        "{0} holds fewer than 32 characters: put the whole key back from your backup; only if nothing was ever sealed \
         with it, type `(umask 077; openssl rand -hex 32 > {0})`"
    )]
    TooShort(PathBuf),
}

/// Reads the key from `path`.
pub(super) fn read(path: &Path) -> Result<Secret, FileError> {
    let text = private_file::read(path).map_err(|unused| match unused {
        Unused::Unreadable(error) => FileError::Unreadable(path.to_owned(), error),
        Unused::TooOpen(mode) => FileError::TooOpen(path.to_owned(), mode),
    })?;
    match text.trim() {
        key if key.len() < SHORTEST => Err(FileError::TooShort(path.to_owned())),
        key => Ok(Secret::from(key)),
    }
}

/// Makes the file of a key of these random bytes. It appears whole or not at all, and never in place of another one.
pub(super) fn make(path: &Path, random: &[u8; 32]) -> Result<(), FileError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let made = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        writeln!(file, "{}", *Zeroizing::new(URL_SAFE_NO_PAD.encode(random)))?;
        file.sync_all()?;
        let linked = std::fs::hard_link(&draft, path);
        std::fs::remove_file(&draft)?;
        linked.or_else(|error| if error.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })?;
        File::open(folder)?.sync_all()
    };
    made().map_err(|error| FileError::Unwritable(path.to_owned(), error))
}
