//! What is noted at the tokens of a client that is deleted.

use diesel::prelude::*;

use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::storage::schema::access_tokens;
use crate::storage::{Db, Result};

/// How many tokens a deletion looks at: a program may have a hundred thousand, and nobody waits for that. They are dead
/// with their client, all of them; the rest are counted in lists until their end.
const MOST: i64 = 1_000;

/// Notes at the tokens of the client at its own tenant that they are over: lists and counts go by that.
pub(in crate::clients) fn end_tokens(db: &mut Db, key: ClientKey, now: Moment) -> Result<()> {
    let own = access_tokens::table.filter(access_tokens::tenant_id.eq(key.tenant));
    let alive = own
        .filter(access_tokens::client_tenant_id.eq(key.tenant))
        .filter(access_tokens::client_id.eq(key.id))
        .filter(access_tokens::ends_at.gt(now));
    let some: Vec<i64> = alive.order(access_tokens::ends_at.desc()).limit(MOST).select(access_tokens::id).load(db)?;
    diesel::update(own.filter(access_tokens::id.eq_any(some))).set(access_tokens::ends_at.eq(now)).execute(db)?;
    Ok(())
}
