//! What a client holds at a tenant: one entry for each authorization that is alive, however often its access token
//! was renewed since, and one for each token that stands for itself.
//!
//! That is what an admin counts, looks at and ends. Access tokens themselves were refused as the thing to show: an
//! application that was let in once has a new one every half hour, and between two of them none that is valid, though
//! it can have one at any moment. An entry is numbered as the audit log numbers it: by its family, or by the token.

mod store;

use serde_json::json;

use crate::audit::{self, Action, Source, SourceType, Stamp};
use crate::clients::{Client, ClientKey};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::refused::Refused;
use crate::storage::{Db, Part, Result, SortKey, Tx, Window};
use crate::tenants::TenantId;
use crate::tokens::family::{self, Ending};
use crate::tokens::{AccessTokenId, FamilyId, access};
use crate::users::UserId;

/// One entry.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its number: the family's, or the token's.
    pub id: i64,
    /// The family, if it is one.
    pub family: Option<FamilyId>,
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

/// A page of what `client` holds at `tenant`, the latest first.
///
/// # Errors
/// Only storage's.
pub fn list(db: &mut Db, tenant: TenantId, client: ClientKey, now: Moment, window: &Window) -> Result<Part<Held>> {
    let window = Window { descending: true, ..window.clone() };
    let mut rows = store::families(db, tenant, client, now, &window)?;
    rows.extend(store::singles(db, tenant, client, now, &window)?);
    rows.sort_by_key(|held| (held.created_at, held.id));
    if !window.ascends() {
        rows.reverse();
    }
    rows.truncate(usize::try_from(window.limit()).unwrap_or(usize::MAX));
    Ok(window.part(rows))
}

/// The place of an entry in that list.
pub fn place(held: &Held) -> (SortKey, i64) {
    (SortKey::Moment(held.created_at.micros()), held.id)
}

/// How many entries each of `clients` has at `tenant`, counted as far as `most`.
///
/// # Errors
/// Only storage's.
pub fn count(db: &mut Db, tenant: TenantId, clients: &[ClientKey], now: Moment, most: i64) -> Result<Vec<i64>> {
    clients.iter().map(|client| store::count(db, tenant, *client, now, most)).collect()
}

/// When something that `client` holds at `tenant` was last seen in use, or renewed.
///
/// # Errors
/// Only storage's.
pub fn last_used(db: &mut Db, tenant: TenantId, client: ClientKey) -> Result<Option<Moment>> {
    store::last_used(db, tenant, client)
}

/// The global clients that hold, or held, something at `tenant`, or that it has decided about.
///
/// # Errors
/// Only storage's.
pub fn global_clients(db: &mut Db, tenant: TenantId) -> Result<Vec<ClientKey>> {
    store::global_clients(db, tenant)
}

/// The entry `id` of `client` at `tenant`.
///
/// # Errors
/// [`Refused::Unknown`] if there is none, or it has ended.
pub fn show(db: &mut Db, tenant: TenantId, client: ClientKey, id: i64, now: Moment) -> Result<Held, Refused> {
    store::one(db, tenant, client, id, now)?.ok_or(Refused::Unknown("token"))
}

/// Ends the entry `id` of `client` at `tenant`.
///
/// # Errors
/// As [`show`].
pub fn end(tx: &mut Tx<'_>, tenant: TenantId, client: &Client, id: i64, stamp: &Stamp) -> Result<Held, Refused> {
    let held = show(tx.db, tenant, client.key, id, stamp.at)?;
    match held.family {
        Some(family) => drop(family::revoke(tx, tenant, family, Ending::Revoked, stamp.at)?),
        None => {
            if let Some(digest) = access::store::end(tx.db, tenant, held.token, stamp.at)? {
                tx.forget_token(digest);
            }
        }
    }
    let source = Source::new(SourceType::OauthToken, id, client.name.clone());
    let details = json!({ "user": held.user, "client": client.identifier });
    audit::record(tx.db, tenant.number(), stamp, Action::Revoke, source, details)?;
    Ok(held)
}
