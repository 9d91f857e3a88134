//! Who still uses which of the account's API tokens, and which of them are ready to end.

use askama::Template;

use super::parts::{Choice, Crumb};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::phrase::Phrase;

/// Every API token of the account in one line each.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/api_token_report.html")]
pub struct Report {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// Where it is.
    pub here: String,
    /// How far back.
    pub periods: Vec<Choice>,
    /// All of them, or those that are ready to end.
    pub readiness: Vec<Choice>,
    /// The tokens.
    pub rows: Vec<Row>,
}

/// One token, and what it is used for.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its usage in detail.
    pub href: String,
    /// What it is for.
    pub name: String,
    /// Calls that were let in.
    pub calls: u32,
    /// Calls that were refused because it has ended.
    pub refused: u32,
    /// How many people called.
    pub people: u32,
    /// From how many addresses.
    pub addresses: u32,
    /// With how many programs.
    pub agents: u32,
    /// The last use ever.
    pub used: Option<Moment>,
    /// Why it is ready to end, as the message `api-report-why` has it.
    pub ready: Option<&'static str>,
}

impl Report {
    fn count(&self, number: u32) -> Phrase {
        self.shell.say("admin-count").number("count", number)
    }

    fn callers(&self, row: &Row) -> Phrase {
        let callers = self.shell.say("api-report-who").number("people", row.people);
        callers.number("addresses", row.addresses).number("programs", row.agents)
    }

    fn used(&self, row: &Row) -> Phrase {
        match row.used {
            Some(at) => self.shell.say("admin-at").time("time", at),
            None => self.shell.say("admin-never-used"),
        }
    }

    fn ready(&self, row: &Row) -> Phrase {
        match row.ready {
            Some(why) => self.shell.say("api-report-why").word("why", why),
            None => self.shell.say("api-report-not-yet"),
        }
    }
}
