//! Starting, and starting again.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::running::{Folder, files};

fn secrets(text: &[u8]) -> Vec<String> {
    let known: Value = serde_json::from_slice(text).unwrap();
    let accounts = known["accounts"].as_object().unwrap().values();
    let kinds = accounts.flat_map(|account| [account["clients"].clone(), account["resource_servers"].clone()]);
    kinds
        .flat_map(|kind| kind.as_object().unwrap().values().cloned().collect::<Vec<_>>())
        .map(|s| s.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_second_start_goes_on_with_what_is_there() {
    let folder = Folder::new();
    let first = folder.demo();
    let kept = std::fs::read(first.credentials()).unwrap();
    let show = ["user", "show", "acme", "ada@acme.example", "--json"];
    let database = format!("sqlite:{}", folder.path().join("grantor.db").display());
    let operator = |arguments: &[&str]| {
        let output = folder.command(arguments).env("GRANTOR__DATABASE__URL", &database).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    operator(&["user", "set", "acme", "ada@acme.example", "--name", "Ada Lovelace", "--json"]);
    assert!(first.interrupted().success());

    let second = folder.demo();
    assert_eq!(secrets(&std::fs::read(second.credentials()).unwrap()), secrets(&kept));
    assert_eq!(operator(&show)["name"], "Ada Lovelace");
    assert!(second.interrupted().success());
}

#[test]
fn secrets_are_in_one_file_that_is_its_owners_only() {
    let folder = Folder::new();
    let demo = folder.demo();
    let credentials = demo.credentials();
    let mode = std::fs::metadata(&credentials).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let secrets = secrets(&std::fs::read(&credentials).unwrap());
    assert_eq!(secrets.len(), 6);
    assert!(demo.interrupted().success());
    for (path, content) in files(&folder.path()).iter().filter(|(path, _)| *path != credentials) {
        for secret in &secrets {
            let found = content.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn a_busy_port_says_what_to_type() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = Folder::new().run(&["demo", "--data", "demo", "--listen", &address]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains(&address) && said.contains("type `grantor demo --listen 127.0.0.1:"), "{said}");
}

#[test]
fn what_it_says_when_it_is_ready_can_be_followed() {
    let folder = Folder::new();
    let demo = folder.demo();
    let (server, application) = (demo.server(), demo.application());
    assert!(application.starts_with("http://127.0.0.1:"));
    let issuers: Vec<&str> =
        demo.said["accounts"].as_array().unwrap().iter().map(|account| account["issuer"].as_str().unwrap()).collect();
    let port = server.port();
    assert_eq!(issuers, [format!("http://acme.localhost:{port}"), format!("http://globex.localhost:{port}")]);
}
