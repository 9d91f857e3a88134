//! What a user has given to applications, and what acts as them by it.

use diesel::prelude::*;

use crate::clients::ClientKey;
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
/// `why`: for `client`, or for every one.
pub(crate) fn take_back(
    db: &mut Db,
    (tenant, user): (TenantId, UserId),
    client: Option<ClientKey>,
    why: &'static str,
    now: Moment,
) -> Result<Taken> {
    // First: who gives out a code for what was allowed before claims that, and its family is there when this goes on.
    let consents = forget_consents(db, (tenant, user), client)?;

    let mut alive = diesel::update(token_families::table).into_boxed();
    alive = alive.filter(token_families::tenant_id.eq(tenant)).filter(token_families::user_id.eq(user));
    alive = alive.filter(token_families::revoked_at.is_null());
    if let Some(ClientKey { tenant, id }) = client {
        alive = alive.filter(token_families::client_tenant_id.eq(tenant)).filter(token_families::client_id.eq(id));
    }
    let ended = (token_families::revoked_at.eq(now), token_families::revoked_reason.eq(why));
    let families = alive.set(ended).execute(db)?;

    let mut alive = diesel::update(access_tokens::table).into_boxed();
    alive = alive.filter(access_tokens::tenant_id.eq(tenant)).filter(access_tokens::user_id.eq(user));
    alive = alive.filter(access_tokens::ends_at.gt(now));
    if let Some(ClientKey { tenant, id }) = client {
        alive = alive.filter(access_tokens::client_tenant_id.eq(tenant)).filter(access_tokens::client_id.eq(id));
    }
    let ended = (access_tokens::revoked_at.eq(now), access_tokens::ends_at.eq(now));
    let tokens = alive.set(ended).execute(db)?;
    Ok(Taken { families, tokens, consents })
}

/// Forgets what the user has agreed to, for `client`, or for every one; how much that was.
pub(crate) fn forget_consents(
    db: &mut Db,
    (tenant, user): (TenantId, UserId),
    client: Option<ClientKey>,
) -> Result<usize> {
    let mut theirs = diesel::delete(consents::table).into_boxed();
    theirs = theirs.filter(consents::tenant_id.eq(tenant)).filter(consents::user_id.eq(user));
    if let Some(ClientKey { tenant, id }) = client {
        theirs = theirs.filter(consents::client_tenant_id.eq(tenant)).filter(consents::client_id.eq(id));
    }
    Ok(theirs.execute(db)?)
}
