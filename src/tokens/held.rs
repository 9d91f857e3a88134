//! What a client holds at a tenant: one entry for each authorization that is alive, however often its access token
//! was renewed since, and one for each token that stands for itself.
//!
//! That is what an admin counts, looks at and ends. Access tokens themselves were refused as the thing to show: an
//! application that was let in once has a new one every half hour, and between two of them none that is valid, though
//! it can have one at any moment. An entry is numbered as the audit log numbers it: by its family, or by the token.
//!
//! Of a family that is alive exactly one token is not over, so entries are the tokens that `tokens::list`
//! finds, in its order: by their end. By time of making, a page would have to step over all that is over.

use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::refused::Refused;
use crate::storage::{Db, Part, Result, SortKey, Window};
use crate::tenants::TenantId;
use crate::tokens::list::{self, Filter, Listed};
use crate::tokens::subject::number;
use crate::tokens::{AccessTokenId, FamilyId, access, family};
use crate::users::UserId;

/// One entry.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its number: the family's, or the token's.
    pub id: i64,
    /// Who holds it.
    pub client: ClientKey,
    /// The access token of now.
    pub token: AccessTokenId,
    /// The first characters of that.
    pub hint: String,
    /// Who it acts as.
    pub user: UserId,
    /// Their name.
    pub user_name: String,
    /// Their address.
    pub user_email: String,
    /// What it may do.
    pub scopes: Scope,
    /// When it was given.
    pub created_at: Moment,
    /// When it ends by itself; never, if absent.
    pub expires_at: Option<Moment>,
    /// When the access token of now was first seen in use.
    pub used_at: Option<Moment>,
}

impl Held {
    fn of(listed: Listed) -> Self {
        let Listed { token, ends_at, user, email, family, .. } = listed;
        let id = number(&token);
        let (created_at, scopes) = family.unwrap_or((token.created_at, token.scopes));
        Self {
            id,
            client: token.client,
            token: token.id,
            hint: token.hint,
            user: token.user,
            user_name: user,
            user_email: email,
            scopes,
            created_at,
            expires_at: (ends_at < access::store::NO_END).then_some(ends_at),
            used_at: token.used_at,
        }
    }
}

fn of(client: ClientKey) -> Filter {
    Filter { client: Some(client), ..Filter::default() }
}

/// A page of what `client` holds at `tenant`, what ends last first.
///
/// # Errors
/// Only storage's.
pub fn list(db: &mut Db, tenant: TenantId, client: ClientKey, now: Moment, window: &Window) -> Result<Part<Held>> {
    let window = Window { descending: true, ..window.clone() };
    let part = list::list(db, tenant, &of(client), &window, now)?;
    part.map(|rows| Ok(rows.into_iter().map(Held::of).collect()))
}

/// The place of an entry in that list.
pub fn place(held: &Held) -> (SortKey, i64) {
    (SortKey::Moment(held.expires_at.unwrap_or(access::store::NO_END).micros()), held.token.number())
}

/// How many entries each of `clients` has at `tenant`, counted as far as `most`.
///
/// # Errors
/// Only storage's.
pub fn count(db: &mut Db, tenant: TenantId, clients: &[ClientKey], now: Moment, most: i64) -> Result<Vec<i64>> {
    clients.iter().map(|client| list::count_to(db, tenant, &of(*client), now, most)).collect()
}

/// When something that `client` holds at `tenant` was last seen in use, as far as its latest tokens tell.
///
/// # Errors
/// Only storage's.
pub fn last_used(db: &mut Db, tenant: TenantId, client: ClientKey, now: Moment) -> Result<Option<Moment>> {
    Ok(list::summary(db, tenant, &Filter { expired: true, ..of(client) }, now)?.1)
}

/// The entry `id` of `client` at `tenant`.
///
/// # Errors
/// [`Refused::Unknown`] if there is none, or it has ended.
pub fn show(db: &mut Db, tenant: TenantId, client: ClientKey, id: i64, now: Moment) -> Result<Held, Refused> {
    find(db, tenant, client, id, now).map(Held::of)
}

/// The token that the entry `id` of `client` at `tenant` stands for now.
///
/// # Errors
/// As [`show`].
pub fn find(db: &mut Db, tenant: TenantId, client: ClientKey, id: i64, now: Moment) -> Result<Listed, Refused> {
    let family = family::store::find(db, tenant, FamilyId::new(id))?;
    let token = family.and_then(|family| family.access_token).unwrap_or(AccessTokenId::new(id));
    let listed = Some(list::show(db, tenant, token, None, now)?).filter(|listed| number(&listed.token) == id);
    listed.filter(|listed| listed.token.client == client).ok_or(Refused::Unknown("token"))
}
