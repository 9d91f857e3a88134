//! When tokens and clients were last used: collected in memory, written down in batches.
//!
//! A use is a question of an API, or a call of this server's own: too many for a write each. So the last one is kept
//! here, by token and by client, until it is flushed through the write door; a crash loses what was not flushed yet, a
//! minute at most. The first use of a token does not wait for this: it decides what a late refresh deserves
//! ([`note_first_use`](super::access::note_first_use)). What does not fit is dropped: it comes again.

mod store;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use crate::clients::{self, ClientKey};
use crate::clock::Moment;
use crate::storage::{Failure, Result, Storage};
use crate::tenants::TenantId;
use crate::tokens::{AccessTokenId, TokenState};

/// Parts of what is collected, so that workers seldom wait for each other.
const PARTS: usize = 16;

/// The most that a part holds.
const MOST: usize = 10_000;

/// Uses that one transaction writes.
const BATCH: usize = 500;

type Token = (TenantId, AccessTokenId);

/// What was used and not written down yet.
#[derive(Debug, Default)]
pub struct Usage([Mutex<Uses>; PARTS]);

#[derive(Debug, Default)]
struct Uses {
    tokens: HashMap<Token, Moment>,
    clients: HashMap<ClientKey, Moment>,
}

impl Usage {
    /// The token of `state` is used.
    pub fn note(&self, state: &TokenState, now: Moment) {
        let (tenant, id) = (state.tenant.id, state.token.id);
        self.part(id.number(), |part| put(&mut part.tokens, (tenant, id), now));
    }

    /// A client is used, by itself or by one of its tokens.
    pub fn note_client(&self, client: ClientKey, now: Moment) {
        self.part(client.id.number(), |part| put(&mut part.clients, client, now));
    }

    fn part(&self, number: i64, note: impl FnOnce(&mut Uses)) {
        let at = usize::try_from(number).unwrap_or_default() % PARTS;
        note(&mut self.0[at].lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Writes down what was collected; how many rows that concerns.
    ///
    /// # Errors
    /// Storage gave no answer: what was not written is given up, the next use comes again.
    pub async fn flush(&self, storage: &Storage) -> Result<usize> {
        let (mut tokens, mut clients) = (Vec::new(), HashMap::new());
        for part in &self.0 {
            let Uses { tokens: used, clients: by } =
                std::mem::take(&mut *part.lock().unwrap_or_else(PoisonError::into_inner));
            tokens.extend(used);
            by.into_iter().for_each(|(client, at)| put(&mut clients, client, at));
        }
        let clients: Vec<_> = clients.into_iter().collect();
        for batch in tokens.chunks(BATCH).map(<[_]>::to_vec) {
            let note = move |tx: &mut crate::storage::Tx<'_>| store::note_tokens(tx.db, &batch);
            storage.write::<_, Failure>(note).await?;
        }
        for batch in clients.chunks(BATCH).map(<[_]>::to_vec) {
            let note = move |tx: &mut crate::storage::Tx<'_>| clients::store::note_uses(tx.db, &batch);
            storage.write::<_, Failure>(note).await?;
        }
        Ok(tokens.len() + clients.len())
    }
}

/// Keeps the later of two uses.
fn put<K: Eq + Hash>(uses: &mut HashMap<K, Moment>, key: K, at: Moment) {
    if let Some(last) = uses.get_mut(&key) {
        *last = at.max(*last);
    } else if uses.len() < MOST {
        uses.insert(key, at);
    }
}
