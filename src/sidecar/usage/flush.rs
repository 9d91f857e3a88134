//! Writing down what was seen.
//!
//! A batch is taken out of memory by the job that writes it, not before: whoever asks for a page may go away while their
//! job waits, and then nothing was taken. What cannot be written is given back. Only if both happen, the one who asked
//! gone and the database failing, is a batch lost, as in a crash.

use std::sync::{Arc, Mutex};

use super::{Seen, Usage, locked, store};
use crate::storage::{Failure, Result, Storage, Tx};

/// How many counts one transaction takes.
const BATCH: usize = 100;

impl Usage {
    /// Writes down what was seen until now.
    ///
    /// # Errors
    /// If storage is overloaded or unavailable; what was not written is kept for the next time.
    pub async fn flush(&self, storage: &Storage) -> Result<()> {
        for _ in 0..self.len().div_ceil(BATCH) {
            self.flush_batch(storage).await?;
        }
        Ok(())
    }

    async fn flush_batch(&self, storage: &Storage) -> Result<()> {
        let batch = Arc::new(Mutex::new(Vec::new()));
        let (usage, taken) = (self.clone(), Arc::clone(&batch));
        let job = move |tx: &mut Tx<'_>| {
            let mut batch = locked(&taken);
            // A job that runs again writes the same.
            if batch.is_empty() {
                *batch = usage.take(BATCH);
            }
            batch.iter().try_for_each(|seen| write(tx, seen))
        };
        let written = storage.write::<_, Failure>(job).await;
        if written.is_err() {
            self.take_back(std::mem::take(&mut *locked(&batch)));
        }
        written
    }
}

/// A token that was deleted meanwhile takes its usage with it.
fn write(tx: &mut Tx<'_>, seen: &Seen) -> Result<()> {
    if !store::is_there(tx.db, seen.tenant, seen.token)? {
        return Ok(());
    }
    if seen.accepted {
        store::used(tx.db, seen.tenant, seen.token, seen.last_at)?;
    }
    store::add(tx.db, seen)
}
