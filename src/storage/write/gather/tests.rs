use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use futures_util::future::join_all;

use super::super::tests::{kept, one_writer};
use super::*;
use crate::storage::Options;
use crate::storage::blank::Blank;

/// One writer, which is held up until the gate is passed: whoever comes meanwhile waits.
async fn held_up(options: &Options) -> (Blank, Arc<Barrier>) {
    let storage = Blank::with(&Options { writers: 1, ..options.clone() }).unwrap();
    let (gate, passed) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (clone, at) = ((*storage).clone(), (Arc::clone(&gate), Arc::clone(&passed)));
    tokio::spawn(async move {
        let hold = move |_: &mut Tx<'_>| {
            at.0.wait();
            at.1.wait();
            Ok::<_, Failure>(())
        };
        clone.write(hold).await
    });
    tokio::task::spawn_blocking(move || gate.wait()).await.unwrap();
    (storage, passed)
}

async fn open(gate: Arc<Barrier>) {
    tokio::task::spawn_blocking(move || gate.wait()).await.unwrap();
}

fn put(db: &mut Db, names: &[String]) -> Result<()> {
    let rows = names.iter().map(|row| format!("('{row}', '')")).collect::<Vec<_>>().join(",");
    Ok(diesel::sql_query(format!("INSERT INTO platform_settings (name, value) VALUES {rows}")).execute(db).map(drop)?)
}

fn is_server(storage: &Blank) -> bool {
    storage.place().url().path().is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_shares_a_statement() {
    static STATEMENTS: AtomicUsize = AtomicUsize::new(0);
    let (storage, gate) = held_up(&Options::default()).await;
    let inserts = storage.inserts(|db, names: &[String]| {
        STATEMENTS.fetch_add(1, SeqCst);
        put(db, names)
    });
    let all = join_all(('a'..='i').map(|row| inserts.keep(row.to_string())));
    let (all, ()) = tokio::join!(all, open(gate));
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(kept(&storage).await.concat(), "abcdefghi");
    assert_eq!(STATEMENTS.load(SeqCst), if is_server(&storage) { 1 } else { 9 });
    inserts.keep("j".into()).await.unwrap();
    assert_eq!(kept(&storage).await.concat(), "abcdefghij");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_has_a_limit_and_the_rest_has_the_next() {
    static LONGEST: AtomicUsize = AtomicUsize::new(0);
    let (storage, gate) = held_up(&Options::default()).await;
    let inserts = storage.inserts(|db, names: &[String]| {
        LONGEST.fetch_max(names.len(), SeqCst);
        put(db, names)
    });
    let all = join_all((0..BATCH + 9).map(|row| inserts.keep(row.to_string())));
    let (all, ()) = tokio::join!(all, open(gate));
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(kept(&storage).await.len(), BATCH + 9);
    assert_eq!(LONGEST.load(SeqCst), if is_server(&storage) { BATCH } else { 1 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_kept_harms_no_other() {
    let (storage, gate) = held_up(&Options::default()).await;
    let inserts = storage.inserts(put);
    let all = join_all(["a", "b", "a", "c"].map(|row| inserts.keep(row.to_owned())));
    let (all, ()) = tokio::join!(all, open(gate));
    let failed: Vec<&Failure> = all.iter().filter_map(|kept| kept.as_ref().err()).collect();
    let [Failure::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))] = failed[..] else {
        panic!("{all:?}")
    };
    assert_eq!(kept(&storage).await.concat(), "abc");
    inserts.keep("d".into()).await.unwrap();
    assert_eq!(kept(&storage).await.concat(), "abcd");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_heard_and_the_next_are_served() {
    let storage = Blank::open().unwrap();
    let inserts = storage.inserts(|db, names: &[String]| {
        assert_ne!(names, ["defect"], "as a defect does");
        put(db, names)
    });
    let answer = inserts.keep("defect".into()).await;
    assert!(matches!(&answer, Err(Failure::Corrupt(reason)) if reason.contains("as a defect does")), "{answer:?}");
    inserts.keep("after".into()).await.unwrap();
    assert_eq!(kept(&storage).await, ["after"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_wait_any_more_is_not_kept() {
    let (storage, gate) = held_up(&Options::default()).await;
    let inserts = storage.inserts(put);
    assert!(tokio::time::timeout(Duration::from_millis(5), inserts.keep("gone".into())).await.is_err());
    let (waits, ()) = tokio::join!(inserts.keep("waits".into()), open(gate));
    waits.unwrap();
    assert_eq!(kept(&storage).await, ["waits"]);
}

/// It may have been carried out, so nobody sends it a second time.
#[tokio::test]
async fn a_statement_whose_connection_is_lost_is_never_rerun() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let storage = one_writer();
    if !is_server(&storage) {
        return;
    }
    let inserts = storage.inserts(|db, names: &[String]| {
        RUNS.fetch_add(1, SeqCst);
        if let (Db::Postgres(connection), ["lost"]) = (&mut *db, &*names.iter().map(|row| &**row).collect::<Vec<_>>()) {
            connection.hang_up();
        }
        put(db, names)
    });
    let answer = inserts.keep("lost".into()).await;
    assert!(matches!(answer, Err(Failure::Unavailable(_))), "{answer:?}");
    assert_eq!(RUNS.load(SeqCst), 1);
    inserts.keep("after".into()).await.unwrap();
    assert_eq!(kept(&storage).await, ["after"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_full_says_so_and_serves_on() {
    let (storage, gate) = held_up(&Options { queue: 4, ..Options::default() }).await;
    let inserts = storage.inserts(put);
    let all = join_all((0..9).map(|row| inserts.keep(row.to_string())));
    let (all, ()) = tokio::join!(all, open(gate));
    let overloaded = all.iter().filter(|kept| matches!(kept, Err(Failure::Overloaded))).count();
    assert_eq!((all.iter().filter(|kept| kept.is_ok()).count(), overloaded), (4, 5), "{all:?}");
    inserts.keep("after".into()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_when_storage_closes_is_served_and_who_comes_later_is_told() {
    let (storage, gate) = held_up(&Options::default()).await;
    let inserts = storage.inserts(put);
    let (early, (), ()) = tokio::join!(inserts.keep("early".into()), storage.close(), open(gate));
    early.unwrap();
    assert!(matches!(inserts.keep("late".into()).await, Err(Failure::Unavailable(_))));
}

/// Whoever waits is told, and nothing is tried again and again.
#[tokio::test]
async fn a_server_that_is_away_is_an_answer_to_all_who_wait() {
    let queue = Arc::new(Queue::<Box<dyn Job>>::new(4));
    let waiting = Mutex::new(Waiting { rows: Vec::new(), under_way: false });
    let gathering = Arc::new(Gathering { waiting, insert: put, queue: Arc::clone(&queue), limit: 4 });
    let mut answers = Vec::new();
    for row in ["a", "b"] {
        let (reply, answer) = oneshot::channel();
        gathering.add(row.to_owned(), reply).unwrap();
        answers.push(answer);
    }
    let mut jobs = Vec::new();
    queue.take(4, &mut jobs, Duration::ZERO);
    assert_eq!(jobs.len(), 1);
    jobs.remove(0).fail(Failure::Unavailable("away".into()));
    for answer in join_all(answers).await {
        assert!(matches!(answer, Ok(Err(Failure::Unavailable(_)))), "{answer:?}");
    }
    assert_eq!(queue.len(), 0);
    assert!(!gathering.waiting().under_way);
}
