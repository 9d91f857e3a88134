//! Access tokens, whose end is not their own: the live one of a family stays in the lists, and here, as long as the refresh
//! token beside it (`ends_at`).
//!
//! Lists want an index of ends that begins with the tenant, and a second one for the sweep would cost each token that is
//! issued. So a sweep goes from tenant to tenant, as many at a time as it may delete rows, and at the end the next pass
//! begins.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::Limits;
use crate::clock::Moment;
use crate::storage::schema::tenants;
use crate::storage::{Db, Result};

/// The last tenant all of whose tokens were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position(i64);

/// Before the platform, whose number is 0.
impl Default for Position {
    fn default() -> Self {
        Self(-1)
    }
}

/// What one transaction looked at.
pub(super) struct Bite {
    /// How many rows went.
    pub(super) gone: usize,
    /// Where the next one goes on.
    pub(super) next: Position,
    /// Whether this one came to the end of its tenants, and they to the last.
    pub(super) all: bool,
}

/// Deletes what is over of the next tenants, `limits.rows` of either at most.
pub(super) fn bite(db: &mut Db, from: Position, now: Moment, limits: &Limits) -> Result<Bite> {
    let most = i64::try_from(limits.rows).unwrap_or(i64::MAX);
    let behind = tenants::table.filter(tenants::id.gt(from.0)).order(tenants::id).limit(most).select(tenants::id);
    let next: Vec<i64> = behind.load(db)?;
    let Some(last) = next.last() else { return Ok(Bite { gone: 0, next: Position::default(), all: true }) };
    let gone = diesel::sql_query(
        "DELETE FROM access_tokens WHERE (id, tenant_id) IN (SELECT a.id, a.tenant_id FROM tenants t \
         JOIN access_tokens a ON a.tenant_id = t.id WHERE t.id > $1 AND t.id <= $2 AND a.ends_at <= $3 LIMIT $4)",
    );
    let gone = gone.bind::<BigInt, _>(from.0).bind::<BigInt, _>(*last);
    let gone = gone.bind::<BigInt, _>(now.plus(-limits.retention.tokens)).bind::<BigInt, _>(most).execute(db)?;
    Ok(match (gone == limits.rows, next.len() == limits.rows) {
        (true, _) => Bite { gone, next: from, all: false },
        (false, true) => Bite { gone, next: Position(*last), all: false },
        (false, false) => Bite { gone, next: Position::default(), all: true },
    })
}
