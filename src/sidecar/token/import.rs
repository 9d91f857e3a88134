//! API tokens that another system has made, by their digests.

use serde_json::json;

use super::set::changed;
use super::{ApiToken, ApiTokenId, Change, MOST, MOST_IMPORTED, store};
use crate::audit::{self, Action, Stamp};
use crate::clock::Moment;
use crate::protocol::scope::Catalogue;
use crate::refused::{Problem, Refused};
use crate::secret::{Digest, Kind};
use crate::storage::{Result as Stored, Tx};
use crate::tenants::TenantId;
use crate::tenants::imports::{self, Brought, Import, is_digest};

/// What another system says of an API token.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    /// The digest of the secret, in hexadecimal digits.
    pub digest: String,
    /// What is shown of the secret; may be empty.
    pub hint: String,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last used.
    pub last_used_at: Option<Moment>,
    /// Everything else.
    pub change: Change,
}

/// Brings `foreign` to `tenant`, with the number `id`, as `import` made its digest. What was brought before is left as
/// it is, also if it was changed or deleted since.
///
/// A tenant that brings more than it could make here gets room for [`MOST_IMPORTED`].
///
/// # Errors
/// [`Refused::Invalid`] with every field that cannot be so, and on `base` where there is no room.
pub fn import(
    tx: &mut Tx<'_>,
    (tenant, id): (TenantId, ApiTokenId),
    foreign: &Foreign,
    import: &Import,
    catalogue: &Catalogue,
    stamp: &Stamp,
) -> Result<Brought, Refused> {
    let token = changed(tx, blank(tenant, id, foreign, import, stamp)?, &foreign.change, catalogue, stamp)?;
    if imports::store::is_known(tx.db, tenant, token.digest)? {
        return Ok(Brought::Unchanged);
    }
    if !room(tx, tenant)? {
        let says = format!("there is no room: a tenant has {MOST_IMPORTED} API tokens at most");
        return Err(Problem::invalid("base", says).into());
    }
    store::insert(tx.db, &token)?;
    imports::store::note(tx.db, tenant, token.digest, stamp.at)?;
    if let Some(at) = token.last_used_at {
        store::note_last_use(tx.db, tenant, id, at)?;
    }
    tx.forget_token(token.digest);
    let details = json!({ "after": token.told(), "imported": import.scheme.as_str() });
    audit::record(tx.db, tenant.number(), stamp, Action::Create, token.source(), details)?;
    Ok(Brought::Created)
}

fn room(tx: &mut Tx<'_>, tenant: TenantId) -> Result<bool, Refused> {
    if store::take_place(tx.db, tenant, MOST)? {
        return Ok(true);
    }
    store::allow(tx.db, tenant, MOST_IMPORTED)?;
    Ok(store::take_place(tx.db, tenant, MOST)?)
}

fn blank(
    tenant: TenantId,
    id: ApiTokenId,
    foreign: &Foreign,
    import: &Import,
    stamp: &Stamp,
) -> Result<ApiToken, Problem> {
    if !is_digest(&foreign.digest) {
        return Err(Problem::invalid("digest", "give the 64 hexadecimal digits of a SHA-256 or HMAC-SHA-256"));
    }
    if foreign.hint.chars().count() > 16 {
        return Err(Problem::invalid("hint", "give at most 16 characters: it is shown to every admin"));
    }
    let hint = if foreign.hint.is_empty() { format!("{:.6}", foreign.digest) } else { foreign.hint.clone() };
    Ok(ApiToken {
        tenant,
        id,
        digest: Digest::of(Kind::ApiToken, tenant.number(), &import.text(&foreign.digest)),
        hint,
        description: String::new(),
        creator: None,
        assigned_user: None,
        scopes: None,
        allowed_ips: Vec::new(),
        expires_at: None,
        deactivated_at: None,
        last_used_at: foreign.last_used_at,
        created_at: foreign.created_at.unwrap_or(stamp.at),
        updated_at: stamp.at,
    })
}

/// Keeps the digest of `secret` in our own way, now that it was shown: from here on it is found like any other.
///
/// # Errors
/// Only storage's.
pub fn upgrade(tx: &mut Tx<'_>, tenant: TenantId, id: ApiTokenId, from: Digest, to: Digest) -> Stored<()> {
    store::replace_digest(tx.db, tenant, id, from, to)?;
    tx.forget_token(from);
    tx.forget_token(to);
    Ok(())
}
