//! How the account's API tokens are led to their end, and what would happen when.

use askama::Template;

use super::parts::Crumb;
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::phrase::Phrase;

/// The policy, and its dry run.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/api_token_sunset.html")]
pub struct Sunset {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// The rules; none: nothing ends by itself.
    pub rules: Vec<Phrase>,
    /// What would happen, the next first.
    pub steps: Vec<Step>,
    /// How many more steps there are.
    pub more: u32,
}

/// One thing that would happen.
#[derive(Clone, Debug)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// What, as the message `sunset-kind` has it.
    pub kind: &'static str,
    /// To which token: its page, what it is for; to all of them.
    pub token: Option<(String, String)>,
}

impl Sunset {
    fn at(&self, step: &Step) -> Phrase {
        self.shell.say("admin-at").time("time", step.at)
    }

    fn kind(&self, step: &Step) -> Phrase {
        self.shell.say("sunset-kind").word("kind", step.kind)
    }
}
