//! The house stands as `lib.rs` says: arrows point one way, files and handlers stay small, both databases agree.
//!
//! The sources are read, not compiled: what is tested here is how they are cut. Code of tests is left out.

mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use source::{SOURCES, Source};

/// The modules at the top of `src/`, from the ground up. A module imports from the floors below its own; from a
/// neighbour on its own floor only where the floor says so.
const FLOORS: [Floor; 14] = [
    Floor { modules: &["networks"], neighbours: false },
    Floor { modules: &["clock", "entropy", "outgoing", "private_file"], neighbours: false },
    Floor { modules: &["secret"], neighbours: false },
    Floor { modules: &["protocol"], neighbours: false },
    Floor { modules: &["jwt"], neighbours: false },
    Floor { modules: &["storage"], neighbours: false },
    Floor { modules: &["config"], neighbours: false },
    Floor { modules: &["log"], neighbours: false },
    Floor { modules: &["refused", "seal"], neighbours: false },
    Floor { modules: &["audit"], neighbours: false },
    Floor { modules: &["tenants", "users", "clients", "resource_servers", "logos"], neighbours: true },
    Floor { modules: &["authorizations", "grants", "tokens", "sidecar"], neighbours: true },
    Floor { modules: &["directory"], neighbours: false },
    // The composition root and what it composes: `web` takes the `Grantor` that `server` makes, and `cli` starts it.
    Floor { modules: &["server", "web", "cli"], neighbours: true },
];

struct Floor {
    modules: &'static [&'static str],
    neighbours: bool,
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.modules.contains(&module))
}

fn may_import(from: &str, to: &str) -> bool {
    if (from, to) == ("cli", "web") {
        return false;
    }
    match (floor(from), floor(to)) {
        (Some(above), Some(below)) if above == below => from == to || FLOORS[above].neighbours,
        (Some(above), Some(below)) => above > below,
        _ => false,
    }
}

/// Every source whose `found` is not empty, as lines for a failing test.
fn complaints<T: std::fmt::Display>(found: impl Fn(&Source) -> Vec<T>) -> Vec<String> {
    assert!(SOURCES.len() > 20, "the sources were not found");
    SOURCES.iter().flat_map(|source| found(source).into_iter().map(|what| format!("{}: {what}", source.path))).collect()
}

fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_module_has_its_floor() {
    let modules: BTreeSet<String> = SOURCES.iter().map(|source| source.module.clone()).collect();
    let homeless =
        modules.iter().filter(|module| !matches!(module.as_str(), "lib" | "main") && floor(module).is_none());
    assert_eq!(homeless.collect::<Vec<_>>(), Vec::<&String>::new(), "say in FLOORS where these stand");
}

#[test]
fn imports_point_one_way() {
    none(&complaints(|source| {
        let wrong = |to: &&String| !matches!(source.module.as_str(), "lib" | "main") && !may_import(&source.module, to);
        source.imports.iter().filter(wrong).map(|to| format!("{} must not import {to}", source.module)).collect()
    }));
}

#[test]
fn only_web_and_the_composition_root_know_actix() {
    none(&complaints(|source| {
        let may = matches!(source.module.as_str(), "web" | "server");
        source.crates.iter().filter(|name| !may && name.starts_with("actix")).cloned().collect()
    }));
}

#[test]
fn only_storage_and_stores_know_diesel() {
    none(&complaints(|source| {
        let may = source.module == "storage" || source.path.ends_with("/store.rs") || source.path.contains("/store/");
        source.crates.iter().filter(|name| !may && name.starts_with("diesel")).cloned().collect()
    }));
}

#[test]
fn the_protocol_is_pure() {
    const EFFECTS: [&str; 6] = ["tokio", "hyper", "rustls", "tracing", "config", "ring"];
    none(&complaints(|source| {
        let pure = source.module == "protocol";
        source.crates.iter().filter(|name| pure && EFFECTS.contains(&name.as_str())).cloned().collect()
    }));
}

#[test]
fn files_stay_small() {
    // Written by diesel.
    let written: Vec<&Source> = SOURCES.iter().filter(|source| source.path != "storage/schema.rs").collect();
    let large = written.iter().filter(|source| source.lines > 300);
    none(&large.map(|source| format!("{}: {} lines", source.path, source.lines)).collect::<Vec<_>>());
    let mut sizes: Vec<usize> = written.iter().map(|source| source.lines).collect();
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!(median <= 120, "half of the files have more than {median} lines");
}

#[test]
fn handlers_fit_on_a_screen() {
    none(&complaints(|source| {
        // Sentences of pages, and no handler among them.
        let measured = source.module == "web" && !source.path.starts_with("web/pages/samples/");
        let long = source.functions.iter().filter(|(_, lines)| measured && *lines > 25);
        long.map(|(name, lines)| format!("{name} has {lines} lines")).collect()
    }));
}

#[test]
fn nothing_unwraps_and_no_macro_saves_typing() {
    none(&complaints(|source| source.shortcuts.clone()));
}

#[test]
fn a_folder_is_a_noun() {
    const NO_NOUNS: [&str; 10] =
        ["utils", "util", "services", "service", "managers", "manager", "helpers", "helper", "common", "misc"];
    none(&complaints(|source| {
        let parts = source.path.trim_end_matches(".rs").split('/');
        parts.filter(|part| NO_NOUNS.contains(part)).map(str::to_owned).collect()
    }));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |database: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
        let migrations = fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|found| found.path().is_dir());
        migrations
            .flat_map(|migration| {
                let name = migration.file_name().into_string().unwrap();
                let files = fs::read_dir(migration.path()).unwrap();
                files.map(move |file| format!("{name}/{}", file.unwrap().file_name().display()))
            })
            .collect()
    };
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, names("postgres"));
    // What runs first is told by the number before the underscore, so no two have the same.
    let files: Vec<&str> = sqlite.iter().filter(|file| file.ends_with("/up.sql")).map(String::as_str).collect();
    let numbers: BTreeSet<&str> = files.iter().filter_map(|file| file.split('_').next()).collect();
    assert_eq!(numbers.len(), files.len(), "{files:?}");
}
