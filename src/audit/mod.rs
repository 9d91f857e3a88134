//! The audit log: who did what to what, when and from where.
//!
//! What is true of it: an event is written last in the transaction of what it tells, so there is no
//! change without its event and no event without its change; it keeps names as they were, the
//! vendor's own (`external_id`) among them; it never holds a secret, only what is shown of one. Refused:
//! a trigger or a log file, which know nothing of who asked; and to look the vendor's name up when an
//! event is shown, because a deleted user has none any more, and one that was given to somebody else
//! would accuse them.

mod action;
mod actor;
mod changes;
mod describe;
mod export;
mod fold;
mod search;
mod show;
mod source;
pub mod store;
mod verify_failed;

use serde_json::Value;

use crate::clock::Moment;
use crate::storage::{Db, Id, Result};
pub use action::Action;
pub use actor::Actor;
pub use changes::changes;
pub use describe::{Changed, beside, changed, describe};
pub use export::{Export, Format, exported, object};
pub use fold::record_folded;
pub use search::{Search, count, place, search};
pub use show::show;
pub use source::{Source, SourceType};
pub use verify_failed::verify_failed;

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

    /// Somebody at `address` who has not proven who they are.
    pub const fn anonymous(address: String) -> Self {
        Self { actor: Actor::Anonymous, address }
    }

    /// What a change of theirs is marked with: the number of its event, and when.
    pub const fn stamp(self, event: i64, at: Moment) -> Stamp {
        Stamp { id: EventId::new(event), at, origin: self }
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

impl Stamp {
    /// The same, once it is known that it was `actor`.
    #[must_use]
    pub fn by(&self, actor: Actor) -> Self {
        Self { origin: Origin { actor, ..self.origin.clone() }, ..self.clone() }
    }
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
