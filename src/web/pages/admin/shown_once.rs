//! A secret in full: shown in the answer that made it, and never again.

use askama::Template;

use super::parts::Crumb;
use super::shell::Shell;
use crate::web::pages::phrase::Phrase;

/// The page with the secret.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/shown_once.html")]
pub struct ShownOnce {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// What was made.
    pub title: Phrase,
    /// What to do with it.
    pub advice: Phrase,
    /// What goes with the secret: a name, a value.
    pub beside: Vec<(Phrase, String)>,
    /// What the secret is called.
    pub label: Phrase,
    /// The secret.
    pub secret: String,
    /// What is true of it.
    pub sentences: Vec<Phrase>,
    /// Where to go on.
    pub next: Crumb,
}
