//! Pages that say what went wrong: one for the person, with what they can do, and one line for the maker
//! of the app, with what to change. The reference stands in the log too.
//!
//! A value that was sent is shown again only if it fits an identifier's characters and 64 of them: an error
//! page is no place for other people's text.

use askama::Template;

use super::frame::Frame;
use super::phrase::Phrase;
use super::sso::NotLetIn;
use crate::protocol::identifier::is_client_identifier;

/// A page that says what went wrong.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/problem.html")]
pub struct ProblemPage {
    /// What stands around it.
    pub frame: Frame,
    /// What went wrong.
    pub problem: Problem,
    /// What leads on from here, the likeliest first.
    pub ways: Vec<Way>,
    /// The request's id in the log.
    pub reference: String,
}

/// What leads on from a page.
#[derive(Clone, Debug)]
pub struct Way {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub name: Phrase,
}

/// A question that was not answered in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The name of the app that asked.
    pub app: String,
    /// Where it is asked again.
    pub again: String,
}

/// What went wrong, for a person.
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Problem {
    /// Invalid Authorization Request: nothing in `client_id`.
    ClientMissing,
    /// Invalid Authorization Request: no such client here, by the identifier that was sent.
    ClientUnknown(String),
    /// Invalid Authorization Request: a number where the identifier belongs.
    ClientNumeric(String),
    /// Invalid Authorization Request: no `redirect_uri`, and the client has more than one.
    RedirectMissing,
    /// Invalid Authorization Request: a `redirect_uri` that is not registered.
    RedirectUnknown,
    /// Invalid Authorization Request: `client_id` or `redirect_uri` sent more than once.
    Repeated(&'static str),
    /// The tenant does not accept connections from apps.
    OauthOff,
    /// A page for admins.
    AdminsOnly,
    /// A form with the CSRF value of another session or request; with what was asked, if that is proven.
    Stale(Option<Unanswered>),
    /// A form that another site sent.
    ForeignOrigin,
    /// No account by this Host.
    AccountUnknown,
    /// No page by this path.
    NotFound,
    /// A page by this path, but not for this method.
    MethodNotAllowed,
    /// A request that cannot be read.
    Unreadable,
    /// A one-time link that was used, or is too old.
    LinkSpent,
    /// Somebody whom the vendor has sent back, and who is not let in.
    NotLetIn(NotLetIn),
    /// A limit of attempts.
    TooMany {
        /// Whole minutes to wait, rounded up.
        minutes: u32,
    },
    /// The database or a queue does not take more.
    Busy,
    /// Our own mistake.
    Internal,
}

impl Problem {
    /// The word in the log: `client_unknown`. Nothing that was sent: people put secrets where a `client_id` belongs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotLetIn(why) => why.into(),
            other => other.into(),
        }
    }

    /// The status of the answer.
    pub const fn status(&self) -> u16 {
        match self {
            Self::ClientMissing
            | Self::ClientUnknown(_)
            | Self::ClientNumeric(_)
            | Self::RedirectMissing
            | Self::RedirectUnknown
            | Self::Repeated(_)
            | Self::Stale(_)
            | Self::Unreadable => 400,
            Self::OauthOff | Self::AdminsOnly | Self::ForeignOrigin => 403,
            Self::AccountUnknown | Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::LinkSpent => 410,
            Self::NotLetIn(why) => why.status(),
            Self::TooMany { .. } => 429,
            Self::Internal => 500,
            Self::Busy => 503,
        }
    }

    /// Seconds after which it may be over.
    pub const fn retry_after(&self) -> Option<u32> {
        if matches!(self, Self::Busy) { Some(1) } else { None }
    }

    const fn title(&self) -> &'static str {
        match self {
            Self::ClientMissing
            | Self::ClientUnknown(_)
            | Self::ClientNumeric(_)
            | Self::RedirectMissing
            | Self::RedirectUnknown
            | Self::Repeated(_) => "problem-request-title",
            Self::OauthOff => "problem-oauth-off-title",
            Self::AdminsOnly => "problem-admins-only-title",
            Self::Stale(_) => "problem-stale-title",
            Self::ForeignOrigin => "problem-foreign-origin-title",
            Self::AccountUnknown => "problem-account-unknown-title",
            Self::NotFound => "problem-not-found-title",
            Self::MethodNotAllowed => "problem-method-title",
            Self::Unreadable => "problem-unreadable-title",
            Self::LinkSpent => "problem-link-spent-title",
            Self::NotLetIn(_) => "problem-sso-title",
            Self::TooMany { .. } => "problem-too-many-title",
            Self::Busy => "problem-busy-title",
            Self::Internal => "problem-internal-title",
        }
    }

    fn sentence(&self, frame: &Frame) -> Phrase {
        let account = frame.account_name();
        match self {
            Self::ClientMissing => frame.say("problem-client-missing"),
            Self::ClientUnknown(_) | Self::ClientNumeric(_) => frame.say("problem-client-unknown"),
            Self::RedirectMissing => frame.say("problem-redirect-missing"),
            Self::RedirectUnknown => frame.say("problem-redirect-unknown"),
            Self::Repeated(parameter) => frame.say("problem-repeated").code("parameter", parameter),
            Self::OauthOff => frame.say("problem-oauth-off").name("account", account),
            Self::AdminsOnly => frame.say("problem-admins-only").name("account", account),
            Self::Stale(Some(asked)) => frame.say("problem-stale").name("app", &asked.app),
            Self::Stale(None) => frame.say("problem-stale-unknown"),
            Self::ForeignOrigin => frame.say("problem-foreign-origin"),
            Self::AccountUnknown => frame.say("problem-account-unknown"),
            Self::NotFound => frame.say("problem-not-found"),
            Self::MethodNotAllowed => frame.say("problem-method"),
            Self::Unreadable => frame.say("problem-unreadable"),
            Self::LinkSpent => frame.say("problem-link-spent").name("account", account),
            Self::NotLetIn(why) => why.sentence(frame),
            Self::TooMany { minutes } => frame.say("problem-too-many").number("minutes", *minutes),
            Self::Busy => frame.say("problem-busy"),
            Self::Internal => frame.say("problem-internal"),
        }
    }

    /// What the maker of the app should change, if it is the app's mistake.
    fn advice(&self, frame: &Frame) -> Option<Phrase> {
        Some(match self {
            Self::ClientMissing => frame.say("advice-client-missing").code("parameter", "client_id"),
            Self::ClientUnknown(_) | Self::ClientNumeric(_) => {
                frame.say("advice-client-unknown").code("parameter", "client_id")
            }
            Self::RedirectMissing => frame.say("advice-redirect-missing").code("parameter", "redirect_uri"),
            Self::RedirectUnknown => frame.say("advice-redirect-unknown").code("parameter", "redirect_uri"),
            Self::Repeated(_) => frame.say("advice-repeated"),
            _ => return None,
        })
    }

    /// What was sent, if it can be shown.
    fn sent(&self, frame: &Frame) -> Option<Phrase> {
        match self {
            Self::ClientUnknown(sent) | Self::ClientNumeric(sent) if identifier(sent) => {
                Some(frame.say("problem-sent").code("parameter", "client_id").code("value", sent))
            }
            _ => None,
        }
    }
}

fn identifier(text: &str) -> bool {
    text.len() <= 64 && is_client_identifier(text)
}

impl ProblemPage {
    fn title(&self) -> Phrase {
        self.frame.say(self.problem.title())
    }

    fn reference(&self) -> Phrase {
        self.frame.say("problem-reference").code("reference", &self.reference).time("time", self.frame.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_an_identifier_is_shown_again() {
        assert!(identifier("invoice_sync-2.0"));
        assert!(identifier(&"a".repeat(64)));
        for sent in ["", " ", "a b", "<b>", "日本", "a'b", "a/b", &"a".repeat(65)] {
            assert!(!identifier(sent), "{sent}");
        }
    }
}
