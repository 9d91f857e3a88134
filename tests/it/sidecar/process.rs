//! `grantor sidecar`: a process that only verifies, next to the API.

use std::net::{SocketAddr, TcpStream};

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
    (head[9..12].parse().unwrap(), head.to_lowercase())
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
    assert_eq!(ask(wrong.sidecar().address, &secret).0, 403);
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
