//! An admin takes back what the operator has not decided yet.

use serde_json::Value;

use super::{State, store, told};
use crate::audit::Stamp;
use crate::clients::{self, Client, ClientKey};
use crate::refused::Refused;
use crate::storage::Tx;

/// Takes back the proposal of the client `key`.
///
/// # Errors
/// [`Refused::Unknown`] without such a client, or without a proposal that waits.
pub fn withdraw(tx: &mut Tx<'_>, key: ClientKey, stamp: &Stamp) -> Result<Client, Refused> {
    let client = clients::store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    let open = store::find(tx.db, key)?.filter(|proposal| proposal.state == State::Proposed);
    open.ok_or(Refused::Unknown("proposal"))?;
    store::forget(tx.db, key)?;
    told(tx.db, &client, stamp, Some(State::Proposed), None, &Value::Null)?;
    Ok(client)
}
