//! The account's own OAuth clients.

use askama::Template;

use super::parts::{Choice, Column, Entry, Pages};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::phrase::Phrase;

/// The list of clients.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/clients.html")]
pub struct Clients {
    /// What stands around it.
    pub shell: Shell,
    /// Where the account's OAuth access is turned on, if it is off.
    pub off: Option<&'static str>,
    /// Where one is added.
    pub add: String,
    /// What is looked for.
    pub text: String,
    /// Which status is looked for.
    pub statuses: Vec<Choice>,
    /// Whether anything is looked for.
    pub filtered: bool,
    /// How it can be sorted: by name, by when they were made.
    pub columns: [Column; 2],
    /// The clients.
    pub rows: Vec<Client>,
    /// The pages before and after.
    pub pages: Pages,
}

/// One client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Path of its logo, on this host.
    pub logo: Option<String>,
    /// What it sends as `client_id`.
    pub identifier: String,
    /// When it was made.
    pub created: Moment,
    /// How many tokens of it are alive.
    pub tokens: Count,
    /// Where they are listed.
    pub tokens_href: String,
    /// Whether it works.
    pub active: bool,
    /// What can be done with it.
    pub entries: Vec<Entry>,
}

/// A count that stops somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub number: u32,
    /// Whether there are more.
    pub more: bool,
}

impl Client {
    fn created(&self, shell: &Shell) -> Phrase {
        shell.say("admin-on").day("date", self.created, shell.frame.now)
    }

    fn tokens(&self, shell: &Shell) -> Phrase {
        let id = if self.tokens.more { "admin-count-more" } else { "admin-count" };
        shell.say(id).number("count", self.tokens.number)
    }

    fn status(&self, shell: &Shell) -> Phrase {
        shell.say(if self.active { "admin-active" } else { "admin-deactivated" })
    }
}
