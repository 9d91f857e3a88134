//! A token is seen in use, by an API that asks about it or by this server's own.
//!
//! The first use goes to the write door at once: it decides what a late refresh deserves, so no refresh that follows
//! the answer may overtake it. Behind one writer it is enough that it is queued before the request is answered; else
//! the answer waits for its commit, once for each token. Later ones are collected ([`usage`](crate::tokens::usage)), of
//! a token one in ten minutes.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use crate::clock::Moment;
use crate::server::Grantor;
use crate::storage::Failure;
use crate::tokens::{TokenState, access};

/// Notes that the token of `state` is in use.
pub async fn note(grantor: &Grantor, state: &TokenState, now: Moment) {
    grantor.usage.note_client(state.client.key, now);
    if !state.token.first_seen(now) {
        if state.token.seen_again(now) {
            grantor.usage.note(state, now);
        }
        return;
    }
    let (storage, tenant, token) = (grantor.storage.clone(), state.tenant.id, Arc::clone(&state.token));
    let mut noting = Box::pin(async move {
        let id = token.id;
        let noted = storage.write::<_, Failure>(move |tx| access::note_first_use(tx, tenant, id, now)).await;
        if let Err(failure) = noted {
            tracing::warn!(%failure, "the first use of a token was not noted");
            token.unsee();
        }
    });
    if !grantor.storage.writes_in_order() {
        return noting.await;
    }
    let queued = poll_fn(|context| Poll::Ready(noting.as_mut().poll(context))).await;
    if queued.is_pending() {
        actix_web::rt::spawn(noting);
    }
}
