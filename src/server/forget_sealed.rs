//! What is left to do when the key is lost that secrets are sealed with.

use crate::audit::{Actor, EventId, Origin, Stamp};
use crate::config::Config;
use crate::server::{Grantor, StartError};
use crate::sidecar::webhook;
use crate::storage::{Failure, Tx};
use crate::users::sso;

/// Drops every sealed secret of a database whose key is lost, and says how many; none if the key is not lost.
///
/// # Errors
/// The database cannot be opened.
pub async fn forget_sealed(config: Config) -> Result<Option<usize>, StartError> {
    let grantor = Grantor::unproven(config)?;
    if grantor.seal.prove(&grantor.storage).await.is_ok() {
        return Ok(None);
    }
    let [event] = grantor.storage.ids().await?;
    let origin = Origin { actor: Actor::Operator, address: String::new() };
    let stamp = Stamp { id: EventId::new(event), at: grantor.now(), origin };
    let forget = move |tx: &mut Tx<'_>| Ok(sso::keys::forget_sealed(tx, &stamp)? + webhook::forget_sealed(tx)?);
    let forgotten = grantor.storage.write::<_, Failure>(forget).await?;
    grantor.storage.close().await;
    Ok(Some(forgotten))
}
