//! What pages of the Admin Center are made of.

use super::shell::Shell;
use crate::web::pages::consent::Meaning;
use crate::web::pages::phrase::Phrase;

/// The way back to the list that a page lies below.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// Where it is.
    pub href: String,
    /// What it is called.
    pub name: Phrase,
}

/// One entry of a row's menu.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub name: Phrase,
    /// Whether something ends there for good.
    pub ends: bool,
}

impl Entry {
    /// An entry called `name`.
    pub const fn new(href: String, name: Phrase) -> Self {
        Self { href, name, ends: false }
    }

    /// An entry where something ends for good.
    pub const fn ending(href: String, name: Phrase) -> Self {
        Self { href, name, ends: true }
    }
}

/// The pages before and after this one.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The one before.
    pub before: Option<String>,
    /// The one after.
    pub after: Option<String>,
}

impl Pages {
    /// Whether there is another one.
    pub const fn is_some(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }
}

/// One of several answers.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub name: Phrase,
    /// Whether it is the one that stands.
    pub chosen: bool,
}

impl Choice {
    /// An answer.
    pub fn new(value: impl Into<String>, name: Phrase, chosen: bool) -> Self {
        Self { value: value.into(), name, chosen }
    }
}

/// A column of a list that it can be sorted by.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it is called.
    pub name: Phrase,
    /// Where it is sorted by it, or the other way round.
    pub href: String,
    /// `ascending` or `descending`, if it is sorted by it now.
    pub sorted: Option<&'static str>,
}

/// What is wrong with a field: a sentence about it, in the page's language where there is one.
#[derive(Clone, Debug)]
pub struct Flaw {
    /// The field's name.
    pub field: String,
    /// What is wrong.
    pub says: Phrase,
}

/// The flaws of one field.
pub fn flaws_of<'a>(flaws: &'a [Flaw], field: &str) -> Vec<&'a Phrase> {
    flaws.iter().filter(|flaw| flaw.field == field).map(|flaw| &flaw.says).collect()
}

/// The flaws in the order in which the form has their fields, those of no field last.
pub fn in_order<'a>(flaws: &'a [Flaw], fields: &[&str]) -> Vec<&'a Flaw> {
    let place = |flaw: &&Flaw| fields.iter().position(|field| *field == flaw.field).unwrap_or(fields.len());
    let mut flaws: Vec<&Flaw> = flaws.iter().collect();
    flaws.sort_by_key(place);
    flaws
}

/// What a scope lets an application do, told to an admin: the consent page speaks to the person whom it concerns.
pub fn told(meaning: &Meaning, shell: &Shell) -> Phrase {
    match meaning {
        Meaning::Read => shell.say("admin-scope-read"),
        Meaning::Write => shell.say("admin-scope-write"),
        other => other.sentence(&shell.frame),
    }
}
