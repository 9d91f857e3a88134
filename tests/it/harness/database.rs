//! A database of its own for each test: a file in a folder that goes with the test, or a database on the server that
//! `GRANTOR_TEST_POSTGRES` names.

use grantor::storage::Storage;

/// A fresh database.
pub struct Database {
    folder: tempfile::TempDir,
}

impl Database {
    pub fn fresh() -> Self {
        Self { folder: tempfile::TempDir::new().expect("a folder for the database") }
    }

    pub fn open(&self) -> Storage {
        let file = self.folder.path().join("grantor.db");
        Storage::open(file.to_str().expect("the path is text")).expect("the database opens")
    }
}
