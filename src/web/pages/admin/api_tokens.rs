//! Legacy API tokens: the list, and what is said of one.

use askama::Template;

use super::client_form::Scope;
use super::parts::{Choice, Column, Crumb, Entry, Flaw, Pages, flaws_of, in_order};
use super::shell::Shell;
use crate::clock::Moment;
use crate::web::pages::form::Form;
use crate::web::pages::phrase::Phrase;

/// The list of API tokens.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/api_tokens.html")]
pub struct ApiTokens {
    /// What stands around it.
    pub shell: Shell,
    /// Where one is added; nowhere if none can be.
    pub add: Option<String>,
    /// Whether the account lets API tokens in.
    pub access: bool,
    /// Where that is turned on, or off.
    pub switch: String,
    /// Where it is said who still uses them.
    pub report: String,
    /// What the end of API tokens looks like.
    pub sunset: String,
    /// How many there are and may be, or why there can be none.
    pub room: Phrase,
    /// What is looked for.
    pub text: String,
    /// Which status is looked for.
    pub statuses: Vec<Choice>,
    /// Whether anything is looked for.
    pub filtered: bool,
    /// How it can be sorted: by what they are for, by when they were made, by when they were used.
    pub columns: [Column; 3],
    /// The tokens.
    pub rows: Vec<ApiToken>,
    /// The pages before and after.
    pub pages: Pages,
}

/// One API token.
#[derive(Clone, Debug)]
pub struct ApiToken {
    /// Its page.
    pub href: String,
    /// What it is for, or its first characters.
    pub name: String,
    /// Its first characters.
    pub hint: String,
    /// The only user that it works for: an e-mail address.
    pub assigned: Option<String>,
    /// When it was made.
    pub created: Moment,
    /// When it was last used.
    pub used: Option<Moment>,
    /// When it stops.
    pub expires: Option<Moment>,
    /// `active`, `expired` or `deactivated`.
    pub status: &'static str,
    /// What can be done with it.
    pub entries: Vec<Entry>,
}

/// The form of an API token.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/api_token.html")]
pub struct ApiTokenPage {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// What is done.
    pub title: Phrase,
    /// The token; none yet.
    pub token: Option<ApiToken>,
    /// What stands in the fields.
    pub fields: Fields,
    /// What is wrong with them.
    pub flaws: Vec<Flaw>,
    /// The form.
    pub form: Form,
    /// Where *Cancel* leads.
    pub cancel: String,
}

/// What stands in the fields.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// What it is for.
    pub description: String,
    /// The only user that it works for: an e-mail address.
    pub user: String,
    /// Whether its scopes are limited.
    pub limited: bool,
    /// The scopes there are.
    pub scopes: Vec<Scope>,
    /// Addresses and nets, one a line.
    pub allowed_ips: String,
    /// When it stops, as `2026-11-21T10:00` in UTC.
    pub expires_at: String,
}

impl ApiToken {
    fn assigned(&self, shell: &Shell) -> Phrase {
        match &self.assigned {
            Some(email) => shell.say("audit-actor-named").name("name", email),
            None => shell.say("api-tokens-anyone"),
        }
    }

    fn created(&self, shell: &Shell) -> Phrase {
        shell.say("admin-on").day("date", self.created, shell.frame.now)
    }

    fn created_at(&self, shell: &Shell) -> Phrase {
        shell.say("admin-at").time("time", self.created)
    }

    fn used(&self, shell: &Shell) -> Phrase {
        match self.used {
            Some(at) => shell.say("admin-at").time("time", at),
            None => shell.say("admin-never-used"),
        }
    }

    fn expires(&self, shell: &Shell) -> Phrase {
        match self.expires {
            Some(at) => shell.say("admin-at").time("time", at),
            None => shell.say("admin-never-expires"),
        }
    }

    fn status(&self, shell: &Shell) -> Phrase {
        shell.say(match self.status {
            "active" => "admin-active",
            "expired" => "admin-expired",
            _ => "admin-deactivated",
        })
    }

    fn works(&self) -> bool {
        self.status == "active"
    }
}

/// The fields, in the order of the form.
const FIELDS: [&str; 5] = ["description", "assigned_user", "scopes", "allowed_ips", "expires_at"];

impl ApiTokenPage {
    fn flaws(&self) -> Vec<&Flaw> {
        in_order(&self.flaws, &FIELDS)
    }

    fn wrong(&self, field: &str) -> Vec<&Phrase> {
        flaws_of(&self.flaws, field)
    }
}
