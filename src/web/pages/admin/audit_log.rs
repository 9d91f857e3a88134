//! What happened: who did what to what, when and from where.

use askama::Template;

use super::parts::{Choice, Crumb, Pages};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::form::Form;
use crate::web::pages::phrase::Phrase;

/// The log, filtered.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/audit_log.html")]
pub struct AuditLog {
    /// What stands around it.
    pub shell: Shell,
    /// What is looked for.
    pub filter: Filter,
    /// The events.
    pub rows: Vec<Event>,
    /// The pages before and after.
    pub pages: Pages,
    /// The form that takes out what is found as a file; its buttons are named `format`.
    pub export: Form,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Part of a name.
    pub text: String,
    /// Kinds of things.
    pub sources: Vec<Choice>,
    /// What was done.
    pub actions: Vec<Choice>,
    /// An address.
    pub address: String,
    /// A day, as `2026-11-21`.
    pub from: String,
    /// A day.
    pub until: String,
    /// The one thing or actor that a link led to: fields that stay as they are.
    pub fixed: Vec<(&'static str, String)>,
    /// What that is.
    pub only: Option<Phrase>,
    /// Where there is what that did itself, if it is a client.
    pub itself: Option<String>,
    /// Whether anything is looked for.
    pub filtered: bool,
    /// Where nothing is.
    pub clear: String,
}

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its page.
    pub href: String,
    /// When.
    pub at: Moment,
    /// Who: a name, or what they are.
    pub actor: Who,
    /// What was done, as the log has it.
    pub action: &'static str,
    /// What kind of thing it was done to, as the log has it.
    pub source: &'static str,
    /// Its name.
    pub label: String,
    /// From where; may be empty.
    pub address: String,
}

/// Who did it.
#[derive(Clone, Debug)]
pub enum Who {
    /// Somebody with a name.
    Named(String),
    /// `system`, `operator` or `anonymous`.
    Kind(&'static str),
}

/// One event, with everything that is kept of it.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/audit_event.html")]
pub struct EventPage {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// The event.
    pub event: Event,
    /// The number of the event.
    pub id: String,
    /// What a change changed: the field, its value before and after.
    pub changes: Vec<[Phrase; 3]>,
    /// What else is known.
    pub more: Vec<(Phrase, Phrase)>,
    /// Everything else that was done to the same thing.
    pub same: Option<String>,
}

impl Event {
    fn at(&self, shell: &Shell) -> Phrase {
        shell.say("admin-at").time("time", self.at)
    }

    fn action(&self, shell: &Shell) -> Phrase {
        shell.say("audit-action").word("action", self.action)
    }

    fn source(&self, shell: &Shell) -> Phrase {
        shell.say("audit-source").word("source", self.source)
    }

    fn actor(&self, shell: &Shell) -> Phrase {
        match &self.actor {
            Who::Named(name) => shell.say("audit-actor-named").name("name", name),
            Who::Kind(kind) => shell.say("audit-actor").word("kind", kind),
        }
    }
}

impl EventPage {
    fn title(&self) -> Phrase {
        self.event.action(&self.shell)
    }
}
