use std::os::unix::fs::PermissionsExt;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::*;
use crate::storage::blank::{Blank, Place};
use crate::storage::schema::{id_blocks, tenants};
use crate::storage::{Db, migrate, newest_step};

fn url(path: &std::path::Path) -> DatabaseUrl {
    format!("sqlite:{}", path.display()).parse().unwrap()
}

async fn count(storage: &Storage) -> i64 {
    storage.read(|db| Ok::<i64, Failure>(tenants::table.count().get_result(db)?)).await.unwrap()
}

#[tokio::test]
async fn a_file_is_made_for_its_owner_only_and_read_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder.path().join("grantor.db"));
    for _ in 0..2 {
        let storage = Storage::open(&url, &Options::default()).unwrap();
        assert_eq!(count(&storage).await, 1);
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", file.path().display());
        }
        storage.close().await;
    }
}

#[tokio::test]
async fn a_path_that_leads_nowhere_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |path: &std::path::Path| Storage::open(&url(path), &Options::default()).err().unwrap().to_string();
    let there = folder.path().join("not/there.db");
    assert!(refusal(&there).contains("make it first"), "{}", refusal(&there));
    assert!(refusal(folder.path()).contains("is not a file"), "{}", refusal(folder.path()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let text = folder.path().join("letter.txt");
    std::fs::write(&text, "Dear Ada, this is no database, however long it may be.".repeat(99)).unwrap();
    assert!(refusal(&text).contains("not a database"), "{}", refusal(&text));
}

#[tokio::test]
async fn a_link_and_its_file_are_the_same_database() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("grantor.db"), folder.path().join("link.db"));
    let storage = Storage::open(&url(&file), &Options::default()).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let second = Storage::open(&url(&link), &Options::default());
    assert!(matches!(second, Err(OpenError::Lock(LockError::Held { .. }))));
    storage.close().await;
    Storage::open(&url(&link), &Options::default()).unwrap().close().await;
}

#[tokio::test]
async fn a_close_leaves_a_file_that_is_complete_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grantor.db");
    let storage = Storage::open(&url(&path), &Options::default()).unwrap();
    let [id] = storage.ids().await.unwrap();
    storage.close().await;
    assert_eq!(std::fs::metadata(path.with_extension("db-wal")).map_or(0, |log| log.len()), 0);
    let copy = folder.path().join("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    let restored = Storage::open(&url(&copy), &Options::default()).unwrap();
    let [next] = restored.ids().await.unwrap();
    assert!(next > id);
    restored.close().await;
}

#[tokio::test]
async fn what_migrations_lack_is_told_without_changing_anything() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder.path().join("grantor.db"));
    let options = Options::default();
    let pending = Storage::steps(&url, &options).unwrap().lacking;
    assert_eq!(pending.first().map(String::as_str), Some("2026-11-21-000001_first"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let refused = Storage::open(&url, &Options { migrate: false, ..options.clone() });
    assert!(matches!(refused, Err(OpenError::Pending(names)) if names == pending));
    Storage::open(&url, &options).unwrap().close().await;
    assert_eq!(Storage::steps(&url, &options).unwrap(), Steps::default());
    Storage::open(&url, &Options { migrate: false, ..options }).unwrap().close().await;
}

/// The version before has to run on a schema that is ahead of it, until something is gone that it relies on.
#[tokio::test]
async fn a_database_that_is_newer_is_served_until_a_step_is_needed_that_is_not_known() {
    let storage = Blank::open().unwrap();
    let (place, options) = (storage.place(), Options::default());
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000001'), ('99991231000000');
                 ALTER TABLE tenants ADD COLUMN motto TEXT";
    storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(newer)?)).await.unwrap();
    let newest = steps::all().unwrap().pop().unwrap();
    let known = format!("INSERT INTO needed_steps VALUES ('{newest}')");
    storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(&known)?)).await.unwrap();
    storage.close().await;
    let unknown = ["9999-12-31-000000", "9999-12-31-000001"].map(str::to_owned).to_vec();
    assert_eq!(Storage::steps(place.url(), &options).unwrap(), Steps { unknown: unknown.clone(), ..Steps::default() });
    let again = place.open(&options).unwrap();
    assert_eq!((count(&again).await, again.migrated()), (1, &Migrated { taken: Vec::new(), unknown }));

    let needed = "INSERT INTO needed_steps VALUES ('9999-12-31-000000_mottos')";
    again.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(needed)?)).await.unwrap();
    again.close().await;
    let refusals = [place.open(&options).err(), Storage::steps(place.url(), &options).err()];
    for refusal in refusals.map(|refusal| refusal.unwrap().to_string()) {
        assert!(refusal.contains("has to know 9999-12-31-000000_mottos, and this"), "{refusal}");
        assert!(refusal.ends_with(&format!("until {}: start the newer one", newest_step())), "{refusal}");
    }
}

/// Three nodes start at once on an empty server: one migrates, all of them serve.
#[tokio::test]
async fn three_nodes_that_start_at_once_migrate_once() {
    let Some(place) = empty_server() else { return };
    let start = || Storage::open(place.url(), &Options::default());
    let nodes: Vec<Storage> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..3).map(|_| scope.spawn(start)).collect();
        starting.into_iter().map(|node| node.join().unwrap().unwrap()).collect()
    });
    let mut taken: Vec<String> = nodes.iter().flat_map(|node| node.migrated().taken.clone()).collect();
    taken.sort();
    assert_eq!(taken, steps::all().unwrap());
    for node in nodes {
        assert_eq!(count(&node).await, 1);
        node.close().await;
    }
}

/// A server that takes a connection and says nothing.
#[tokio::test]
async fn a_server_that_does_not_answer_is_not_waited_for_as_a_migration_is() {
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://grantor@{}/grantor?sslmode=disable", mute.local_addr().unwrap()).parse().unwrap();
    let options = Options { patience: Duration::from_millis(200), ..Options::default() };
    let (said, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || said.send(Storage::open(&url, &options).err().unwrap().to_string()));
    let refusal = heard.recv_timeout(Duration::from_secs(20)).unwrap();
    assert!(refusal.contains("did not answer in time"), "{refusal}");
}

/// However long a node migrates, the others wait, and then there is nothing left to do; one that has died keeps nobody
/// waiting.
#[tokio::test]
async fn who_migrates_is_waited_for_as_long_as_it_is_there() {
    let Some(place) = empty_server() else { return };
    let DatabaseUrl::Postgres(server) = place.url().clone() else { return };
    let home = server_home(&server, &Options::default());
    let begun =
        "CREATE TABLE leases (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, expires_at BIGINT NOT NULL);
                 INSERT INTO leases VALUES ('migrations', '', 0)";
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let url = place.url().clone();
    aside(|| {
        let (mut lock, mut db) = (home.connect(Purpose::Migrate).unwrap(), home.connect(Purpose::Migrate).unwrap());
        lock.batch_execute(begun).unwrap();
        lock.batch_execute("BEGIN").unwrap();
        lock.batch_execute("SELECT name FROM leases WHERE name = 'migrations' FOR UPDATE").unwrap();
        let starting = std::thread::spawn(move || {
            Storage::open(&url, &Options::default()).map(|node| node.migrated().taken.len())
        });
        while setting(&mut db, waiting) != "1" {
            std::thread::sleep(Duration::from_millis(10));
        }
        while migrate::step(&mut db).unwrap().is_some() {}
        assert!(!starting.is_finished());
        drop(lock);
        assert_eq!(starting.join().unwrap().unwrap(), 0);
    });
}

/// An empty database on the server for tests, if there is one.
fn empty_server() -> Option<Place> {
    Some(Place::empty().unwrap()).filter(|place| place.url().path().is_none())
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

fn setting(db: &mut Db, sql: &str) -> String {
    diesel::sql_query(format!("SELECT ({sql})::text AS value")).get_result::<Setting>(db).unwrap().value
}

/// What `sslmode` promises, against a server whose certificate is its own root.
#[tokio::test]
async fn the_connection_is_as_encrypted_as_asked() {
    let place = Place::fresh().unwrap();
    let DatabaseUrl::Postgres(server) = place.url() else { return };
    let plain = server_home(server, &Options::default());
    let certificate =
        aside(|| setting(&mut plain.connect(Purpose::Write).unwrap(), "current_setting('ssl_cert_file')"));
    let connect = |parameters: &str| {
        let url = std::env::var(crate::storage::blank::SERVER).unwrap();
        let (text, _) = url.split_once('?').unwrap_or((&url, ""));
        let server: crate::storage::Server = format!("{text}?{parameters}").parse().unwrap();
        let home = server_home(&server, &Options::default());
        let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        aside(move || home.connect(Purpose::Read).map(|mut db| setting(&mut db, encrypted)))
    };
    assert_eq!(connect("sslmode=disable").unwrap(), "false");
    assert_eq!(connect("sslmode=prefer").unwrap(), "true");
    assert_eq!(connect("sslmode=require").unwrap(), "true");
    assert_eq!(connect(&format!("sslmode=verify-full&sslrootcert={certificate}")).unwrap(), "true");
    let unknown = connect("sslmode=verify-full").unwrap_err().to_string();
    assert!(unknown.contains("certificate"), "{unknown}");
    let missing = connect("sslmode=verify-full&sslrootcert=/nowhere.pem").unwrap_err().to_string();
    assert!(missing.contains("/nowhere.pem"), "{missing}");
}

#[tokio::test]
async fn connections_are_limited_to_their_purpose() {
    let place = Place::fresh().unwrap();
    let DatabaseUrl::Postgres(server) = place.url() else { return };
    let home = server_home(server, &Options { patience: Duration::from_secs(5), ..Options::default() });
    aside(|| {
        let abroad = "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET lc_messages = ''C.UTF-8''', \
                      current_database()); END$$";
        home.connect(Purpose::Write).unwrap().batch_execute(abroad).unwrap();
        let mut reader = home.connect(Purpose::Read).unwrap();
        let write = diesel::update(id_blocks::table).set(id_blocks::next_id.eq(1)).execute(&mut reader);
        assert!(write.unwrap_err().to_string().contains("read-only"));
        assert_eq!(setting(&mut reader, "current_setting('statement_timeout')"), "4s");
        assert_eq!(setting(&mut reader, "current_setting('lc_messages')"), "C");
        let mut lookup = home.connect(Purpose::Lookup).unwrap();
        assert_eq!(setting(&mut lookup, "current_setting('plan_cache_mode')"), "force_generic_plan");
        assert_eq!(setting(&mut lookup, "current_setting('enable_seqscan')"), "off");
        let mut migration = home.connect(Purpose::Migrate).unwrap();
        assert_eq!(setting(&mut migration, "current_setting('statement_timeout')"), "48min");
    });
}

#[tokio::test]
async fn a_server_that_is_away_is_unavailable_at_once() {
    let url: DatabaseUrl = "postgres://nobody@127.0.0.1:1/none".parse().unwrap();
    let away = Storage::open(&url, &Options::default()).err().unwrap().to_string();
    assert!(away.starts_with("storage is unavailable: postgres://nobody@127.0.0.1:1/none"), "{away}");
}

#[test]
fn a_database_of_another_encoding_and_a_role_that_may_make_nothing_are_told_what_to_type() {
    let place = Place::empty().unwrap();
    let DatabaseUrl::Postgres(server) = place.url() else { return };
    let name = server.config.get_dbname().unwrap();
    let (latin, role) = (format!("{name}_latin"), format!("{name}_role"));
    let mut db = server_home(server, &Options::default()).connect(Purpose::Write).unwrap();
    let mut run = |sql: String| db.batch_execute(&sql).unwrap();
    run(format!("CREATE DATABASE {latin} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"));
    run(format!("CREATE ROLE {role} LOGIN"));
    run("REVOKE CREATE ON SCHEMA public FROM PUBLIC".into());
    let mut other = server.clone();
    other.config.dbname(&latin);
    let tried = |server: &crate::storage::Server| {
        let url = DatabaseUrl::Postgres(Box::new(server.clone()));
        let opened = Storage::open(&url, &Options::default()).map(|storage| storage.0.end());
        [opened, Storage::steps(&url, &Options::default()).map(drop)]
    };
    for tried in tried(&other) {
        assert!(matches!(tried, Err(OpenError::Unsuitable(Unsuitable::Encoding(found))) if found == "LATIN1"));
    }
    other.config.dbname(name).user(&role);
    for tried in tried(&other) {
        let refusal = tried.unwrap_err().to_string();
        assert!(refusal.contains(&format!("`GRANT USAGE, CREATE ON SCHEMA public TO {role}`")), "{refusal}");
    }
    run(format!("GRANT USAGE, CREATE ON SCHEMA public TO {role}"));
    for tried in tried(&other) {
        tried.unwrap();
    }
    run(format!("DROP OWNED BY {role}"));
    run(format!("DROP ROLE {role}"));
    run(format!("DROP DATABASE {latin} WITH (FORCE)"));
}

/// A database that one role has migrated, and another one is to serve, or to migrate on.
#[test]
fn a_role_that_may_not_use_or_change_every_table_is_told_what_to_type() {
    let place = Place::empty().unwrap();
    let DatabaseUrl::Postgres(server) = place.url() else { return };
    let role = format!("{}_other", server.config.get_dbname().unwrap());
    let mut db = server_home(server, &Options::default()).connect(Purpose::Write).unwrap();
    db.batch_execute(&format!("CREATE ROLE {role} LOGIN; GRANT USAGE, CREATE ON SCHEMA public TO {role}")).unwrap();
    let mut other = server.clone();
    other.config.user(&role);
    let url = DatabaseUrl::Postgres(other);
    let typed = |db: &mut Db, options: &Options, parts: &[&str]| {
        let opened = Storage::open(&url, options).map(|storage| storage.0.end());
        let tried = [opened, Storage::steps(&url, options).map(drop)];
        let [why, same] = tried.map(|tried| tried.unwrap_err().to_string());
        assert_eq!(why, same);
        let says = |part: &&str| why.contains(*part);
        assert!(why.starts_with(&format!("the role {role} may not ")) && parts.iter().all(says), "{why}");
        db.batch_execute(why.split('`').nth(1).unwrap()).unwrap();
    };
    let all = steps::all().unwrap();
    while Steps::of(&mut db).unwrap().lacking.len() > 1 {
        migrate::step(&mut db).unwrap();
    }
    let (migrates, serves) = (Options::default(), Options { migrate: false, ..Options::default() });
    // First it may not even see which steps were taken, then it does not own what the last one may change.
    let steps_and_rest = ["GRANT SELECT ON public.__diesel_schema_migrations", "DELETE ON public.access_tokens, "];
    typed(&mut db, &migrates, &steps_and_rest);
    assert_eq!(Storage::steps(&url, &serves).unwrap().lacking, all[all.len() - 1..]);
    typed(&mut db, &migrates, &["ALTER TABLE public.access_tokens OWNER TO", "ALTER TABLE public.tenants OWNER TO"]);
    assert_eq!(Storage::open(&url, &migrates).map(|node| (node.0.end(), node.migrated().taken.len())).unwrap().1, 1);

    let away = "ALTER TABLE tenants OWNER TO CURRENT_USER; ALTER TABLE users OWNER TO CURRENT_USER";
    db.batch_execute(away).unwrap();
    typed(&mut db, &migrates, &["`GRANT SELECT, INSERT, UPDATE, DELETE ON public.tenants, public.users TO"]);
    db.batch_execute(&format!("REVOKE DELETE ON tenants FROM {role}")).unwrap();
    typed(&mut db, &serves, &["`GRANT SELECT, INSERT, UPDATE, DELETE ON public.tenants TO"]);
    Storage::open(&url, &serves).unwrap().0.end();
    let gone = format!("REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}; DROP ROLE {role}");
    db.batch_execute(&gone).unwrap();
}
