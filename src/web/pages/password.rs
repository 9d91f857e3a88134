//! Changing one's own password, and what to do about applications afterwards.

use askama::Template;

use super::form::Form;
use super::frame::Frame;
use super::phrase::Phrase;
use super::sign_in::PasswordTrouble;

/// The form: the present password and the next one.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/change_password.html")]
pub struct ChangePassword {
    /// What stands around it.
    pub frame: Frame,
    /// Whose password it is.
    pub email: String,
    /// The fewest characters that a password has.
    pub minimum: u32,
    /// Why the last attempt changed nothing.
    pub trouble: Option<ChangeTrouble>,
    /// Names its fields `current` and `password`.
    pub form: Form,
}

/// Why nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeTrouble {
    /// The present password is another.
    Wrong,
    /// The new one is the present one.
    Same,
    /// The new one cannot be one.
    New(PasswordTrouble),
    /// Too many attempts.
    Locked {
        /// Whole minutes until the next one counts, rounded up.
        minutes: u32,
    },
}

impl ChangePassword {
    fn trouble(&self) -> Option<Phrase> {
        Some(match self.trouble? {
            ChangeTrouble::Wrong => self.frame.say("change-password-wrong"),
            ChangeTrouble::Same => self.frame.say("change-password-same"),
            ChangeTrouble::New(trouble) => trouble.sentence(&self.frame, self.minimum),
            ChangeTrouble::Locked { minutes } => self.frame.say("sign-in-locked").number("minutes", minutes),
        })
    }

    /// Whether the trouble is with the present password.
    fn current(&self) -> bool {
        self.trouble == Some(ChangeTrouble::Wrong)
    }

    /// Whether the trouble is with the new one.
    fn new_one(&self) -> bool {
        matches!(self.trouble, Some(ChangeTrouble::Same | ChangeTrouble::New(_)))
    }
}

/// Said after the password was changed: who still has access, and the one click that ends it.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/password_changed.html")]
pub struct PasswordChanged {
    /// What stands around it.
    pub frame: Frame,
    /// How many applications can use the account.
    pub apps: u32,
    /// The list of them.
    pub connected_apps: String,
    /// The form that disconnects them all.
    pub form: Form,
}

impl PasswordChanged {
    fn any(&self) -> bool {
        self.apps > 0
    }
}
