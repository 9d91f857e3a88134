//! The file of an SQLite database: moved away, copied, not to be written, not there yet.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::installation::Installation;

/// One with a database file, and the file; none on PostgreSQL.
fn with_file() -> Option<(Installation, PathBuf)> {
    let here = Installation::new();
    let file = here.database()?.to_owned();
    Some((here, file))
}

fn create(here: &Installation, subdomain: &str) -> String {
    here.send("POST", "/v1/tenants", &format!(r#"{{"subdomain": "{subdomain}"}}"#)).0[9..12].to_owned()
}

#[test]
fn a_file_that_is_gone_from_its_place_is_not_written() {
    let Some((here, file)) = with_file() else { return };
    let mut server = here.serve();
    assert_eq!(create(&here, "before"), "201");
    let aside = file.with_extension("aside");
    for replaced in [false, true] {
        fs::rename(&file, &aside).unwrap();
        if replaced {
            fs::copy(&aside, &file).unwrap();
        }
        assert_eq!(create(&here, "lost"), "503");
        let said = server.until("nothing is written any more");
        assert!(said["failure"].as_str().unwrap().contains("put back the file that was there"), "{said}");
        let (head, body) = here.ask("/readyz");
        assert!(head.starts_with("HTTP/1.1 503") && body.contains("removed or replaced"), "{body}");
        fs::rename(&aside, &file).unwrap();
        assert_eq!(create(&here, &format!("after-{replaced}")), "201");
        assert!(here.ask("/readyz").0.starts_with("HTTP/1.1 200"));
    }
}

#[test]
fn a_new_file_is_told() {
    let here = Installation::empty();
    for told in [!here.on_postgres(), false] {
        let log = here.path("log");
        let server = here.serve_to(File::create(&log).unwrap().into());
        server.signal("TERM");
        assert!(server.ended().success());
        let said = fs::read_to_string(&log).unwrap();
        assert_eq!(said.contains("made a new, empty database at "), told, "{said}");
    }
}

#[test]
fn a_backup_beside_a_server_has_whatever_was_answered() {
    let here = Installation::new();
    let copy = here.path("copy.db");
    let to = copy.to_str().unwrap();
    if here.on_postgres() {
        let refusal = here.refusal(&["backup", to])["message"].to_string();
        return assert!(refusal.contains("pg_dump"), "{refusal}");
    }
    let _server = here.serve();
    let answered = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut made = 0;
            while !copy.exists() {
                assert_eq!(create(&here, &format!("t{made}")), "201");
                made += 1;
            }
            made
        });
        while here.json(&["tenant", "list"])["tenants"].as_array().unwrap().len() < 20 {}
        let known = here.json(&["tenant", "list"])["tenants"].as_array().unwrap().clone();
        let told = here.json(&["backup", to]);
        assert_eq!(told["bytes"], fs::metadata(&copy).unwrap().len());
        assert!(writing.join().unwrap() >= known.len());
        known
    });
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(here.refusal(&["backup", to])["message"].to_string().contains("is there already"));

    let restored = Installation::new().set("DATABASE__URL", &format!("sqlite:{to}"));
    let kept = restored.json(&["tenant", "list"])["tenants"].as_array().unwrap().clone();
    assert!(answered.iter().all(|tenant| kept.contains(tenant)), "{} were answered, {}", answered.len(), kept.len());
}

/// Runs a command that has to fail, with that mode of the file's folder: what it says. Root may write to everything, so there it is run by another user.
fn failing(here: &Installation, file: &Path, arguments: &[&str], folder: u32) -> Option<String> {
    const NOBODY: u32 = 65_534;
    let mut command = here.command(arguments);
    if fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        for folder in [file.parent().unwrap(), here.path("").as_path()] {
            chown(folder, Some(NOBODY), None).unwrap();
        }
        command.uid(NOBODY);
    }
    fs::set_permissions(file.parent().unwrap(), Permissions::from_mode(folder)).unwrap();
    // Another user may be kept from the program itself.
    let output = command.output().ok()?;
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    Some(String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn a_file_that_cannot_be_written_starts_nothing_and_says_whose_it_is() {
    let Some((here, file)) = with_file() else { return };
    for mode in [0o444, 0o400] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        if mode == 0o400 {
            chown(&file, Some(65_534), None).ok();
        }
        for command in ["check", "migrate"] {
            let Some(said) = failing(&here, &file, &[command], 0o755) else { return };
            let stands = format!("mode {mode:04o}, and this process runs as user");
            assert!(said.contains(&stands), "{said}");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_not_the_file() {
    let Some((here, file)) = with_file() else { return };
    let folder = file.parent().unwrap();
    fs::write(beside(&file, ".lock"), "").unwrap();
    for path in [&file, &beside(&file, ".lock")] {
        chown(path, Some(65_534), None).ok();
    }
    let Some(said) = failing(&here, &file, &["migrate"], 0o555) else { return };
    assert!(said.contains(&format!("{} is user", folder.display())) && said.contains("mode 0555"), "{said}");
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_lock_that_cannot_be_taken_is_found_by_a_check() {
    let Some((here, file)) = with_file() else { return };
    let lock = format!("{}.lock", file.display());
    let check = || String::from_utf8(here.run(&["check"]).stdout).unwrap();
    assert!(check().contains("is at this version") && !fs::exists(&lock).unwrap());
    fs::create_dir(&lock).unwrap();
    assert!(check().contains(&format!("cannot lock {lock}")), "{}", check());
    fs::remove_dir(&lock).unwrap();
    let _server = here.serve();
    assert!(check().contains("is at this version"), "a server that runs has it");
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", file.display()))
}

fn tenants(here: &Installation) -> Vec<String> {
    let listed = here.json(&["tenant", "list"]);
    let tenants = listed["tenants"].as_array().unwrap().iter();
    tenants.map(|tenant| tenant["subdomain"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_log_that_is_gone_from_its_place_is_not_written_past() {
    let Some((here, file)) = with_file() else { return };
    let mut server = here.serve();
    for suffix in ["-wal", "-shm"] {
        assert_eq!(create(&here, &format!("before{suffix}")), "201");
        let (part, aside) = (beside(&file, suffix), beside(&file, ".aside"));
        fs::rename(&part, &aside).unwrap();
        assert_eq!(create(&here, "lost"), "503");
        let said = server.until("nothing is written any more")["failure"].to_string();
        assert!(said.contains(&format!("{} was removed or replaced", part.display())), "{said}");
        let (head, body) = here.ask("/readyz");
        assert!(head.starts_with("HTTP/1.1 503") && body.contains(&format!("`{suffix}`")), "{body}");
        fs::rename(&aside, &part).unwrap();
        assert_eq!(create(&here, &format!("after{suffix}")), "201");
        assert!(here.ask("/readyz").0.starts_with("HTTP/1.1 200"));
    }
    fs::remove_file(beside(&file, "-wal")).unwrap();
    assert_eq!(create(&here, "lost"), "503");
    server.signal("TERM");
    assert!(server.ended().success());
    assert_eq!(tenants(&here), ["after-shm", "after-wal", "before-shm", "before-wal"], "what was answered is kept");
}

#[test]
fn a_log_whose_database_is_missing_is_left_alone() {
    let Some((here, file)) = with_file() else { return };
    let server = here.serve();
    assert_eq!(create(&here, "acme"), "201");
    server.signal("KILL");
    assert!(!server.ended().success());
    let (wal, aside) = (beside(&file, "-wal"), beside(&file, ".aside"));
    let log = fs::read(&wal).unwrap();
    assert!(!log.is_empty());
    fs::rename(&file, &aside).unwrap();
    for command in [&["serve"][..], &["migrate"], &["tenant", "list"], &["check"]] {
        let output = here.run(command);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(
            said.contains(&format!("{} is not there", file.display())) && said.contains("put the file back"),
            "{said}"
        );
        assert_eq!(output.status.code(), Some(1));
    }
    assert!(!file.exists() && fs::read(&wal).unwrap() == log);
    fs::rename(&aside, &file).unwrap();
    assert_eq!(tenants(&here), ["acme"]);
}

#[test]
fn a_database_is_made_by_what_is_meant_to_make_one() {
    let here = Installation::empty();
    let Some(file) = here.database().map(Path::to_owned) else { return };
    for command in [&["tenant", "list"][..], &["user", "list", "acme"], &["forget-sealed", "--yes"]] {
        let said = here.refusal(command)["message"].to_string();
        assert!(said.contains(&format!("there is no database at {}", file.display())), "{said}");
    }
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 0, "nothing was made");
    // An account is what a database begins with; who made one in a wrong folder reads where.
    for (subdomain, notes) in
        [("acme", format!("made a new, empty database at {}\n", file.display())), ("b", String::new())]
    {
        let output = here.run(&["tenant", "create", subdomain]);
        assert!(output.status.success());
        assert_eq!(String::from_utf8(output.stderr).unwrap(), notes);
    }
    assert_eq!(tenants(&here), ["acme", "b"]);
}

#[test]
fn a_server_waits_for_a_command_that_has_the_file_and_for_no_server() {
    let Some((here, _)) = with_file() else { return };
    let taken = here.storage();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(taken);
    });
    let _server = here.serve();
    let begun = Instant::now();
    let said = here.refusal(&["serve"])["message"].to_string();
    assert!(said.contains("another Grantor process"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_backup_is_of_the_database_that_is_served() {
    let Some((here, file)) = with_file() else { return };
    let refused = |to: &str| here.refusal(&["backup", to])["message"].to_string();
    let server = here.serve();
    assert_eq!(create(&here, "acme"), "201");
    let aside = beside(&file, ".aside");
    for suffix in ["-wal", "-shm", ""] {
        fs::rename(beside(&file, suffix), &aside).unwrap();
        if suffix.is_empty() {
            fs::copy(&aside, &file).unwrap();
        }
        let said = refused("copy.db");
        assert!(said.contains("was removed or replaced"), "{suffix}: {said}");
        fs::rename(&aside, beside(&file, suffix)).unwrap();
    }
    here.json(&["backup", "copy.db"]);
    server.signal("TERM");
    assert!(server.ended().success());
    for foreign in [Vec::new(), b"hello".repeat(1_000)] {
        fs::write(&file, foreign).unwrap();
        let said = refused("other.db");
        assert!(said.contains("is no database of Grantor's"), "{said}");
    }
    let unspeakable = here.command(&["backup"]).arg(OsStr::from_bytes(b"copy\xff.db")).output().unwrap();
    assert_eq!(unspeakable.status.code(), Some(1), "{unspeakable:?}");
    assert_eq!(fs::read_dir(here.path("")).unwrap().count(), 1, "only the copy");
}

#[test]
fn a_file_with_another_name_is_not_used() {
    let Some((here, file)) = with_file() else { return };
    let other = file.with_extension("other");
    fs::hard_link(&file, &other).unwrap();
    for name in [&file, &other] {
        for arguments in [&["check"][..], &["migrate"], &["backup", "copy.db"]] {
            let mut command = here.command(arguments);
            let output = command.env("GRANTOR__DATABASE__URL", format!("sqlite:{}", name.display())).output().unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(said.contains(&format!("{} has another name", name.display())), "{said}");
        }
    }
    fs::remove_file(&other).unwrap();
    here.json(&["migrate"]);
}

#[test]
fn a_restored_backup_gives_no_number_again() {
    let Some((here, file)) = with_file() else { return };
    let number = |subdomain: &str| here.json(&["tenant", "create", subdomain])["id"].as_i64().unwrap();
    here.json(&["backup", "copy.db"]);
    let answered = number("acme");
    fs::rename(here.path("copy.db"), &file).unwrap();
    let again = number("globex");
    assert!(again > answered + 1_000, "{again} after {answered}");
}

#[test]
fn a_check_finds_a_server_without_a_socket() {
    let Some((here, _)) = with_file() else { return };
    let _server = here.serve();
    fs::remove_file(here.path("operators.sock")).unwrap();
    let output = here.run(&["check"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("# NO  server: a process (pid ") && said.contains("somebody removed its socket"), "{said}");
}
