//! A client that is used at an account that does not know it: *No such client*, and its owner sees how often.
//!
//! Whoever asks learns nothing of this, and the owner no more than a number: not where, not by whom. An attempt counts
//! only with a redirect URI that the owner has registered, so nobody is counted who has merely heard the identifier, and
//! only so many between two flushes, so that the number cannot be driven up at will. It is collected in memory and
//! looked up when it is flushed: the answer does not wait for it, and takes no longer for an identifier that exists.

mod store;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::ClientKey;
use crate::clock::Moment;
use crate::storage::{Db, Failure, Result, Storage, Tx};
use crate::tenants::TenantId;

/// Different attempts that are remembered between two flushes.
const REMEMBERED: usize = 200;

/// The most that one of them counts between two flushes.
const MOST: i64 = 10;

/// What was tried: an identifier and a redirect URI, at a tenant that knows no such client.
type Attempt = (TenantId, String, String);

/// Attempts that were not written down yet.
#[derive(Debug, Default)]
pub struct Misdirected(Mutex<HashMap<Attempt, i64>>);

/// How often a client was used where there is no such client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// So often, as far as that is counted.
    pub attempts: i64,
    /// The last time.
    pub last_at: Moment,
}

impl Misdirected {
    /// Somebody asked `at` a tenant for a client that it does not know.
    pub fn note(&self, at: TenantId, identifier: &str, redirect_uri: &str) {
        let attempt = (at, identifier.to_owned(), redirect_uri.to_owned());
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = noted.get_mut(&attempt) {
            *times = (*times + 1).min(MOST);
        } else if noted.len() < REMEMBERED {
            noted.insert(attempt, 1);
        }
    }

    /// Writes down for whose clients that was.
    ///
    /// # Errors
    /// Storage gave no answer: what was not written is given up.
    pub async fn flush(&self, storage: &Storage, now: Moment) -> Result<()> {
        let noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if noted.is_empty() {
            return Ok(());
        }
        let job = move |tx: &mut Tx<'_>| {
            let mut owned = HashMap::<ClientKey, i64>::new();
            for ((at, identifier, redirect_uri), times) in &noted {
                for client in store::clients_of_others(tx.db, *at, identifier, redirect_uri)? {
                    *owned.entry(client).or_default() += times;
                }
            }
            owned.into_iter().try_for_each(|(client, times)| store::add(tx.db, client, times.min(MOST), now))
        };
        storage.write::<_, Failure>(job).await
    }
}

/// How often the client `key` was used where there is no such client; nothing if never.
pub fn elsewhere(db: &mut Db, key: ClientKey) -> Result<Option<Elsewhere>> {
    store::find(db, key)
}
