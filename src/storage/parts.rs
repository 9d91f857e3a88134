//! What an SQLite database consists of while it is in use, and whether each part is still where it was.
//!
//! What is written to a file that is gone from its place nobody would find, and what came in its place knows nothing of what
//! was written before. A part is known by its device and number, and a look at it is one call of the operating system.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A part, and which file it was when it was opened.
#[derive(Clone, Debug)]
pub(super) struct Part {
    kind: Kind,
    path: PathBuf,
    identity: Option<Identity>,
}

/// Device and number of a file.
pub(super) type Identity = (u64, u64);

/// Which part it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Log,
    /// Of the log: which pages are where in it, and who reads it.
    Index,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::File, Self::Log, Self::Index];

    const fn suffix(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Log => "-wal",
            Self::Index => "-shm",
        }
    }

    /// What is said of one that is gone, without where it was.
    pub(super) const fn displaced(self) -> &'static str {
        match self {
            Self::File => "the database file was removed or replaced while it was in use",
            Self::Log => "the log beside the database file (`-wal`) was removed or replaced while it was in use",
            Self::Index => "the index beside the database file (`-shm`) was removed or replaced while it was in use",
        }
    }

    const fn remedy(self) -> &'static str {
        match self {
            Self::File => "restart to go on with what is there now",
            Self::Log | Self::Index => {
                "stop the server with SIGTERM, which saves what was answered, and start it again"
            }
        }
    }
}

impl Part {
    /// The part of `database` as it is now.
    pub(super) fn of(database: &Path, kind: Kind) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(kind.suffix());
        let path = PathBuf::from(path);
        Self { kind, identity: identity(&path), path }
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is there and not empty.
    pub(super) fn has_content(&self) -> bool {
        self.path.metadata().is_ok_and(|found| found.len() > 0)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Which file it is, as text.
    pub(super) fn name(&self) -> String {
        self.identity.map_or_else(|| "-".to_owned(), |(device, number)| format!("{device}:{number}"))
    }

    pub(super) fn is_in_place(&self) -> bool {
        identity(&self.path) == self.identity
    }

    /// Why nothing is done as long as it is not in its place.
    pub(super) fn displaced(&self) -> String {
        let remedy = self.kind.remedy();
        format!(
            "{} was removed or replaced while it was in use: put back the file that was there, or {remedy}",
            self.path.display()
        )
    }
}

fn identity(path: &Path) -> Option<Identity> {
    path.metadata().ok().map(|found| (found.dev(), found.ino()))
}
