use diesel::connection::SimpleConnection;

use super::*;
use crate::storage::blank::Place;

/// A file with `users` people, each with a session, in two tenants.
async fn file(folder: &std::path::Path, users: usize) -> DatabaseUrl {
    let url = DatabaseUrl::Sqlite(folder.join("from.db"));
    let storage = Storage::open(&url, &Options { durable: false, ..Options::default() }).unwrap();
    let mut sql = String::from(
        "INSERT INTO tenants (id, subdomain, external_id, name, active, oauth_access, api_token_access, settings, created_at, \
         updated_at) VALUES (7,'acme','x','Acme \"&\" 株式会社',TRUE,TRUE,FALSE,'{}',-5,9007199254740993),
         (8,'globex',NULL,'',FALSE,FALSE,FALSE,'{}',1,1);
         UPDATE id_blocks SET next_id = 50001;
         INSERT INTO platform_settings VALUES ('seal_key_fingerprint','abc');",
    );
    for id in 1..=users {
        let tenant = 7 + id % 2;
        sql.push_str(&format!(
            "INSERT INTO users VALUES ({tenant},{id},NULL,'{id}','{id}','\n\\''x','agent',TRUE,FALSE,NULL,NULL,NULL,NULL,0,0,NULL);
             INSERT INTO sessions VALUES ({tenant},{id},{id},x'{id:064x}','','',0,{id});
             INSERT INTO consents VALUES ({tenant},{id},0,1,'https://b.example/','read',0,0);
             INSERT INTO consents VALUES ({tenant},{id},0,1,'https://B.example/é','read',0,0);"
        ));
    }
    storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(&sql)?)).await.unwrap();
    storage.close().await;
    url
}

fn options() -> Options {
    Options { durable: false, ..Options::default() }
}

async fn moved(from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Vec<(String, u64)>, MoveError> {
    let moved = relocate(from, to, &options(), |_| {}).await?;
    Ok(moved.into_iter().filter(|moved| moved.rows > 0).map(|moved| (moved.table, moved.rows)).collect())
}

async fn run(to: &Place, sql: &'static str) {
    let storage = to.open(&Options { unfinished: true, ..Options::default() }).unwrap();
    storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(sql)?)).await.unwrap();
    storage.close().await;
}

#[tokio::test]
async fn every_row_arrives_and_the_target_serves() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (file(folder.path(), 701).await, Place::fresh().unwrap());
    let told = moved(&from, to.url()).await.unwrap();
    let expected = [
        ("id_blocks", 1),
        ("platform_settings", 1),
        ("tenants", 3),
        ("users", 701),
        ("sessions", 701),
        ("consents", 1402),
    ];
    assert_eq!(told, expected.map(|(table, rows)| (table.to_owned(), rows)));
    let storage = to.open(&Options::default()).unwrap();
    let [id] = storage.ids().await.unwrap();
    assert_eq!(id, 50_001);
    let found =
        storage.read(|db| Ok::<_, Failure>(tenants::table.find(7).select(tenants::name).get_result::<String>(db)?));
    assert_eq!(found.await.unwrap(), "Acme \"&\" 株式会社");
    storage.close().await;
    assert!(matches!(moved(&from, to.url()).await, Err(MoveError::Occupied(_, table)) if table == "platform_settings"));
}

#[tokio::test]
async fn a_move_that_was_interrupted_goes_on_and_no_server_starts_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (file(folder.path(), 30).await, Place::fresh().unwrap());
    moved(&from, to.url()).await.unwrap();
    // As it stood when the sessions came: some of them, and nothing behind them.
    let path = from.path().unwrap().canonicalize().unwrap().display().to_string();
    let mark: &'static str = format!(
        "INSERT INTO leases VALUES ('move', '{path}', 1); DELETE FROM consents; DELETE FROM sessions WHERE tenant_id = 8"
    )
    .leak();
    run(&to, mark).await;
    assert!(matches!(to.open(&Options::default()), Err(OpenError::Unfinished(source)) if source == path));
    let told = moved(&from, to.url()).await.unwrap();
    assert!(told.contains(&("sessions".to_owned(), 30)) && told.contains(&("consents".to_owned(), 60)), "{told:?}");
    to.open(&Options::default()).unwrap().close().await;
}

#[tokio::test]
async fn a_row_that_differs_is_found_and_another_files_move_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (file(folder.path(), 5).await, Place::fresh().unwrap());
    moved(&from, to.url()).await.unwrap();
    run(&to, "INSERT INTO leases VALUES ('move', '/elsewhere.db', 1)").await;
    assert!(matches!(moved(&from, to.url()).await, Err(MoveError::Other(_, other)) if other == "/elsewhere.db"));
    let path = from.path().unwrap().canonicalize().unwrap().display().to_string();
    let change: &'static str =
        format!("UPDATE leases SET holder = '{path}'; UPDATE users SET locale = 'fr' WHERE id = 3").leak();
    run(&to, change).await;
    let refused = moved(&from, to.url()).await.unwrap_err();
    let other = "(8, 3) with another locale";
    assert!(matches!(&refused, MoveError::Changed { table, one, .. } if table == "users" && one == other), "{refused}");
}

#[tokio::test]
async fn only_a_file_that_is_there_is_moved() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, to) = (DatabaseUrl::Sqlite(folder.path().join("none.db")), Place::fresh().unwrap());
    assert!(matches!(moved(&missing, to.url()).await, Err(MoveError::NoSource(_))));
    let server = "postgres://ada@127.0.0.1:1/none".parse().unwrap();
    assert!(matches!(moved(&server, to.url()).await, Err(MoveError::NotFromFile)));
}

#[tokio::test]
async fn a_file_of_an_older_version_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (file(folder.path(), 1).await, Place::fresh().unwrap());
    let storage = Storage::open(&from, &options()).unwrap();
    let forget =
        "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)";
    storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(forget)?)).await.unwrap();
    storage.close().await;
    let before = std::fs::read(from.path().unwrap()).unwrap();
    let refused = moved(&from, to.url()).await.unwrap_err();
    assert!(matches!(&refused, MoveError::Behind(_, steps) if steps.len() == 1), "{refused}");
    assert!(refused.to_string().contains("`grantor migrate`"), "{refused}");
    assert_eq!(std::fs::read(from.path().unwrap()).unwrap(), before);
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_moved_by_that_one() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (file(folder.path(), 1).await, Place::fresh().unwrap());
    let storage = Storage::open(&from, &options()).unwrap();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')";
    storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(newer)?)).await.unwrap();
    storage.close().await;
    let refused = moved(&from, to.url()).await.unwrap_err();
    assert!(matches!(&refused, MoveError::Ahead(_, steps) if steps == &["9999-12-31-000000"]), "{refused}");
}

#[tokio::test]
async fn what_is_half_moved_is_told_without_opening_it() {
    let to = Place::fresh().unwrap();
    run(&to, "INSERT INTO leases (name, holder, expires_at) VALUES ('move', 'from.db', 9223372036854775807)").await;
    assert!(matches!(Storage::steps(to.url(), &options()), Err(OpenError::Unfinished(from)) if from == "from.db"));
}

#[tokio::test]
async fn a_file_that_was_served_from_since_is_told_as_such_before_anything_more_is_moved() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (file(folder.path(), 3).await, Place::fresh().unwrap());
    moved(&from, to.url()).await.unwrap();
    let path = from.path().unwrap().canonicalize().unwrap().display().to_string();
    let mark = format!("INSERT INTO leases VALUES ('move', '{path}', 1); DELETE FROM consents").leak();
    run(&to, mark).await;
    let storage = Storage::open(&from, &options()).unwrap();
    let [_] = storage.ids().await.unwrap();
    storage.close().await;
    let refused = moved(&from, to.url()).await.unwrap_err().to_string();
    for says in [path.as_str(), "changed since", "id_blocks", "next_id 51001", "next_id 50001", "make it again"] {
        assert!(refused.contains(says), "{says}: {refused}");
    }
}
