//! The promise, tried: a look-up that starts after a write was answered never sees what was true before it.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::prelude::*;

use crate::secret::{Digest, Kind};
use crate::storage::blank::{Blank, options};
use crate::storage::schema::platform_settings::dsl::{name, platform_settings, value};
use crate::storage::{DatabaseUrl, Db, Failure, Key, Loaded, Lookup, Result, Storage, Tx};

/// A tenant that changes never move on, so that tokens stand for themselves.
const QUIET: i64 = 7;

/// What a loader finds.
type Rows<K> = Result<Vec<(K, Loaded<i64>)>>;

/// What is looked up, and how a change of it is told.
trait Tried: Key {
    fn lookup(
        storage: &Storage,
        loader: impl Fn(&mut Db, &[Self]) -> Rows<Self> + Send + Sync + 'static,
    ) -> Lookup<Self, i64>;
    fn of(at: usize) -> Self;
    fn row(&self) -> String;
    fn forget(&self, tx: &mut Tx<'_>);
}

/// A token: it is removed exactly.
impl Tried for (i64, Digest) {
    fn lookup(
        storage: &Storage,
        loader: impl Fn(&mut Db, &[Self]) -> Rows<Self> + Send + Sync + 'static,
    ) -> Lookup<Self, i64> {
        storage.lookup_of_tokens(100, loader)
    }
    fn of(at: usize) -> Self {
        (QUIET, Digest::of(Kind::AccessToken, QUIET, &at.to_string()))
    }
    fn row(&self) -> String {
        format!("{:?}", self.1.as_bytes())
    }
    fn forget(&self, tx: &mut Tx<'_>) {
        tx.forget_token(self.1);
    }
}

/// A tenant: its epoch moves on.
impl Tried for i64 {
    fn lookup(
        storage: &Storage,
        loader: impl Fn(&mut Db, &[Self]) -> Rows<Self> + Send + Sync + 'static,
    ) -> Lookup<Self, i64> {
        storage.lookup(100, loader)
    }
    fn of(at: usize) -> Self {
        i64::try_from(at).unwrap() + 100
    }
    fn row(&self) -> String {
        self.to_string()
    }
    fn forget(&self, tx: &mut Tx<'_>) {
        tx.forget_tenant(*self);
    }
}

fn load<K: Tried>(db: &mut Db, keys: &[K]) -> Rows<K> {
    let mut found = Vec::new();
    for key in keys {
        let row = platform_settings.filter(name.eq(key.row())).select(value);
        if let Some(text) = row.get_result::<String>(db).optional()? {
            let number = text.parse().map_err(|_| Failure::Corrupt(text))?;
            found.push((key.clone(), Loaded { value: Arc::new(number), tenant: key.tenant().unwrap() }));
        }
    }
    Ok(found)
}

async fn write<K: Tried>(storage: &Storage, key: &K, number: i64) {
    let key = key.clone();
    let job = move |tx: &mut Tx<'_>| {
        let mine = platform_settings.filter(name.eq(key.row()));
        if diesel::update(mine).set(value.eq(number.to_string())).execute(tx.db)? == 0 {
            let row = (name.eq(key.row()), value.eq(number.to_string()));
            diesel::insert_into(platform_settings).values(row).execute(tx.db)?;
        }
        key.forget(tx);
        Ok::<_, Failure>(())
    };
    storage.write(job).await.unwrap();
}

/// A reader that has read the old row is held up until a write was answered.
async fn slow_reader<K: Tried>() {
    let storage = Blank::open().unwrap();
    let key = K::of(0);
    write(&storage, &key, 0).await;
    let ((read, has_read), (go, may_go)) = (channel(), channel::<()>());
    let gate = Mutex::new(Some((read, may_go)));
    let lookup = K::lookup(&storage, move |db, keys: &[K]| {
        let rows = load(db, keys);
        let first = gate.lock().unwrap().take();
        if let Some((read, may_go)) = first {
            read.send(()).unwrap();
            may_go.recv().unwrap();
        }
        rows
    });
    let slow = tokio::spawn({
        let (lookup, key) = (lookup.clone(), key.clone());
        async move { lookup.get(key).await }
    });
    tokio::task::spawn_blocking(move || has_read.recv().unwrap()).await.unwrap();
    write(&storage, &key, 1).await;
    go.send(()).unwrap();
    assert_eq!(slow.await.unwrap().unwrap().as_deref(), Some(&0), "it asked before");
    for _ in 0..2 {
        assert_eq!(lookup.get(key.clone()).await.unwrap().as_deref(), Some(&1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_puts_no_old_token_back() {
    slow_reader::<(i64, Digest)>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_puts_no_old_tenant_back() {
    slow_reader::<i64>().await;
}

const KEYS: usize = 3;
const READERS: usize = 4;
const WRITES: i64 = 150;

/// Threads that read whatever is written, while it is written; what was answered is the least that they may see.
async fn stress<K: Tried>() {
    let storage = Blank::open().unwrap();
    let lookup = K::lookup(&storage, |db, keys: &[K]| {
        let rows = load(db, keys);
        // Writes shall come in between.
        std::thread::sleep(Duration::from_micros(100));
        rows
    });
    let answered: Arc<[AtomicI64; KEYS]> = Arc::default();
    let done = Arc::new(AtomicBool::new(false));
    let reader = |_| {
        let (lookup, answered, done) = (lookup.clone(), Arc::clone(&answered), Arc::clone(&done));
        let runtime = tokio::runtime::Handle::current();
        std::thread::spawn(move || {
            let mut seen = 0_usize;
            while !done.load(SeqCst) {
                for (at, answered) in answered.iter().enumerate() {
                    let least = answered.load(SeqCst);
                    let found = runtime.block_on(lookup.get(K::of(at))).unwrap();
                    let found = found.map_or(0, |number| *number);
                    assert!(found >= least, "{found} after {least} was answered");
                    seen += 1;
                }
            }
            seen
        })
    };
    let readers: Vec<_> = (0..READERS).map(reader).collect();
    for number in 1..=WRITES {
        let writes = (0..KEYS).map(|at| {
            let (storage, answered) = (&*storage, &answered);
            async move {
                write(storage, &K::of(at), number).await;
                answered[at].store(number, SeqCst);
            }
        });
        futures_util::future::join_all(writes).await;
    }
    done.store(true, SeqCst);
    for reader in readers {
        assert!(reader.join().unwrap() > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_after_a_token_changed_sees_the_change() {
    stress::<(i64, Digest)>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_after_a_tenant_changed_sees_the_change() {
    stress::<i64>().await;
}

/// Another node on the same database; a file has one.
fn another(storage: &Blank) -> Storage {
    match storage.place().url() {
        DatabaseUrl::Postgres(_) => storage.place().open(&options()).unwrap(),
        DatabaseUrl::Sqlite(_) => (**storage).clone(),
    }
}

/// A look-up of tenants that counts how often it has read.
fn counted(storage: &Storage) -> (Lookup<i64, i64>, Arc<AtomicUsize>) {
    let reads: Arc<AtomicUsize> = Arc::default();
    let count = Arc::clone(&reads);
    let loader = move |db: &mut Db, keys: &[i64]| {
        count.fetch_add(1, SeqCst);
        load(db, keys)
    };
    (storage.lookup(100, loader), reads)
}

#[tokio::test]
async fn what_nobody_has_changed_is_read_once_whichever_node_changes_it() {
    let storage = Blank::open().unwrap();
    let other = another(&storage);
    let ((lookup, reads), (mine, yours)) = (counted(&storage), (i64::of(0), i64::of(1)));
    write(&other, &mine, 1).await;
    write(&other, &yours, 7).await;
    let seen = async || (lookup.get(mine).await.unwrap().map(|number| *number), reads.load(SeqCst));
    assert_eq!((seen().await, seen().await, seen().await), ((Some(1), 1), (Some(1), 1), (Some(1), 1)));
    write(&other, &mine, 2).await;
    assert_eq!((seen().await, seen().await), ((Some(2), 2), (Some(2), 2)));
    write(&other, &yours, 8).await;
    assert_eq!(seen().await, (Some(2), 2), "that was another tenant");
    let undone = |tx: &mut Tx<'_>| {
        tx.forget_tenant(i64::of(0));
        Err::<(), _>(Failure::Corrupt("tried".into()))
    };
    other.write(undone).await.unwrap_err();
    assert_eq!(seen().await, (Some(2), 2), "that was rolled back");
    let everyone = |tx: &mut Tx<'_>| {
        tx.forget_tenant(0);
        Ok::<_, Failure>(())
    };
    other.write(everyone).await.unwrap();
    assert_eq!((seen().await, seen().await), ((Some(2), 3), (Some(2), 3)));
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_has_a_copy_of_its_own_of_what_it_asks_for_again_and_again_and_no_old_one() {
    let storage = Blank::open().unwrap();
    let (lookup, key) = (counted(&storage).0, i64::of(0));
    let copies = matches!(storage.place().url(), DatabaseUrl::Sqlite(_));
    let runtime = tokio::runtime::Handle::current();
    let get = || tokio::task::block_in_place(|| runtime.block_on(lookup.get(key)).unwrap().unwrap());
    for number in 0..3 {
        write(&storage, &key, number).await;
        let often = || [get(), get(), get(), get()];
        let (mine, theirs) = (often(), std::thread::scope(|scope| scope.spawn(often).join().unwrap()));
        assert!(mine.iter().chain(&theirs).all(|found| **found == number));
        assert!(Arc::ptr_eq(&mine[2], &mine[3]) && Arc::ptr_eq(&theirs[2], &theirs[3]));
        assert_eq!(Arc::ptr_eq(&mine[3], &theirs[3]), !copies);
    }
}

#[tokio::test]
async fn a_request_that_has_asked_about_its_tenant_need_not_ask_again_and_the_next_one_does() {
    let storage = Blank::open().unwrap();
    let (other, shared) = (another(&storage), matches!(storage.place().url(), DatabaseUrl::Postgres(_)));
    let (lookup, key) = (counted(&storage).0, i64::of(0));
    write(&other, &key, 1).await;
    let get = async |since| lookup.get_since(key, since).await.unwrap().map(|number| *number);
    let request = Instant::now();
    assert_eq!((get(request).await, get(request).await), (Some(1), Some(1)));
    write(&other, &key, 2).await;
    let before = get(request).await;
    if shared && request.elapsed() < Duration::from_millis(900) {
        assert_eq!(before, Some(1), "it came before the change");
    }
    assert_eq!(get(Instant::now()).await, Some(2), "it came after it");
    assert_eq!(get(request).await, Some(2), "nor is it told any more what was true before");
    other.close().await;
}

/// Whoever changes several tenants at once does not wait for somebody who waits for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tenants_are_changed_together_in_any_order() {
    let storage = Blank::open().unwrap();
    let other = another(&storage);
    let job = |of: [i64; 3]| {
        move |tx: &mut Tx<'_>| {
            of.into_iter().for_each(|tenant| tx.forget_tenant(tenant));
            Ok::<_, Failure>(())
        }
    };
    for _ in 0..50 {
        let there = futures_util::future::join(storage.write(job([1, 2, 3])), other.write(job([3, 2, 1])));
        let back = futures_util::future::join(storage.write(job([2, 3, 2])), other.write(job([3, 1, 2])));
        let ((first, second), (third, fourth)) = futures_util::future::join(there, back).await;
        assert!([first, second, third, fourth].iter().all(Result::is_ok));
    }
    other.close().await;
}
