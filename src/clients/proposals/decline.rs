//! The operator says no, and why.

use serde_json::json;

use super::{Proposal, State, store, told};
use crate::audit::Stamp;
use crate::clients::{self, ClientKey};
use crate::refused::{self, Flaw, Problem, Refused};
use crate::storage::Tx;

/// The longest reason.
const LONGEST: usize = 1_000;

/// Declines the proposal of the client `key`; its admins read the `reason` on the client's page. Saying the same again
/// changes nothing.
///
/// # Errors
/// [`Refused::Unknown`] without such a client, or without a proposal that waits; [`Refused::Invalid`] without a reason.
pub fn decline(tx: &mut Tx<'_>, key: ClientKey, reason: &str, stamp: &Stamp) -> Result<Proposal, Refused> {
    let reason = refused::prose("reason", reason, LONGEST)?;
    if reason.is_empty() {
        return Err(Problem::new("reason", Flaw::Blank, "cannot be blank: the account's admins read it").into());
    }
    let client = clients::store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    let before = store::find(tx.db, key)?.ok_or(Refused::Unknown("proposal"))?;
    match before.state {
        State::Proposed => {}
        State::Declined if before.reason.as_ref() == Some(&reason) => return Ok(before),
        State::Declined | State::Promoted => return Err(Refused::Unknown("proposal")),
    }
    let after = Proposal { state: State::Declined, decided_at: Some(stamp.at), reason: Some(reason.clone()), ..before };
    store::put(tx.db, key, &after)?;
    told(tx.db, &client, stamp, Some(State::Proposed), Some(State::Declined), &json!({ "reason": reason }))?;
    Ok(after)
}
