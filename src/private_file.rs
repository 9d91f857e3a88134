//! A file that opens something, which nobody but the user of this process may read: a key, a credential.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

/// Why such a file is not used.
#[derive(Debug)]
pub enum Unused {
    /// It cannot be read.
    Unreadable(io::Error),
    /// Others may read or change it: its mode.
    TooOpen(u32),
}

impl From<io::Error> for Unused {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// The text in the file at `path`. What is asked for its mode is the file that is read, whatever takes its place meanwhile.
///
/// # Errors
/// [`Unused`].
pub fn read(path: &Path) -> Result<Zeroizing<String>, Unused> {
    let mut file = File::open(path)?;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Unused::TooOpen(mode));
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text)?;
    Ok(text)
}
