//! What a user has given to applications, and what acts as them by it.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::storage::schema::{access_tokens, consents, token_families};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::users::UserId;

/// How much of it was there until it was taken back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) families: usize,
    pub(crate) tokens: usize,
    pub(crate) consents: usize,
}

/// Forgets what the user has agreed to, and ends every family and every token that acts as them, the families because of
/// `why`.
pub(crate) fn take_back(db: &mut Db, tenant: TenantId, user: UserId, why: &'static str, now: Moment) -> Result<Taken> {
    // First: who gives out a code for what was allowed before claims that, and its family is there when this goes on.
    let theirs = consents::table.filter(consents::tenant_id.eq(tenant)).filter(consents::user_id.eq(user));
    let consents = diesel::delete(theirs).execute(db)?;
    let alive = token_families::table.filter(token_families::tenant_id.eq(tenant));
    let alive = alive.filter(token_families::user_id.eq(user)).filter(token_families::revoked_at.is_null());
    let ended = (token_families::revoked_at.eq(now), token_families::revoked_reason.eq(why));
    let families = diesel::update(alive).set(ended).execute(db)?;
    let alive = access_tokens::table.filter(access_tokens::tenant_id.eq(tenant));
    let alive = alive.filter(access_tokens::user_id.eq(user)).filter(access_tokens::ends_at.gt(now));
    let ended = (access_tokens::revoked_at.eq(now), access_tokens::ends_at.eq(now));
    let tokens = diesel::update(alive).set(ended).execute(db)?;
    Ok(Taken { families, tokens, consents })
}
