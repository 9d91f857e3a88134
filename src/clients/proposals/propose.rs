//! An admin asks the operator to make a client one for every tenant.

use serde_json::Value;

use super::{Proposal, State, store, told};
use crate::audit::Stamp;
use crate::clients::{self, Client, ClientKey};
use crate::refused::{Flaw, Problem, Refused};
use crate::storage::Tx;
use crate::users::{self, UserId};

/// Proposes the client `key` in the name of `user`. One that was declined may be proposed again.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] for a global client, one that is not active, and one that is proposed or
/// promoted already.
pub fn propose(tx: &mut Tx<'_>, key: ClientKey, user: UserId, stamp: &Stamp) -> Result<(Client, Proposal), Refused> {
    let client = clients::store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    fit(&client)?;
    let before = store::find(tx.db, key)?.map(|proposal| proposal.state);
    match before {
        Some(State::Proposed) => return Err(taken("is proposed already: the operator has not decided yet")),
        Some(State::Promoted) => return Err(taken("is there for every account already")),
        Some(State::Declined) | None => {}
    }
    let proposal = Proposal {
        state: State::Proposed,
        proposed_by: users::named(tx.db, key.tenant, [user])?.remove(&user),
        created_at: stamp.at,
        decided_at: None,
        reason: None,
        global_client: None,
    };
    store::put(tx.db, key, &proposal)?;
    told(tx.db, &client, stamp, before, Some(State::Proposed), &Value::Null)?;
    Ok((client, proposal))
}

/// Whether `client` can become one for every tenant at all.
pub(super) fn fit(client: &Client) -> Result<(), Refused> {
    if client.is_global() {
        return Err(Problem::invalid("base", "a client of the platform is there for every account already").into());
    }
    if !client.active {
        return Err(Problem::invalid("base", "is deactivated: reactivate it first").into());
    }
    Ok(())
}

fn taken(says: &str) -> Refused {
    Problem::new("base", Flaw::Taken, says).into()
}
