//! Signing in and out: the form, the password chosen behind a one-time link, the farewell.

use askama::Template;

use super::form::Form;
use super::frame::Frame;
use super::phrase::Phrase;

/// The sign-in form. Without JavaScript, without `form-action` in its policy.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/sign_in.html")]
pub struct SignIn {
    /// What stands around it.
    pub frame: Frame,
    /// The name of the app that sent the person here.
    pub app: Option<String>,
    /// Where the vendor's own sign-in starts, if the tenant has one.
    pub vendor_sign_in: Option<String>,
    /// The e-mail typed before, or known.
    pub email: String,
    /// Why the last attempt failed.
    pub trouble: Option<SignInTrouble>,
    /// Names its fields `email` and `password`; none if people sign in at the vendor only.
    pub form: Option<Form>,
}

/// Why signing in failed. An unknown e-mail and a wrong password say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInTrouble {
    /// The e-mail or the password is not right.
    Wrong,
    /// Too many attempts.
    Locked {
        /// Whole minutes until the next one counts, rounded up.
        minutes: u32,
    },
    /// The form's CSRF value is of another visit.
    Stale,
    /// None was made: the session ended before a form came.
    Ended,
}

impl SignIn {
    fn trouble(&self) -> Option<Phrase> {
        Some(match self.trouble? {
            SignInTrouble::Wrong => self.frame.say("sign-in-wrong"),
            SignInTrouble::Locked { minutes } => self.frame.say("sign-in-locked").number("minutes", minutes),
            SignInTrouble::Stale => self.frame.say("sign-in-stale"),
            SignInTrouble::Ended => self.frame.say("sign-in-ended"),
        })
    }

    fn wrong(&self) -> bool {
        self.trouble == Some(SignInTrouble::Wrong)
    }
}

/// The page behind a one-time link: a first password, or a new one.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/set_password.html")]
pub struct SetPassword {
    /// What stands around it.
    pub frame: Frame,
    /// Whose password it is.
    pub email: String,
    /// The fewest characters that a password has.
    pub minimum: u32,
    /// Why the last one was refused.
    pub trouble: Option<PasswordTrouble>,
    /// Names its field `password`.
    pub form: Form,
}

/// Why a password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordTrouble {
    /// Fewer characters than the minimum.
    Short,
    /// More than can be hashed.
    Long {
        /// The most characters that a password has.
        maximum: u32,
    },
    /// The e-mail itself, or another that is tried first.
    Guessable,
}

impl PasswordTrouble {
    /// What is wrong with it, where a password has `minimum` characters.
    pub(super) fn sentence(self, frame: &Frame, minimum: u32) -> Phrase {
        match self {
            Self::Short => frame.say("set-password-short").number("minimum", minimum),
            Self::Long { maximum } => frame.say("set-password-long").number("maximum", maximum),
            Self::Guessable => frame.say("set-password-guessable"),
        }
    }
}

impl SetPassword {
    fn trouble(&self) -> Option<Phrase> {
        self.trouble.map(|trouble| trouble.sentence(&self.frame, self.minimum))
    }
}

/// Said after signing out.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/signed_out.html")]
pub struct SignedOut {
    /// What stands around it.
    pub frame: Frame,
    /// Where signing in starts.
    pub sign_in: String,
}

/// Said to whoever is signed in and not on the way to anywhere; has the button that signs out.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/signed_in.html")]
pub struct SignedIn {
    /// What stands around it.
    pub frame: Frame,
    /// Whether a form of an earlier session was to sign them out.
    pub still: bool,
    /// Who is signed in.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// The Admin Center, for an admin.
    pub admin_center: Option<String>,
    /// The list of connected applications.
    pub connected_apps: String,
    /// Where they change their password, if they have one here.
    pub change_password: Option<String>,
    /// The form that signs out.
    pub form: Form,
}
