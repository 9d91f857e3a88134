//! Tokens as administrators and their owners see them: each access token with the refresh token beside it.
//!
//! A token is listed until both are over: a connection that rests for an hour can still be refreshed, and whoever looks
//! for what has power has to see it. So lists are in the order of that end, which is an index; by time of making, a
//! page would have to step over every token that a busy account has used up. What died with its client, its user or
//! its family is left out of the part that was read, so a part may be shorter than asked.

pub(super) mod store;

use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::refused::Refused;
use crate::storage::{COUNTED, Db, Part, Result, SortKey, Window};
use crate::tenants::TenantId;
use crate::tokens::{AccessToken, AccessTokenId};
use crate::users::UserId;

/// Which tokens are wanted; the default is everybody's that are not over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those that act as this user.
    pub user: Option<UserId>,
    /// Those of this client.
    pub client: Option<ClientKey>,
    /// Also those that are over, as long as they are kept.
    pub expired: bool,
}

/// A token, and what it is part of.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The access token.
    pub token: AccessToken,
    /// The refresh token beside it: its first characters, and when it expires.
    pub refresh: Option<(String, Moment)>,
    /// When both are over; never: the end of time.
    pub ends_at: Moment,
    /// What people call its client.
    pub client: String,
    /// What people call its user.
    pub user: String,
    /// The address of its user.
    pub email: String,
    /// When its family began, and what that was given.
    pub family: Option<(Moment, Scope)>,
    /// Whether it was ended before its time, by itself or with its family, its client or its user.
    pub ended: bool,
}

impl Listed {
    /// Its place in a list.
    pub fn place(&self) -> (SortKey, i64) {
        (SortKey::Moment(self.ends_at.micros()), self.token.id.number())
    }

    /// Whether nobody can use it or what stands beside it any more.
    pub fn is_over(&self, now: Moment) -> bool {
        self.ended || self.ends_at <= now
    }
}

/// A part of the tokens of `tenant`, those that end first first.
pub fn list(db: &mut Db, tenant: TenantId, filter: &Filter, window: &Window, now: Moment) -> Result<Part<Listed>> {
    let mut part = store::page(db, tenant, filter, window, now)?;
    part.edges = part.rows.first().zip(part.rows.last()).map(|(first, last)| [first.place(), last.place()]);
    part.rows.retain(|listed| filter.expired || !listed.ended);
    Ok(part)
}

/// How many tokens there are, as far as [`COUNTED`]; those that died with their client,
/// user or family are among them until their time is over.
pub fn count(db: &mut Db, tenant: TenantId, filter: &Filter, now: Moment) -> Result<i64> {
    store::count(db, tenant, filter, now, COUNTED)
}

/// The same as far as `most`.
pub(super) fn count_to(db: &mut Db, tenant: TenantId, filter: &Filter, now: Moment, most: i64) -> Result<i64> {
    store::count(db, tenant, filter, now, most)
}

/// How many tokens there are, as [`count`], and when one of them was last used.
pub fn summary(db: &mut Db, tenant: TenantId, filter: &Filter, now: Moment) -> Result<(i64, Option<Moment>)> {
    store::summary(db, tenant, filter, now)
}

/// The token with the number `id`; only if it acts as `user`, if one is given.
///
/// # Errors
/// [`Refused::Unknown`] if there is none that is not over.
pub fn show(
    db: &mut Db,
    tenant: TenantId,
    id: AccessTokenId,
    user: Option<UserId>,
    now: Moment,
) -> Result<Listed, Refused> {
    let found = store::find(db, tenant, id)?.filter(|listed| !listed.is_over(now));
    found.filter(|listed| user.is_none_or(|user| user == listed.token.user)).ok_or(Refused::Unknown("token"))
}
