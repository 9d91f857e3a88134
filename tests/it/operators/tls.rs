//! TLS that Grantor ends itself: rustls, HTTP/1.1, a certificate from two files.

use std::fs::Permissions;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use rcgen::CertifiedKey;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::installation::{Installation, exchange};

/// A certificate for `acme.localhost`, in the files of the configuration.
fn certified() -> (Installation, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["acme.localhost".to_owned()]).unwrap();
    let here = Installation::new();
    let certificate = here.file("certificate.pem", &cert.pem());
    let key = here.file("key.pem", &signing_key.serialize_pem());
    (here.set("TLS__CERTIFICATE", &certificate).set("TLS__KEY", &key), cert.der().clone())
}

fn client(root: CertificateDer<'static>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let mut config =
        config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

#[test]
fn people_are_served_over_tls() {
    let (here, root) = certified();
    let here = here.set("PUBLIC_URL", "https://{tenant}.localhost");
    let server = here.serve();
    let name = ServerName::try_from("acme.localhost").unwrap();
    let tls = ClientConnection::new(Arc::new(client(root)), name).unwrap();
    let mut stream = StreamOwned::new(tls, TcpStream::connect(server.address).unwrap());
    let request = "GET / HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\r\n";
    let (head, _) = exchange(&mut stream, request);
    assert!(head.starts_with("HTTP/1.1 404"), "no such tenant: {head}");
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]), "no other protocol is compiled in");
}

#[test]
fn a_key_that_everybody_can_read_starts_nothing() {
    let (here, _) = certified();
    let mode = |mode| std::fs::set_permissions(here.path("key.pem"), Permissions::from_mode(mode)).unwrap();
    mode(0o644);
    assert!(here.refusal(&["serve"])["message"].as_str().unwrap().contains("chmod o-rwx"));
    assert_eq!(here.run(&["check"]).status.code(), Some(1));
    mode(0o640);
    here.json(&["check"]);
}

#[test]
fn a_check_says_until_when_the_certificate_holds_and_one_that_is_over_is_none() {
    let certified = |from: i32, until: i32| {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut wanted = rcgen::CertificateParams::new(["acme.localhost".to_owned()]).unwrap();
        wanted.not_before = rcgen::date_time_ymd(from, 1, 1);
        wanted.not_after = rcgen::date_time_ymd(until, 2, 3);
        let here = Installation::new();
        let certificate = here.file("certificate.pem", &wanted.self_signed(&key).unwrap().pem());
        let key = here.file("key.pem", &key.serialize_pem());
        here.set("TLS__CERTIFICATE", &certificate).set("TLS__KEY", &key)
    };
    for (from, until, fine, says) in [
        (2020, 2120, true, "until 2120-02-03T00:00:00Z"),
        (2020, 2021, false, "until 2021-02-03T00:00:00Z"),
        (2110, 2120, false, "from 2110-01-01T00:00:00Z"),
    ] {
        let here = certified(from, until);
        let checked = here.run(&["check", "--json"]);
        let told: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
        let tls = told["findings"].as_array().unwrap().iter().find(|found| found["what"] == "tls").unwrap();
        assert_eq!((checked.status.success(), &tls["fine"]), (fine, &fine.into()), "{tls}");
        assert!(tls["says"].as_str().unwrap().contains(says), "{tls}");
    }
}

#[test]
fn certificate_and_key_that_do_not_go_together_start_nothing() {
    let (here, _) = certified();
    let other = rcgen::generate_simple_self_signed(["globex.localhost".to_owned()]).unwrap();
    let key = here.file("other.pem", &other.signing_key.serialize_pem());
    let refusal = here.set("TLS__KEY", &key).refusal(&["serve"]);
    assert!(refusal["message"].as_str().unwrap().contains("`tls.key`"), "{refusal}");
}

#[test]
fn where_people_come_by_https_every_answer_says_to_come_by_nothing_else() {
    for (public_url, expected) in [("https://{tenant}.localhost", true), ("http://{tenant}.localhost:8080", false)] {
        let here = Installation::new().set("PUBLIC_URL", public_url).set("SIDECAR__LISTEN", "127.0.0.1:0");
        here.json(&["tenant", "create", "acme"]);
        let server = here.serve();
        let says = |address, line: &str, host: &str| {
            let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let head = exchange(TcpStream::connect(address).unwrap(), &request).0.to_lowercase();
            head.lines().filter(|line| *line == "strict-transport-security: max-age=31536000").count()
        };
        for (line, host) in [
            ("GET /access/login", "acme.localhost"),
            ("GET /admin", "acme.localhost"),
            ("GET /style.css", "acme.localhost"),
            ("GET /api/v2/users/me", "acme.localhost"),
            ("GET /nowhere", "acme.localhost"),
            ("POST /oauth/tokens", "acme.localhost"),
            ("PUT /oauth/tokens", "acme.localhost"),
            ("OPTIONS /oauth/tokens", "acme.localhost"),
            ("GET /", "nobody.localhost"),
            ("GET /", "elsewhere.example"),
        ] {
            assert_eq!(says(server.address, line, host), usize::from(expected), "{public_url} {line} {host}");
        }
        assert!(!here.ask("/v1/tenants").0.to_lowercase().contains("strict-transport"));
        for address in [server.address, here.sidecar().address] {
            assert_eq!(says(address, "GET /sidecar/verify", "acme.localhost"), 0);
        }
    }
}
