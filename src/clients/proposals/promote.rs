//! The operator makes a client one for every tenant, asked or not.

use serde_json::json;

use super::propose::fit;
use super::revision::{copied, revision};
use super::{Global, Proposal, State, store, told};
use crate::audit::{self, Action, EventId, Stamp};
use crate::clients::{self, Client, ClientId, ClientKey, GLOBAL_PREFIX, Kind, NewSecret, check};
use crate::logos::{self, Logo};
use crate::refused::{Flaw, Problem, Refused};
use crate::storage::Tx;
use crate::tenants::{self, TenantId};

/// What is decided when a client is promoted, and what has to be made before.
#[derive(Clone, Debug)]
pub struct Promotion {
    /// The [`revision`] that the operator was shown.
    pub revision: String,
    /// Whether they mean one that nobody proposes.
    pub unasked: bool,
    /// The number of the global client.
    pub id: ClientId,
    /// Its identifier; if absent, the local one behind `zdg-`.
    pub identifier: Option<String>,
    /// Its secret, if it can keep one.
    pub minted: NewSecret,
    /// The number of the event in the platform's log; the stamp's is that of the tenant's.
    pub event: EventId,
}

/// A client that was promoted.
#[derive(Clone, Debug)]
pub struct Promoted {
    /// The global client.
    pub client: Client,
    /// Whether it was made just now, with the secret that was minted for it.
    pub fresh: bool,
}

/// Makes the global client of the local one `key`, which stays as it is. Asked a second time it gives what was made.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] for a global client, one that is not active, an identifier that is none or
/// was ever used, a client that was promoted under another one, one that is not what the operator was shown, and one that
/// nobody proposes unless they say that they know.
pub fn promote(tx: &mut Tx<'_>, key: ClientKey, new: &Promotion, stamp: &Stamp) -> Result<Promoted, Refused> {
    let local = clients::store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    let before = store::find(tx.db, key)?;
    if let Some(made) = before.as_ref().and_then(|proposal| proposal.global_client.as_ref()) {
        return again(tx, made, new);
    }
    fit(&local)?;
    as_shown(&local, before.as_ref(), new)?;
    let global = copy(tx, &local, new, stamp)?;
    let proposal = Proposal {
        state: State::Promoted,
        proposed_by: before.as_ref().and_then(|proposal| proposal.proposed_by.clone()),
        created_at: before.as_ref().map_or(stamp.at, |proposal| proposal.created_at),
        decided_at: Some(stamp.at),
        reason: None,
        global_client: Some(Global { id: global.key.id, identifier: global.identifier.clone() }),
    };
    store::put(tx.db, key, &proposal)?;
    let more = json!({ "global_client": global.identifier });
    told(tx.db, &local, stamp, before.map(|proposal| proposal.state), Some(State::Promoted), &more)?;
    let home = tenants::store::by_id(tx.db, key.tenant)?.map(|tenant| tenant.named());
    let home = json!({ "tenant": home, "client": local.identifier });
    let details = json!({ "after": global.told(), "promoted_from": home });
    let stamp = Stamp { id: new.event, ..stamp.clone() };
    audit::record(tx.db, TenantId::PLATFORM.number(), &stamp, Action::Create, global.source(), details)?;
    Ok(Promoted { client: global, fresh: true })
}

/// An admin may have changed it, withdrawn it or proposed it again since the operator looked.
fn as_shown(local: &Client, proposal: Option<&Proposal>, new: &Promotion) -> Result<(), Refused> {
    if new.revision != revision(local, proposal) {
        return Err(Problem::invalid("revision", "is not what you were shown: look again").into());
    }
    let waits = proposal.is_some_and(|proposal| proposal.state == State::Proposed);
    if !waits && !new.unasked {
        return Err(Problem::new("unasked", Flaw::Blank, "nobody proposes this client: say that you mean it").into());
    }
    Ok(())
}

/// It was done before: the answer was lost, or two operators had the same thought.
fn again(tx: &mut Tx<'_>, made: &Global, new: &Promotion) -> Result<Promoted, Refused> {
    if new.identifier.as_ref().is_some_and(|asked| *asked != made.identifier) {
        let says = format!("it is promoted already, as {}", made.identifier);
        return Err(Problem::new("identifier", Flaw::Taken, says).into());
    }
    let key = ClientKey { tenant: TenantId::PLATFORM, id: made.id };
    let client = clients::store::by_key(tx.db, key.tenant, key)?.ok_or(Refused::Unknown("client"))?;
    Ok(Promoted { client, fresh: false })
}

/// Makes the global client of what is copied of the local one.
fn copy(tx: &mut Tx<'_>, local: &Client, new: &Promotion, stamp: &Stamp) -> Result<Client, Refused> {
    let key = ClientKey { tenant: TenantId::PLATFORM, id: new.id };
    let proposed = || format!("{GLOBAL_PREFIX}{}", local.identifier);
    let identifier = check::identifier(&new.identifier.clone().unwrap_or_else(proposed), key.tenant)?;
    let secrets = if local.kind == Kind::Confidential { vec![new.minted.kept(key, stamp.at)] } else { Vec::new() };
    let global = Client { key, identifier, secrets, created_at: stamp.at, updated_at: stamp.at, ..copied(local) };
    check::free(tx, &global)?;
    if let Some(id) = local.logo_id.clone()
        && let Some(picture) = logos::store::find(tx.db, local.key.tenant, &id)?
    {
        logos::replace(tx, key.tenant, None, Some(&Logo { id, picture }), stamp.at)?;
    }
    clients::store::insert(tx.db, &global)?;
    // A look-up may have remembered that there is no such client.
    tx.forget_tenant(key.tenant.number());
    Ok(global)
}

#[cfg(test)]
mod tests;
