//! The one decision a person makes: who asks, for what, as whom, for how long, and where it goes next.
//!
//! The page never shows what the client says about itself without saying who registered it, and the host
//! that follows comes from the proven redirect URI, in ASCII: a look-alike in another script shows itself.

use askama::Template;

use super::form::Form;
use super::frame::Frame;
use super::phrase::Phrase;
use crate::clock::Moment;

/// The consent page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/consent.html")]
pub struct Consent {
    /// What stands around it.
    pub frame: Frame,
    /// Who asks.
    pub client: Asking,
    /// Who decides.
    pub person: Person,
    /// What is asked for.
    pub scopes: Vec<Scope>,
    /// When the person allowed less than this.
    pub allowed_less_on: Option<Moment>,
    /// Days without use after which access ends; none if only removal ends it.
    pub idle_days: Option<u32>,
    /// Where the browser goes next.
    pub next: Next,
    /// A public client: nothing is remembered.
    pub asked_each_time: bool,
    /// The page on which access is taken back, if this server has it.
    pub connected_apps: Option<String>,
    /// The decision: its buttons are named `decision`, with the values `allow` and `deny`.
    pub form: Form,
}

/// The client that asks.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Its name.
    pub name: String,
    /// Who makes it, by its own account.
    pub publisher: Option<String>,
    /// What it says it does.
    pub description: Option<String>,
    /// Path of its logo, on this host.
    pub logo: Option<String>,
    /// Whether it is the vendor's to vouch for (a global client) or this account's admins'.
    pub global: bool,
}

/// The person who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// `admin`, `agent` or `end-user`.
    pub role: &'static str,
    /// Where to sign in as someone else and come back.
    pub other_account: String,
}

/// One scope that is asked for.
#[derive(Clone, Debug)]
pub struct Scope {
    /// What it lets the app do.
    pub meaning: Meaning,
    /// Whether it lies beyond what was allowed before.
    pub new: bool,
}

/// What a scope lets an app do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// `read`
    Read,
    /// `write`
    Write,
    /// `impersonate`
    Impersonate,
    /// `credentials:read`
    SeeCredentials,
    /// `credentials:write`
    ChangeCredentials,
    /// `credentials`
    SeeAndChangeCredentials,
    /// `RESOURCE:read`, by the resource's name in the catalogue.
    See(String),
    /// `RESOURCE:write`
    Change(String),
    /// `RESOURCE`
    SeeAndChange(String),
    /// The catalogue's own sentence, in the page's language.
    Described(String),
}

/// Where the browser goes after the decision.
#[derive(Clone, Debug)]
pub enum Next {
    /// A site, by its host (and port, if it has one), in ASCII.
    Site(String),
    /// An app on this device that listens at this loopback address and port.
    Loopback(String),
    /// An app on this device that owns this private-use scheme (RFC 8252 §7.1).
    Scheme(String),
}

impl Meaning {
    /// Widest first.
    pub(in crate::web) const fn rank(&self) -> u8 {
        match self {
            Self::Read => 0,
            Self::Write => 1,
            Self::Impersonate => 2,
            Self::SeeAndChangeCredentials => 3,
            Self::ChangeCredentials => 4,
            Self::SeeCredentials => 5,
            Self::See(_) | Self::Change(_) | Self::SeeAndChange(_) | Self::Described(_) => 6,
        }
    }

    /// Whether it reaches beyond what the person themselves does every day.
    pub(super) const fn weighty(&self) -> bool {
        matches!(self, Self::Impersonate | Self::ChangeCredentials | Self::SeeAndChangeCredentials)
    }

    pub(super) fn sentence(&self, frame: &Frame) -> Phrase {
        match self {
            Self::Read => frame.say("scope-read"),
            Self::Write => frame.say("scope-write"),
            Self::Impersonate => frame.say("scope-impersonate").name("account", frame.account_name()),
            Self::SeeCredentials => frame.say("scope-see-credentials"),
            Self::ChangeCredentials => frame.say("scope-change-credentials"),
            Self::SeeAndChangeCredentials => frame.say("scope-see-and-change-credentials"),
            Self::See(name) => on_resource(frame, name, ["scope-see", "scope-see-named"]),
            Self::Change(name) => on_resource(frame, name, ["scope-change", "scope-change-named"]),
            Self::SeeAndChange(name) => {
                on_resource(frame, name, ["scope-see-and-change", "scope-see-and-change-named"])
            }
            Self::Described(description) => frame.say("scope-described").name("description", description),
        }
    }
}

/// The resources of the usual catalogue, which every language has a word for.
pub(super) const RESOURCES: [&str; 27] = [
    "tickets",
    "ticket_attachments",
    "ticket_views",
    "requests",
    "satisfaction_ratings",
    "users",
    "organizations",
    "groups",
    "hc",
    "themes",
    "brands",
    "dynamic_content",
    "macros",
    "triggers",
    "automations",
    "sla_policies",
    "custom_objects",
    "targets",
    "webhooks",
    "apps",
    "zis",
    "any_channel",
    "web_widget",
    "auditlogs",
    "security",
    "account_settings",
    "deletion_schedules",
];

/// A sentence about a resource: with the language's own word for it, else with its name.
fn on_resource(frame: &Frame, name: &str, [worded, named]: [&'static str; 2]) -> Phrase {
    match RESOURCES.into_iter().find(|known| *known == name) {
        Some(known) => frame.say(worded).word("resource", known),
        None => frame.say(named).name("resource", name),
    }
}

impl Consent {
    fn widest_first(&self) -> Vec<&Scope> {
        let mut scopes: Vec<&Scope> = self.scopes.iter().collect();
        scopes.sort_by_key(|scope| scope.meaning.rank());
        scopes
    }

    fn more(&self) -> Option<Phrase> {
        let more = self.frame.say("consent-more").name("app", &self.client.name);
        self.allowed_less_on.map(|date| more.day("date", date, self.frame.now))
    }

    fn ends(&self) -> Phrase {
        match self.idle_days {
            Some(days) => self.frame.say("consent-ends").number("days", days),
            None => self.frame.say("consent-ends-by-removal"),
        }
    }

    fn next(&self) -> Phrase {
        match &self.next {
            Next::Site(host) => self.frame.say("consent-next-site").strong("host", host),
            Next::Loopback(host) => self.frame.say("consent-next-loopback").code("host", host),
            Next::Scheme(scheme) => self.frame.say("consent-next-scheme").code("scheme", scheme),
        }
    }

    fn take_back(&self) -> Option<Phrase> {
        let page = self.frame.say("connected-apps");
        let sentence = self.frame.say("consent-take-back");
        self.connected_apps.as_deref().map(|href| sentence.link("page", href, page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::scope::{Catalogue, Reach};

    #[test]
    fn the_usual_catalogue_has_words_in_every_language() {
        for word in Catalogue::default().words() {
            let Reach::Resource(name) = &word.reach else { continue };
            assert!(name == "credentials" || RESOURCES.contains(&name.as_str()), "{name}");
        }
    }
}
