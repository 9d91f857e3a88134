//! A database of its own for each test: a file in a folder that goes with the test, or a database on the server that
//! `GRANTOR_TEST_POSTGRES` names.

use grantor::storage::blank::Place;
use grantor::storage::{Options, Storage};

/// Connections that write, on a server, and as many that read: two get in each other's way as well as more.
pub const WRITERS: usize = 2;

/// A fresh database.
pub struct Database(Place);

impl Database {
    pub fn fresh() -> Self {
        Self(Place::fresh().expect("a database for the test"))
    }

    /// Whether several nodes may have it open.
    pub fn has_nodes(&self) -> bool {
        self.0.url().path().is_none()
    }

    /// Every byte that is kept.
    pub async fn contents(&self) -> Vec<u8> {
        self.0.contents().expect("what is kept can be read").concat()
    }

    pub fn open(&self) -> Storage {
        let options = Options { readers: WRITERS, writers: WRITERS, ..Options::default() };
        self.0.open(&options).expect("the database opens")
    }
}
