use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::*;
use crate::storage::blank::Blank;
use crate::storage::schema::platform_settings::dsl::{name, platform_settings, value};
use crate::storage::{Options, Storage};

/// A job's own error, as a use case has it.
#[derive(Debug)]
enum Problem {
    Refused,
    Counted,
    Failed(Failure),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Outcome for Problem {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Refused | Self::Counted => None,
            Self::Failed(failure) => Some(failure),
        }
    }

    fn stands(&self) -> bool {
        matches!(self, Self::Counted)
    }
}

fn put(db: &mut Db, key: &str) -> QueryResult<usize> {
    diesel::insert_into(platform_settings).values((name.eq(key), value.eq(""))).execute(db)
}

pub(super) async fn kept(storage: &Storage) -> Vec<String> {
    let query = platform_settings.select(name).order(name);
    storage.read(move |db| Ok::<_, Failure>(query.load(db)?)).await.unwrap()
}

/// Whoever comes next has the connection of whoever was before.
pub(super) fn one_writer() -> Blank {
    Blank::with(&Options { writers: 1, ..Options::default() }).unwrap()
}

fn failing() -> Failure {
    Failure::Corrupt("on purpose".into())
}

#[tokio::test]
async fn only_a_refusal_that_says_so_keeps_what_it_wrote() {
    let storage = Blank::open().unwrap();
    let counted = storage
        .write(|tx| {
            put(tx.db, "counted")?;
            Err::<(), _>(Problem::Counted)
        })
        .await;
    assert!(matches!(counted, Err(Problem::Counted)));
    let refused = storage
        .write(|tx| {
            put(tx.db, "refused")?;
            Err::<(), _>(Problem::Refused)
        })
        .await;
    assert!(matches!(refused, Err(Problem::Refused)));
    let failed = storage
        .write(|tx| {
            put(tx.db, "failed")?;
            Err::<(), _>(Problem::Failed(failing()))
        })
        .await;
    assert!(matches!(failed, Err(Problem::Failed(Failure::Corrupt(_)))));
    assert_eq!(kept(&storage).await, ["counted"]);
}

#[tokio::test]
async fn a_panic_ends_its_job_and_not_the_door() {
    let storage = Blank::open().unwrap();
    let answer = storage
        .write(|tx| {
            put(tx.db, "outside")?;
            tx.db.transaction::<(), Error, _>(|db| {
                put(db, "inside")?;
                panic!("as a defect does");
            })?;
            Ok::<_, Failure>(())
        })
        .await;
    let Err(Failure::Corrupt(reason)) = answer else { panic!("{answer:?}") };
    assert_eq!(reason, "a job panicked: as a defect does");
    storage.write(|tx| Ok::<_, Failure>(put(tx.db, "after")?)).await.unwrap();
    assert_eq!(kept(&storage).await, ["after"]);
}

/// Sixty-four at once, every fourth fails, every fifth panics: nobody takes anybody along.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_fail_take_nobody_along() {
    let storage = Blank::open().unwrap();
    let jobs = (0..64).map(|at| {
        let storage = storage.clone();
        tokio::spawn(async move {
            let answer = storage
                .write(move |tx| {
                    put(tx.db, &format!("{at:02}"))?;
                    assert!(at % 5 != 0);
                    if at % 4 == 0 { Err(failing()) } else { Ok(()) }
                })
                .await;
            (at, answer.is_ok())
        })
    });
    let mut expected = Vec::new();
    for job in jobs.collect::<Vec<_>>() {
        let (at, done) = job.await.unwrap();
        assert_eq!(done, at % 4 != 0 && at % 5 != 0);
        expected.extend(done.then(|| format!("{at:02}")));
    }
    assert_eq!(kept(&storage).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_conditional_update_has_one_winner() {
    let storage = Blank::open().unwrap();
    storage.write(|tx| Ok::<_, Failure>(put(tx.db, "prize")?)).await.unwrap();
    let claims = (0..50).map(|_| {
        let storage = storage.clone();
        tokio::spawn(async move {
            let free = || platform_settings.filter(name.eq("prize")).filter(value.eq(""));
            storage
                .write(move |tx| Ok::<_, Failure>(diesel::update(free()).set(value.eq("mine")).execute(tx.db)?))
                .await
        })
    });
    let mut won = 0;
    for claim in claims.collect::<Vec<_>>() {
        won += claim.await.unwrap().unwrap();
    }
    assert_eq!(won, 1);
}

/// PostgreSQL answers the COMMIT of an aborted transaction without an error; SQLite goes on after a
/// failed statement. On neither is anything answered that was not kept.
#[tokio::test]
async fn a_job_that_shrugs_off_a_failed_statement_loses_nothing_silently() {
    let storage = Blank::open().unwrap();
    let answer = storage
        .write(|tx| {
            put(tx.db, "one")?;
            let again = put(tx.db, "one");
            assert!(matches!(again, Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))));
            Ok::<_, Failure>(())
        })
        .await;
    let expected: &[&str] = if answer.is_ok() { &["one"] } else { &[] };
    assert_eq!(kept(&storage).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_overload_and_who_has_left_is_skipped() {
    let storage = Blank::with(&Options { queue: 2, writers: 1, ..Options::default() }).unwrap();
    let (started, wait) = (Arc::new(tokio::sync::Notify::new()), Arc::new(std::sync::Barrier::new(2)));
    let busy = tokio::spawn({
        let (storage, started, wait) = (storage.clone(), Arc::clone(&started), Arc::clone(&wait));
        async move {
            let hold = move |_: &mut Tx<'_>| {
                started.notify_one();
                wait.wait();
                Ok::<_, Failure>(())
            };
            storage.write(hold).await
        }
    });
    started.notified().await;
    let late = |key: &'static str| {
        let storage = storage.clone();
        tokio::spawn(async move { storage.write(move |tx| Ok::<_, Failure>(put(tx.db, key)?)).await })
    };
    let (gone, stays) = (late("gone"), late("stays"));
    while storage.0.write.queue.len() < 2 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(storage.write(|_| Ok::<_, Failure>(())).await, Err(Failure::Overloaded)));
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    wait.wait();
    busy.await.unwrap().unwrap();
    stays.await.unwrap().unwrap();
    assert_eq!(kept(&storage).await, ["stays"]);
}

#[tokio::test]
async fn what_waits_when_storage_closes_is_still_done() {
    let storage = Blank::open().unwrap();
    let ran = Arc::new(AtomicUsize::new(0));
    let mut jobs = Vec::new();
    for at in 0..20 {
        let (storage, ran) = (storage.clone(), Arc::clone(&ran));
        jobs.push(tokio::spawn(async move {
            let job = move |tx: &mut Tx<'_>| {
                ran.fetch_add(1, SeqCst);
                Ok::<_, Failure>(put(tx.db, &format!("{at:02}"))?)
            };
            storage.write(job).await
        }));
        tokio::task::yield_now().await;
    }
    storage.close().await;
    for job in jobs {
        job.await.unwrap().unwrap();
    }
    assert_eq!(ran.load(SeqCst), 20);
    assert!(matches!(storage.write(|_| Ok::<_, Failure>(())).await, Err(Failure::Unavailable(_))));
    let again = storage.place().open(&Options::default()).unwrap();
    assert_eq!(kept(&again).await.len(), 20);
    again.close().await;
}

/// Every job of the batch whose COMMIT fails hears of it, and the next batch is none the worse.
#[tokio::test]
async fn a_commit_that_fails_is_nobody_s_success() {
    let storage = Blank::open().unwrap();
    let broken = storage
        .write(|tx| {
            put(tx.db, "lost")?;
            // Checked at the COMMIT: the tenant is not there.
            match tx.db {
                Db::Sqlite(_) => tx.db.batch_execute("PRAGMA defer_foreign_keys=ON")?,
                Db::Postgres(_) => tx.db.batch_execute(
                    "ALTER TABLE resource_servers ALTER CONSTRAINT resource_servers_tenant_id_fkey DEFERRABLE \
                     INITIALLY DEFERRED",
                )?,
            }
            let orphan = "INSERT INTO resource_servers VALUES (99, 1, 'x', 'x', NULL, 0, 0)";
            Ok::<_, Failure>(tx.db.batch_execute(orphan)?)
        })
        .await;
    assert!(matches!(broken, Err(Failure::Unavailable(_) | Failure::Query(_))), "{broken:?}");
    storage.write(|tx| Ok::<_, Failure>(put(tx.db, "after")?)).await.unwrap();
    assert_eq!(kept(&storage).await, ["after"]);
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Two jobs that lock two rows in opposite order: the server breaks the deadlock (40P01), the loser
/// runs again. On SQLite they take turns.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_run_again() {
    let storage = Blank::open().unwrap();
    storage.write(|tx| Ok::<_, Failure>(put(tx.db, "a")? + put(tx.db, "b")?)).await.unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let both = |first: &'static str, second: &'static str| {
        let (storage, runs) = (storage.clone(), Arc::clone(&runs));
        tokio::spawn(async move {
            let mark = |db: &mut Db, key: &str| {
                let row = platform_settings.filter(name.eq(key.to_owned()));
                diesel::update(row).set(value.eq("seen")).execute(db)
            };
            let job = move |tx: &mut Tx<'_>| {
                runs.fetch_add(1, SeqCst);
                mark(tx.db, first)?;
                if let Db::Postgres(_) = tx.db {
                    std::thread::sleep(Duration::from_millis(200));
                }
                Ok::<_, Failure>(mark(tx.db, second)?)
            };
            storage.write(job).await
        })
    };
    let (one, two) = (both("a", "b"), both("b", "a"));
    one.await.unwrap().unwrap();
    two.await.unwrap().unwrap();
    let expected = if storage.place().url().path().is_some() { 2 } else { 3 };
    assert_eq!(runs.load(SeqCst), expected);
}

/// Write skew under SERIALIZABLE (40001), at a statement or at the COMMIT: run again until it fits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_serialization_failure_is_run_again() {
    let storage = Blank::open().unwrap();
    let add = |at: usize| {
        let storage = storage.clone();
        tokio::spawn(async move {
            let job = move |tx: &mut Tx<'_>| {
                if let Db::Postgres(_) = tx.db {
                    tx.db.batch_execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")?;
                }
                let count = diesel::sql_query("SELECT count(*) AS number FROM platform_settings");
                let count = count.get_result::<Number>(tx.db)?.number;
                diesel::insert_into(platform_settings)
                    .values((name.eq(format!("{at}")), value.eq(count.to_string())))
                    .execute(tx.db)?;
                Ok::<_, Failure>(())
            };
            storage.write(job).await
        })
    };
    for job in (0..4).map(add).collect::<Vec<_>>() {
        job.await.unwrap().unwrap();
    }
    let counts = platform_settings.select(value).order(value);
    let counts = storage.read(move |db| Ok::<Vec<String>, Failure>(counts.load(db)?)).await.unwrap();
    assert_eq!(counts, ["0", "1", "2", "3"]);
}

/// On PostgreSQL two that look for a row in vain both insert it; the one that comes second runs again
/// and finds it. Whoever writes a use case need not think of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_insert_that_someone_else_was_faster_with_is_run_again() {
    let storage = Blank::open().unwrap();
    let jobs = (0..20).map(|_| {
        let storage = storage.clone();
        tokio::spawn(async move {
            let job = |tx: &mut Tx<'_>| {
                let there = platform_settings.filter(name.eq("the one")).count().get_result::<i64>(tx.db)?;
                if there == 0 { Ok::<_, Failure>(put(tx.db, "the one")?) } else { Ok(0) }
            };
            storage.write(job).await
        })
    });
    let mut inserted = 0;
    for job in jobs.collect::<Vec<_>>() {
        inserted += job.await.unwrap().unwrap();
    }
    assert_eq!(inserted, 1);
}

#[tokio::test]
async fn an_insert_that_never_fits_is_a_failure() {
    let storage = Blank::open().unwrap();
    let answer = storage.write(|tx| Ok::<_, Failure>(put(tx.db, "twice")? + put(tx.db, "twice")?)).await;
    assert!(matches!(answer, Err(Failure::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))));
    assert!(kept(&storage).await.is_empty());
}

/// The server ends the connection under a job: nothing was committed, so it runs once more.
#[tokio::test]
async fn a_connection_lost_before_the_commit_is_replaced() {
    let storage = Blank::open().unwrap();
    if storage.place().url().path().is_some() {
        return;
    }
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let job = move |tx: &mut Tx<'_>| {
        put(tx.db, "once")?;
        if counted.fetch_add(1, SeqCst) == 0 {
            let _ = tx.db.batch_execute("SELECT pg_terminate_backend(pg_backend_pid())");
            put(tx.db, "never")?;
        }
        Ok::<_, Failure>(())
    };
    storage.write(job).await.unwrap();
    assert_eq!((runs.load(SeqCst), kept(&storage).await), (2, vec!["once".into()]));
}

/// The same, but the job does not notice and the COMMIT meets the dead connection: nobody can know,
/// so nobody says that it was done, and nothing is run again.
#[tokio::test]
async fn a_connection_lost_during_the_commit_is_never_rerun() {
    let storage = one_writer();
    if storage.place().url().path().is_some() {
        return;
    }
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let job = move |tx: &mut Tx<'_>| {
        counted.fetch_add(1, SeqCst);
        put(tx.db, "lost")?;
        // The server ends the connection while COMMIT is on its way.
        let Db::Postgres(connection) = &mut *tx.db else { return Ok(()) };
        connection.hang_up();
        Ok::<_, Failure>(())
    };
    let answer = storage.write(job).await;
    assert!(matches!(answer, Err(Failure::Unavailable(_))), "{answer:?}");
    assert_eq!(runs.load(SeqCst), 1);
    storage.write(|tx| Ok::<_, Failure>(put(tx.db, "after")?)).await.unwrap();
    assert_eq!(kept(&storage).await, ["after"]);
}

#[tokio::test]
async fn a_job_that_asks_for_nothing_leaves_nothing_open() {
    let storage = one_writer();
    storage.write(|_| Ok::<_, Failure>(())).await.unwrap();
    assert!(storage.write(|_| Err::<(), _>(failing())).await.is_err());
    storage.write(|tx| Ok::<_, Failure>(put(tx.db, "kept")?)).await.unwrap();
    assert_eq!(kept(&storage).await, ["kept"]);
}
