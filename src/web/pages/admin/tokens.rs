//! The tokens of a client, and what one of them may do.

use askama::Template;

use super::parts::{Crumb, Entry, Pages};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::consent::Meaning;
use crate::web::pages::phrase::Phrase;

/// The list of a client's tokens.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/tokens.html")]
pub struct Tokens {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// The client's name.
    pub client: String,
    /// Where it is explained how tokens are made.
    pub help: String,
    /// The tokens.
    pub rows: Vec<Token>,
    /// The pages before and after.
    pub pages: Pages,
}

/// One token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its page.
    pub href: String,
    /// The beginning of it.
    pub hint: String,
    /// Who it acts as.
    pub person: String,
    /// Their address.
    pub email: String,
    /// What it may do, widest first, with the words.
    pub scopes: Vec<(Meaning, String)>,
    /// When it was issued.
    pub created: Moment,
    /// When it ends; none: never.
    pub expires: Option<Moment>,
    /// When it was last used.
    pub used: Option<Moment>,
    /// What can be done with it.
    pub entries: Vec<Entry>,
}

/// One token, with its scopes.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/token.html")]
pub struct TokenPage {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// The client's name.
    pub client: String,
    /// The token.
    pub token: Token,
    /// Where it is deleted.
    pub delete: String,
}

/// How many scopes a row shows.
const SHOWN: usize = 2;

impl Token {
    fn first(&self) -> impl Iterator<Item = &Meaning> {
        self.scopes.iter().take(SHOWN).map(|(meaning, _)| meaning)
    }

    fn rest(&self, shell: &Shell) -> Option<Phrase> {
        let rest = self.scopes.len().saturating_sub(SHOWN);
        let number = u32::try_from(rest).unwrap_or(u32::MAX);
        (rest > 0).then(|| shell.say("admin-more").number("count", number))
    }

    fn created(&self, shell: &Shell) -> Phrase {
        shell.say("admin-at").time("time", self.created)
    }

    fn expires(&self, shell: &Shell) -> Phrase {
        match self.expires {
            Some(at) => shell.say("admin-at").time("time", at),
            None => shell.say("admin-never-expires"),
        }
    }

    fn used(&self, shell: &Shell) -> Phrase {
        match self.used {
            Some(at) => shell.say("admin-at").time("time", at),
            None => shell.say("admin-never-used"),
        }
    }
}
