//! HEAD (RFC 9110 §9.3.2): what GET says of itself, without its content and without doing anything.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::time::Duration;

use actix_web::web::{ServiceConfig, get};

use crate::harness::ask::Ask;
use crate::harness::listening::{Listener, Listening};
use crate::operators::installation::exchange;

/// Status line, headers and content of an answer.
fn asked(at: &Listening, method: &str, path: &str) -> (String, BTreeMap<String, String>, String) {
    let host = at.issuer().replace("http://", "");
    let stream = TcpStream::connect(at.listener.address).unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    let (head, body) = exchange(stream, &request);
    let (status, headers) = head.split_once("\r\n").unwrap();
    let headers = headers.lines().map(|line| line.split_once(": ").unwrap());
    // New each time.
    let headers = headers.filter(|(name, _)| !matches!(*name, "date" | "set-cookie"));
    (status.to_owned(), headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(), body)
}

#[actix_web::test]
async fn it_says_what_get_says_and_sends_no_content() {
    let at = Listening::start().await;
    let style = grantor::web::pages::style::PATH;
    let login = "/access/login?return_to=%2Faccount%2Fconnected-apps";
    let paths =
        ["/", "/.well-known/oauth-authorization-server", login, "/access/logout", "/account/connected-apps", style];
    for path in paths {
        let (get, head) = (asked(&at, "GET", path), asked(&at, "HEAD", path));
        assert_eq!((&get.0, &get.1), (&head.0, &head.1), "{path}");
        assert_eq!(head.2, "", "{path}");
    }
    let (status, headers, _) = asked(&at, "PUT", "/access/login");
    assert!(status.contains("405") && headers["allow"] == "GET, HEAD, POST", "{status}");
}

#[actix_web::test]
async fn a_one_time_link_is_there_afterwards() {
    let at = Listening::start().await;
    let link = at.world.server.link(&at.world.ada).await;
    for _ in 0..2 {
        assert!(asked(&at, "HEAD", &link).0.contains("200"));
    }
    assert!(asked(&at, "GET", &link).0.contains("200"));
}

#[actix_web::test]
async fn a_server_answers_a_test_that_never_waits_for_anything_else() {
    let listener = Listener::start(|| {
        |routes: &mut ServiceConfig| {
            routes.route("/", get().to(async || "here"));
        }
    });
    let stream = TcpStream::connect(listener.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let (_, body) = exchange(stream, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_eq!(body, "here");
}

#[actix_web::test]
async fn an_authorization_request_is_for_browsers() {
    let at = Listening::start().await;
    at.world.code(&at.world.app).await;
    let (status, headers, body) = asked(&at, "HEAD", &Ask::of(&at.world.app).path());
    assert!(status.contains("405") && body.is_empty(), "{status}");
    assert_eq!(headers["allow"], "GET, POST");
}
