//! The audit log: who did what to what, when and from where.
//!
//! What is true of it: an event is written last in the transaction of what it tells, so there is no
//! change without its event and no event without its change; it keeps names as they were; it never
//! holds a secret, only what is shown of one. Refused: a trigger or a log file, which know nothing of
//! who asked.

mod changes;
pub mod store;

use serde_json::Value;

use crate::clock::Moment;
use crate::storage::{Db, Id, Result};
pub use changes::changes;

/// The number of an event within its tenant.
pub type EventId = Id<Event>;

/// Who asked, from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who.
    pub actor: Actor,
    /// The address of the network they came from; empty if there is none.
    pub address: String,
}

impl Origin {
    /// The server itself, of its own accord.
    pub const fn system() -> Self {
        Self { actor: Actor::System, address: String::new() }
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The server itself.
    System,
    /// A platform operator.
    Operator,
    /// A user of the tenant.
    User {
        /// The user's number.
        id: i64,
        /// The user's name at that time.
        name: String,
    },
    /// A client, for itself.
    Client {
        /// The client's number.
        id: i64,
        /// The client's name at that time.
        name: String,
    },
    /// Nobody that proved who they are.
    Anonymous,
}

impl Actor {
    /// The word for what kind of actor it is.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Operator => "operator",
            Self::User { .. } => "user",
            Self::Client { .. } => "client",
            Self::Anonymous => "anonymous",
        }
    }

    /// The number of the user or client.
    pub const fn id(&self) -> Option<i64> {
        match self {
            Self::User { id, .. } | Self::Client { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The name of the user or client.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } | Self::Client { name, .. } => name,
            _ => "",
        }
    }
}

/// What kind of thing it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceType {
    /// A tenant's own client.
    OauthClient,
    /// What an authorization brought: a token, or its whole family.
    OauthToken,
    /// A client of the platform.
    GlobalOauthClient,
    /// A legacy API token.
    ApiToken,
    /// A user.
    User,
    /// The tenant and its settings.
    AccountSetting,
    /// A person's signing in and out.
    Session,
    /// A resource server.
    ResourceServer,
}

impl SourceType {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::OauthClient,
        Self::OauthToken,
        Self::GlobalOauthClient,
        Self::ApiToken,
        Self::User,
        Self::AccountSetting,
        Self::Session,
        Self::ResourceServer,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OauthClient => "oauth_client",
            Self::OauthToken => "oauth_token",
            Self::GlobalOauthClient => "global_oauth_client",
            Self::ApiToken => "apitoken",
            Self::User => "user",
            Self::AccountSetting => "account_setting",
            Self::Session => "session",
            Self::ResourceServer => "resource_server",
        }
    }

    /// The kind that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What kind of thing.
    pub kind: SourceType,
    /// Its number.
    pub id: Option<i64>,
    /// Its name at that time.
    pub label: String,
}

impl Source {
    /// The thing of `kind` with the number `id`, called `label`.
    pub fn new(kind: SourceType, id: i64, label: impl Into<String>) -> Self {
        Self { kind, id: Some(id), label: label.into() }
    }
}

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
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 16] = [
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
        }
    }

    /// The action that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}

/// What a change is marked with: the number of its event, when, who, from where. Taken before the job,
/// so that a rerun writes the same.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The number of the event.
    pub id: EventId,
    /// When.
    pub at: Moment,
    /// Who, from where.
    pub origin: Origin,
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct Event {
    /// Whose log it is in (0: the platform's).
    pub tenant: i64,
    /// When, who, from where.
    pub stamp: Stamp,
    /// What was done.
    pub action: Action,
    /// To what.
    pub source: Source,
    /// What else is worth knowing: `{"before": {…}, "after": {…}}` for a change. Never a secret.
    pub details: Value,
}

/// Writes an event into the log of `tenant` (0: the platform's): last in the job, in the transaction of
/// what it tells.
pub fn record(db: &mut Db, tenant: i64, stamp: &Stamp, action: Action, source: Source, details: Value) -> Result<()> {
    store::insert(db, &Event { tenant, stamp: stamp.clone(), action, source, details })
}
