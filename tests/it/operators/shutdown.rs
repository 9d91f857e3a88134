//! SIGTERM and SIGINT end a server in order: nothing that was begun is lost.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::installation::Installation;

#[test]
fn a_signal_ends_the_server_and_leaves_nothing_behind() {
    for signal in ["TERM", "INT"] {
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
fn a_request_that_has_begun_is_answered() {
    let here = Installation::new();
    let mut server = here.serve();
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"POST /oauth/tokens HTTP/1.1\r\nHost: acme.localhost\r\nContent-Length: 2\r\n\r\n{").unwrap();
    // The half of a request has arrived when a whole one that came later is answered.
    let mut later = TcpStream::connect(server.address).unwrap();
    later.write_all(b"GET / HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\r\n").unwrap();
    later.read_to_string(&mut String::new()).unwrap();
    server.signal("TERM");
    server.until("stopping: running requests may finish; a second signal ends the wait");
    stream.write_all(b"}").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer:?}");
    server.until("stopped");
    assert!(server.ended().success());
}

#[test]
fn a_second_signal_ends_the_wait() {
    let here = Installation::new().set("SHUTDOWN_GRACE", "3600");
    let mut server = here.serve();
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"POST /oauth/tokens HTTP/1.1\r\nHost: acme.localhost\r\nContent-Length: 2\r\n\r\n{").unwrap();
    server.signal("TERM");
    server.until("stopping: running requests may finish; a second signal ends the wait");
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
