//! Grantor as it is installed: the binary, a folder, a configuration in the environment.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use grantor::storage::Storage;
use grantor::storage::blank::{self, Place};
use serde_json::Value;

/// One folder, a database of its own (on PostgreSQL if `GRANTOR_TEST_POSTGRES` is set), and what is set in the
/// environment.
pub struct Installation {
    folder: tempfile::TempDir,
    place: Place,
    variables: Vec<(String, String)>,
}

impl Installation {
    pub fn new() -> Self {
        Self::at(Place::fresh().unwrap())
    }

    /// One whose database is there and empty (PostgreSQL), or not there yet.
    pub fn empty() -> Self {
        Self::at(Place::empty().unwrap())
    }

    fn at(place: Place) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let variables = [
            ("GRANTOR__DATABASE__URL", place.url().to_string()),
            ("GRANTOR__OPERATORS__SOCKET", path("operators.sock")),
            ("GRANTOR__SEAL_KEY", path("seal.key")),
            ("GRANTOR__LISTEN", "127.0.0.1:0".into()),
            ("GRANTOR__LOG__FORMAT", "json".into()),
            ("GRANTOR__WORKERS", "1".into()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Self { folder, place, variables }
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((format!("GRANTOR__{name}"), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn on_postgres(&self) -> bool {
        self.place.url().path().is_none()
    }

    /// The file of an SQLite database.
    pub fn database(&self) -> Option<&Path> {
        self.place.url().path()
    }

    /// The database, as a program of one's own opens it.
    pub fn storage(&self) -> Storage {
        self.place.open(&blank::options()).unwrap()
    }

    /// Everything that is kept.
    pub fn contents(&self) -> Vec<Vec<u8>> {
        self.place.contents().unwrap()
    }

    /// A file in the folder that only its owner may read.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        path.display().to_string()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_grantor"));
        let own = std::env::vars().filter(|(name, _)| !name.starts_with("GRANTOR__"));
        command.env_clear().envs(own).envs(self.variables.iter().cloned());
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs `grantor ARGUMENTS` to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The same with `line` at standard input.
    pub fn run_with(&self, arguments: &[&str], line: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// What `grantor ARGUMENTS --json` answers; it has to succeed.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Why `grantor ARGUMENTS --json` did nothing.
    pub fn refusal(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        // The log may have lines of its own before it.
        let refusal: Vec<&str> = said.lines().skip_while(|line| *line != "{").collect();
        serde_json::from_str(&refusal.join("\n")).unwrap_or_else(|_| panic!("{said}"))
    }

    /// `grantor serve`, from the moment that it serves.
    pub fn serve(&self) -> Serving {
        self.start("serve", "serving", "operators.sock")
    }

    /// `grantor serve` whose log goes to `log`, from the moment that operators reach it.
    pub fn serve_to(&self, log: Stdio) -> Serving {
        let child = self.command(&["serve"]).stderr(log).spawn().unwrap();
        let serving = Serving::of(child, channel().1);
        while UnixStream::connect(self.path("operators.sock")).is_err() {
            std::thread::sleep(Duration::from_millis(10));
        }
        serving
    }

    /// As many `grantor serve` on one database as it allows, `count` at most: SQLite allows one.
    pub fn nodes(&self, count: usize) -> Vec<Serving> {
        let count = if self.on_postgres() { count } else { 1 };
        (0..count).map(|node| self.node(node)).collect()
    }

    /// One of them.
    pub fn node(&self, node: usize) -> Serving {
        self.start("serve", "serving", &format!("node-{node}.sock"))
    }

    /// `grantor sidecar`, from the moment that it verifies.
    pub fn sidecar(&self) -> Serving {
        self.start("sidecar", "verifying", "operators.sock")
    }

    /// The same with a configuration file of its own.
    pub fn sidecar_with(&self, configuration: &str) -> Serving {
        let file = self.file("sidecar.toml", configuration);
        let mut command = self.command(&["sidecar", "--config", &file]);
        command.env("GRANTOR__OPERATORS__SOCKET", self.path("operators.sock"));
        Self::until_ready(command, "verifying")
    }

    /// `grantor COMMAND`, until it says `ready`.
    fn start(&self, command: &str, ready: &str, socket: &str) -> Serving {
        let mut command = self.command(&[command]);
        command.env("GRANTOR__OPERATORS__SOCKET", self.path(socket));
        Self::until_ready(command, ready)
    }

    fn until_ready(mut command: Command, ready: &str) -> Serving {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let (line, lines) = channel();
        let log = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|text| line.send(text)));
        let mut serving = Serving::of(child, lines);
        loop {
            let said = serving.next_line();
            let listen = said["listen"].as_str().and_then(|address| address.parse().ok());
            match said["message"].as_str() {
                Some("serving operators") => serving.operators = listen,
                Some(said) if said == ready => {
                    serving.address = listen.unwrap();
                    return serving;
                }
                _ => {}
            }
        }
    }

    /// `GET path` at the operators' socket: status line and headers, then the body.
    pub fn ask(&self, path: &str) -> (String, String) {
        self.send("GET", path, "")
    }

    /// The same with a method and a JSON body.
    pub fn send(&self, method: &str, path: &str, body: &str) -> (String, String) {
        let stream = UnixStream::connect(self.path("operators.sock")).unwrap();
        let length = body.len();
        let about = format!("Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close");
        exchange(stream, &format!("{method} {path} HTTP/1.1\r\nHost: operators\r\n{about}\r\n\r\n{body}"))
    }
}

/// Sends `request` and reads until the other side closes.
pub fn exchange(mut stream: impl Read + Write, request: &str) -> (String, String) {
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    (head.to_owned(), body.to_owned())
}

/// A serving process; it ends with the test.
pub struct Serving {
    child: Child,
    lines: Receiver<String>,
    /// Where everyone is served.
    pub address: SocketAddr,
    /// Where operators are served by TCP.
    pub operators: Option<SocketAddr>,
}

impl Serving {
    fn of(child: Child, lines: Receiver<String>) -> Self {
        Self { child, lines, address: SocketAddr::from(([0, 0, 0, 0], 0)), operators: None }
    }

    /// The next line of the log.
    pub fn next_line(&mut self) -> Value {
        let line = self.lines.recv_timeout(Duration::from_secs(60)).expect("the server said nothing more");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON in the log: {line}"))
    }

    /// Reads the log until `message`.
    pub fn until(&mut self, message: &str) -> Value {
        loop {
            let said = self.next_line();
            if said["message"] == message {
                return said;
            }
        }
    }

    /// Ends it, and takes the lines of its log that nobody has read yet.
    pub fn last_lines(mut self) -> Vec<String> {
        self.signal("TERM");
        assert!(self.wait().success());
        self.lines.iter().collect()
    }

    /// Sends the process a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// The same for the last time.
    pub fn ended(mut self) -> ExitStatus {
        self.wait()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
