//! The Admin Center.

mod api_tokens;
mod clients;
mod log;
mod people;
mod questions;

use super::{NOW, Sample, Words, form, frame};
use crate::web::pages::admin::parts::{Choice, Crumb, Entry};
use crate::web::pages::admin::shell::{Section, Shell};
use crate::web::pages::language::Language;
use crate::web::pages::phrase::Phrase;

/// One hand for every page: what it draws with.
struct Pen<'a> {
    language: Language,
    words: &'a Words,
}

/// Every page of the Admin Center.
pub(super) fn pages(language: Language, words: &Words) -> Vec<Sample> {
    let pen = Pen { language, words };
    let mut pages = pen.clients();
    pages.extend(pen.client_pages());
    pages.extend(pen.tokens());
    pages.extend(pen.api_tokens());
    pages.extend(pen.questions());
    pages.extend(pen.log());
    pages.extend(pen.people());
    pages
}

impl Pen<'_> {
    fn say(&self, id: &'static str) -> Phrase {
        Phrase::new(self.language, id)
    }

    fn shell(&self, section: Section, done: Option<&'static str>) -> Shell {
        Shell {
            frame: frame(self.language, self.words),
            person: self.words.person.clone(),
            home: Some("/".to_owned()),
            sign_out: form("/access/logout", self.words),
            section,
            done: done.map(|done| self.say(done)),
        }
    }

    fn crumb(&self, section: Section) -> Crumb {
        Crumb { href: section.path().to_owned(), name: self.say(section.name()) }
    }

    fn choice(&self, value: &str, name: &'static str, chosen: bool) -> Choice {
        Choice::new(value, self.say(name), chosen)
    }

    fn role(&self, role: &'static str) -> Phrase {
        self.say("admin-role").word("role", role)
    }

    fn entries(&self) -> Vec<Entry> {
        let entry = |name| Entry::new("/admin/oauth/clients/7".to_owned(), self.say(name));
        vec![
            entry("admin-edit"),
            entry("admin-view-tokens"),
            entry("admin-view-audit-log"),
            entry("clients-logo"),
            entry("clients-rotate"),
            entry("clients-propose"),
            entry("clients-withdraw"),
            entry("admin-deactivate"),
            entry("admin-reactivate"),
            Entry::ending("/admin/oauth/clients/7/delete".to_owned(), self.say("admin-delete")),
        ]
    }
}
