//! A credential was refused.

use super::{Action, Origin, Source, record_folded};
use crate::clock::Moment;
use crate::storage::{Failure, Storage, Tx};

/// Tells the log of `tenant` (0: the platform's) that somebody did not prove to be `source`, and `why`, a row for each
/// network and minute with each reason's count. Behind the answer's back: who waits for that could tell by the time
/// whether there is such a one.
pub fn verify_failed(storage: &Storage, tenant: i64, origin: Origin, at: Moment, source: Source, why: &'static str) {
    let storage = storage.clone();
    let telling = async move {
        let [id] = storage.ids().await?;
        let stamp = origin.stamp(id, at);
        let job =
            move |tx: &mut Tx<'_>| record_folded(tx.db, tenant, &stamp, Action::VerifyFailed, source.clone(), why);
        storage.write::<_, Failure>(job).await
    };
    drop(tokio::spawn(async move {
        if let Err(failure) = telling.await {
            tracing::warn!(%failure, tenant, why, "the audit log was not told of a credential that was refused");
        }
    }));
}
