//! A database of its own for each test: a file in a folder that goes with the test, or a database on the server that
//! `GRANTOR_TEST_POSTGRES` names.

use grantor::storage::Storage;
use grantor::storage::blank::{self, Place};

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
        self.0.open(&blank::options()).expect("the database opens")
    }
}
