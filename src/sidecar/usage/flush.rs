//! Writing down what was seen.

use super::{Seen, Usage, store};
use crate::storage::{Failure, Result, Storage, Tx};

/// How many counts one transaction takes.
const BATCH: usize = 100;

impl Usage {
    /// Writes down what was seen until now.
    ///
    /// # Errors
    /// If storage is overloaded or unavailable; what was not written is kept for the next time.
    pub async fn flush(&self, storage: &Storage) -> Result<()> {
        let mut left = self.take();
        while !left.is_empty() {
            let batch: Vec<Seen> = left.drain(..left.len().min(BATCH)).collect();
            let job = {
                let batch = batch.clone();
                move |tx: &mut Tx<'_>| batch.iter().try_for_each(|seen| write(tx, seen))
            };
            if let Err(failure) = storage.write::<_, Failure>(job).await {
                self.take_back(batch);
                self.take_back(left);
                return Err(failure);
            }
        }
        Ok(())
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
