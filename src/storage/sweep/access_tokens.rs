//! Access tokens, of which some stay longer than the others.
//!
//! What a second use of a refresh token means depends on whether the access token that came with its successor was ever
//! seen in use. So the live access token of a family stays until no refresh token of its time is left, unless it was seen:
//! then it says no more than one that is not there. Everything else goes when its time is over, above all what machines
//! were given, by far the most.
//!
//! Those that stay would be found again each time, by an order that starts with the oldest. So each bite goes on where the
//! one before it stopped, and at the end the next pass begins.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{LONGEST, Limits};
use crate::clock::Moment;
use crate::storage::{Db, Result};

/// The last row that was looked at: when it expired, tenant, number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position([i64; 3]);

/// What one transaction looked at.
pub(super) struct Bite {
    /// How many rows went.
    pub(super) gone: usize,
    /// Where the next one goes on; at the beginning, if there is nothing behind this one.
    pub(super) next: Position,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    expires_at: i64,
    #[diesel(sql_type = BigInt)]
    tenant_id: i64,
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Those between two positions.
const BETWEEN: &str = "t.expires_at >= $1 AND (t.expires_at, t.tenant_id, t.id) > ($1, $2, $3)";

/// Deletes what is over of the next rows, `limits.rows` at most.
pub(super) fn bite(db: &mut Db, from: Position, now: Moment, limits: &Limits) -> Result<Bite> {
    let [end, tenant, id] = from.0;
    let most = i64::try_from(limits.rows).unwrap_or(i64::MAX);
    let seen = diesel::sql_query(format!(
        "SELECT t.expires_at, t.tenant_id, t.id FROM access_tokens t WHERE {BETWEEN} AND t.expires_at <= $4 \
         ORDER BY t.expires_at, t.tenant_id, t.id LIMIT $5"
    ));
    let seen = seen.bind::<BigInt, _>(end).bind::<BigInt, _>(tenant).bind::<BigInt, _>(id);
    let over = now.plus(-limits.retention.tokens);
    let seen: Vec<Key> = seen.bind::<BigInt, _>(over).bind::<BigInt, _>(most).load(db)?;
    let Some(last) = seen.last() else { return Ok(Bite { gone: 0, next: Position::default() }) };
    let gone = diesel::sql_query(format!(
        "DELETE FROM access_tokens AS t WHERE {BETWEEN} AND t.expires_at <= $4 \
         AND (t.expires_at, t.tenant_id, t.id) <= ($4, $5, $6) \
         AND (t.family_id IS NULL OR t.used_at IS NOT NULL OR t.expires_at <= $7 OR NOT EXISTS \
         (SELECT 1 FROM token_families f WHERE f.tenant_id = t.tenant_id AND f.id = t.family_id AND f.access_token_id = t.id))"
    ));
    let gone = gone.bind::<BigInt, _>(end).bind::<BigInt, _>(tenant).bind::<BigInt, _>(id);
    let gone = gone.bind::<BigInt, _>(last.expires_at).bind::<BigInt, _>(last.tenant_id).bind::<BigInt, _>(last.id);
    let gone = gone.bind::<BigInt, _>(now.plus(-limits.retention.tokens.max(LONGEST))).execute(db)?;
    let whole = seen.len() == limits.rows;
    let next = if whole { Position([last.expires_at, last.tenant_id, last.id]) } else { Position::default() };
    Ok(Bite { gone, next })
}
