//! What goes on beside the requests, for as long as a process serves.
//!
//! Whatever takes something out of memory to write it down ends between two rounds: what it has taken would be lost
//! otherwise. What the database says is still to be done can be left at any moment, and is done by whoever serves next.

use std::time::Duration;

use actix_web::rt::spawn;
use actix_web::rt::task::JoinHandle;
use tokio::sync::watch;

use super::survived::survived;
use crate::config;
use crate::server::{self, Grantor};
use crate::storage::sweep::{Limits, Progress, Retention};

/// How long the next sweep waits for the one before it to be forgotten.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(10);
/// The same while there is more than one sweep deletes: some thousand rows a second, and the door is free between them.
const BETWEEN_BITES: Duration = Duration::from_secs(1);

/// How long the use of API tokens is counted in memory before it is written down.
const BETWEEN_COUNTS: Duration = Duration::from_secs(10);

/// How often the sunsets of API tokens are looked at: their steps are days apart.
const BETWEEN_SUNSETS: Duration = Duration::from_secs(600);

/// How often is looked whether a webhook is still to be told something.
const BETWEEN_DELIVERIES: Duration = Duration::from_secs(5);

/// What goes on.
pub(super) struct Beside {
    grantor: Grantor,
    end: watch::Sender<()>,
    /// They end between two rounds.
    noting: Vec<JoinHandle<()>>,
    others: Vec<JoinHandle<()>>,
}

impl Beside {
    /// Of a process that verifies: what was used is written down.
    pub(super) fn verifying(grantor: &Grantor) -> Self {
        let mut beside =
            Self { grantor: grantor.clone(), end: watch::Sender::new(()), noting: Vec::new(), others: Vec::new() };
        beside.note(BETWEEN_COUNTS, note_uses);
        beside
    }

    /// Of a server: also what is over is swept away, sunsets are carried on, and webhooks told.
    pub(super) fn serving(grantor: &Grantor) -> Self {
        let mut beside = Self::verifying(grantor);
        beside.note(BETWEEN_SUNSETS, set);
        beside.others.push(spawn(sweep(grantor.clone())));
        beside.others.push(spawn(tell(grantor.clone())));
        beside
    }

    /// Goes one `round` after the other.
    fn note(&mut self, between: Duration, round: impl AsyncFn(&Grantor) + 'static) {
        let (grantor, mut end) = (self.grantor.clone(), self.end.subscribe());
        self.noting.push(spawn(async move {
            loop {
                survived(round(&grantor)).await;
                tokio::select! {
                    _ = end.changed() => return,
                    () = tokio::time::sleep(between) => {}
                }
            }
        }));
    }

    /// Tells all of it to end. Whoever waits for that waits until what was used until then is written down.
    pub(super) fn end(self) -> impl Future<Output = ()> {
        let Self { grantor, end, noting, others } = self;
        drop(end);
        others.iter().for_each(JoinHandle::abort);
        async move {
            for ending in noting {
                drop(ending.await);
            }
            note_uses(&grantor).await;
        }
    }
}

/// Deletes what has expired, a little at a time.
async fn sweep(grantor: Grantor) {
    let limits = Limits { retention: retention(&grantor.config.retention), ..Limits::default() };
    let (mut pause, mut progress) = (BETWEEN_SWEEPS, Progress::default());
    loop {
        tokio::time::sleep(pause).await;
        let sweeping = grantor.storage.sweep(grantor.now(), &limits, &mut progress);
        let Some(swept) = survived(sweeping).await else { continue };
        let more = swept.as_ref().is_ok_and(|swept| swept.iter().any(|table| table.more));
        pause = if more { BETWEEN_BITES } else { BETWEEN_SWEEPS };
        match swept {
            Ok(swept) => swept.iter().for_each(|table| grantor.metrics.swept(table.table, table.rows)),
            Err(failure) => tracing::warn!(%failure, "what has expired stays for now"),
        }
    }
}

fn retention(days: &config::Retention) -> Retention {
    let seconds = |days: u32| i64::from(days) * 86_400;
    Retention {
        tokens: seconds(days.tokens_days),
        codes: seconds(days.codes_days),
        sign_ins: seconds(days.sign_ins_days),
        audit: days.audit_days.map(seconds),
    }
}

/// Tells webhooks what is still to be told.
async fn tell(grantor: Grantor) {
    loop {
        tokio::time::sleep(BETWEEN_DELIVERIES).await;
        if let Some(Err(failure)) = survived(server::deliver(&grantor)).await {
            tracing::warn!(%failure, "webhooks are told later");
        }
    }
}

/// Carries the sunsets of API tokens on.
async fn set(grantor: &Grantor) {
    if let Err(failure) = server::sunset(grantor).await {
        tracing::warn!(%failure, "the sunsets of API tokens go on later");
    }
}

/// Writes down what was used, and by whom.
async fn note_uses(grantor: &Grantor) {
    if let Err(failure) = grantor.usage.flush(&grantor.storage).await {
        tracing::warn!(%failure, "what was used was not written down");
    }
    if let Err(failure) = grantor.api_token_usage.flush(&grantor.storage).await {
        tracing::warn!(%failure, "who used API tokens was not written down");
    }
    if let Err(failure) = grantor.misdirected.flush(&grantor.storage, grantor.now()).await {
        tracing::warn!(%failure, "which clients were asked for elsewhere was not written down");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::clients::fixture::confidential;
    use crate::clients::{self, Client};
    use crate::config::Config;
    use crate::storage::blank::WRITERS;
    use crate::storage::{Failure, Tx};
    use crate::tenants::fixture::House;

    /// An end that comes while the database is busy with something else.
    #[actix_web::test]
    async fn what_a_round_has_taken_is_written_down_before_the_end() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let Client { key, .. } = house.client(acme, confidential("app")).await;
        let (clock, entropy) = (house.clock.clone(), house.entropy.clone());
        let grantor = Grantor::new(Config::default(), clock, entropy, (*house.storage).clone()).unwrap();
        let writers = if house.storage.place().url().path().is_some() { 1 } else { WRITERS };
        let (begin, begun) = channel();
        let busy = (0..writers).map(|_| {
            let (end, ended) = channel::<()>();
            let (begin, storage) = (begin.clone(), grantor.storage.clone());
            let job = move |_: &mut Tx<'_>| {
                let _ = begin.send(());
                let _ = ended.recv();
                Ok::<_, Failure>(())
            };
            drop(spawn(async move { storage.write(job).await }));
            end
        });
        let busy: Vec<_> = busy.collect();
        for _ in 0..writers {
            while begun.try_recv().is_err() {
                tokio::task::yield_now().await;
            }
        }
        let used = house.clock.now();
        grantor.usage.note_client(key, used);
        let beside = Beside::verifying(&grantor);
        while grantor.storage.waiting().0 == 0 {
            tokio::task::yield_now().await;
        }
        let ended = beside.end();
        drop(busy);
        ended.await;
        let client = house.read(move |db| clients::store::by_key(db, acme, key)).await.unwrap();
        assert_eq!(client.used_at, Some(used));
    }
}
