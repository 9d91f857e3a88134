//! What an admin does: signs in, adds a client, sees its secret once, stops it, deletes it.

use grantor::users::Role;
use thirtyfour::prelude::*;

use super::browser::{Browser, Scheme, browse};
use super::harness::people::PASSWORD;
use super::scene::Scene;
use super::{axe, layout};

impl Browser {
    async fn write(&self, id: &str, text: &str) {
        self.driver.find(By::Id(id)).await.expect(id).send_keys(text).await.expect(id);
    }

    async fn field(&self, id: &str) -> String {
        let value = self.ask(&format!("return document.getElementById('{id}').value")).await;
        value.as_str().expect("a field").to_owned()
    }

    /// Opens the menu by the Enter key: its entries are hidden before and shown after.
    async fn open_by_key(&self, menu: &str) {
        let entry = self.driver.find(By::Css(format!("{menu} a"))).await.expect(menu);
        assert!(!entry.is_displayed().await.expect(menu));
        let summary = self.driver.find(By::Css(format!("{menu} summary"))).await.expect(menu);
        summary.focus().await.expect(menu);
        summary.send_keys(Key::Enter).await.expect(menu);
        assert!(entry.is_displayed().await.expect(menu));
    }

    /// Nothing is wrong with the page that is shown.
    async fn is_fine(&self) {
        assert_eq!(axe::complaints(self).await, [""; 0]);
        assert_eq!(layout::complaints(self).await, [""; 0]);
        assert_eq!(self.grumbles().await, [""; 0]);
    }
}

async fn enter(scene: &Scene, browser: &Browser, path: &str) {
    axe::ready(browser).await;
    let grace = scene.server.user(scene.tenant.id, "Grace", Role::Admin).await;
    scene.server.password(&grace).await;
    browser.open(&scene.at(path)).await;
    browser.shows("Sign in to Acme").await;
    browser.write("email", "grace@example.com").await;
    browser.write("password", PASSWORD).await;
    browser.press("form button").await;
}

#[actix_web::test]
async fn a_client_is_added_seen_stopped_and_deleted() {
    let scene = Scene::set().await;
    browse(async |browser| {
        enter(&scene, browser, "/admin/oauth/clients").await;
        browser.shows("OAuth clients").await;
        browser.is_fine().await;
        browser.press(".head .primary").await;
        browser.shows("Add OAuth client").await;
        browser.write("name", "Café Reports").await;
        assert_eq!(browser.field("identifier").await, "cafe_reports", "proposed while one writes");
        browser.write("redirect_uris", "https://reports.example.com/cb").await;
        browser.press("form.form button.primary").await;
        browser.shows("Café Reports is registered").await;
        let secret = browser.field("secret").await;
        assert!(secret.len() > 40, "{secret}");
        browser.press("button[data-copy]").await;
        let copied = "return document.querySelector('button[data-copy]').textContent";
        for _ in 0..100 {
            if browser.ask(copied).await == "Copied" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(browser.ask(copied).await, "Copied");
        browser.is_fine().await;
        browser.press(".buttons .primary").await;
        browser.shows("Edit Café Reports").await;
        assert!(!browser.ask("return document.documentElement.outerHTML").await.as_str().unwrap().contains(&secret));
        browser.is_fine().await;
        for (rest, asks, then) in [
            ("deactivate", "Deactivate Café Reports?", "Edit Café Reports"),
            ("delete", "Delete Café Reports?", "OAuth clients"),
        ] {
            browser.press(&format!(".actions a[href$={rest}]")).await;
            browser.shows(asks).await;
            browser.is_fine().await;
            browser.press("form.form button").await;
            browser.shows(then).await;
        }
        assert!(browser.text().await.contains("The client is deleted."));
    })
    .await;
}

#[actix_web::test]
async fn the_row_menu_and_the_phone_menu_open_by_keyboard_and_without_script() {
    let scene = Scene::set().await;
    browse(async |browser| {
        browser.command("Emulation.setScriptExecutionDisabled", serde_json::json!({ "value": true })).await;
        enter(&scene, browser, "/admin/oauth/clients").await;
        browser.shows("OAuth clients").await;
        browser.open_by_key(".row-menu").await;
        browser.press(".row-menu a").await;
        browser.shows("Edit Invoice Sync").await;

        browser.look(Scheme::Light, 380).await;
        browser.open_by_key("nav.menu").await;
        browser.press("nav.menu a[href='/admin/audit_logs']").await;
        browser.shows("Audit log").await;
        browser.open(&scene.at("/admin/oauth/clients/new")).await;
        browser.write("name", "Café Reports").await;
        browser.write("redirect_uris", "https://reports.example.com/cb").await;
        browser.press("form.form button.primary").await;
        browser.shows("Café Reports is registered").await;
        let copy = browser.driver.find(By::Css("button[data-copy]")).await.expect("a button");
        assert!(!copy.is_displayed().await.expect("a button"), "it does nothing without script");
    })
    .await;
}

#[actix_web::test]
async fn a_row_menu_closes_by_escape_and_when_somebody_goes_on_elsewhere() {
    let scene = Scene::set().await;
    browse(async |browser| {
        enter(&scene, browser, "/admin/oauth/clients").await;
        browser.shows("OAuth clients").await;
        let summary = browser.driver.find(By::Css(".row-menu summary")).await.expect("a menu");
        let open = "return document.querySelectorAll('.row-menu[open]').length";
        browser.open_by_key(".row-menu").await;
        summary.send_keys(Key::Escape).await.expect("a key");
        assert_eq!(browser.ask(open).await, 0);
        assert_eq!(browser.ask("return document.activeElement.tagName").await, "SUMMARY");
        browser.open_by_key(".row-menu").await;
        browser.press("h1").await;
        assert_eq!(browser.ask(open).await, 0);
    })
    .await;
}
