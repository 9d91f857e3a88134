//! Who uses an API token, and who still calls with one that has ended.

use askama::Template;

use super::parts::{Choice, Crumb, Entry};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::phrase::Phrase;

/// What one API token is used for.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/api_token_usage.html")]
pub struct Usage {
    /// What stands around it.
    pub shell: Shell,
    /// The token behind it.
    pub crumb: Crumb,
    /// Whose usage it is.
    pub title: Phrase,
    /// Where it is.
    pub here: String,
    /// How far back.
    pub periods: Vec<Choice>,
    /// When it was last used.
    pub used: Phrase,
    /// Calls that were let in.
    pub calls: u32,
    /// Calls that were refused because it has ended.
    pub refused: u32,
    /// That several people use it.
    pub shared: Option<Phrase>,
    /// People, addresses, programs: a heading, what a row is called, the rows.
    pub shares: Vec<Shares>,
    /// Calls by day, the latest first.
    pub days: Vec<Day>,
    /// Calls that were refused.
    pub refusals: Vec<Refusal>,
    /// What can be done with the token.
    pub entries: Vec<Entry>,
}

/// The calls, by one of the things they can be told apart by.
#[derive(Clone, Debug)]
pub struct Shares {
    /// The heading.
    pub heading: Phrase,
    /// What a row is.
    pub what: Phrase,
    /// The rows.
    pub rows: Vec<Share>,
}

/// What one of them has of the calls.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who or what.
    pub name: Phrase,
    /// How many calls.
    pub calls: u32,
    /// The last of them.
    pub last: Moment,
}

/// The calls of one day.
#[derive(Clone, Debug)]
pub struct Day {
    /// Its beginning.
    pub day: Moment,
    /// Calls that were let in.
    pub calls: u32,
    /// Calls that were refused.
    pub refused: u32,
}

/// Calls that were refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Whom they claimed to come from.
    pub person: Phrase,
    /// From where.
    pub address: String,
    /// With what.
    pub agent: String,
    /// For which path.
    pub path: String,
    /// How many.
    pub calls: u32,
    /// The last of them.
    pub last: Moment,
}

impl Usage {
    fn count(&self, number: u32) -> Phrase {
        self.shell.say("admin-count").number("count", number)
    }

    fn time(&self, at: Moment) -> Phrase {
        self.shell.say("admin-at").time("time", at)
    }

    fn day(&self, day: &Day) -> Phrase {
        self.shell.say("admin-on").day("date", day.day, self.shell.frame.now)
    }
}
