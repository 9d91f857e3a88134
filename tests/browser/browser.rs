//! One Chromium with a profile of its own, from its start to its certain end.

use std::cell::Cell;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use futures_util::FutureExt;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Light or dark, as the person's system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(crate) const BOTH: [Self; 2] = [Self::Light, Self::Dark];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A browser that a test drives.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    /// How it was told to look last.
    looks: Cell<Option<(Scheme, u32)>>,
}

/// Runs `test` in a fresh browser, which ends with it, however it ends.
pub(crate) async fn browse(test: impl AsyncFnOnce(&Browser)) {
    let process = Chromedriver::start();
    let profile = tempfile::tempdir().expect("a folder for the profile");
    let driver = WebDriver::new(process.url(), capabilities(&profile)).await.expect("Chromium does not start");
    let browser = Browser { driver, looks: Cell::new(None) };
    let outcome = AssertUnwindSafe(test(&browser)).catch_unwind().await;
    browser.driver.quit().await.expect("Chromium does not end");
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

fn capabilities(profile: &tempfile::TempDir) -> thirtyfour::ChromeCapabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    let profile = format!("--user-data-dir={}", profile.path().display());
    for argument in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--no-first-run",
        &profile,
    ] {
        capabilities.add_arg(argument).expect("an argument");
    }
    capabilities.set_browser_log_level(thirtyfour::LoggingPrefsLogLevel::All).expect("a log");
    capabilities
}

impl Browser {
    /// Opens `url`.
    pub(crate) async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Shows `html` in place of the page that is open, under its address and headers: a sixth of the work of loading it.
    pub(crate) async fn show(&self, html: &str) {
        let tree = self.command("Page.getFrameTree", json!({})).await;
        let frame = &tree["frameTree"]["frame"]["id"];
        self.command("Page.setDocumentContent", json!({ "frameId": frame, "html": html })).await;
        let shown = "const done = arguments[0], ready = () => {
                document.adoptedStyleSheets = [];
                document.querySelector('[autofocus]')?.focus();
                done();
            };
            if (document.readyState === 'complete') ready(); else addEventListener('load', ready, { once: true })";
        self.driver.execute_async(shown, Vec::new()).await.expect("a page");
    }

    /// Sets what the person's system prefers and how wide the window is, in CSS pixels.
    pub(crate) async fn look(&self, scheme: Scheme, width: u32) {
        let before = self.looks.replace(Some((scheme, width)));
        if before.is_none_or(|(before, _)| before != scheme) {
            let features = json!([{ "name": "prefers-color-scheme", "value": scheme.name() }]);
            self.command("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        }
        if before.is_none_or(|(_, before)| before != width) {
            let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
            self.command("Emulation.setDeviceMetricsOverride", size).await;
        }
    }

    /// Leaves a picture of the whole page as `target/screenshots/NAME.png`.
    pub(crate) async fn screenshot(&self, name: &str) {
        let size = "return [innerWidth, Math.max(document.documentElement.scrollHeight, innerHeight)]";
        let size = self.ask(size).await;
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1 });
        let picture = self
            .command(
                "Page.captureScreenshot",
                json!({ "clip": clip, "captureBeyondViewport": true, "optimizeForSpeed": true }),
            )
            .await;
        let folder = target().join("screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for screenshots");
        let picture = picture["data"].as_str().expect("a picture");
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, picture).expect("base64");
        std::fs::write(folder.join(format!("{name}.png")), bytes).expect("a screenshot");
    }

    /// What `script` returns on the page.
    pub(crate) async fn ask(&self, script: &str) -> Value {
        let answer = self.driver.execute(script, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// Sends a command of the DevTools protocol.
    pub(crate) async fn command(&self, method: &str, parameters: Value) -> Value {
        self.driver.cdp().send_raw(method, parameters).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }
}

/// Where the build leaves what it makes.
pub(crate) fn target() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").to_owned()
}

struct Chromedriver {
    process: Child,
    port: u16,
    /// Kept open: chromedriver ends when it cannot write.
    said: BufReader<ChildStdout>,
}

impl Chromedriver {
    /// It looks for a free port and then takes it: where two start at once, one of them may find it taken, and ends.
    fn start() -> Self {
        (0..5).find_map(|_| Self::try_to_start()).expect("chromedriver ended five times")
    }

    fn try_to_start() -> Option<Self> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is needed; on Debian: apt-get install chromium chromium-driver");
        let said = BufReader::new(process.stdout.take().expect("its output"));
        let mut started = Self { process, port: 0, said };
        started.port = started.chosen()?;
        Some(started)
    }

    /// The port that it says it listens on; none if it ends.
    fn chosen(&mut self) -> Option<u16> {
        let mut line = String::new();
        while self.said.read_line(&mut line).expect("its output") > 0 {
            let last = line.trim_end().trim_end_matches('.').rsplit("on port ").next();
            if let Some(port) = last.and_then(|port| port.parse().ok()).filter(|port| *port != 0) {
                return Some(port);
            }
            line.clear();
        }
        None
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
