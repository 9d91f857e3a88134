//! The recipe for nginx, as it stands in `examples/proxies`, in front of a small API.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::scene::basic;
use crate::operators::installation::{Installation, Serving, exchange};

const RECIPE: &str = include_str!("../../../examples/proxies/nginx.conf");

/// An account behind nginx; everything ends with the test.
struct Behind {
    grantor: Installation,
    serving: Serving,
    nginx: Child,
    address: SocketAddr,
}

impl Drop for Behind {
    fn drop(&mut self) {
        drop(self.nginx.kill());
        drop(self.nginx.wait());
    }
}

/// An API that answers with the headers that it was sent.
fn api() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(|stream| drop(echo(stream))));
    address
}

fn echo(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = String::new();
    for line in BufReader::new(stream.try_clone()?).lines() {
        match line? {
            end if end.is_empty() => break,
            line => head += &format!("{line}\n"),
        }
    }
    let length = head.len();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{head}")
}

/// A port that nobody has; nginx is told its own.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl Behind {
    fn new() -> Self {
        let grantor = Installation::new();
        grantor.json(&["tenant", "create", "acme", "--api-token-access", "on", "--oauth-access", "on"]);
        grantor.json(&["user", "create", "acme", "ada@example.com", "--role", "admin", "--verified", "on"]);
        let proxy = grantor.json(&["resource-server", "create", "acme", "gateway"]);
        let serving = grantor.serve();
        let (address, api) = (free(), api());
        let proof = STANDARD.encode(format!("gateway:{}", proxy["secret"].as_str().unwrap()));
        let recipe = RECIPE
            .replace("127.0.0.1:8000", &address.to_string())
            .replace("127.0.0.1:8080", &serving.address.to_string())
            .replace("127.0.0.1:3000", &api.to_string())
            .replace("Z2F0ZXdheTpTRUNSRVQ=", &proof)
            .replace("*.example.com", "acme.localhost");
        let nginx = start(&grantor, &recipe);
        let behind = Self { grantor, serving, nginx, address };
        behind.wait();
        behind
    }

    fn wait(&self) {
        for _ in 0..600 {
            if TcpStream::connect(self.address).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("nginx does not listen");
    }

    fn token(&self, more: &[&str]) -> (String, String) {
        let made = self.grantor.json(&[&["api-token", "create", "acme"], more].concat());
        (made["id"].to_string(), made["secret"].as_str().unwrap().to_owned())
    }

    /// `method path` through nginx: status, head and body.
    fn call(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String, String) {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n{headers}\r\n");
        let (head, body) = exchange(TcpStream::connect(self.address).unwrap(), &request);
        (head[9..12].parse().unwrap(), head.to_lowercase(), body.to_lowercase())
    }

    /// An access token that an application gets by itself.
    fn access_token(&self, scope: &str) -> String {
        let uri = "https://app.example.com/callback";
        let owner = ["--redirect-uri", uri, "--service-account", "ada@example.com"];
        let made = self.grantor.json(&[&["client", "create", "acme", "sync"], owner.as_slice()].concat());
        let secret = made["secret"].as_str().unwrap();
        let form = format!("grant_type=client_credentials&client_id=sync&client_secret={secret}&scope={scope}");
        let request = format!(
            "POST /oauth/tokens HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        let (_, body) = exchange(TcpStream::connect(self.serving.address).unwrap(), &request);
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        body["access_token"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
    }

    fn status(&self, method: &str, secret: &str) -> u16 {
        let authorization = basic("ada@example.com/token", secret);
        self.call(method, "/api/v2/tickets.json", &[("Authorization", &authorization)]).0
    }
}

fn start(grantor: &Installation, recipe: &str) -> Child {
    let folder = grantor.path("nginx");
    std::fs::create_dir(&folder).unwrap();
    let here = folder.display();
    let paths =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {here}/{name};"));
    let whole = format!(
        "daemon off; pid {here}/pid; error_log {here}/error.log; worker_processes 1; events {{}}\n\
         http {{ access_log off; {} {recipe} }}",
        paths.join(" ")
    );
    let configuration = grantor.file("nginx.conf", &whole);
    let program = if std::path::Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
    let mut nginx = Command::new(program);
    nginx.args(["-p", &here.to_string(), "-c", &configuration]).stdout(Stdio::null()).stderr(Stdio::null());
    nginx.spawn().expect("nginx is installed (scripts/test does it)")
}

#[test]
fn behind_nginx_a_deactivated_token_fails_in_the_next_call_and_a_client_s_own_headers_never_get_through() {
    let behind = Behind::new();
    let (id, secret) = behind.token(&[]);
    let authorization = basic("ada@example.com/token", &secret);
    let spoofed = [
        ("Authorization", authorization.as_str()),
        ("X-Grantor-User", "1"),
        ("X-Grantor-User-Role", "owner"),
        ("X-Grantor-On-Behalf-Of", "eve@example.com"),
        ("X-Original-Method", "GET"),
        ("X-Original-URI", "/public"),
        ("X-Original-Address", "192.0.2.66"),
        ("X_Grantor_User", "2"),
        ("x_grantor-user_role", "owner"),
    ];
    let (status, _, seen) = behind.call("POST", "/api/v2/tickets.json?a=1", &spoofed);
    assert_eq!(status, 200, "{seen}");
    for expected in
        ["x-grantor-user-email: ada@example.com", "x-grantor-user-role: admin", "x-grantor-scopes: read write"]
    {
        assert!(seen.contains(expected), "{seen}");
    }
    for gone in ["x-grantor-user: 1\n", "x_grantor", "owner", "eve@example.com", "authorization:"] {
        assert!(!seen.contains(gone), "{gone}: {seen}");
    }

    behind.grantor.json(&["api-token", "deactivate", "acme", &id]);
    assert_eq!(behind.status("GET", &secret), 401);
    behind.grantor.json(&["api-token", "reactivate", "acme", &id]);
    assert_eq!(behind.status("GET", &secret), 200);
    let usage = behind.grantor.json(&["api-token", "usage", "acme", &id]);
    assert_eq!((&usage["usage"]["calls"], &usage["usage"]["refused"]), (&2.into(), &1.into()));
    assert_eq!(usage["usage"]["addresses"][0]["name"], "127.0.0.1");
    assert_eq!(usage["usage"]["refusals"][0]["path"], "/api/v2/tickets.json");
}

#[test]
fn behind_nginx_a_token_for_reading_gets_403_for_writing_and_guessers_429() {
    let behind = Behind::new();
    let (_, secret) = behind.token(&["--scopes", "read"]);
    assert_eq!((behind.status("GET", &secret), behind.status("POST", &secret)), (200, 403));
    let (status, head, body) = behind.call("GET", "/", &[]);
    assert!(status == 401 && head.contains("www-authenticate: "), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(body, r#"{"error":"couldn't authenticate you"}"#);
    let authorization = basic("ada@example.com/token", &secret);
    let (_, head, body) = behind.call("POST", "/", &[("Authorization", &authorization)]);
    assert!(head.contains("content-type: application/json"), "{head}");
    let missing = r#"{"error":"forbidden","description":"you are missing the following required scopes: write"}"#;
    assert_eq!(body, missing);
    let bearer = format!("Bearer {}", behind.access_token("read"));
    assert_eq!(behind.call("GET", "/", &[("Authorization", &bearer)]).0, 200);
    let (status, head, body) = behind.call("POST", "/", &[("Authorization", &bearer)]);
    assert!(status == 403 && body == missing, "{status} {body}");
    assert!(head.contains("www-authenticate: bearer ") && head.contains(r#"scope="write""#), "{head}");
    let tries: Vec<u16> = (0..12).map(|_| behind.status("GET", "wrong")).collect();
    assert_eq!(tries, [[401; 10].as_slice(), &[429; 2]].concat());
}
