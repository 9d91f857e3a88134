//! When tokens and clients were last used: collected in memory, written down in batches.
//!
//! A use is a question of an API, or a call of this server's own: too many for a write each. So the last one is kept
//! here, by token and by client, until it is flushed through the write door; a crash loses what was not flushed yet, a
//! minute at most. The first use of a token does not wait for this: it decides what a late refresh deserves
//! ([`note_first_use`](super::access::note_first_use)). What does not fit is dropped: it comes again.

mod store;

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use foldhash::HashMap;
use thread_local::ThreadLocal;

use crate::clients::{self, ClientKey};
use crate::clock::Moment;
use crate::storage::{Failure, Result, Storage};
use crate::tenants::TenantId;
use crate::tokens::{AccessTokenId, TokenState};

/// The most that a thread holds.
const MOST: usize = 100_000;

/// Uses that one transaction writes.
const BATCH: usize = 500;

type Token = (TenantId, AccessTokenId);

/// What was used and not written down yet: by thread, so that workers do not wait for each other.
#[derive(Debug, Default)]
pub struct Usage(ThreadLocal<Mutex<Uses>>);

#[derive(Debug, Default)]
struct Uses {
    tokens: HashMap<Token, Moment>,
    clients: HashMap<ClientKey, Moment>,
}

impl Usage {
    /// The token of `state` is used.
    pub fn note(&self, state: &TokenState, now: Moment) {
        self.own(|uses| put(&mut uses.tokens, (state.tenant.id, state.token.id), now));
    }

    /// A client is used, by itself or by one of its tokens.
    pub fn note_client(&self, client: ClientKey, now: Moment) {
        self.own(|uses| put(&mut uses.clients, client, now));
    }

    fn own(&self, note: impl FnOnce(&mut Uses)) {
        note(&mut self.0.get_or_default().lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Writes down what was collected; how many rows that concerns.
    ///
    /// # Errors
    /// Storage gave no answer: what was not written is given up, the next use comes again.
    pub async fn flush(&self, storage: &Storage) -> Result<usize> {
        let mut all = Uses::default();
        for thread in &self.0 {
            let Uses { tokens, clients } = std::mem::take(&mut *thread.lock().unwrap_or_else(PoisonError::into_inner));
            tokens.into_iter().for_each(|(token, at)| keep(&mut all.tokens, token, at));
            clients.into_iter().for_each(|(client, at)| keep(&mut all.clients, client, at));
        }
        let (tokens, clients): (Vec<_>, Vec<_>) = (all.tokens.into_iter().collect(), all.clients.into_iter().collect());
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

/// Keeps a use where there is room.
fn put<K: Eq + Hash>(uses: &mut HashMap<K, Moment>, key: K, at: Moment) {
    if uses.len() < MOST {
        keep(uses, key, at);
    } else if let Some(last) = uses.get_mut(&key) {
        *last = at.max(*last);
    }
}

/// Keeps the later of two uses.
fn keep<K: Eq + Hash>(uses: &mut HashMap<K, Moment>, key: K, at: Moment) {
    let last = uses.entry(key).or_insert(at);
    *last = at.max(*last);
}
