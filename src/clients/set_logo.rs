//! Giving a client a logo, or taking it away.

use super::{Client, ClientKey, store};
use crate::audit::{self, Action, Stamp};
use crate::logos::{self, Logo};
use crate::refused::Refused;
use crate::storage::Tx;

/// Gives the client `key` the `logo`, in place of any before it; none takes it away.
///
/// # Errors
/// [`Refused::Unknown`], also for a tombstone.
pub fn set_logo(tx: &mut Tx<'_>, key: ClientKey, logo: Option<&Logo>, stamp: &Stamp) -> Result<Client, Refused> {
    let before = store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    let after = Client { logo_id: logo.map(|logo| logo.id.clone()), updated_at: stamp.at, ..before.clone() };
    let Some(details) = audit::changes(&before.told(), &after.told()) else { return Ok(before) };
    logos::replace(tx, key.tenant, before.logo_id.as_deref(), logo, stamp.at)?;
    store::update(tx.db, &after)?;
    tx.forget_tenant(key.tenant.number());
    audit::record(tx.db, key.tenant.number(), stamp, Action::Update, after.source(), details)?;
    Ok(after)
}
