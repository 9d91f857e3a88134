//! The applications that a person has let in, and the button that takes it back.

use askama::Template;

use super::consent::Meaning;
use super::form::Form;
use super::frame::Frame;
use super::phrase::Phrase;
use crate::clock::Moment;

/// The page of connected applications.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/connected_apps.html")]
pub struct ConnectedApps {
    /// What stands around it.
    pub frame: Frame,
    /// Who is signed in.
    pub name: String,
    /// The applications, the latest first.
    pub apps: Vec<App>,
    /// What was taken out just now.
    pub removed: Removed,
    /// The form that signs out.
    pub sign_out: Form,
}

/// What was taken out just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// Nothing.
    None,
    /// One application.
    One,
    /// Every application.
    All,
}

/// One application.
#[derive(Clone, Debug)]
pub struct App {
    /// The client's number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Who makes it, by its own account.
    pub publisher: Option<String>,
    /// Path of its logo, on this host.
    pub logo: Option<String>,
    /// What it may do, widest first.
    pub scopes: Vec<Meaning>,
    /// When it was let in.
    pub since: Moment,
    /// When it was last seen.
    pub last_used: Option<Moment>,
    /// The form that takes it out.
    pub form: Form,
}

impl ConnectedApps {
    fn removed(&self) -> Option<Phrase> {
        match self.removed {
            Removed::None => None,
            Removed::One => Some(self.frame.say("connected-removed")),
            Removed::All => Some(self.frame.say("connected-all-removed")),
        }
    }
}

impl App {
    fn since(&self, frame: &Frame) -> Phrase {
        frame.say("connected-since").day("date", self.since, frame.now)
    }

    fn last_used(&self, frame: &Frame) -> Phrase {
        match self.last_used {
            Some(at) => frame.say("connected-last-used").day("date", at, frame.now),
            None => frame.say("connected-unused"),
        }
    }
}
