//! The audit log, and what is explained.

use askama::Template;

use super::{NOW, Pen, Sample, Section, form};
use crate::web::pages::admin::audit_log::{AuditLog, Event, EventPage, Filter, Who};
use crate::web::pages::admin::explained::Explained;
use crate::web::pages::admin::first_steps::FirstSteps;
use crate::web::pages::admin::parts::{Choice, Pages};

impl Pen<'_> {
    fn event(&self, actor: Who, action: &'static str, source: &'static str, address: &str) -> Event {
        Event {
            href: "/admin/audit_logs/12".to_owned(),
            at: NOW,
            actor,
            action,
            source,
            label: if action == "exported" { String::new() } else { self.words.app.clone() },
            address: address.to_owned(),
        }
    }

    fn filter(&self, only: bool) -> Filter {
        let any = || self.choice("", "audit-any", true);
        let source = |word| Choice::new(word, self.say("audit-source").word("source", word), false);
        let action = |word| Choice::new(word, self.say("audit-action").word("action", word), false);
        let named = self.say("audit-only").name("name", &self.words.app);
        Filter {
            text: self.words.app.clone(),
            sources: vec![any(), source("oauth_client"), source("session")],
            actions: vec![any(), action("create"), action("reuse_detected")],
            address: self.words.host.clone(),
            from: "2026-11-01".to_owned(),
            until: String::new(),
            fixed: if only { vec![("client_id", "7".to_owned())] } else { Vec::new() },
            itself: only.then(|| "/admin/audit_logs?actor_id=7".to_owned()),
            only: if only { Some(named) } else { Some(self.say("audit-only-unnamed")) },
            filtered: true,
            clear: "/admin/audit_logs".to_owned(),
        }
    }

    pub(super) fn log(&self) -> Vec<Sample> {
        let ada = Who::Named(self.words.person.clone());
        let rows = vec![
            self.event(ada.clone(), "deactivate", "oauth_client", "192.0.2.1"),
            self.event(ada, "create", "oauth_client", "2001:db8:4006:80e:ffff:ffff:ffff:200e"),
            self.event(Who::Kind("operator"), "exported", "account_setting", ""),
            self.event(Who::Kind("anonymous"), "reuse_detected", "oauth_token", "198.51.100.7"),
        ];
        let some = AuditLog {
            shell: self.shell(Section::AuditLog, None),
            filter: self.filter(true),
            rows,
            pages: Pages { before: None, after: Some("/admin/audit_logs?after=1".to_owned()) },
            export: form("/admin/audit_logs/export", self.words),
        };
        let none = AuditLog { filter: self.filter(false), rows: Vec::new(), ..some.clone() };
        let words = self.words;
        let code = |name: &str| self.say("audit-actor-named").code("name", name);
        let kept = |value: &str| self.say("audit-actor-named").name("name", value);
        let event = EventPage {
            shell: self.shell(Section::AuditLog, None),
            crumb: self.crumb(Section::AuditLog),
            event: some.rows[0].clone(),
            id: "1042".to_owned(),
            changes: vec![
                [code("name"), kept(&words.app), kept(&words.description)],
                [code("settings.refresh_leeway"), kept("60"), kept("")],
                [self.say("sign-in-password"), kept(""), self.say("audit-other-value")],
            ],
            more: vec![
                (self.say("audit-by"), self.say("audit-way").word("way", "link")),
                (code("kid"), kept(&words.host)),
            ],
            same: Some("/admin/audit_logs?client_id=7".to_owned()),
        };
        let mut pages = vec![
            ("admin-audit-log", some.render()),
            ("admin-audit-log-none", none.render()),
            ("admin-audit-event", event.render()),
        ];
        pages.extend(self.guides());
        pages
    }

    fn guides(&self) -> Vec<Sample> {
        let address = |name, path: &str| (self.say(name), format!("https://acme.example.com{path}"));
        let steps = FirstSteps {
            shell: self.shell(Section::FirstSteps, None),
            oauth_access: true,
            addresses: vec![
                address("first-authorize", "/oauth/authorizations/new"),
                address("first-token", "/oauth/tokens"),
                address("first-metadata", "/.well-known/oauth-authorization-server"),
            ],
            reference: Some("/openapi".to_owned()),
        };
        let off = FirstSteps { oauth_access: false, ..steps.clone() };
        let explained = Explained {
            shell: self.shell(Section::Help, None),
            token_endpoint: "https://acme.example.com/oauth/tokens".to_owned(),
            api: Some("https://acme.example.com/api/v2/oauth/tokens".to_owned()),
        };
        vec![
            ("admin-first-steps", steps.render()),
            ("admin-first-steps-off", off.render()),
            ("admin-explained", explained.render()),
        ]
    }
}
