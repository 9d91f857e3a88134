//! A new secret for a resource server; the rules are those of a client's.

use serde_json::json;

use super::{NewSecret, ResourceServer, ResourceServerId, store};
use crate::audit::{self, Action, Stamp};
use crate::clients::LONGEST_OVERLAP;
use crate::refused::{Problem, Refused};
use crate::storage::Tx;
use crate::tenants::TenantId;

/// Keeps the digest of `minted`; the newest secret before it stays good for `overlap` more seconds
/// (0: it ends now), any other ends now.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] for an overlap beyond a week.
pub fn rotate_secret(
    tx: &mut Tx<'_>,
    (owner, id): (TenantId, ResourceServerId),
    minted: &NewSecret,
    overlap: i64,
    stamp: &Stamp,
) -> Result<ResourceServer, Refused> {
    let mut server = store::claim(tx.db, owner, id)?.ok_or(Refused::Unknown("resource server"))?;
    if !(0..=LONGEST_OVERLAP).contains(&overlap) {
        let says = format!("give seconds from 0 to {LONGEST_OVERLAP}");
        return Err(Problem::invalid("overlap", says).into());
    }
    let end = stamp.at.plus(overlap);
    server.secrets.retain(|secret| overlap > 0 && secret.is_live(stamp.at));
    server.secrets.truncate(1);
    for secret in &mut server.secrets {
        secret.expires_at = Some(secret.expires_at.map_or(end, |sooner| sooner.min(end)));
    }
    server.secrets.insert(0, minted.kept(owner, stamp.at));
    server.updated_at = stamp.at;
    store::replace_secrets(tx.db, &server)?;
    tx.forget_tenant(owner.number());
    let details = json!({ "after": { "secret": minted.secret.hint(), "overlap": overlap } });
    audit::record(tx.db, owner.number(), stamp, Action::Update, server.source(), details)?;
    Ok(server)
}
