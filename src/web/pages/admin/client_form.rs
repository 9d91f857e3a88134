//! One client: what is said of it, to read and to change.

use askama::Template;

use super::parts::{Choice, Crumb, Entry, Flaw, flaws_of, in_order};
use super::shell::Shell;
use crate::web::pages::consent::Meaning;
use crate::web::pages::form::Form;
use crate::web::pages::phrase::Phrase;

/// The form of a client.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/client_form.html")]
pub struct ClientForm {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// What is done.
    pub title: Phrase,
    /// Where the account's OAuth access is turned on, if it is off and there is such a client already.
    pub off: Option<&'static str>,
    /// What is known of it that cannot be changed here; nothing of a new one.
    pub known: Option<Known>,
    /// What stands in the fields.
    pub fields: Fields,
    /// What is wrong with them.
    pub flaws: Vec<Flaw>,
    /// The form.
    pub form: Form,
    /// Where *Cancel* leads.
    pub cancel: String,
}

/// What is known of a client and changed elsewhere.
#[derive(Clone, Debug)]
pub struct Known {
    /// What it sends as `client_id`.
    pub identifier: String,
    /// Whether it works.
    pub active: bool,
    /// The beginnings of its secrets, and when they end.
    pub secrets: Vec<Phrase>,
    /// When it was made, when it was last used.
    pub sentences: Vec<Phrase>,
    /// What can be done with it.
    pub entries: Vec<Entry>,
}

/// What stands in the fields.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// The identifier, of a new one.
    pub identifier: String,
    /// Its name.
    pub name: String,
    /// Who makes it.
    pub company: String,
    /// What it does.
    pub description: String,
    /// Redirect URLs, one a line.
    pub redirect_uris: String,
    /// Its kinds.
    pub kinds: Vec<Choice>,
    /// Whether its scopes are limited.
    pub limited: bool,
    /// The scopes there are.
    pub scopes: Vec<Scope>,
    /// Seconds; empty: as the account has it.
    pub access_token_lifetime: String,
    /// Seconds; empty: as the account has it.
    pub refresh_token_lifetime: String,
    /// Who it belongs to: an e-mail address.
    pub owner: String,
    /// Who it acts as by itself: an e-mail address; empty: as its owner.
    pub service_account: String,
}

/// A scope that can be allowed.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The word.
    pub word: String,
    /// What it means.
    pub meaning: Meaning,
    /// Whether it is allowed.
    pub allowed: bool,
}

/// The fields, in the order of the form.
const FIELDS: [&str; 11] = [
    "name",
    "identifier",
    "company",
    "description",
    "kind",
    "redirect_uris",
    "allowed_scopes",
    "access_token_lifetime",
    "refresh_token_lifetime",
    "owner",
    "service_account",
];

impl ClientForm {
    fn flaws(&self) -> Vec<&Flaw> {
        in_order(&self.flaws, &FIELDS)
    }

    fn wrong(&self, field: &str) -> Vec<&Phrase> {
        flaws_of(&self.flaws, field)
    }

    fn acts_as_hint(&self) -> Phrase {
        match self.fields.owner.as_str() {
            "" => self.shell.say("clients-service-account-never"),
            owner => self.shell.say("clients-service-account-hint").name("owner", owner),
        }
    }
}
