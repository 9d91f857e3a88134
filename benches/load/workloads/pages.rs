//! Lists, as programs and admins read them: of all there is, of one application, far from the beginning.

use grantor::secret::Kind;

use super::{Step, User, Workload, must};
use crate::Result;
use crate::http::{self, Answer};
use crate::world::{self, World};

/// A page of the first account.
#[derive(Clone)]
struct Page {
    path: String,
    /// What the answer has to contain.
    contains: &'static str,
    /// Whether an admin's browser asks.
    browser: bool,
}

/// All of them.
pub(super) fn all(_: World) -> Vec<Workload> {
    let app = world::app(1);
    let api = |path: &str, contains| Page { path: format!("/api/v2/{path}"), contains, browser: false };
    let admin = |path: &str, contains| Page { path: format!("/admin/{path}"), contains, browser: true };
    let pages = [
        ("API: applications, 100 a page", api("oauth/clients?page[size]=100", "\"clients\"")),
        ("API: applications, counted", api("oauth/clients?page=2&per_page=100", "\"count\"")),
        ("API: tokens, 100 a page", api("oauth/tokens?all=true&page[size]=100", "\"tokens\"")),
        ("API: tokens, counted", api("oauth/tokens?all=true&page=90&per_page=100", "\"count\"")),
        (
            "API: tokens of an application",
            api(&format!("oauth/tokens?all=true&client_id={app}&page[size]=100"), "\"tokens\""),
        ),
        ("API: own tokens", api("oauth/tokens?page[size]=100", "\"tokens\"")),
        ("API: people", api("users?page[size]=100", "\"users\"")),
        ("API: audit log", api("audit_logs?page[size]=100", "\"audit_logs\"")),
        ("Admin Center: applications", admin("oauth/clients", "app")),
        ("Admin Center: applications, searched", admin("oauth/clients?q=app1", "app1")),
        ("Admin Center: tokens of an application", admin(&format!("oauth/clients/{app}/tokens"), "Ada")),
        ("Admin Center: people", admin("users", "Ada")),
        ("Admin Center: audit log", admin("audit_logs", "<table")),
    ];
    let workload = |(name, page): (&'static str, Page)| Workload::new(name, None, move |_| Box::new(page.clone()));
    pages.into_iter().map(workload).collect()
}

impl User for Page {
    fn ask(&mut self, request: &mut Vec<u8>) {
        let (name, value) = if self.browser {
            ("Cookie", format!("grantor={}", world::secret(Kind::Session, 1).reveal()))
        } else {
            ("Authorization", format!("Bearer {}", world::secret(Kind::AccessToken, 0).reveal()))
        };
        http::get(request, &self.path, &world::host(1), &[(name, &value)]);
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step> {
        let text = answer.text(200)?;
        must(text.contains(self.contains), || format!("{} has no {}", self.path, self.contains))?;
        Ok(Step::Done)
    }
}
