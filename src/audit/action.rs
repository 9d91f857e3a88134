//! What was done.

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Made.
    Create,
    /// Changed.
    Update,
    /// Ended for good.
    Destroy,
    /// Signed in.
    Login,
    /// Signed out.
    Logout,
    /// Tried to sign in too often; said once a minute.
    Lockout,
    /// Taken out as a file.
    Exported,
    /// Stopped for now.
    Deactivate,
    /// Started again.
    Reactivate,
    /// A family of tokens ended.
    Revoke,
    /// A refresh token came back that had no business to (RFC 9700 §4.14.2).
    ReuseDetected,
    /// A code came back (RFC 6749 §4.1.2).
    Replayed,
    /// A refresh token came back within its leeway.
    Retried,
    /// A credential was refused.
    VerifyFailed,
    /// A person let an application in.
    Authorize,
    /// A person refused an application.
    Deny,
    /// Something that will happen by itself was said ahead.
    Announce,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 17] = [
        Self::Create,
        Self::Update,
        Self::Destroy,
        Self::Login,
        Self::Logout,
        Self::Lockout,
        Self::Exported,
        Self::Deactivate,
        Self::Reactivate,
        Self::Revoke,
        Self::ReuseDetected,
        Self::Replayed,
        Self::Retried,
        Self::VerifyFailed,
        Self::Authorize,
        Self::Deny,
        Self::Announce,
    ];

    /// What it is called that something which was or was not active now is or is not.
    pub const fn of_liveness(was: bool, is: bool) -> Self {
        match (was, is) {
            (true, false) => Self::Deactivate,
            (false, true) => Self::Reactivate,
            _ => Self::Update,
        }
    }

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Destroy => "destroy",
            Self::Login => "login",
            Self::Logout => "logout",
            Self::Lockout => "lockout",
            Self::Exported => "exported",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::Revoke => "revoke",
            Self::ReuseDetected => "reuse_detected",
            Self::Replayed => "replayed",
            Self::Retried => "retried",
            Self::VerifyFailed => "verify_failed",
            Self::Authorize => "authorize",
            Self::Deny => "deny",
            Self::Announce => "announce",
        }
    }

    /// The action that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}
