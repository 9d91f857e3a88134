//! The embedded database: how its file comes into being, and how it is opened.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::parts::{Kind, Part};
use super::{Db, Failure, OpenError, Remedy, Result, contains};

/// A file, where it really is.
#[derive(Clone, Debug)]
pub(super) struct File {
    path: PathBuf,
    /// What has to stay where it is: the file, and what is beside it once it is held.
    parts: Vec<Part>,
    /// Whether a COMMIT waits for the disk.
    durable: bool,
}

impl File {
    /// Finds `path`, whose folder must exist.
    pub(super) fn find(path: &Path, durable: bool) -> Result<Self, OpenError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.is_dir() || path.file_name().is_none() {
            return Err(OpenError::NotAFile(path.to_owned()));
        }
        // A link counts as what it points to: the lock lies beside the real file.
        let real =
            path.canonicalize().or_else(|_| Ok(folder.canonicalize()?.join(path.file_name().unwrap_or_default())));
        let real: PathBuf = real.map_err(|error: std::io::Error| OpenError::Folder(folder.to_owned(), error))?;
        Ok(Self { parts: vec![Part::of(&real, Kind::File)], path: real, durable })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file is there.
    ///
    /// # Errors
    /// Only its log is: a new file would take that for its own, and end it. Or it is there by several names: lock and log
    /// are beside a name, and another one has others. Hard links are seen, and on Linux a file that is mounted by itself;
    /// two machines that share a file are not, there the locks of its file system have to do. To lock the file itself was
    /// refused: on macOS and on NFS that is in the way of SQLite's own locks.
    pub(super) fn is_there(&self) -> Result<bool, OpenError> {
        let log = Part::of(&self.path, Kind::Log);
        match self.path.metadata() {
            Err(_) if log.has_content() => Err(OpenError::Orphaned(self.path.clone(), log.path().to_owned())),
            Err(_) => Ok(false),
            Ok(file) if file.nlink() > 1 => Err(OpenError::Linked(self.path.clone())),
            Ok(_) if is_mounted(&self.path) => Err(OpenError::Mounted(self.path.clone())),
            Ok(_) => Ok(true),
        }
    }

    /// Makes the file, readable by its owner only, unless it is there. Whether it was made.
    pub(super) fn create(&mut self) -> Result<bool, OpenError> {
        let made = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.path) {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            Err(error) => return Err(OpenError::Create(self.path.clone(), error)),
        };
        self.parts = vec![Part::of(&self.path, Kind::File)];
        Ok(made)
    }

    /// A connection to be kept for as long as this process has the file. Only the last one that is closed removes the log
    /// and its index, so from now on somebody else did if they are gone.
    pub(super) fn hold(&mut self) -> Result<Db> {
        let mut db = self.writer()?;
        // A file that has become a WAL database just now has no log before it is asked something.
        db.batch_execute("SELECT name FROM sqlite_master")?;
        self.parts = Kind::ALL.map(|kind| Part::of(&self.path, kind)).to_vec();
        Ok(db)
    }

    /// Whether this process may write to the file: a transaction that does is begun, and taken back.
    pub(super) fn is_writable(&self) -> Result<(), OpenError> {
        // To begin one is not enough: that succeeds on a file that can only be read.
        let write = "BEGIN IMMEDIATE; CREATE TABLE tried (x INTEGER); ROLLBACK";
        let written = self.folder().and_then(|mut db| Ok(db.batch_execute(write)?));
        written.map_err(|failure| {
            let remedy = Remedy::of(&failure, &self.path);
            OpenError::Unwritable(failure, remedy)
        })
    }

    /// The parts that have to stay where they are.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The part that is not where it was, if there is one.
    pub(super) fn displaced(&self) -> Option<&Part> {
        self.parts.iter().find(|part| !part.is_in_place())
    }

    /// Whether every part is still where it was.
    pub(super) fn in_place(&self) -> Result<()> {
        self.displaced().map_or(Ok(()), |part| Err(Failure::Unavailable(part.displaced())))
    }

    /// The connection that writes. SQLite itself folds its log back only when it has grown to 64 MiB; until then
    /// another thread does (`write/fold.rs`). It alone keeps pages while they change, so it keeps more of
    /// them (8 MiB) than those that read.
    pub(super) fn writer(&self) -> Result<Db> {
        self.open(&format!(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous={}; PRAGMA foreign_keys=ON; \
             PRAGMA secure_delete=FAST; PRAGMA wal_autocheckpoint=16384; PRAGMA cache_size=-8192",
            self.synchronous()
        ))
    }

    /// A connection that folds the log back or copies the file, and waits for the disk if the one that writes does.
    pub(super) fn folder(&self) -> Result<Db> {
        self.open(&format!("PRAGMA synchronous={}; PRAGMA cache_size=-64", self.synchronous()))
    }

    fn synchronous(&self) -> &'static str {
        if self.durable { "FULL" } else { "OFF" }
    }

    /// A connection that cannot write. Not `mode=ro`: the first to come has to make the log's index.
    pub(super) fn reader(&self) -> Result<Db> {
        let mut db = self.open("PRAGMA query_only=ON")?;
        if let Db::Sqlite(connection) = &mut db {
            contains::teach(connection)?;
        }
        Ok(db)
    }

    /// `mode=rw`: what is not there is not made.
    fn open(&self, settings: &str) -> Result<Db> {
        let unavailable =
            |reason: &dyn std::fmt::Display| Failure::Unavailable(format!("{}: {reason}", self.path.display()));
        self.in_place()?;
        let path = self.path.to_str().ok_or_else(|| unavailable(&"the path is not UTF-8"))?;
        let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let mut connection =
            SqliteConnection::establish(&format!("file:{path}?mode=rw")).map_err(|error| unavailable(&error))?;
        // Before anything else: to become a WAL database takes the lock.
        connection.batch_execute("PRAGMA busy_timeout=5000").map_err(|error| unavailable(&error))?;
        connection.batch_execute(settings).map_err(|error| unavailable(&error))?;
        Ok(Db::Sqlite(connection))
    }
}

/// Whether the file is the root of a mount.
#[cfg(target_os = "linux")]
fn is_mounted(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let found = statx(CWD, path, AtFlags::empty(), StatxFlags::empty());
    found.is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
fn is_mounted(_: &Path) -> bool {
    false
}

/// How long the write-ahead log is.
#[derive(QueryableByName, Debug)]
pub(super) struct Log {
    /// Pages in it.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// How many of them the file has, too.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

impl Log {
    /// Pages that the file does not have yet.
    pub(super) fn left(&self) -> i64 {
        i64::from(self.log) - i64::from(self.checkpointed)
    }
}

/// Folds the write-ahead log back into the file as far as no reader is in the way; what came of it.
pub(super) fn checkpoint(db: &mut Db) -> Result<Log> {
    Ok(diesel::sql_query("PRAGMA wal_checkpoint(PASSIVE)").get_result(db)?)
}

/// The log, as it is.
pub(super) fn log(db: &mut Db) -> Result<Log> {
    Ok(diesel::sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(db)?)
}

/// Folds all of it back and empties the log, for a close after which the file is complete by itself.
pub(super) fn finish(db: &mut Db) -> Result<()> {
    Ok(db.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?)
}
