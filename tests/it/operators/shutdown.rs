//! SIGTERM, SIGINT and SIGHUP end a server in order: nothing that was begun is lost.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

use super::installation::{Installation, Serving, exchange};

const STOPPING: &str = "stopping: running requests may finish; a second signal ends the wait";

/// A server that has read the half of a request and waits for the rest.
fn begun(here: &Installation) -> (Serving, TcpStream) {
    here.json(&["tenant", "create", "acme", "--oauth-access", "on"]);
    let server = here.serve();
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"POST /oauth/tokens HTTP/1.1\r\nHost: acme.localhost\r\nContent-Length: 2\r\n\r\n{").unwrap();
    // The half of a request has arrived when a whole one that came later is answered.
    let later = TcpStream::connect(server.address).unwrap();
    exchange(later, "GET / HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\r\n");
    (server, stream)
}

/// Sends the rest of a request: what is answered to it.
fn finished(mut stream: impl Read + Write) -> String {
    stream.write_all(b"}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_signal_ends_the_server_and_leaves_nothing_behind() {
    for signal in ["TERM", "INT", "HUP"] {
        let here = Installation::new();
        let mut server = here.serve();
        here.json(&["tenant", "create", "acme"]);
        server.signal(signal);
        server.until("stopped");
        assert!(server.ended().success(), "{signal}");
        assert!(!here.path("operators.sock").exists());
        assert_eq!(here.json(&["tenant", "show", "acme"])["name"], "acme");
    }
}

#[test]
fn a_socket_that_is_gone_or_another_s_holds_nothing_up() {
    let here = Installation::new();
    for other in [false, true] {
        let mut server = here.serve();
        std::fs::remove_file(here.path("operators.sock")).unwrap();
        let made = other.then(|| UnixListener::bind(here.path("operators.sock")).unwrap());
        server.signal("TERM");
        server.until("stopped");
        assert!(server.ended().success());
        assert_eq!(here.path("operators.sock").exists(), other);
        drop(made);
    }
}

#[test]
fn a_request_that_has_begun_is_answered() {
    let here = Installation::new();
    let (mut server, stream) = begun(&here);
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut operators = UnixStream::connect(here.path("operators.sock")).unwrap();
    operators.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let about = "Host: operators\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
    operators.write_all(format!("POST /v1/tenants HTTP/1.1\r\n{about}\r\n{{").as_bytes()).unwrap();
    here.ask("/v1/tenants");
    server.signal("TERM");
    server.until(STOPPING);
    assert!(finished(stream).starts_with("HTTP/1.1 4"));
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(finished(operators).starts_with("HTTP/1.1 4"), "operators wait as long as others");
    server.until("stopped");
    assert!(server.ended().success());
}

#[test]
fn a_second_signal_ends_the_wait() {
    let here = Installation::new().set("SHUTDOWN_GRACE", "3600");
    let (mut server, _stream) = begun(&here);
    server.signal("TERM");
    server.until(STOPPING);
    server.signal("TERM");
    server.until("stopped");
    assert!(server.ended().success());
}

#[test]
fn a_request_that_does_not_end_is_waited_for_as_long_as_configured() {
    let here = Installation::new().set("SHUTDOWN_GRACE", "1");
    let (mut server, _stream) = begun(&here);
    server.signal("TERM");
    server.until("stopped");
    assert!(server.ended().success());
}

#[test]
fn an_idle_connection_holds_nothing_up() {
    let here = Installation::new().set("SHUTDOWN_GRACE", "3600");
    let mut server = here.serve();
    let mut idle = TcpStream::connect(server.address).unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: acme.localhost\r\n\r\n").unwrap();
    let mut some = [0; 16];
    idle.read_exact(&mut some).unwrap();
    server.signal("TERM");
    server.until("stopped");
    assert!(server.ended().success());
}
