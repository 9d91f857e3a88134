//! What a person does: signs in, decides, lands back at the app.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::browser::{Browser, Scheme, browse};
use super::harness::flow::VERIFIER;
use super::harness::people::PASSWORD;
use super::scene::Scene;
use super::{axe, layout};

/// What the consent page is headed.
pub(crate) const CONSENT: &str = "Allow Invoice Sync to use your Acme account?";

impl Browser {
    /// Waits until the page with this heading is there, whole. One look at a time: an element that was found on the page
    /// before may be gone when its text is asked for.
    pub(crate) async fn shows(&self, heading: &str) {
        let look = "return document.readyState === 'complete' && document.querySelector('h1')?.innerText";
        let there = async || self.driver.execute(look, Vec::new()).await.is_ok_and(|found| found.json() == heading);
        self.until(there, heading).await;
    }

    /// Waits until the browser is back at the app.
    pub(crate) async fn lands(&self) {
        self.shows("Landed").await;
    }

    async fn until(&self, reached: impl AsyncFn() -> bool, what: &str) {
        for _ in 0..600 {
            if reached().await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no {what}: {:?} {}", self.driver.current_url().await, self.text().await);
    }

    pub(crate) async fn text(&self) -> String {
        self.driver.find(By::Tag("main")).await.expect("the page").text().await.expect("its text")
    }

    pub(crate) async fn keys(&self, keys: impl IntoIterator<Item = impl AsRef<str>>) {
        for key in keys {
            self.driver.action_chain().send_keys(key.as_ref()).perform().await.expect("a key");
        }
    }

    pub(crate) async fn press(&self, css: &str) {
        self.driver.find(By::Css(css)).await.expect(css).click().await.expect(css);
    }

    /// What the focused element is called.
    pub(crate) async fn focused(&self) -> Value {
        self.ask(
            "const e = document.activeElement; return e.name + (e.value && e.tagName == 'BUTTON' ? '=' + e.value : '')",
        )
        .await
    }

    pub(crate) async fn sign_in(&self, password: &str) {
        self.shows("Sign in to Acme").await;
        self.ask("document.getElementById('email').value = ''").await;
        self.driver.find(By::Id("email")).await.unwrap().send_keys("ada@example.com").await.unwrap();
        self.driver.find(By::Id("password")).await.unwrap().send_keys(password).await.unwrap();
        self.press("form button").await;
    }

    /// What Chromium complained about: refused styles, scripts, frames, forms.
    pub(crate) async fn grumbles(&self) -> Vec<String> {
        let log = self.driver.handle().browser_log().await.expect("the log");
        log.into_iter().map(|entry| entry.message).filter(|said| !said.contains("Failed to load resource")).collect()
    }

    pub(crate) async fn portrait(&self, name: &str) {
        for scheme in Scheme::BOTH {
            for width in [320, 1280] {
                self.look(scheme, width).await;
                self.screenshot(&format!("{name}-en-{}-{width}", scheme.name())).await;
                assert_eq!(layout::complaints(self).await, [""; 0], "{name}");
            }
            assert_eq!(axe::complaints(self).await, [""; 0], "{name}");
        }
    }
}

#[actix_web::test]
async fn a_person_signs_in_allows_and_lands_at_the_app() {
    let scene = Scene::set().await;
    browse(async |browser| {
        axe::ready(browser).await;
        browser.open(&scene.authorize("read write")).await;
        browser.shows("Sign in to Acme").await;
        assert!(browser.text().await.contains("to continue to Invoice Sync"));
        browser.portrait("journey-1-sign-in").await;

        browser.sign_in("wrong").await;
        browser.driver.query(By::Id("trouble")).first().await.expect("the trouble");
        assert!(browser.text().await.contains("The email or password is not right."));
        let typed = "return [document.getElementById('email').value, document.getElementById('password').value]";
        assert_eq!(browser.ask(typed).await, json!(["ada@example.com", ""]));
        assert_eq!(browser.ask("return document.activeElement.id").await, "trouble");
        browser.portrait("journey-2-wrong").await;

        browser.sign_in(PASSWORD).await;
        browser.shows(CONSENT).await;
        let said = browser.text().await;
        for sentence in [
            "by Northwind GmbH",
            "Registered by an admin of Acme",
            "You are signed in as Ada (ada@example.com, agent).",
            "See everything that you can see",
            "Create, change and delete whatever you can",
            "Access ends when you or an admin removes it, or after 30 days without use.",
            "Next you go to",
        ] {
            assert!(said.contains(sentence), "{sentence}: {said}");
        }
        browser.portrait("journey-3-consent").await;

        browser.press("button[value=allow]").await;
        browser.lands().await;
        let received = scene.site.received();
        assert_eq!((&received["state"], &received["iss"]), (&json!("a b&c=d/é"), &json!(scene.at(""))));
        assert_eq!(browser.grumbles().await, [""; 0]);
        exchange(&scene, received["code"].as_str().unwrap()).await;

        browser.open(&scene.authorize("read")).await;
        browser.lands().await;
    })
    .await;
}

/// The app's server turns the code into tokens.
async fn exchange(scene: &Scene, code: &str) {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &scene.app.redirect_uri),
        ("code_verifier", VERIFIER),
        ("client_id", "invoice_sync"),
        ("client_secret", &scene.app.secret),
    ];
    let client = reqwest::Client::builder().resolve("acme.localhost", ([127, 0, 0, 1], 0).into()).build().unwrap();
    let answer = client.post(scene.at("/oauth/tokens")).form(&form).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.json::<Value>().await.unwrap()["scope"], "read write");
}

#[actix_web::test]
async fn the_keyboard_is_enough_and_decides_nothing_by_itself() {
    let scene = Scene::set().await;
    browse(async |browser| {
        browser.open(&scene.authorize("read")).await;
        assert_eq!(browser.focused().await, "email");
        browser.keys(["ada@example.com", "\u{e004}", PASSWORD, "\u{e007}"]).await;
        browser.shows(CONSENT).await;
        assert_eq!(browser.ask("return document.activeElement.tagName").await, "BODY");
        browser.keys(["\u{e004}", "\u{e004}"]).await;
        assert_eq!(browser.focused().await, "decision=allow");
        let outline = "return getComputedStyle(document.activeElement).outlineStyle";
        assert_eq!(browser.ask(outline).await, "solid");
        browser.keys(["\u{e004}"]).await;
        assert_eq!(browser.focused().await, "decision=deny");
        browser.keys(["\u{e007}"]).await;
        browser.lands().await;
        let received = scene.site.received();
        assert_eq!(received["error"], "access_denied");
        assert_eq!(received["error_description"], "The end-user or authorization server denied the request.");
    })
    .await;
}

#[actix_web::test]
async fn the_language_changes_and_the_request_does_not() {
    let scene = Scene::set().await;
    browse(async |browser| {
        browser.open(&scene.authorize("read")).await;
        browser.sign_in(PASSWORD).await;
        browser.shows(CONSENT).await;
        let asked =
            "return [...document.querySelectorAll('input[type=hidden]:not([name=csrf])')].map(i => [i.name, i.value])";
        let before = browser.ask(asked).await;
        for (language, allow) in [("ja", "許可する"), ("fr", "Autoriser"), ("ko", "허용")] {
            browser.press(&format!("nav a[lang={language}]")).await;
            let button = By::Css(format!("html[lang={language}] button[value=allow]"));
            let button = browser.driver.query(button).first().await.expect(language);
            assert_eq!(button.text().await.unwrap(), allow);
            assert_eq!(browser.ask(asked).await, before);
        }
        browser.press("button[value=allow]").await;
        browser.lands().await;
        assert_eq!(scene.site.received()["state"], "a b&c=d/é");
        browser.open(&scene.at("/")).await;
        assert_eq!(browser.ask("return document.documentElement.lang").await, "ko", "the choice is kept");
    })
    .await;
}
