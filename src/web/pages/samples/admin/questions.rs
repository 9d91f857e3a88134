//! Questions before something stops or ends, and secrets that are shown once.

use askama::Template;

use super::{NOW, Pen, Sample, Section, form};
use crate::web::pages::admin::confirm::{Choices, Confirm, Hindrance, Typed};
use crate::web::pages::admin::shown_once::ShownOnce;
use crate::web::pages::phrase::Phrase;

impl Pen<'_> {
    pub(super) fn question(
        &self,
        section: Section,
        title: Phrase,
        sentences: Vec<Phrase>,
        button: &'static str,
    ) -> Confirm {
        Confirm {
            shell: self.shell(section, None),
            crumb: self.crumb(section),
            title,
            sentences,
            choices: None,
            typed: None,
            refused: None,
            form: form("/admin/oauth/clients/7/delete", self.words),
            button: self.say(button),
            ends: false,
            cancel: "/admin/oauth/clients/7".to_owned(),
        }
    }

    fn about(&self, id: &'static str) -> Phrase {
        self.say(id).name("app", &self.words.app)
    }

    pub(super) fn vendor(&self, id: &'static str) -> Phrase {
        self.say(id).name("vendor", &self.words.vendor)
    }

    pub(super) fn about_person(&self, id: &'static str) -> Phrase {
        self.say(id).name("name", &self.words.person)
    }

    pub(super) fn questions(&self) -> Vec<Sample> {
        let mut all = self.client_questions();
        all.extend(self.proposals());
        all.extend(self.token_and_global_questions());
        all.extend(self.setting_questions());
        all.extend(self.person_questions());
        all.extend(self.secrets());
        all
    }

    fn client_questions(&self) -> Vec<Sample> {
        let counted = |id| self.say(id).number("count", 412);
        let stop = vec![counted("clients-deactivate-says"), counted("clients-deactivate-many")];
        let stop = self.question(Section::Clients, self.about("clients-deactivate-title"), stop, "clients-deactivate");
        let start = vec![self.say("clients-reactivate-says")];
        let start =
            self.question(Section::Clients, self.about("clients-reactivate-title"), start, "clients-reactivate");
        let public =
            vec![self.say("clients-public-says").number("count", 2), self.say("clients-delete-used").time("time", NOW)];
        let public = self.question(Section::Clients, self.about("clients-public-title"), public, "clients-public");
        let rotate = vec![self.say("clients-rotate-says")];
        let rotate = Confirm {
            choices: Some(Choices {
                legend: self.say("clients-rotate-when"),
                field: "overlap",
                answers: vec![
                    self.choice("0", "clients-rotate-now", true),
                    self.choice("86400", "clients-rotate-day", false),
                    self.choice("604800", "clients-rotate-week", false),
                ],
            }),
            ..self.question(Section::Clients, self.about("clients-rotate-title"), rotate, "clients-rotate")
        };
        vec![
            ("admin-client-deactivate", stop.render()),
            ("admin-client-reactivate", start.render()),
            ("admin-client-public", Confirm { ends: true, ..public }.render()),
            ("admin-client-rotate", rotate.render()),
            ("admin-client-delete", self.delete(false).render()),
            ("admin-client-delete-wrong", self.delete(true).render()),
        ]
    }

    fn proposals(&self) -> Vec<Sample> {
        let ask = |title, says, button| self.question(Section::Clients, self.about(title), says, button).render();
        let propose = vec![
            self.vendor("clients-propose-says"),
            self.vendor("clients-propose-review"),
            self.vendor("clients-propose-copy").code("identifier", &format!("zdg-{}", self.words.identifier)),
            self.say("clients-propose-stays"),
        ];
        let withdraw = vec![self.vendor("clients-withdraw-says")];
        vec![
            ("admin-client-propose", ask("clients-propose-title", propose, "clients-propose")),
            ("admin-client-withdraw", ask("clients-withdraw-title", withdraw, "clients-withdraw")),
        ]
    }

    fn delete(&self, wrong: bool) -> Confirm {
        let deactivate = self.say("clients-delete-instead-link");
        let sentences = vec![
            self.say("clients-delete-says").number("count", 412),
            self.say("clients-delete-many").number("count", 1_000),
            self.say("clients-delete-used").time("time", NOW),
            self.say("clients-delete-instead").link("deactivate", "/admin/oauth/clients/7/deactivate", deactivate),
        ];
        let typed = Typed {
            label: self.say("clients-delete-type").code("identifier", &self.words.identifier),
            wrong: wrong.then(|| self.say("clients-delete-typed-wrong")),
        };
        let question = self.question(Section::Clients, self.about("clients-delete-title"), sentences, "clients-delete");
        Confirm { typed: Some(typed), ends: true, ..question }
    }

    fn token_and_global_questions(&self) -> Vec<Sample> {
        let token = vec![self.about_person("token-delete-says").name("app", &self.words.app)];
        let token = self.question(Section::Clients, self.say("token-delete-title"), token, "token-delete");
        let counted = |id| self.say(id).number("count", 1);
        let block = vec![counted("globals-block-says"), counted("globals-block-many")];
        let block = self.question(Section::GlobalClients, self.about("globals-block-title"), block, "globals-block");
        let unblock = vec![self.say("globals-unblock-says")];
        let unblock =
            self.question(Section::GlobalClients, self.about("globals-unblock-title"), unblock, "globals-unblock");
        vec![
            ("admin-token-delete", Confirm { ends: true, ..token }.render()),
            ("admin-global-block", block.render()),
            ("admin-global-unblock", unblock.render()),
        ]
    }

    fn setting_questions(&self) -> Vec<Sample> {
        let ask = |title, says, button| self.question(Section::Settings, self.say(title), vec![says], button);
        let off = self.say("settings-oauth-off-says").number("count", 3);
        let pages = [
            ("admin-oauth-off", ask("settings-oauth-off-title", off, "settings-oauth-off")),
            ("admin-oauth-on", ask("settings-oauth-on-title", self.say("settings-oauth-on-says"), "settings-oauth-on")),
            (
                "admin-tokens-off",
                ask(
                    "settings-tokens-off-title",
                    self.say("settings-tokens-off-says").number("count", 14),
                    "settings-tokens-off",
                ),
            ),
            (
                "admin-tokens-on",
                ask("settings-tokens-on-title", self.say("settings-tokens-on-says"), "settings-tokens-on"),
            ),
        ];
        pages.into_iter().map(|(name, page)| (name, page.render())).collect()
    }

    fn person_questions(&self) -> Vec<Sample> {
        let ask = |title, says, button| {
            self.question(Section::Users, self.about_person(title), vec![self.say(says)], button).render()
        };
        let title = self.about_person("users-delete-title");
        let end = self.question(Section::Users, title, vec![self.say("users-delete-says")], "users-delete");
        let end = Confirm { ends: true, ..end };
        let what = vec![
            ("/admin/oauth/clients/7".to_owned(), self.words.app.clone()),
            ("/admin/oauth/global_clients/8".to_owned(), self.words.app.clone()),
        ];
        let needed = Some(Hindrance { says: self.say("users-delete-needed"), what });
        vec![
            ("admin-user-delete", end.clone().render()),
            ("admin-user-delete-needed", Confirm { refused: needed, ..end }.render()),
            ("admin-user-suspend", ask("users-suspend-title", "users-suspend-says", "users-suspend")),
            ("admin-user-unsuspend", ask("users-unsuspend-title", "users-unsuspend-says", "users-unsuspend")),
            ("admin-user-link", ask("users-link-title", "users-link-says", "users-link-make")),
        ]
    }

    fn secrets(&self) -> Vec<Sample> {
        let made = ShownOnce {
            shell: self.shell(Section::Clients, None),
            crumb: self.crumb(Section::Clients),
            title: self.about("clients-made-title"),
            advice: self.say("clients-shown-advice"),
            beside: vec![(self.say("clients-identifier"), self.words.identifier.clone())],
            label: self.say("clients-secret"),
            secret: "grantor_cs_4fT9w1Zq8mVb3Xn6Lk0pRs7YcHd2JgAeUoWi5Qx".to_owned(),
            sentences: vec![self.say("clients-shown-where")],
            next: super::Crumb { href: "/admin/oauth/clients/7".to_owned(), name: self.say("clients-open") },
        };
        let rotated = ShownOnce { title: self.about("clients-rotated-title"), ..made.clone() };
        let again = ShownOnce { advice: self.say("clients-rotated-before"), ..rotated.clone() };
        let link = ShownOnce {
            shell: self.shell(Section::Users, None),
            crumb: self.crumb(Section::Users),
            title: self.about_person("users-link-shown-title"),
            advice: self.say("users-link-advice"),
            beside: Vec::new(),
            label: self.say("users-link-label"),
            secret: "https://acme.example.com/access/link/grantor_sl_4fT9w1Zq8mVb3Xn6Lk0pRs7YcHd2JgAeUoWi5Qx"
                .to_owned(),
            sentences: vec![self.say("users-link-ends").time("time", NOW)],
            next: super::Crumb { href: "/admin/users/8".to_owned(), name: self.say("users-open") },
        };
        vec![
            ("admin-client-made", made.render()),
            ("admin-client-rotated", rotated.render()),
            ("admin-client-rotated-before", again.render()),
            ("admin-user-linked", link.render()),
        ]
    }
}
