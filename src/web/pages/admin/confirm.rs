//! A question before something stops or ends: what, how much, since when, and whether it can be undone.

use askama::Template;

use super::parts::{Choice, Crumb};
use super::shell::Shell;
use crate::web::pages::form::Form;
use crate::web::pages::phrase::Phrase;

/// A page that asks before it is done.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/confirm.html")]
pub struct Confirm {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// The question.
    pub title: Phrase,
    /// What will happen.
    pub sentences: Vec<Phrase>,
    /// What has to be chosen.
    pub choices: Option<Choices>,
    /// What has to be typed.
    pub typed: Option<Typed>,
    /// Why it was not done.
    pub refused: Option<Hindrance>,
    /// The form.
    pub form: Form,
    /// What the button says.
    pub button: Phrase,
    /// Whether something ends for good.
    pub ends: bool,
    /// Where *Cancel* leads.
    pub cancel: String,
}

/// What stands in the way.
#[derive(Clone, Debug)]
pub struct Hindrance {
    /// What to do about it.
    pub says: Phrase,
    /// What it is: the address and the name of each.
    pub what: Vec<(String, String)>,
}

/// A choice among few: radio buttons.
#[derive(Clone, Debug)]
pub struct Choices {
    /// What is asked.
    pub legend: Phrase,
    /// The field.
    pub field: &'static str,
    /// The answers.
    pub answers: Vec<Choice>,
}

/// A word to type, so that nobody ends something that is in use by a slip.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What is asked.
    pub label: Phrase,
    /// What is wrong with what was typed.
    pub wrong: Option<Phrase>,
}
