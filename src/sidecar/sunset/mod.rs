//! The end of API tokens, step by step, as the tenant has decided ([`Sunset`]).
//!
//! Brown-outs, the last day for new ones and the end itself need nobody to act: verification and creation look at the
//! policy each time. What has to be done to single tokens (deactivate the idle, delete the long deactivated) is
//! planned (`plan`) from what is true now and done (`step`) one token at a time, each after looking again; so a token
//! that was used meanwhile lives on, two nodes may do it at once, and until its deletion everything can be taken back
//! by reactivating. A plan that is written down ahead was refused: it would be false with the next call.
//!
//! Nothing is done to a token before its announcement has stood for as long as the policy says, however long the step
//! has been due: a policy that is set today may mean what happened last year, and a deletion cannot be taken back.

mod plan;
mod step;
pub(crate) mod store;

use serde::Serialize;

use crate::clock::Moment;
use crate::sidecar::token::{ApiToken, ApiTokenId};
use crate::tenants::sunset::Sunset;
pub use plan::plan;
pub use step::{announce, step};

const DAY: i64 = 86_400;

/// What is done to a token, or to all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// None can be made any more.
    NoNew,
    /// Every token fails for a while.
    BrownOut,
    /// A token is deactivated because nobody uses it.
    Idle,
    /// Every token fails from here on, and is deactivated.
    End,
    /// A deactivated token is deleted.
    Delete,
}

impl Kind {
    /// The word in the log and the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoNew => "no_new",
            Self::BrownOut => "brown_out",
            Self::Idle => "idle",
            Self::End => "end",
            Self::Delete => "delete",
        }
    }
}

/// A step that is to come if nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// When it is to be done: not before it was announced for as long as the policy says.
    pub at: Moment,
    /// When it is over; absent: it stays so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// When it would be due if nothing had to be announced: what tells it from other steps.
    #[serde(skip)]
    pub due: Moment,
    /// What.
    pub kind: Kind,
    /// To which token; absent: to all.
    pub token: Option<ApiTokenId>,
    /// What that token is for, or its first characters.
    pub description: String,
}

/// When an active token has been idle for too long.
fn idle_at(policy: &Sunset, token: &ApiToken) -> Option<Moment> {
    // A token that somebody has just edited or reactivated is one that somebody cares for.
    let seen = token.last_used_at.unwrap_or_default().max(token.updated_at).max(policy.starts_at.unwrap_or_default());
    policy.idle_days.map(|days| seen.plus(days * DAY))
}

/// When a token that was deactivated at `since` is deleted.
fn deleted_at(policy: &Sunset, since: Moment) -> Option<Moment> {
    let since = since.max(policy.starts_at.unwrap_or_default());
    policy.delete_after_days.map(|days| since.plus(days * DAY))
}

/// When an active token is deactivated, and why.
fn deactivated_at(policy: &Sunset, token: &ApiToken) -> Option<(Moment, Kind)> {
    let idle = idle_at(policy, token).map(|at| (at, Kind::Idle));
    let end = policy.ends_at.map(|at| (at, Kind::End));
    idle.into_iter().chain(end).min()
}

#[cfg(test)]
mod tests;
