//! What stands around every page of the Admin Center: whose account it is, who is signed in, the menu.
//!
//! The menu is in the page twice, beside the content for a desk and folded for a phone; the style sheet shows one of
//! them. A single one that folds would need script, or a browser of last year.

use crate::web::pages::form::Form;
use crate::web::pages::frame::Frame;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::{script, style};

/// What every page of the Admin Center needs to be told.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The account, the language, the way to help.
    pub frame: Frame,
    /// Who is signed in.
    pub person: String,
    /// Their own page, if this server has it.
    pub home: Option<String>,
    /// The form that signs out.
    pub sign_out: Form,
    /// Which part of the menu the page belongs to.
    pub section: Section,
    /// What was done just now.
    pub done: Option<Phrase>,
}

/// A part of the Admin Center: one entry of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// How to connect an application.
    FirstSteps,
    /// The account's own clients.
    Clients,
    /// The vendor's clients.
    GlobalClients,
    /// Legacy API tokens.
    ApiTokens,
    /// Switches and lifetimes.
    Settings,
    /// People.
    Users,
    /// What happened.
    AuditLog,
    /// What is explained.
    Help,
}

/// Entries of the menu under one heading.
pub struct Group {
    /// The heading; above it what it belongs to.
    pub heading: Phrase,
    /// The part that the heading belongs to.
    pub above: Option<Phrase>,
    /// Address, name, whether the page belongs to it.
    pub entries: Vec<(&'static str, Phrase, bool)>,
}

impl Section {
    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::FirstSteps => "/admin",
            Self::Clients => "/admin/oauth/clients",
            Self::GlobalClients => "/admin/oauth/global_clients",
            Self::ApiTokens => "/admin/api_tokens",
            Self::Settings => "/admin/api/settings",
            Self::Users => "/admin/users",
            Self::AuditLog => "/admin/audit_logs",
            Self::Help => "/admin/help/tokens",
        }
    }

    /// The message with its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstSteps => "admin-first-steps",
            Self::Clients => "admin-clients",
            Self::GlobalClients => "admin-global-clients",
            Self::ApiTokens => "admin-api-tokens",
            Self::Settings => "admin-settings",
            Self::Users => "admin-users",
            Self::AuditLog => "admin-audit-log",
            Self::Help => "admin-help",
        }
    }
}

impl Shell {
    /// A message in the page's language.
    pub const fn say(&self, id: &'static str) -> Phrase {
        self.frame.say(id)
    }

    /// Link to the style sheet of the Admin Center.
    pub fn stylesheet(&self) -> &'static str {
        style::admin_link()
    }

    /// Link to the script of the Admin Center.
    pub fn script(&self) -> &'static str {
        script::link()
    }

    /// The menu.
    pub fn menu(&self) -> Vec<Group> {
        let entry = |section: &Section| (section.path(), self.say(section.name()), *section == self.section);
        let group = |above: Option<&'static str>, heading, sections: &[Section]| Group {
            heading: self.say(heading),
            above: above.map(|above| self.say(above)),
            entries: sections.iter().map(entry).collect(),
        };
        vec![
            group(
                Some("admin-apps"),
                "admin-apis",
                &[Section::FirstSteps, Section::Clients, Section::GlobalClients, Section::ApiTokens, Section::Settings],
            ),
            group(None, "admin-people", &[Section::Users]),
            group(None, "admin-account", &[Section::AuditLog]),
            group(None, "admin-explained", &[Section::Help]),
        ]
    }
}
