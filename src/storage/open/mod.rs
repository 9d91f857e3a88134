//! Opening and closing: which threads there are, and what must be true before there are any.

mod prepare;
mod unsuitable;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::connect::{Home, Purpose};
use super::ids::Ids;
use super::lock::Held;
use super::own_secret::OwnSecret;
use super::ready::Proven;
use super::stale::Stale;
use super::{
    DatabaseUrl, Db, Failure, LockError, Migrated, Remedy, Result, Steps, lock, lookup, read, relocate, sqlite, steps,
    write,
};
use crate::entropy::Entropy;

use prepare::{examined, prepare};
pub use unsuitable::Unsuitable;

/// How storage is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether pending migrations are run (true); otherwise they refuse the start.
    pub migrate: bool,
    /// Jobs that wait behind the write door, queries behind the read door and keys of one kind of
    /// look-up, each, before the next is refused as overload (4096).
    pub queue: usize,
    /// PostgreSQL: threads, each with a connection, that write (4).
    pub writers: usize,
    /// PostgreSQL: threads, each with a connection, that read (4); they start when they are first needed.
    pub readers: usize,
    /// PostgreSQL: how long a connection attempt or a query may take before the connection is given up
    /// (10 s). The server itself is told to give up a statement after four fifths of it.
    pub patience: Duration,
    /// SQLite: whether a commit waits for the disk (true). False loses what was answered last when the
    /// power fails: for tests.
    pub durable: bool,
    /// SQLite: whether a file is made where there is none (true).
    pub create: bool,
    /// Whether a database is opened that a move has not filled yet (false): for the move.
    pub unfinished: bool,
    /// Where randomness comes from.
    pub entropy: Entropy,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            migrate: true,
            queue: 4096,
            writers: 4,
            readers: 4,
            patience: Duration::from_secs(10),
            durable: true,
            create: true,
            unfinished: false,
            entropy: Entropy::system(),
        }
    }
}

/// Why storage does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The path of the database is that of a folder, or of nothing.
    #[error("{0} is not a file: name the database file itself, such as sqlite:grantor.db")]
    NotAFile(PathBuf),
    /// The folder of the database file is not there.
    #[error("the folder {0} of the database file: {1}; make it first, or correct the path")]
    Folder(PathBuf, std::io::Error),
    /// There is no database file, and none is to be made.
    #[error(
        "there is no database at {0}: `grantor serve`, `grantor migrate` and `grantor tenant create` make one there; if there \
         should be one, look whether this is the right folder and configuration"
    )]
    Absent(PathBuf),
    /// There is no database file, but its log.
    #[error(
        "{0} is not there, but what was written to it last, in {1}: put the file back; if that is really not wanted any \
         more, remove {1}"
    )]
    Orphaned(PathBuf, PathBuf),
    /// The file has a second name.
    #[error("{0} has another name (a hard link): remove one of them, because the log is beside one name only")]
    Linked(PathBuf),
    /// The file is a mount.
    #[error("{0} is mounted by itself: mount the folder that it is in, because the log beside it belongs to it")]
    Mounted(PathBuf),
    /// The database file cannot be made.
    #[error("cannot make the database file {0}: {1}")]
    Create(PathBuf, std::io::Error),
    /// Nothing can be written to the file.
    #[error("{0}{1}")]
    Unwritable(Failure, Remedy),
    /// Another process writes to it.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The schema is behind and migrations were not asked for.
    #[error("the database lacks the migrations {}: run grantor migrate", .0.join(", "))]
    Pending(Vec<String>),
    /// The schema is ahead, and something is gone that this build relies on.
    #[error(
        "the database is too new for this build of Grantor: who serves it has to know {}, and this one knows the steps until \
         {}: start the newer one",
        .0.join(", "), steps::newest_step()
    )]
    Ahead(Vec<String>),
    /// The server's database is none for us.
    #[error(transparent)]
    Unsuitable(#[from] Unsuitable),
    /// The database cannot be reached, or a migration failed.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// A move into the database has not ended.
    #[error("the database is not whole: the move from {0} has not ended; run grantor move again")]
    Unfinished(String),
    /// The operating system gives no more threads.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}

/// The database, and the doors to it. Clones are the same storage; it closes with the last of them, or
/// by [`close`](Self::close).
#[derive(Clone)]
pub struct Storage(pub(super) Arc<Inner>);

/// What stands behind a [`Storage`].
pub(super) struct Inner {
    pub(super) home: Arc<Home>,
    pub(super) stale: Arc<Stale>,
    pub(super) write: write::Door,
    pub(super) read: read::Door,
    pub(super) lookups: lookup::Reader,
    pub(super) ids: Ids,
    pub(super) entropy: Entropy,
    pub(super) own_secret: OwnSecret,
    pub(super) proven: Proven,
    migrated: Migrated,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Storage {
    /// Opens the database at `url`: takes its lock, brings its schema up to date, starts the threads.
    /// Blocks meanwhile.
    ///
    /// # Errors
    /// Before anything was changed, except by migrations.
    pub fn open(url: &DatabaseUrl, options: &Options) -> Result<Self, OpenError> {
        let (home, held) = match url {
            DatabaseUrl::Sqlite(path) => {
                let mut file = sqlite::File::find(path, options.durable)?;
                // Before there is a lock: in a wrong folder nothing is left lying about.
                if !file.is_there()? && !options.create {
                    return Err(OpenError::Absent(file.path().to_owned()));
                }
                let mut lock = lock::lock(file.path())?;
                if file.create()? {
                    tracing::info!("made a new, empty database at {}", file.path().display());
                }
                file.is_writable()?;
                let db = file.hold()?;
                lock.note(file.parts())?;
                let held = Held { db, lock };
                (Home::Sqlite(file), Some(held))
            }
            DatabaseUrl::Postgres(server) => (server_home(server, options), None),
        };
        let migrated = prepare(&home, options)?;
        let (home, stale) = (Arc::new(home), Arc::new(Stale::new()));
        let door = write::Door::open(&home, held, &stale, options.queue, options.writers);
        let (write, mut threads) = door.map_err(OpenError::Thread)?;
        let read = read::Door::new(&home, options.queue, options.readers);
        let (lookups, reader) = lookup::Reader::open(&home, options.queue).map_err(OpenError::Thread)?;
        threads.extend(reader);
        let threads = Mutex::new(threads);
        let (ids, own_secret, entropy) = (Ids::default(), OwnSecret::default(), options.entropy.clone());
        let proven = Proven::new(entropy.clone());
        let inner = Inner { home, stale, write, read, lookups, ids, entropy, own_secret, proven, migrated, threads };
        Ok(Self(Arc::new(inner)))
    }

    /// What this opening has found of the schema's steps, and has done about them.
    pub fn migrated(&self) -> &Migrated {
        &self.0.migrated
    }

    /// How the schema of the database at `url` stands to what this build knows, if that can be served with or migrated; a file
    /// that is not there yet lacks everything.
    ///
    /// # Errors
    /// As [`look`](Self::look); [`OpenError::Unfinished`], [`OpenError::Unsuitable`], [`OpenError::Ahead`].
    pub fn steps(url: &DatabaseUrl, options: &Options) -> Result<Steps, OpenError> {
        let none = Steps::none()?;
        let looked = Self::look(url, options, |db| {
            let steps = examined(db, options)?;
            // Before its first step a database has no table that could say so.
            match if steps.lacking == none.lacking { None } else { relocate::unfinished(db)? } {
                Some(source) => Err(OpenError::Unfinished(source)),
                None => Ok(steps),
            }
        })?;
        Ok(looked.unwrap_or(none))
    }

    /// Whether a server that starts here could write to the database at `url`: to a file, and to the lock beside it. Another
    /// server tells by itself what a role may do. Changes nothing.
    ///
    /// # Errors
    /// Why not.
    pub fn writable(url: &DatabaseUrl) -> Result<(), OpenError> {
        let Some(path) = url.path() else { return Ok(()) };
        let file = sqlite::File::find(path, true)?;
        let there = file.is_there()?;
        lock::possible(file.path())?;
        if there { file.is_writable() } else { Ok(()) }
    }

    /// The process that has the database file at `url`, if one has; nobody has a server's.
    ///
    /// # Errors
    /// The file or its lock cannot be looked at.
    pub fn holder(url: &DatabaseUrl) -> Result<Option<String>, OpenError> {
        let Some(path) = url.path() else { return Ok(None) };
        Ok(lock::holder(sqlite::File::find(path, true)?.path())?.map(|holder| holder.pid))
    }

    /// What `query` finds in the database at `url` as it is, nothing if the file is not there yet. Changes nothing, takes
    /// no lock.
    ///
    /// # Errors
    /// If the database cannot be reached, and the query's.
    pub fn look<T: Send, E: Into<OpenError> + Send>(
        url: &DatabaseUrl,
        options: &Options,
        query: impl FnOnce(&mut Db) -> Result<T, E> + Send,
    ) -> Result<Option<T>, OpenError> {
        let home = match url {
            DatabaseUrl::Sqlite(path) => {
                let file = sqlite::File::find(path, options.durable)?;
                if !file.is_there()? {
                    return Ok(None);
                }
                Home::Sqlite(file)
            }
            DatabaseUrl::Postgres(server) => server_home(server, options),
        };
        aside(|| query(&mut home.connect(Purpose::Read)?).map(Some).map_err(E::into))
    }

    /// Takes nothing more in, does what waits, folds the write-ahead log back, lets go of the lock.
    pub async fn close(&self) {
        let inner = Arc::clone(&self.0);
        if let Err(error) = tokio::task::spawn_blocking(move || inner.end()).await {
            tracing::error!(%error, "storage did not close in an orderly way");
        }
    }
}

impl Inner {
    /// Closes, and waits for the threads.
    pub(super) fn end(&self) {
        self.shut();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        threads.into_iter().for_each(|thread| drop(thread.join()));
        self.read.end();
    }

    fn shut(&self) {
        self.write.close();
        self.read.close();
        self.lookups.close();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shut();
    }
}

fn server_home(server: &super::Server, options: &Options) -> Home {
    Home::Postgres { server: Box::new(server.clone()), patience: options.patience }
}

/// On a thread of its own, because a PostgreSQL connection cannot live on an async worker.
pub(super) fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

#[cfg(test)]
mod tests;
