//! One version after the other on the same database, and which is which.

use diesel::connection::SimpleConnection;
use grantor::storage::Failure;

use super::installation::Installation;

/// What a newer version has done to the database.
fn done(here: &Installation, sql: &'static str) {
    let storage = here.storage();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(sql)?)).await.unwrap();
        storage.close().await;
    });
}

#[test]
fn a_database_that_is_ahead_is_served_and_told_until_the_version_is_too_old_for_it() {
    let here = Installation::new();
    let database = || {
        let checked = here.json(&["check"]);
        checked["findings"][0]["says"].as_str().unwrap().to_owned()
    };
    assert!(database().ends_with("is at this version"), "{}", database());
    done(&here, "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')");
    let ahead = "is ahead of this version, by 9999-12-31-000000; it is served as it is";
    assert!(database().ends_with(ahead), "{}", database());
    let migrated = here.json(&["migrate"]);
    assert_eq!(migrated, serde_json::json!({ "applied": [], "unknown": ["9999-12-31-000000"] }));
    let log = here.path("log");
    let server = here.serve_to(std::fs::File::create(&log).unwrap().into());
    server.signal("TERM");
    assert!(server.ended().success());
    let said = std::fs::read_to_string(&log).unwrap();
    let warned = said.lines().find(|line| line.contains("WARN")).unwrap();
    assert!(warned.contains("ahead of this build") && warned.contains("9999-12-31-000000"), "{said}");

    done(&here, "INSERT INTO needed_steps VALUES ('9999-12-31-000000_mottos')");
    for refused in [&["migrate"], &["serve"]] {
        let refusal = here.refusal(refused)["message"].as_str().unwrap().to_owned();
        assert!(refusal.contains("has to know 9999-12-31-000000_mottos") && refusal.ends_with("start the newer one"));
    }
    let checked = here.run(&["check"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("# NO  database: "));
}

#[test]
fn a_build_says_which_schema_it_knows() {
    let here = Installation::new();
    let version = here.run(&["--version"]).stdout;
    let version = std::str::from_utf8(&version).unwrap();
    let schema = version.trim().strip_prefix(concat!("grantor ", env!("CARGO_PKG_VERSION"), " (schema ")).unwrap();
    let schema = schema.strip_suffix(')').unwrap();
    assert_eq!(schema.len(), "2026-11-23-000018".len());
    let log = here.path("log");
    let server = here.serve_to(std::fs::File::create(&log).unwrap().into());
    let metrics = here.ask("/metrics").1;
    assert!(metrics.contains(&format!("grantor_build_info{{schema=\"{schema}\",version=")), "{metrics}");
    server.signal("TERM");
    assert!(server.ended().success());
    let said = std::fs::read_to_string(&log).unwrap();
    let first: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!((&first["message"], &first["schema"]), (&"starting".into(), &schema.into()));
}
