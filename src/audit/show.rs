//! One event.

use super::{Event, EventId, store};
use crate::refused::Refused;
use crate::storage::Db;

/// The event `id` in the log of `tenant` (0: the platform's).
///
/// # Errors
/// [`Refused::Unknown`], also for another tenant's.
pub fn show(db: &mut Db, tenant: i64, id: EventId) -> Result<Event, Refused> {
    store::by_id(db, tenant, id)?.ok_or(Refused::Unknown("event"))
}
