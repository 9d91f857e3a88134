//! `grantor tenant sso`, and the key that secrets are sealed with.

use std::fs::{self, Permissions};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::installation::{Installation, exchange};

const P256: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n-----END PUBLIC KEY-----\n";

fn acme() -> Installation {
    let installation = Installation::new();
    installation.json(&["tenant", "create", "acme"]);
    has_key(&installation);
    installation
}

/// Beside an SQLite file the key is made when it is needed; for PostgreSQL the operator gives every node the same.
fn has_key(installation: &Installation) {
    if installation.on_postgres() {
        installation.file("seal.key", &ulid::Ulid::generate().to_string().repeat(2));
    }
}

#[test]
fn keys_are_added_shown_and_removed_and_a_secret_is_shown_once() {
    let installation = acme();
    let sso = |arguments: &[&str]| installation.json(&[&["tenant", "sso", "acme"], arguments].concat());
    let made = sso(&["add-key", "--kid", "2026-11"]);
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("grantork_") && made["algorithm"] == "HS256" && made["active"] == true);
    let key = installation.path("seal.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600, "made beside the database");

    let pem = installation.file("vendor.pem", P256);
    let added = sso(&["add-key", "--kid", "2026-12", "--public-key", &pem, "--overlap", "3600"]);
    assert!(added["algorithm"] == "ES256" && added.get("secret").is_none());
    let given = "a secret that has at least thirty-two bytes";
    let output =
        installation.run_with(&["tenant", "sso", "acme", "add-key", "--secret-stdin", "--json"], &format!("{given}\n"));
    assert!(output.status.success() && !String::from_utf8_lossy(&output.stdout).contains(given));

    let shown = sso(&["set-url", "https://zenith.example/login"]);
    assert_eq!(shown["endpoint"], "http://acme.localhost:8080/access/jwt");
    assert_eq!(
        (&shown["audience"], &shown["url"]),
        (&json!("http://acme.localhost:8080"), &json!("https://zenith.example/login"))
    );
    assert_eq!(shown["keys"].as_array().unwrap().len(), 3);
    assert!(shown["keys"][0]["expires_at"].is_string() && shown["keys"][1]["expires_at"].is_null());
    assert!(!shown.to_string().contains(secret) && !shown.to_string().contains(given));

    assert_eq!(sso(&["remove-key", "2026-11"])["kid"], "2026-11");
    let refusal = installation.refusal(&["tenant", "sso", "acme", "remove-key", "2026-11"]);
    assert_eq!(refusal["error"], "unknown");
    assert_eq!(sso(&["set-url", ""])["url"], json!(null));
    for kept in installation.contents() {
        for text in [secret, given] {
            assert!(!kept.windows(text.len()).any(|window| window == text.as_bytes()));
        }
    }
}

#[test]
fn what_cannot_be_a_key_is_refused_with_the_reason() {
    let installation = acme();
    let add = |arguments: &[&str]| installation.refusal(&[&["tenant", "sso", "acme", "add-key"], arguments].concat());
    let private = installation.file("private.pem", &P256.replace("PUBLIC", "PRIVATE"));
    for (arguments, field) in [
        (["--public-key", private.as_str()], "public_key"),
        (["--kid", "two words"], "kid"),
        (["--overlap", "99999999"], "overlap"),
    ] {
        assert_eq!(add(&arguments)["problems"][0]["field"], field, "{arguments:?}");
    }
    let short = installation.run_with(&["tenant", "sso", "acme", "add-key", "--secret-stdin"], "too short\n");
    assert!(String::from_utf8_lossy(&short.stderr).contains("give 32 bytes or more"));
    let url = installation.refusal(&["tenant", "sso", "acme", "set-url", "http://zenith.example/login"]);
    assert_eq!(url["problems"][0]["field"], "settings.sso_url");
}

#[test]
fn a_lost_or_another_key_starts_nothing_until_it_is_forgotten() {
    let installation = acme();
    installation.json(&["tenant", "sso", "acme", "add-key"]);
    let key = installation.path("seal.key");
    let right = fs::read_to_string(&key).unwrap();
    let says = |what: &str| {
        let message = installation.refusal(&["tenant", "list"])["message"].as_str().unwrap().to_owned();
        assert!(message.contains(what), "{message}");
    };
    fs::remove_file(&key).unwrap();
    says("put it back from your backup");
    installation.file("seal.key", &"0".repeat(32));
    says("is not the key that this database's secrets are sealed with");
    installation.file("seal.key", &right);
    fs::set_permissions(&key, Permissions::from_mode(0o640)).unwrap();
    says("can be read by others (mode 0640): type `chmod 600");
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    installation.json(&["tenant", "list"]);

    assert_eq!(installation.refusal(&["forget-sealed", "--yes"])["error"], "sealed");
    fs::remove_file(&key).unwrap();
    assert_eq!(installation.refusal(&["forget-sealed"])["error"], "unconfirmed");
    assert_eq!(installation.json(&["forget-sealed", "--yes"])["forgotten"], 1);
    assert_eq!(installation.json(&["tenant", "sso", "acme", "show"])["keys"], json!([]));
    has_key(&installation);
    installation.json(&["tenant", "sso", "acme", "add-key"]);
    assert_ne!(fs::read_to_string(&key).unwrap(), right);
}

#[test]
fn an_assertion_in_an_address_is_in_no_log() {
    let installation = acme();
    installation.json(&["tenant", "set", "acme", "--setting", "sso_get=true"]);
    installation.json(&["tenant", "sso", "acme", "add-key"]);
    let mut serving = installation.serve();
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
    let request = format!("GET /access/jwt?jwt={token} HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\r\n");
    let (head, body) = exchange(TcpStream::connect(serving.address).unwrap(), &request);
    assert!(head.starts_with("HTTP/1.1 400") && !body.contains(token));
    let mut reasons = Vec::new();
    loop {
        let line = serving.next_line();
        assert!(!line.to_string().contains(token), "{line}");
        reasons.extend(line["reason"].as_str().map(str::to_owned));
        if line["message"] == "request" {
            break;
        }
    }
    assert_eq!(reasons, ["signature_wrong"]);
}
