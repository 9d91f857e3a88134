//! The people of the account.

use askama::Template;

use super::parts::{Choice, Crumb, Entry, Flaw, Pages, flaws_of, in_order};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::form::Form;
use crate::web::pages::phrase::Phrase;

/// The list of people.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/users.html")]
pub struct Users {
    /// What stands around it.
    pub shell: Shell,
    /// Where one is added.
    pub add: String,
    /// What is looked for.
    pub text: String,
    /// Which role is looked for.
    pub roles: Vec<Choice>,
    /// Whether anything is looked for.
    pub filtered: bool,
    /// The people.
    pub rows: Vec<User>,
    /// The pages before and after.
    pub pages: Pages,
}

/// One person.
#[derive(Clone, Debug)]
pub struct User {
    /// Their page.
    pub href: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// `admin`, `agent` or `end-user`.
    pub role: &'static str,
    /// Whether the address is known to be theirs.
    pub verified: bool,
    /// Whether they are shut out.
    pub suspended: bool,
    /// When they were made.
    pub created: Moment,
    /// What can be done.
    pub entries: Vec<Entry>,
}

/// One person's page, or that of a new one.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/user.html")]
pub struct UserPage {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// What is done.
    pub title: Phrase,
    /// Who it is; nobody yet.
    pub user: Option<User>,
    /// What the vendor calls them.
    pub external_id: Option<String>,
    /// Their name, as it stands in the field.
    pub name: String,
    /// Their address, of a new one.
    pub email: String,
    /// What they may be; none if it is the reader's own page.
    pub roles: Vec<Choice>,
    /// What is wrong.
    pub flaws: Vec<Flaw>,
    /// The form.
    pub form: Form,
    /// Where *Cancel* leads.
    pub cancel: String,
}

impl User {
    fn role(&self, shell: &Shell) -> Phrase {
        shell.say("admin-role").word("role", self.role)
    }

    fn created(&self, shell: &Shell) -> Phrase {
        shell.say("admin-on").day("date", self.created, shell.frame.now)
    }

    fn created_at(&self, shell: &Shell) -> Phrase {
        shell.say("admin-at").time("time", self.created)
    }

    fn status(&self, shell: &Shell) -> Phrase {
        shell.say(match (self.suspended, self.verified) {
            (true, _) => "admin-suspended",
            (false, false) => "admin-unverified",
            (false, true) => "admin-active",
        })
    }

    const fn works(&self) -> bool {
        self.verified && !self.suspended
    }
}

/// The fields, in the order of the form.
const FIELDS: [&str; 3] = ["email", "name", "role"];

impl UserPage {
    fn flaws(&self) -> Vec<&Flaw> {
        in_order(&self.flaws, &FIELDS)
    }

    fn wrong(&self, field: &str) -> Vec<&Phrase> {
        flaws_of(&self.flaws, field)
    }
}
