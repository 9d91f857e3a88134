//! One writing process for each SQLite file.
//!
//! SQLite itself would let two processes write in turn, but the look-ups of each would answer from a
//! cache that the other has made false. So whoever writes holds a lock on `<file>.lock`; the
//! operating system takes it back when the process ends, however it ends. In the file stands who has the lock, and which
//! files that process has open: whoever copies the database beside it sees whether it is the same one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::parts::{Kind, Part};
use super::{Db, Remedy};

/// Held as long as it lives.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Notes that this process has `parts`, of one database.
    pub(super) fn note(&mut self, parts: &[Part]) -> Result<(), LockError> {
        let names: Vec<String> = parts.iter().map(Part::name).collect();
        write!(self.file, " {}", names.join(" ")).map_err(|error| broken(&self.path, error))
    }
}

/// Who has a lock, as far as it said so.
pub(super) struct Holder {
    pub(super) pid: String,
    /// What it has open, once it has.
    parts: Vec<String>,
}

impl Holder {
    fn of(mut file: &File) -> Self {
        let mut note = String::new();
        // What cannot be read says nothing.
        let _ = file.read_to_string(&mut note);
        let mut words = note.split(' ').filter(|word| !word.is_empty()).map(str::to_owned);
        Self { pid: words.next().unwrap_or_else(|| "unknown".into()), parts: words.collect() }
    }

    /// The part of `database` that is another file than the one that the holder has.
    pub(super) fn lacks(&self, database: &Path) -> Option<Part> {
        let parts = Kind::ALL.into_iter().map(|kind| Part::of(database, kind)).zip(&self.parts);
        parts.filter(|(part, noted)| part.name() != **noted).map(|(part, _)| part).next()
    }
}

/// What a process has of a file as long as it writes to it.
pub(super) struct Held {
    /// The connection that keeps the log where it is; closed before the lock is let go of.
    pub(super) db: Db,
    #[expect(dead_code, reason = "the open file is the lock")]
    pub(super) lock: Lock,
}

/// Why the lock was not to be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Someone has it.
    #[error(
        "another Grantor process (pid {holder}) writes to {path}: stop it first. Commands such as `grantor tenant list` \
         need no stop, they go through that process. Several processes at once: use PostgreSQL"
    )]
    Held {
        /// The database file.
        path: PathBuf,
        /// The process that holds the lock, as far as it said so.
        holder: String,
    },
    /// The lock file cannot be made or locked.
    #[error("cannot lock {path} ({error}){remedy}")]
    Broken {
        /// The lock file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
        /// What is to be done about it.
        remedy: Remedy,
    },
}

/// Takes the lock of the database file `database`.
pub(super) fn lock(database: &Path) -> Result<Lock, LockError> {
    let path = beside(database);
    let broken = |error| broken(&path, error);
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
    let mut file = open.map_err(broken)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(LockError::Held { path: database.to_owned(), holder: Holder::of(&file).pid });
        }
        Err(TryLockError::Error(error)) => return Err(broken(error)),
    }
    let note = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
    note.map_err(broken)?;
    Ok(Lock { file, path })
}

/// Who has the lock of the database file `database`.
pub(super) fn holder(database: &Path) -> Result<Option<Holder>, LockError> {
    let path = beside(database);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(broken(&path, error)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(Holder::of(&file))),
        Err(TryLockError::Error(error)) => Err(broken(&path, error)),
    }
}

/// Whether [`lock`] could be taken, now or when whoever has it is done. Changes nothing.
pub(super) fn possible(database: &Path) -> Result<(), LockError> {
    let path = beside(database);
    let opened = match OpenOptions::new().read(true).write(true).open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            tempfile::tempfile_in(path.parent().unwrap_or(Path::new("/")))
        }
        opened => opened,
    };
    match opened.map(|file| file.try_lock()) {
        Ok(Ok(()) | Err(TryLockError::WouldBlock)) => Ok(()),
        Ok(Err(TryLockError::Error(error))) | Err(error) => Err(broken(&path, error)),
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}

fn broken(path: &Path, error: std::io::Error) -> LockError {
    LockError::Broken { remedy: Remedy::of(&error, path), path: path.to_owned(), error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_has_it_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("grantor.db");
        let held = lock(&database).unwrap();
        let refusal = lock(&database).unwrap_err().to_string();
        assert!(refusal.contains(&format!("pid {}", std::process::id())), "{refusal}");
        assert!(refusal.contains("stop it first"), "{refusal}");
        drop(held);
        lock(&database).unwrap();
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let refusal = lock(Path::new("/nowhere/grantor.db")).unwrap_err().to_string();
        assert!(refusal.contains("/nowhere/grantor.db.lock"), "{refusal}");
    }
}
