//! Whether requests should come here: what a load balancer wants to know.
//!
//! A door that answers need not be able to write: a disk may be full. So a row is written now and then and its commit
//! waited for. It is longer than what a request writes, and another each time: the log of SQLite has room for a page or
//! two in what it had of a disk before that was full. While all is well it is written twice a minute at most, so that
//! whoever asks wears no disk out.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::prelude::*;

use super::schema::leases;
use super::{Failure, Result, Storage, Tx};
use crate::entropy::Entropy;

/// The name of the row that is written.
const NAME: &str = "ready";

/// How long a write proves that there is room for the next.
const PROVES: Duration = Duration::from_secs(30);

/// How many times 64 characters are written.
const LINES: usize = 1_024;

/// When something was last written for the sake of it.
pub(super) struct Proven {
    at: Mutex<Option<Instant>>,
    entropy: Entropy,
}

impl Proven {
    pub(super) fn new(entropy: Entropy) -> Self {
        Self { at: Mutex::default(), entropy }
    }

    fn is_fresh(&self) -> bool {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| at.elapsed() < PROVES)
    }

    fn now(&self) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// A text that is no other, and that nothing can make shorter.
    fn text(&self) -> String {
        (0..LINES).map(|_| hex::encode(self.entropy.bytes())).collect()
    }
}

impl Storage {
    /// Whether both doors answer, and what is written is kept.
    ///
    /// # Errors
    /// Why not, without where the database is.
    pub async fn ready(&self) -> Result<(), &'static str> {
        if let Some(part) = self.0.home.displaced() {
            return Err(part.displaced());
        }
        let one = || diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("1"));
        let reads = self.read::<_, Failure>(move |db| Ok(one().get_result::<i32>(db)?)).await;
        let writes = if self.0.proven.is_fresh() {
            self.write::<_, Failure>(move |tx| Ok(one().get_result::<i32>(tx.db).map(drop)?)).await
        } else {
            let text = self.0.proven.text();
            self.write::<_, Failure>(move |tx| put(tx, &text)).await.inspect(|()| self.0.proven.now())
        };
        if reads.is_ok() && writes.is_ok() { Ok(()) } else { Err("the database does not answer, or cannot write") }
    }
}

fn put(tx: &mut Tx<'_>, text: &str) -> Result<()> {
    if diesel::update(leases::table.find(NAME)).set(leases::holder.eq(text)).execute(tx.db)? == 0 {
        let row = (leases::name.eq(NAME), leases::holder.eq(text), leases::expires_at.eq(0_i64));
        diesel::insert_into(leases::table).values(row).execute(tx.db)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::storage::Options;
    use crate::storage::blank::Blank;

    #[tokio::test]
    async fn a_door_that_answers_and_cannot_write_is_not_ready() {
        let storage = Blank::with(&Options { writers: 1, ..Options::default() }).unwrap();
        assert!(storage.ready().await.is_ok());
        let settings = if storage.place().url().path().is_some() {
            [
                "CREATE TRIGGER full BEFORE UPDATE ON leases BEGIN SELECT RAISE(ABORT, 'disk is full'); END",
                "DROP TRIGGER full",
            ]
        } else {
            ["SET default_transaction_read_only = on", "SET default_transaction_read_only = off"]
        };
        for (setting, ready) in settings.into_iter().zip([false, true]) {
            storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(setting)?)).await.unwrap();
            assert!(storage.ready().await.is_ok(), "a moment ago it could");
            *storage.0.proven.at.lock().unwrap() = None;
            assert_eq!(storage.ready().await.is_ok(), ready);
        }
    }
}
