//! Clients and their tokens.

use askama::Template;

use super::{Entry, NOW, Pen, Sample, Section, form};
use crate::web::pages::admin::REDIRECT_FLAWS;
use crate::web::pages::admin::client_form::{ClientForm, Fields, Known, Scope};
use crate::web::pages::admin::client_logo::ClientLogo;
use crate::web::pages::admin::clients::{Client, Clients, Count};
use crate::web::pages::admin::parts::{Column, Crumb, Flaw, Pages};
use crate::web::pages::admin::tokens::{Token, TokenPage, Tokens};
use crate::web::pages::consent::Meaning;

impl Pen<'_> {
    fn client(&self, tokens: u32, active: bool) -> Client {
        Client {
            href: "/admin/oauth/clients/7".to_owned(),
            name: self.words.app.clone(),
            logo: active.then(|| "/logos/1".to_owned()),
            identifier: self.words.identifier.clone(),
            created: NOW.plus(-86_400 * 40),
            tokens: Count { number: tokens, more: tokens == 1_000 },
            tokens_href: "/admin/oauth/clients/7/tokens".to_owned(),
            active,
            entries: self.entries(),
        }
    }

    pub(super) fn clients(&self) -> Vec<Sample> {
        let column =
            |name, sorted| Column { name: self.say(name), href: "/admin/oauth/clients?sort=name".to_owned(), sorted };
        let usual = Clients {
            shell: self.shell(Section::Clients, Some("clients-done-deleted")),
            off: Some("/admin/api/settings/oauth_access"),
            add: "/admin/oauth/clients/new".to_owned(),
            text: String::new(),
            statuses: vec![
                self.choice("", "admin-any-status", true),
                self.choice("active", "admin-active", false),
                self.choice("deactivated", "admin-deactivated", false),
            ],
            filtered: false,
            columns: [column("clients-name", None), column("admin-created", Some("descending"))],
            rows: vec![self.client(412, true), self.client(1_000, true), self.client(0, false)],
            pages: Pages { before: Some("/admin?b=1".to_owned()), after: Some("/admin?a=1".to_owned()) },
        };
        let empty = Clients { rows: Vec::new(), pages: Pages::default(), ..usual.clone() };
        let unmatched = Clients { off: None, filtered: true, text: self.words.app.clone(), ..empty.clone() };
        vec![
            ("admin-clients", usual.render()),
            ("admin-clients-none", empty.render()),
            ("admin-clients-unmatched", unmatched.render()),
        ]
    }

    fn fields(&self) -> Fields {
        let scope = |word: &str, meaning, allowed| Scope { word: word.to_owned(), meaning, allowed };
        Fields {
            identifier: self.words.identifier.clone(),
            name: self.words.app.clone(),
            company: self.words.publisher.clone(),
            description: self.words.description.clone(),
            redirect_uris: self.words.host.clone(),
            kinds: vec![
                self.choice("confidential", "clients-kind-confidential", true),
                self.choice("public", "clients-kind-public", false),
            ],
            limited: true,
            scopes: vec![
                scope("read", Meaning::Read, false),
                scope("write", Meaning::Write, false),
                scope("impersonate", Meaning::Impersonate, false),
                scope("tickets:read", Meaning::See("tickets".to_owned()), true),
                scope("tickets:write", Meaning::Change("tickets".to_owned()), true),
                scope(&self.words.identifier, Meaning::See(self.words.resource.clone()), false),
            ],
            access_token_lifetime: "3600".to_owned(),
            refresh_token_lifetime: String::new(),
            owner: self.words.email.clone(),
            service_account: String::new(),
        }
    }

    pub(super) fn client_pages(&self) -> Vec<Sample> {
        let new = ClientForm {
            shell: self.shell(Section::Clients, None),
            crumb: self.crumb(Section::Clients),
            title: self.say("clients-add"),
            off: None,
            known: None,
            fields: Fields { limited: false, ..self.fields() },
            flaws: Vec::new(),
            form: form("/admin/oauth/clients/new", self.words),
            cancel: "/admin/oauth/clients".to_owned(),
        };
        let edit = ClientForm {
            shell: self.shell(Section::Clients, Some("clients-done-saved")),
            title: self.say("clients-edit-title").name("app", &self.words.app),
            off: Some("/admin/api/settings/oauth_access"),
            known: Some(self.known()),
            fields: self.fields(),
            form: form("/admin/oauth/clients/7", self.words),
            ..new.clone()
        };
        let wrong = ClientForm { flaws: self.flaws(), ..new.clone() };
        let created = ClientForm { shell: self.shell(Section::Clients, Some("clients-done-created")), ..edit.clone() };
        let logo = ClientLogo {
            shell: self.shell(Section::Clients, None),
            crumb: self.crumb(Section::Clients),
            name: self.words.app.clone(),
            logo: Some("/logos/1".to_owned()),
            wrong: true,
            form: form("/admin/oauth/clients/7/logo", self.words),
            cancel: "/admin/oauth/clients/7".to_owned(),
        };
        vec![
            ("admin-client-logo", logo.render()),
            ("admin-client-new", new.render()),
            ("admin-client-wrong", wrong.render()),
            ("admin-client", edit.render()),
            ("admin-client-created", created.render()),
        ]
    }

    fn known(&self) -> Known {
        let secret = |id, at| self.say(id).code("secret", "grantor_cs_4fT9").time("time", at);
        Known {
            identifier: self.words.identifier.clone(),
            active: true,
            secrets: vec![secret("clients-secret-hint", NOW), secret("clients-secret-ends", NOW.plus(86_400))],
            sentences: vec![
                self.say("clients-created").time("time", NOW),
                self.say("clients-used").time("time", NOW),
                self.say("clients-unused"),
                self.say("clients-elsewhere").number("count", 11).time("time", NOW),
                self.vendor("clients-proposed").time("time", NOW),
                self.vendor("clients-declined").time("time", NOW).name("reason", &self.words.description),
                self.say("clients-promoted").code("identifier", &self.words.identifier).time("time", NOW),
            ],
            entries: self.entries(),
        }
    }

    /// Each flaw that there is, on a field of the form.
    fn flaws(&self) -> Vec<Flaw> {
        let flaw = |field: &str, says| Flaw { field: field.to_owned(), says };
        let name = self.say("clients-name");
        let about = |id| self.say(id).name("field", &self.words.app);
        let redirects = REDIRECT_FLAWS
            .map(|why| flaw("redirect_uris", self.say("flaw-redirect").code("uri", &self.words.host).word("why", why)));
        let seconds = self.say("flaw-seconds").name("field", &name.plain().to_string());
        let mut flaws = vec![
            flaw("name", about("flaw-blank")),
            flaw("name", about("flaw-too-long")),
            flaw("name", about("flaw-text")),
            flaw("company", about("flaw-other")),
            flaw("identifier", self.say("flaw-identifier").code("prefix", "zdg-")),
            flaw("identifier", self.say("flaw-identifier-taken")),
            flaw("allowed_scopes", self.say("flaw-scopes")),
            flaw("service_account", about("flaw-person")),
            flaw("access_token_lifetime", seconds.digits("least", 300).digits("most", 172_800)),
        ];
        flaws.extend(redirects);
        flaws
    }

    fn token(&self, expires: bool) -> Token {
        let entry = |name| Entry::new("/admin/oauth/clients/7/tokens/9".to_owned(), self.say(name));
        let scope = |meaning, word: &str| (meaning, word.to_owned());
        Token {
            href: "/admin/oauth/clients/7/tokens/9".to_owned(),
            hint: "grantor_at_x8Kq2P".to_owned(),
            person: self.words.person.clone(),
            email: self.words.email.clone(),
            scopes: vec![
                scope(Meaning::Read, "read"),
                scope(Meaning::Impersonate, "impersonate"),
                scope(Meaning::Change("tickets".to_owned()), "tickets:write"),
            ],
            created: NOW,
            expires: expires.then_some(NOW.plus(1_800)),
            used: expires.then_some(NOW),
            entries: vec![
                entry("admin-view-scopes"),
                Entry::ending("/admin/oauth/clients/7/tokens/9/delete".to_owned(), self.say("admin-delete")),
            ],
        }
    }

    pub(super) fn tokens(&self) -> Vec<Sample> {
        let some = Tokens {
            shell: self.shell(Section::Clients, Some("tokens-done-deleted")),
            crumb: self.crumb(Section::Clients),
            client: self.words.app.clone(),
            help: "/admin/help/tokens".to_owned(),
            rows: vec![self.token(true), self.token(false)],
            pages: Pages { before: None, after: Some("/admin?a=1".to_owned()) },
        };
        let none = Tokens { rows: Vec::new(), pages: Pages::default(), ..some.clone() };
        let one = TokenPage {
            shell: self.shell(Section::Clients, None),
            crumb: Crumb {
                href: "/admin/oauth/clients/7/tokens".to_owned(),
                name: self.say("tokens-title").name("app", &self.words.app),
            },
            client: self.words.app.clone(),
            token: self.token(true),
            delete: "/admin/oauth/clients/7/tokens/9/delete".to_owned(),
        };
        vec![("admin-tokens", some.render()), ("admin-tokens-none", none.render()), ("admin-token", one.render())]
    }
}
