//! A demo that runs: the binary, on free ports, with a folder of its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which demos can run.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("demo")
    }

    /// `grantor ARGUMENTS` in this folder, with nothing of this machine's configuration.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_grantor"));
        let own = std::env::vars().filter(|(name, _)| !name.starts_with("GRANTOR__"));
        command.env_clear().envs(own).args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// A demo on free ports, from the moment that it is ready.
    pub fn demo(&self) -> Running {
        let arguments = ["demo", "--data", "demo", "--listen", "127.0.0.1:0", "--app", "127.0.0.1:0", "--json"];
        let mut child = self.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            said += &line;
            if line == "}" {
                break;
            }
        }
        let said = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said:?}"));
        Running { child, said, folder: self.path() }
    }
}

/// A demo that runs; it ends with the test.
pub struct Running {
    child: Child,
    /// What it said when it was ready.
    pub said: Value,
    folder: PathBuf,
}

impl Running {
    /// Where the server listens.
    pub fn server(&self) -> SocketAddr {
        self.said["server"].as_str().unwrap().parse().unwrap()
    }

    /// Where the application is.
    pub fn application(&self) -> String {
        self.said["application"].as_str().unwrap().to_owned()
    }

    /// The file that applications read.
    pub fn credentials(&self) -> PathBuf {
        self.folder.join("credentials.json")
    }

    /// A person's browser, or a program: whatever is at `*.localhost` is at this demo, no redirect is followed.
    pub fn client(&self) -> reqwest::Client {
        let server = self.server();
        let client = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none());
        client.resolve("acme.localhost", server).resolve("globex.localhost", server).build().unwrap()
    }

    /// Sends the process a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Ends it as Ctrl-C does.
    pub fn interrupted(mut self) -> ExitStatus {
        self.signal("INT");
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A page that came to a person.
pub struct Page {
    pub status: u16,
    pub location: Option<String>,
    pub text: String,
}

/// Opens an address.
pub async fn open(client: &reqwest::Client, url: &str) -> Page {
    page(client.get(url).send().await.unwrap()).await
}

/// Fills the form on `page` that posts to `action` and sends it to `url`.
pub async fn submit(client: &reqwest::Client, page_: &Page, url: &str, fields: &[(&str, &str)]) -> Page {
    let url = url::Url::parse(url).unwrap();
    let document = scraper::Html::parse_document(&page_.text);
    let hidden = scraper::Selector::parse(&format!(r#"form[action="{}"] input[type=hidden]"#, url.path())).unwrap();
    let value = |field: scraper::ElementRef<'_>| {
        (field.attr("name").unwrap().to_owned(), field.attr("value").unwrap_or_default().to_owned())
    };
    let mut form: BTreeMap<String, String> = document.select(&hidden).map(value).collect();
    form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let origin = url.origin().ascii_serialization();
    page(client.post(url).header("origin", origin).form(&form).send().await.unwrap()).await
}

async fn page(answer: reqwest::Response) -> Page {
    let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    Page { status: answer.status().as_u16(), location, text: answer.text().await.unwrap() }
}

/// What a person does at the authorization endpoint: signs in where that is asked, and decides. The address of the
/// application that the browser is sent to.
pub async fn decide(client: &reqwest::Client, url: &str, email: &str, decision: &str) -> String {
    let origin = url::Url::parse(url).unwrap().origin().ascii_serialization();
    let here = |location: &str| if location.starts_with('/') { format!("{origin}{location}") } else { location.into() };
    let mut answer = open(client, url).await;
    if answer.location.as_ref().is_some_and(|location| location.starts_with("/access/login")) {
        let form = open(client, &here(&answer.location.unwrap())).await;
        let fields = [("email", email), ("password", "only-for-the-demo")];
        let signed_in = submit(client, &form, &format!("{origin}/access/login"), &fields).await;
        answer = open(client, &here(&signed_in.location.unwrap())).await;
    }
    if answer.status == 200 {
        answer = submit(client, &answer, &format!("{origin}/oauth/authorizations"), &[("decision", decision)]).await;
    }
    answer.location.unwrap_or_else(|| panic!("{} {}", answer.status, answer.text))
}

/// Every file below `folder`, whole.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let read = |path: PathBuf| {
        let mut content = Vec::new();
        std::fs::File::open(&path).unwrap().read_to_end(&mut content).unwrap();
        (path, content)
    };
    entries.map(read).collect()
}
