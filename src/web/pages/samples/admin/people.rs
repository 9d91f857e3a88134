//! People, external clients and settings.

use askama::Template;

use super::{Entry, NOW, Pen, Sample, Section, form};
use crate::web::pages::admin::clients::Count;
use crate::web::pages::admin::global_clients::{GlobalClient, GlobalClientPage, GlobalClients};
use crate::web::pages::admin::parts::{Flaw, Pages};
use crate::web::pages::admin::settings::{Rule, Seconds, Settings, Switch};
use crate::web::pages::admin::users::{User, UserPage, Users};

impl Pen<'_> {
    pub(super) fn people(&self) -> Vec<Sample> {
        let mut all = self.users();
        all.extend(self.user_pages());
        all.extend(self.globals());
        all.extend(self.settings());
        all
    }

    fn user(&self, role: &'static str, verified: bool, suspended: bool) -> User {
        let entry = |name| Entry::new("/admin/users/8".to_owned(), self.say(name));
        let turn = if suspended { "users-unsuspend" } else { "users-suspend" };
        User {
            href: "/admin/users/8".to_owned(),
            name: self.words.person.clone(),
            email: self.words.email.clone(),
            role,
            verified,
            suspended,
            created: NOW,
            entries: vec![entry("admin-edit"), entry(turn), entry("users-link"), entry("admin-view-audit-log")],
        }
    }

    fn users(&self) -> Vec<Sample> {
        let role = |role, chosen| super::Choice::new(if role == "any" { "" } else { role }, self.role(role), chosen);
        let some = Users {
            shell: self.shell(Section::Users, None),
            add: "/admin/users/new".to_owned(),
            text: self.words.person.clone(),
            roles: vec![role("any", true), role("admin", false), role("agent", false), role("end-user", false)],
            filtered: true,
            rows: vec![
                self.user("admin", true, false),
                self.user("agent", true, true),
                self.user("end-user", false, false),
            ],
            pages: Pages { before: None, after: Some("/admin/users?after=1".to_owned()) },
        };
        let none = Users { rows: Vec::new(), pages: Pages::default(), ..some.clone() };
        vec![("admin-users", some.render()), ("admin-users-none", none.render())]
    }

    fn user_pages(&self) -> Vec<Sample> {
        let role = |role, chosen| super::Choice::new(role, self.role(role), chosen);
        let flaw = |field: &str, says| Flaw { field: field.to_owned(), says };
        let edit = UserPage {
            shell: self.shell(Section::Users, Some("users-done-saved")),
            crumb: self.crumb(Section::Users),
            title: self.say("users-edit-title").name("name", &self.words.person),
            user: Some(self.user("agent", true, false)),
            external_id: Some(self.words.identifier.clone()),
            name: self.words.person.clone(),
            email: String::new(),
            roles: vec![role("admin", false), role("agent", true), role("end-user", false)],
            flaws: Vec::new(),
            form: form("/admin/users/8", self.words),
            cancel: "/admin/users".to_owned(),
        };
        let own = UserPage { roles: Vec::new(), ..edit.clone() };
        let [taken, other] = ["flaw-taken", "flaw-other"].map(|flaw| self.say(flaw).name("field", &self.words.email));
        let new = UserPage {
            title: self.say("users-add-title"),
            user: None,
            external_id: None,
            email: self.words.email.clone(),
            flaws: vec![flaw("email", self.say("flaw-email")), flaw("email", taken), flaw("role", other)],
            form: form("/admin/users/new", self.words),
            ..edit.clone()
        };
        vec![("admin-user", edit.render()), ("admin-user-own", own.render()), ("admin-user-new", new.render())]
    }

    fn globals(&self) -> Vec<Sample> {
        let row = |blocked: bool, number| GlobalClient {
            href: "/admin/oauth/global_clients/5".to_owned(),
            name: self.words.app.clone(),
            identifier: self.words.identifier.clone(),
            company: self.words.publisher.clone(),
            tokens: Count { number, more: false },
            tokens_href: "/admin/oauth/global_clients/5/tokens".to_owned(),
            used: (!blocked).then_some(NOW),
            blocked,
            entries: self.entries(),
        };
        let some = GlobalClients {
            shell: self.shell(Section::GlobalClients, Some("globals-done-blocked")),
            every: false,
            other: "/admin/oauth/global_clients?all=yes".to_owned(),
            rows: vec![row(false, 37), row(true, 0)],
            pages: Pages::default(),
        };
        let none = GlobalClients { rows: Vec::new(), ..some.clone() };
        let pages = Pages { before: None, after: Some("/admin?a=1".to_owned()) };
        let all = GlobalClients { every: true, pages, ..some.clone() };
        let empty = GlobalClients { every: true, ..none.clone() };
        let mut pages = vec![
            ("admin-globals", some.render()),
            ("admin-globals-none", none.render()),
            ("admin-globals-all", all.render()),
            ("admin-globals-empty", empty.render()),
        ];
        pages.extend(self.global(row(false, 37)));
        pages
    }

    fn global(&self, client: GlobalClient) -> Vec<Sample> {
        let usual = GlobalClientPage {
            shell: self.shell(Section::GlobalClients, Some("clients-done-saved")),
            crumb: self.crumb(Section::GlobalClients),
            title: self.say("clients-edit-title").name("app", &self.words.app),
            client,
            description: self.words.description.clone(),
            service_account: self.words.email.clone(),
            flaws: Vec::new(),
            form: Some(form("/admin/oauth/global_clients/5", self.words)),
            cancel: "/admin/oauth/global_clients".to_owned(),
        };
        let says = self.say("flaw-person").name("field", &self.words.app);
        let flaws = vec![Flaw { field: "service_account".to_owned(), says }];
        let wrong = GlobalClientPage { flaws, ..usual.clone() };
        let public = GlobalClientPage { form: None, ..usual.clone() };
        vec![
            ("admin-global", usual.render()),
            ("admin-global-wrong", wrong.render()),
            ("admin-global-public", public.render()),
        ]
    }

    fn switch(&self, on: bool, [name, says, turn]: [&'static str; 3]) -> Switch {
        let href = "/admin/api/settings/oauth_access".to_owned();
        Switch { name: self.say(name), says: self.say(says), on, href, turn: self.say(turn) }
    }

    fn settings(&self) -> Vec<Sample> {
        let rule = |field, name| Rule { field, name: self.say(name), on: field == "pkce_required" };
        let usual = Settings {
            shell: self.shell(Section::Settings, Some("settings-done-oauth-on")),
            switches: vec![
                self.switch(true, ["settings-oauth", "settings-oauth-says", "settings-oauth-off"]),
                self.switch(false, ["settings-tokens", "settings-tokens-says", "settings-tokens-on"]),
            ],
            roles: vec![
                self.choice("end-user", "settings-role-everyone", true),
                self.choice("agent", "settings-role-agents", false),
                self.choice("admin", "settings-role-admins", false),
            ],
            languages: vec![
                self.choice("", "settings-language-usual", true),
                self.choice("ja", "settings-language-name", false),
            ],
            seconds: self.seconds(),
            rules: vec![
                rule("pkce_required", "settings-pkce"),
                rule("never_expiring_access_tokens", "settings-never"),
                rule("query_access_token", "settings-query"),
            ],
            flaws: Vec::new(),
            form: form("/admin/api/settings", self.words),
        };
        let says = self.say("flaw-seconds").name("field", "x").digits("least", 0).digits("most", 299);
        let above = self.say("flaw-seconds-above").name("field", "x").digits("most", 900).name("other", "y");
        let flaws = vec![
            Flaw { field: "access_token".to_owned(), says: above },
            Flaw { field: "refresh_leeway".to_owned(), says },
        ];
        let wrong = Settings { flaws, ..usual.clone() };
        vec![("admin-settings", usual.render()), ("admin-settings-wrong", wrong.render())]
    }

    fn seconds(&self) -> Vec<Seconds> {
        let hint =
            || self.say("settings-seconds-usual").digits("least", 300).digits("most", 172_800).digits("usual", 1_800);
        let field = |field, name| Seconds { field, name: self.say(name), hint: hint(), value: "3600".to_owned() };
        vec![
            field("access_token", "settings-access-lifetime"),
            field("access_token_most", "settings-access-most"),
            field("refresh_token", "settings-refresh-lifetime"),
            field("refresh_token_most", "settings-refresh-most"),
            field("session_lifetime", "settings-session"),
            field("refresh_leeway", "settings-leeway"),
        ]
    }
}
