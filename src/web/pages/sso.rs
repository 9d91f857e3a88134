//! What a person is told whom the vendor has sent back, and who is not let in: only what they can do about it.

use super::frame::Frame;
use super::phrase::Phrase;

/// Why somebody whom the vendor has sent back is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", prefix = "not_let_in_")]
pub enum NotLetIn {
    /// What the vendor says is not to be believed.
    Invalid,
    /// It was, once.
    TooOld,
    /// Admins do not come this way here.
    Admin,
    /// They are suspended, or deleted.
    ShutOut,
    /// Their address is somebody else's.
    AddressTaken,
}

impl NotLetIn {
    pub(super) const fn status(self) -> u16 {
        match self {
            Self::Invalid | Self::TooOld => 400,
            Self::Admin | Self::ShutOut | Self::AddressTaken => 403,
        }
    }

    pub(super) fn sentence(self, frame: &Frame) -> Phrase {
        let account = frame.account_name();
        let vendor = |id| frame.say(id).name("vendor", &frame.vendor);
        match self {
            Self::Invalid => vendor("problem-sso-invalid"),
            Self::TooOld => vendor("problem-sso-too-old"),
            Self::Admin => {
                let link = frame.say("problem-sso-admin-page");
                vendor("problem-sso-admin").name("account", account).link("page", "/access/login?local=1", link)
            }
            Self::ShutOut => frame.say("problem-sso-shut-out").name("account", account),
            Self::AddressTaken => frame.say("problem-sso-address-taken").name("account", account),
        }
    }
}
