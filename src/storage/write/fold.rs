//! Folding SQLite's write-ahead log back into its file, beside the thread that writes.
//!
//! The log has to start anew before it has grown too far, and for that all of it must be in the file. Left to SQLite,
//! whoever commits at the wrong moment does it all: tens of milliseconds in which nobody else writes. So a thread with a
//! connection of its own does most of it while others go on writing, and tells the writer when so little is left
//! that it can do the rest. Where nobody writes any more it folds everything, so that the log starts anew next time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use crate::storage::Result;
use crate::storage::connect::Kept;
use crate::storage::failure::panicked;
use crate::storage::sqlite;

/// How often is looked how long the log is, while there are writes.
const LOOK: Duration = Duration::from_millis(50);
/// How often nothing must have been written for it to be quiet.
const QUIET: u32 = 5;
/// Pages in the log that are worth folding, while there are writes: 32 MiB of them. The more, the fewer are written twice,
/// and the longer the disk is busy.
const MUCH: i64 = 8 * 1024;
/// Few enough for the writer.
const LITTLE: i64 = 256;
/// How often is folded what was written meanwhile.
const ROUNDS: usize = 4;

/// The thread that folds.
pub(super) struct Fold {
    shared: Arc<Shared>,
    folder: Thread,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    /// Since the last look.
    written: AtomicBool,
    /// The writer is to do the rest.
    little_left: AtomicBool,
    /// The thread waits for a write.
    asleep: AtomicBool,
    stopped: AtomicBool,
}

impl Fold {
    /// Starts the thread; it opens `kept` when there is something to look at.
    pub(super) fn start(kept: Kept) -> std::io::Result<Self> {
        Self::at(kept, MUCH)
    }

    fn at(kept: Kept, much: i64) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let folder = Folder { shared: Arc::clone(&shared), kept, much, due: much };
        let thread = std::thread::Builder::new().name("fold".into()).spawn(move || folder.run())?;
        Ok(Self { shared, folder: thread.thread().clone(), thread: Some(thread) })
    }

    /// Notes that something was committed. Says whether the writer is to fold what is left now.
    pub(super) fn written(&self) -> bool {
        self.shared.written.store(true, SeqCst);
        if self.shared.asleep.load(SeqCst) {
            self.folder.unpark();
        }
        self.shared.little_left.load(SeqCst) && self.shared.little_left.swap(false, SeqCst)
    }
}

/// The connection is gone when this is.
impl Drop for Fold {
    fn drop(&mut self) {
        self.shared.stopped.store(true, SeqCst);
        self.folder.unpark();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Folder {
    shared: Arc<Shared>,
    kept: Kept,
    much: i64,
    /// How many pages the log has to have next time.
    due: i64,
}

impl Folder {
    fn run(mut self) {
        let mut quiet = QUIET + 1;
        while !self.shared.stopped.load(SeqCst) {
            if self.shared.written.swap(false, SeqCst) {
                quiet = 0;
                self.tell(Self::look);
            } else {
                quiet += 1;
                if quiet == QUIET {
                    self.tell(|folder| sqlite::checkpoint(folder.kept.get()?).map(drop));
                }
            }
            if quiet < QUIET { self.wait(LOOK) } else { self.sleep() }
        }
    }

    fn tell(&mut self, fold: impl FnOnce(&mut Self) -> Result<()>) {
        let folded = catch_unwind(AssertUnwindSafe(|| fold(self)));
        if let Err(error) = folded.unwrap_or_else(|panic| Err(panicked(&*panic))) {
            tracing::warn!(%error, "the write-ahead log could not be folded back, it will be later");
            self.kept.discard();
        }
    }

    fn look(&mut self) -> Result<()> {
        let db = self.kept.get()?;
        let mut left = sqlite::log(db)?.left();
        if left < self.much {
            self.due = self.much;
        }
        if left < self.due {
            return Ok(());
        }
        for _ in 0..ROUNDS {
            left = sqlite::checkpoint(db)?.left();
            if left <= LITTLE {
                break;
            }
        }
        let done = left < self.much;
        // Somebody reads what was true long ago, so there is no use in trying again soon.
        self.due = if done { self.much } else { left + self.much };
        self.shared.little_left.store(done, SeqCst);
        Ok(())
    }

    fn wait(&self, time: Duration) {
        let until = Instant::now() + time;
        while !self.shared.stopped.load(SeqCst) {
            match until.saturating_duration_since(Instant::now()) {
                Duration::ZERO => break,
                left => std::thread::park_timeout(left),
            }
        }
    }

    fn sleep(&self) {
        self.shared.asleep.store(true, SeqCst);
        // Whoever wrote before the line above did not wake anybody.
        while !self.shared.written.load(SeqCst) && !self.shared.stopped.load(SeqCst) {
            std::thread::park();
        }
        self.shared.asleep.store(false, SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::storage::connect::{Home, Purpose};
    use crate::storage::sqlite::File;

    /// A file, and the connection that writes to it.
    fn house() -> (tempfile::TempDir, Arc<Home>, crate::storage::Db) {
        let folder = tempfile::tempdir().unwrap();
        let mut file = File::find(&folder.path().join("grantor.db"), false).unwrap();
        file.create().unwrap();
        let home = Arc::new(Home::Sqlite(file));
        let mut db = home.connect(Purpose::Write).unwrap();
        db.batch_execute("CREATE TABLE t (x BLOB)").unwrap();
        (folder, home, db)
    }

    fn until(mut done: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !done() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it never happened");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn the_writer_is_left_little_of_a_long_log_and_the_log_starts_anew() {
        let (_folder, home, mut db) = house();
        let fold = Fold::at(Kept::new(Arc::clone(&home), Purpose::Fold), 100).unwrap();
        let mut longest = 0;
        until(|| {
            db.batch_execute("INSERT INTO t VALUES (zeroblob(20000))").unwrap();
            longest = longest.max(sqlite::log(&mut db).unwrap().left());
            fold.written()
        });
        assert!(longest >= 100, "{longest}");
        until(|| sqlite::checkpoint(&mut db).unwrap().left() == 0);
        db.batch_execute("INSERT INTO t VALUES (1)").unwrap();
        let left = sqlite::log(&mut db).unwrap().left();
        assert!((1..10).contains(&left), "{left}");
    }

    #[test]
    fn a_reader_that_is_in_the_way_keeps_nobody_busy_and_the_log_until_it_is_gone() {
        let (_folder, home, mut db) = house();
        let fold = Fold::at(Kept::new(Arc::clone(&home), Purpose::Fold), 100).unwrap();
        let mut reader = home.connect(Purpose::Read).unwrap();
        reader.batch_execute("BEGIN; SELECT count(*) FROM t").unwrap();
        let mut write = || {
            db.batch_execute("INSERT INTO t VALUES (zeroblob(20000))").unwrap();
            std::thread::sleep(Duration::from_millis(2));
            fold.written()
        };
        assert!((0..200).all(|_| !write()));
        reader.batch_execute("COMMIT").unwrap();
        until(write);
    }

    #[test]
    fn where_nobody_writes_any_more_all_of_it_is_folded() {
        let (_folder, home, mut db) = house();
        let fold = Fold::start(Kept::new(Arc::clone(&home), Purpose::Fold)).unwrap();
        for _ in 0..2 {
            db.batch_execute("INSERT INTO t VALUES (zeroblob(20000))").unwrap();
            assert!(sqlite::log(&mut db).unwrap().left() > 0);
            assert!(!fold.written());
            until(|| sqlite::log(&mut db).unwrap().left() == 0);
        }
    }
}
