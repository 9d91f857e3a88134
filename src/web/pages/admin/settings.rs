//! What the account decides: the two access switches, and how applications are let in.

use askama::Template;

use super::parts::{Choice, Flaw, flaws_of, in_order};
use super::shell::Shell;
use crate::web::pages::form::Form;
use crate::web::pages::phrase::Phrase;

/// API settings.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/settings.html")]
pub struct Settings {
    /// What stands around it.
    pub shell: Shell,
    /// The two switches.
    pub switches: Vec<Switch>,
    /// Who may let an application in.
    pub roles: Vec<Choice>,
    /// The language of pages for people who have not chosen one.
    pub languages: Vec<Choice>,
    /// Numbers of seconds.
    pub seconds: Vec<Seconds>,
    /// What may be or must be.
    pub rules: Vec<Rule>,
    /// What is wrong with what was sent.
    pub flaws: Vec<Flaw>,
    /// The form.
    pub form: Form,
}

/// A switch.
#[derive(Clone, Debug)]
pub struct Switch {
    /// What it is called.
    pub name: Phrase,
    /// What it does.
    pub says: Phrase,
    /// Whether it is on.
    pub on: bool,
    /// Where it is turned.
    pub href: String,
    /// What the link to that says.
    pub turn: Phrase,
}

/// A number of seconds; empty: as the operator has it.
#[derive(Clone, Debug)]
pub struct Seconds {
    /// The field.
    pub field: &'static str,
    /// What it is called.
    pub name: Phrase,
    /// From what to what.
    pub hint: Phrase,
    /// What stands in it.
    pub value: String,
}

/// Something that is so or is not.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The field.
    pub field: &'static str,
    /// What it is called.
    pub name: Phrase,
    /// Whether it is so.
    pub on: bool,
}

impl Settings {
    fn flaws(&self) -> Vec<&Flaw> {
        let fields: Vec<&str> = self.seconds.iter().map(|seconds| seconds.field).collect();
        in_order(&self.flaws, &fields)
    }

    fn wrong(&self, field: &str) -> Vec<&Phrase> {
        flaws_of(&self.flaws, field)
    }
}

impl Switch {
    fn status(&self, shell: &Shell) -> Phrase {
        shell.say(if self.on { "admin-on-now" } else { "admin-off-now" })
    }
}
