//! Who can reach what: the socket by its mode, the port by its key, the public listener not at all.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;

use super::installation::{Installation, exchange};

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn ask(address: std::net::SocketAddr, path: &str, headers: &str) -> (String, String) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Connection: close\r\n\r\n");
    exchange(TcpStream::connect(address).unwrap(), &request)
}

#[test]
fn the_socket_is_its_owners() {
    let here = Installation::new();
    let _server = here.serve();
    assert_eq!(fs::metadata(here.path("operators.sock")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(here.ask("/v1/tenants").0.starts_with("HTTP/1.1 200"));
}

#[test]
fn the_operators_port_wants_the_key_for_everything_but_health() {
    let here = Installation::new().set("OPERATORS__LISTEN", "127.0.0.1:0");
    let key = here.file("operators.key", &format!("{KEY}\n"));
    let here = here.set("OPERATORS__KEY_FILE", &key);
    let server = here.serve();
    let operators = server.operators.unwrap();
    let status = |path: &str, headers: &str| ask(operators, path, headers).0[9..12].to_owned();
    assert_eq!((status("/healthz", ""), status("/readyz", "")), ("200".into(), "200".into()));
    assert_eq!(status("/v1/tenants", &format!("Authorization: Bearer {KEY}\r\n")), "200");
    let (head, metrics) = ask(operators, "/metrics", &format!("Authorization: Bearer {KEY}\r\n"));
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/plain"), "{head}");
    assert!(metrics.contains("grantor_requests_total{endpoint=\"operators\",status=\"2xx\"} 1"), "{metrics}");
    assert!(metrics.contains("grantor_storage_waiting{door=\"write\"} 0"), "{metrics}");
    assert_eq!(status("/metrics", ""), "401");
    let wrong =
        ["", "Authorization: Bearer x\r\n", &format!("Authorization: Basic {KEY}\r\n"), &format!("X-Key: {KEY}\r\n")];
    for headers in wrong {
        let (head, body) = ask(operators, "/v1/tenants", headers);
        assert!(head.starts_with("HTTP/1.1 401") && head.contains("www-authenticate: Bearer"), "{headers}: {head}");
        assert!(body.contains("operators.key_file"), "{body}");
    }
}

#[test]
fn a_path_with_another_method_says_which_it_has_and_nothing_is_kept_on_the_way() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let _server = here.serve();
    for (method, path, allowed) in [
        ("PUT", "/v1/tenants", "GET, HEAD, POST"),
        ("POST", "/v1/tenants/acme", "GET, HEAD, PATCH"),
        ("GET", "/v1/tenants/acme/users/import", "POST"),
        ("PUT", "/v1/clients/zdg-hub", "GET, HEAD, PATCH, DELETE"),
    ] {
        let (head, body) = here.send(method, path, "{}");
        assert!(head.starts_with("HTTP/1.1 405 "), "{path}: {head}");
        assert!(head.lines().any(|line| line == format!("allow: {allowed}")), "{path}: {head}");
        assert!(body.contains(r#""error":"method""#), "{body}");
    }
    assert!(here.send("PUT", "/v1/nothing", "{}").0.starts_with("HTTP/1.1 404 "));
    let (head, body) = here.send("POST", "/v1/tenants/acme/clients", r#"{"identifier":"sync"}"#);
    assert!(head.starts_with("HTTP/1.1 201 ") && body.contains("\"secret\""), "{head}");
    assert!(head.contains("cache-control: no-store"), "{head}");
}

#[test]
fn what_is_no_http_is_no_line_of_the_log() {
    let here = Installation::new();
    let mut server = here.serve();
    for bytes in ["GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", "\u{1}\u{2}\r\n\r\n"] {
        let (head, _) = exchange(TcpStream::connect(server.address).unwrap(), bytes);
        assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    }
    assert!(here.ask("/v1/tenants").0.starts_with("HTTP/1.1 200"));
    let line = server.next_line();
    assert_eq!((&line["message"], &line["path"]), (&"request".into(), &"/v1/tenants".into()), "{line}");
}

#[test]
fn a_key_that_others_can_read_starts_nothing() {
    let here = Installation::new().set("OPERATORS__LISTEN", "127.0.0.1:0");
    let key = here.file("operators.key", KEY);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let refusal = here.set("OPERATORS__KEY_FILE", &key).refusal(&["serve"]);
    assert!(refusal["message"].as_str().unwrap().contains("chmod 600"), "{refusal}");
}

#[test]
fn the_public_listener_knows_nothing_of_operators() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let server = here.serve();
    for path in ["/v1/tenants", "/v1/tenants/acme", "/healthz", "/readyz", "/metrics"] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\r\n");
        let (head, body) = exchange(TcpStream::connect(server.address).unwrap(), &request);
        assert!(head.starts_with("HTTP/1.1 404") && !body.contains("acme.localhost:8080"), "{path}: {head}");
    }
}

#[test]
fn the_log_has_one_line_a_request_without_its_query() {
    let here = Installation::new().set("TRUSTED_PROXIES", "127.0.0.0/8");
    let mut server = here.serve();
    let headers = "X-Forwarded-For: 10.1.1.1, 198.51.100.7\r\n";
    ask(server.address, "/nothing?code=grantorc_secret", headers);
    let line = server.until("request");
    assert_eq!((&line["method"], &line["path"], &line["status"]), (&"GET".into(), &"/nothing".into(), &404.into()));
    assert_eq!(line["address"], "198.51.100.7");
    assert_eq!(line["reference"].as_str().unwrap().len(), 26);
    assert!(line["micros"].is_u64() && !line.to_string().contains("secret"), "{line}");
}

#[test]
fn a_second_server_is_told_that_there_is_one() {
    let here = Installation::new();
    let _server = here.serve();
    let refusal = here.refusal(&["serve"]);
    assert!(!refusal["message"].as_str().unwrap().is_empty(), "{refusal}");
}

/// What is sent by those who would rather speak something else, after which they wait for an answer.
const UPGRADES: [&str; 4] = [
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
    "Upgrade: WebSocket\r\n",
    "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
];

#[test]
fn whoever_asks_for_another_protocol_is_answered_at_once_in_this_one() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--oauth-access", "on"]);
    let server = here.serve();
    let form = "grant_type=refresh_token&client_id=nobody&refresh_token=x";
    for upgrade in UPGRADES {
        for (line, about, body, status) in [
            ("GET /oauth/tokens", String::new(), "", "405"),
            ("GET /sidecar/verify", String::new(), "", "403"),
            ("POST /oauth/tokens", format!("Content-Length: {}\r\n", form.len()), form, "401"),
            ("POST /oauth/tokens", "Transfer-Encoding: chunked\r\n".into(), "3\r\na=b\r\n0\r\n\r\n", "400"),
        ] {
            let head = format!("{line} HTTP/1.1\r\nHost: acme.localhost\r\nX-Grantor-Authorization: Basic eDp5\r\n");
            let request = format!("{head}{upgrade}{about}\r\n{body}");
            let (head, _) = exchange(patient(server.address), &request);
            assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {head}");
            assert!(head.contains("\r\nconnection: close\r\n") && !head.contains("upgrade"), "{request}: {head}");
        }
    }
    let (head, _) =
        exchange(patient(server.address), "CONNECT acme.localhost:443 HTTP/1.1\r\nHost: acme.localhost\r\n\r\n");
    assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
}

#[test]
fn what_follows_the_body_of_such_a_request_is_no_part_of_it() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--oauth-access", "on"]);
    let server = here.serve();
    let form = "grant_type=refresh_token&client_id=nobody&refresh_token=x";
    let request = format!(
        "POST /oauth/tokens HTTP/1.1\r\nHost: acme.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Content-Length: {}\r\n\r\n{form}&grant_type=twice",
        form.len()
    );
    let (head, body) = exchange(patient(server.address), &request);
    assert!(head.starts_with("HTTP/1.1 401 "), "what would be there twice is no part of the body: {body}");
}

/// A connection on which nobody waits as long as a body may take.
fn patient(address: std::net::SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    stream
}
