//! `grantor sidecar`: a process that only verifies, next to the API.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rcgen::CertifiedKey;
use serde_json::Value;

use super::scene::basic;
use crate::operators::installation::{Installation, exchange};

/// An account that lets API tokens in, its admin, and a token: its number and secret.
fn account(here: &Installation) -> (String, String) {
    here.json(&["tenant", "create", "acme", "--api-token-access", "on"]);
    here.json(&["user", "create", "acme", "ada@example.com", "--role", "admin", "--verified", "on"]);
    let made = here.json(&["api-token", "create", "acme"]);
    (made["id"].to_string(), made["secret"].as_str().unwrap().to_owned())
}

/// What the process at `address` says about Ada's GET with this API token: status and head.
fn ask(address: SocketAddr, secret: &str) -> (u16, String) {
    let authorization = basic("ada@example.com/token", secret);
    let request = format!(
        "GET /sidecar/verify HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\nAuthorization: {authorization}\r\n\
         X-Original-Method: GET\r\nX-Original-URI: /api/v2/tickets\r\nX-Original-Address: 192.0.2.1\r\n\r\n"
    );
    let (head, _) = exchange(TcpStream::connect(address).unwrap(), &request);
    let head = head.to_lowercase();
    assert_eq!(head.matches("x-content-type-options: nosniff").count(), 1, "{head}");
    (head[9..12].parse().unwrap(), head)
}

fn passes(address: SocketAddr, secret: &str) {
    let (status, head) = ask(address, secret);
    assert!(status == 200 && head.contains("x-grantor-user-email: ada@example.com"), "{head}");
}

#[test]
fn next_to_the_server_a_proxy_needs_no_proof_and_a_deactivated_token_fails_in_the_very_next_call() {
    let here = Installation::new().set("SIDECAR__LISTEN", "127.0.0.1:0");
    let (id, secret) = account(&here);
    let _server = here.serve();
    let sidecar = here.sidecar();
    for _ in 0..3 {
        passes(sidecar.address, &secret);
        here.json(&["api-token", "deactivate", "acme", &id]);
        assert_eq!(ask(sidecar.address, &secret).0, 401);
        here.json(&["api-token", "reactivate", "acme", &id]);
    }
    let (status, head) = ask(sidecar.address, "wrong");
    assert!(status == 401 && head.contains("www-authenticate: basic"), "{head}");
}

#[test]
fn a_websocket_s_request_is_asked_about_like_any_other() {
    let here = Installation::new().set("SIDECAR__LISTEN", "127.0.0.1:0");
    let (_, secret) = account(&here);
    let _server = here.serve();
    let sidecar = here.sidecar();
    let stream = TcpStream::connect(sidecar.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let request = format!(
        "GET /sidecar/verify HTTP/1.1\r\nHost: acme.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Authorization: {}\r\nX-Original-Method: GET\r\nX-Original-URI: /live\r\nX-Original-Address: 192.0.2.1\r\n\r\n",
        basic("ada@example.com/token", &secret)
    );
    let (head, _) = exchange(stream, &request);
    assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("connection: close"), "{head}");
}

#[test]
fn from_afar_it_proves_itself_as_a_resource_server() {
    let grantor = Installation::new();
    let (id, secret) = account(&grantor);
    let edge: Value = grantor.json(&["resource-server", "create", "acme", "edge"]);
    let server = grantor.serve();
    let remote = format!("http://{}", server.address);
    let far = |credentials: &str| {
        let far = Installation::new().set("SIDECAR__LISTEN", "127.0.0.1:0").set("SIDECAR__REMOTE", &remote);
        let file = far.file("credentials", credentials);
        far.set("SIDECAR__REMOTE_CREDENTIALS", &file)
    };
    let right = far(&format!("edge:{}\n", edge["secret"].as_str().unwrap()));
    let sidecar = right.sidecar();
    passes(sidecar.address, &secret);
    grantor.json(&["api-token", "deactivate", "acme", &id]);
    assert_eq!(ask(sidecar.address, &secret).0, 401);
    grantor.json(&["api-token", "reactivate", "acme", &id]);
    passes(sidecar.address, &secret);
    let wrong = far("edge:wrong");
    let mut unknown = wrong.sidecar();
    for _ in 0..2 {
        assert_eq!(ask(unknown.address, &secret).0, 503, "it is not the client's doing");
    }
    unknown.signal("TERM");
    let (mut warnings, mut line) = (0, unknown.next_line());
    while line["message"] != "stopped" {
        warnings += usize::from(line["message"].as_str().unwrap().contains("`sidecar.remote_credentials`"));
        line = unknown.next_line();
    }
    assert_eq!(warnings, 1);
    for none in ["", "\n", "edge", "edge:", ":secret"] {
        let refusal = far(none).refusal(&["sidecar"]);
        assert!(refusal["message"].as_str().unwrap().contains("IDENTIFIER:SECRET"), "{none:?}: {refusal}");
    }
    drop(server);
    assert_eq!(ask(sidecar.address, &secret).0, 503, "what cannot be asked opens nothing");
}

#[test]
fn it_stops_in_order_and_listens_on_this_machine_only() {
    let here = Installation::new().set("SIDECAR__LISTEN", "127.0.0.1:0");
    let _server = here.serve();
    let mut sidecar = here.sidecar();
    sidecar.signal("TERM");
    sidecar.until("stopped");
    assert!(sidecar.ended().success());
    let open = Installation::new().set("SIDECAR__LISTEN", "0.0.0.0:0");
    assert!(open.refusal(&["sidecar"])["message"].as_str().unwrap().contains("sidecar.listen"));
}

#[test]
fn without_a_server_on_the_same_file_it_says_what_to_start() {
    let here = Installation::new().set("SIDECAR__LISTEN", "127.0.0.1:0");
    if !here.on_postgres() {
        assert!(here.refusal(&["sidecar"])["message"].as_str().unwrap().contains("grantor serve"));
    }
}

/// How the proxy of `dialect` asks about `method path` from `address`, and what a client can add to that.
fn question(dialect: &str, [method, path, address]: [&str; 3]) -> String {
    let headers =
        |[what, how, whence]: [&str; 3]| format!("{what}: {method}\r\n{how}: {path}\r\n{whence}: {address}\r\n");
    match dialect {
        "nginx" => format!(
            "GET /sidecar/verify HTTP/1.1\r\n{}",
            headers(["X-Original-Method", "X-Original-URI", "X-Original-Address"])
        ),
        "envoy" => format!("{method} /sidecar/verify{path} HTTP/1.1\r\nX-Forwarded-For: {address}\r\n"),
        _ => format!(
            "GET /sidecar/verify HTTP/1.1\r\n{}",
            headers(["X-Forwarded-Method", "X-Forwarded-Uri", "X-Forwarded-For"])
        ),
    }
}

/// What a client writes who wants to be taken for a GET of somebody else's, in the words of everybody but `dialect`.
fn spoofed(dialect: &str) -> String {
    let own: &[&str] = match dialect {
        "nginx" => &["x-original-method", "x-original-uri", "x-original-address"],
        "envoy" => &["x-forwarded-for"],
        _ => &["x-forwarded-method", "x-forwarded-uri", "x-forwarded-for"],
    };
    let lies = [
        ("x-original-method", "GET"),
        ("x-original-uri", "/api/v2/public"),
        ("x-original-address", "10.0.0.1"),
        ("x-forwarded-method", "GET"),
        ("x-forwarded-uri", "/api/v2/public"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-envoy-original-path", "/api/v2/public"),
        ("x-envoy-original-method", "GET"),
        ("x-envoy-external-address", "10.0.0.1"),
        ("x-grantor-asked-method", "GET"),
        ("x-grantor-asked-target", "/api/v2/public"),
        ("x-grantor-asked-address", "10.0.0.1"),
        ("x-grantor-asked-scope", "tickets:read"),
        ("x-grantor-asked-preflight", "yes"),
    ];
    lies.iter().filter(|lie| !own.contains(&lie.0)).map(|(name, value)| format!("{name}: {value}\r\n")).collect()
}

/// What the sidecar at `address` says: status, what it would have been, and the body.
fn told(address: SocketAddr, secret: &str, question: &str) -> (u16, String, String) {
    told_at("acme.localhost", address, secret, question)
}

fn told_at(host: &str, address: SocketAddr, secret: &str, question: &str) -> (u16, String, String) {
    let authorization = basic("ada@example.com/token", secret);
    let request = format!("{question}Host: {host}\r\nConnection: close\r\nAuthorization: {authorization}\r\n\r\n");
    let (head, body) = exchange(TcpStream::connect(address).unwrap(), &request);
    let headers: HashMap<_, _> = head.lines().filter_map(|line| line.split_once(": ")).collect();
    let meant = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-grantor-status"));
    (head[9..12].parse().unwrap(), meant.map_or_else(String::new, |(_, value)| (*value).to_owned()), body)
}

/// A sidecar whose proxy speaks `dialect`, before a server whose proxies speak another: its own headers count, those of
/// the others and of the relay itself do not.
fn speaks(dialect: &str, address: SocketAddr, secret: &str) {
    let ask = |[method, path, from]: [&str; 3], lies: &str| {
        told(address, secret, &(question(dialect, [method, path, from]) + lies))
    };
    let lies = spoofed(dialect);
    for more in ["", &lies] {
        let (status, _, body) = ask(["GET", "/api/v2/tickets/1", "10.0.0.1"], more);
        assert_eq!(status, 200, "{dialect}: {body}");
        let (status, _, body) = ask(["DELETE", "/api/v2/tickets/1", "10.0.0.1"], more);
        assert!(status == 403 && body.contains("tickets:write"), "{dialect}: {status} {body}");
        let (status, _, body) = ask(["GET", "/api/v2/tickets/1", "203.0.113.66"], more);
        assert!(status == 403 && body.contains("from this address"), "{dialect}: {status} {body}");
        let (status, _, body) = ask(["GET", "/api/v2/other", "10.0.0.1"], more);
        assert!(status == 403 && body.contains(": read"), "{dialect}: its own routes: {status} {body}");
    }
    let (status, _, body) = told(address, secret, &format!("GET /sidecar/verify HTTP/1.1\r\n{lies}"));
    assert!(status == 403 && body.contains("has to send the header"), "{dialect}: {status} {body}");
    let nobody = question(dialect, ["GET", "/", "10.0.0.1"]) + "X-Grantor-Asked-Host: acme.localhost\r\n";
    let (status, meant, _) = told_at("nobody.localhost", address, secret, &nobody);
    let carried = if dialect == "nginx" { 403 } else { 404 };
    assert_eq!((status, meant.as_str()), (carried, "404"), "{dialect}");
}

/// A sidecar's own configuration.
fn own(dialect: &str, more: &str) -> String {
    let routes = r#"[{ path = "/api/v2/tickets/**", resource = "tickets" }]"#;
    format!("[sidecar]\ndialect = {dialect:?}\nlisten = \"127.0.0.1:0\"\nroutes = {routes}\n{more}")
}

/// A server with routes of its own, by which nothing that a sidecar asks is judged, and a token that reads tickets from
/// one net.
fn elsewhere() -> (Installation, String) {
    let grantor = Installation::new();
    grantor.file("grantor.toml", "[sidecar]\nroutes = [{ path = \"/**\", scope = \"impersonate\" }]\n");
    account(&grantor);
    let narrow = ["api-token", "create", "acme", "--scopes", "tickets:read", "--allowed-ip", "10.0.0.0/8"];
    let secret = grantor.json(&narrow)["secret"].as_str().unwrap().to_owned();
    (grantor, secret)
}

#[test]
fn from_afar_it_speaks_its_own_dialect_by_its_own_routes_and_hands_on_no_header_of_a_client_s() {
    let (grantor, secret) = elsewhere();
    let edge = grantor.json(&["resource-server", "create", "acme", "edge"]);
    let server = grantor.serve();
    let far = Installation::new();
    let credentials = far.file("credentials", &format!("edge:{}", edge["secret"].as_str().unwrap()));
    let remote = format!("remote = \"http://{}\"\nremote_credentials = {credentials:?}", server.address);
    for dialect in ["nginx", "envoy", "traefik", "caddy"] {
        let sidecar = far.sidecar_with(&own(dialect, &remote));
        speaks(dialect, sidecar.address, &secret);
    }
}

#[test]
fn over_the_operators_socket_it_does_so_too() {
    let (grantor, secret) = elsewhere();
    let _server = grantor.serve();
    for dialect in ["envoy", "caddy"] {
        let sidecar = grantor.sidecar_with(&own(dialect, ""));
        speaks(dialect, sidecar.address, &secret);
    }
}

#[test]
fn an_authority_of_one_s_own_is_believed_where_it_is_named_and_who_gives_no_answer_is_named_in_the_log() {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let public = |here: Installation| here.set("PUBLIC_URL", "https://{tenant}.localhost");
    let grantor = public(Installation::new());
    let certificate = grantor.file("certificate.pem", &cert.pem());
    let key = grantor.file("key.pem", &signing_key.serialize_pem());
    let grantor = grantor.set("TLS__CERTIFICATE", &certificate).set("TLS__KEY", &key);
    let (_, secret) = account(&grantor);
    let edge = grantor.json(&["resource-server", "create", "acme", "edge"]);
    let server = grantor.serve();
    let far = || {
        let far = public(Installation::new()).set("SIDECAR__LISTEN", "127.0.0.1:0");
        let file = far.file("credentials", &format!("edge:{}", edge["secret"].as_str().unwrap()));
        let remote = format!("https://localhost:{}", server.address.port());
        far.set("SIDECAR__REMOTE", &remote).set("SIDECAR__REMOTE_CREDENTIALS", &file)
    };
    let known = far().set("SIDECAR__REMOTE_CA", &certificate);
    passes(known.sidecar().address, &secret);
    let unknown = far();
    let mut sidecar = unknown.sidecar();
    assert_eq!(ask(sidecar.address, &secret).0, 503);
    let line = sidecar.next_line();
    assert_eq!(line["message"], "the Grantor that `sidecar.remote` names gives no answer", "{line}");
    let refusal = far().set("SIDECAR__REMOTE_CA", &key).refusal(&["sidecar"]);
    assert!(refusal["message"].as_str().unwrap().contains("`sidecar.remote_ca`"), "{refusal}");
}

#[test]
fn a_socket_for_everybody_is_refused() {
    let refusal = Installation::new().set("SIDECAR__SOCKET_MODE", "0666").refusal(&["check"]);
    assert!(refusal["message"].as_str().unwrap().contains("\"0660\" for the socket's group"), "{refusal}");
}

#[test]
fn what_it_repeats_is_a_yes_to_the_same_credentials_and_for_as_long_as_was_configured() {
    let grantor = Installation::new();
    let (id, secret) = account(&grantor);
    let edge = grantor.json(&["resource-server", "create", "acme", "edge"]);
    let server = grantor.serve();
    let far = Installation::new();
    let credentials = far.file("credentials", &format!("edge:{}", edge["secret"].as_str().unwrap()));
    let remote = format!("remote = \"http://{}\"\nremote_credentials = {credentials:?}", server.address);
    let sidecar = far.sidecar_with(&own("nginx", &format!("{remote}\nremote_cache = 2")));
    passes(sidecar.address, &secret);
    assert_eq!(ask(sidecar.address, "wrong").0, 401, "another credential is another question");
    grantor.json(&["api-token", "deactivate", "acme", &id]);
    let deactivated = Instant::now();
    while ask(sidecar.address, &secret).0 == 200 {
        assert!(deactivated.elapsed() < Duration::from_secs(10), "a yes is repeated for ever");
        sleep(Duration::from_millis(50));
    }
    assert_eq!(ask(sidecar.address, &secret).0, 401);
    grantor.json(&["api-token", "reactivate", "acme", &id]);
    passes(sidecar.address, &secret);
}
