//! The vendor's clients, as far as somebody of this account has let them in.

use askama::Template;

use super::clients::Count;
use super::parts::{Crumb, Entry, Flaw, Pages, flaws_of};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::form::Form;
use crate::web::pages::phrase::Phrase;

/// The list of external clients.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/global_clients.html")]
pub struct GlobalClients {
    /// What stands around it.
    pub shell: Shell,
    /// Whether all that there are are listed.
    pub every: bool,
    /// Where all are listed, or only those that were let in.
    pub other: String,
    /// The clients.
    pub rows: Vec<GlobalClient>,
    /// The pages before and after.
    pub pages: Pages,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct GlobalClient {
    /// Where its page is.
    pub href: String,
    /// Its name.
    pub name: String,
    /// What it sends as `client_id`.
    pub identifier: String,
    /// Who makes it.
    pub company: String,
    /// How many of its tokens are alive here.
    pub tokens: Count,
    /// Where they are listed.
    pub tokens_href: String,
    /// When one was last used.
    pub used: Option<Moment>,
    /// Whether it is shut out.
    pub blocked: bool,
    /// What can be done with it.
    pub entries: Vec<Entry>,
}

/// One of them: what the vendor says of it, and what the account decides.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/global_client.html")]
pub struct GlobalClientPage {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// What is done.
    pub title: Phrase,
    /// What is known of it.
    pub client: GlobalClient,
    /// What it does.
    pub description: String,
    /// Who it acts as by itself: an e-mail address.
    pub service_account: String,
    /// What is wrong with that.
    pub flaws: Vec<Flaw>,
    /// The form; none for a client that cannot act by itself.
    pub form: Option<Form>,
    /// Where *Cancel* leads.
    pub cancel: String,
}

impl GlobalClientPage {
    fn flaws(&self) -> Vec<&Flaw> {
        self.flaws.iter().collect()
    }

    fn wrong(&self, field: &str) -> Vec<&Phrase> {
        flaws_of(&self.flaws, field)
    }

    fn acts_as_hint(&self) -> Phrase {
        self.shell.say("clients-service-account-never")
    }
}

impl GlobalClient {
    fn tokens(&self, shell: &Shell) -> Phrase {
        let id = if self.tokens.more { "admin-count-more" } else { "admin-count" };
        shell.say(id).number("count", self.tokens.number)
    }

    fn used(&self, shell: &Shell) -> Phrase {
        match self.used {
            Some(at) => shell.say("admin-at").time("time", at),
            None => shell.say("admin-never-used"),
        }
    }

    fn status(&self, shell: &Shell) -> Phrase {
        shell.say(if self.blocked { "admin-blocked" } else { "admin-let-in" })
    }
}
