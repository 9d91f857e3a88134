//! What is left to do when the key is lost that secrets are sealed with.

use serde::Serialize;
use serde_json::json;

use crate::audit::{self, Action, Actor, Origin, Source, SourceType, Stamp};
use crate::config::Config;
use crate::seal::{self, SealError};
use crate::server::{Grantor, StartError};
use crate::sidecar::webhook;
use crate::storage::{Result as Stored, Tx};
use crate::tenants::imports;
use crate::users::sso;

/// How many secrets were dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// All of them.
    pub forgotten: usize,
    /// Those of single sign-on.
    pub sso_keys: usize,
    /// Those of webhooks, which are gone themselves.
    pub webhooks: usize,
    /// Keys by which digests were made that were imported.
    pub import_keys: usize,
}

/// Drops every sealed secret of a database whose key is lost, and says how many; none if the key is not lost.
///
/// # Errors
/// The database cannot be opened or asked, or the key file cannot be read.
pub async fn forget_sealed(config: Config) -> Result<Option<Forgotten>, StartError> {
    let grantor = Grantor::unproven(config, false)?;
    if !is_lost(grantor.seal.prove(&grantor.storage).await)? {
        return Ok(None);
    }
    let [event] = grantor.storage.ids().await?;
    let origin = Origin { actor: Actor::Operator, address: String::new() };
    let stamp = origin.stamp(event, grantor.now());
    let forgotten = grantor.storage.write(move |tx: &mut Tx<'_>| forget(tx, &stamp)).await?;
    grantor.storage.close().await;
    Ok(Some(forgotten))
}

/// Whether the key is gone. Whatever else kept it from being proved says nothing about it, and deletes nothing.
fn is_lost(proved: Result<(), SealError>) -> Result<bool, SealError> {
    match proved {
        Ok(()) => Ok(false),
        Err(SealError::Lost(_) | SealError::Different(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

fn forget(tx: &mut Tx<'_>, stamp: &Stamp) -> Stored<Forgotten> {
    let sso_keys = sso::keys::forget_sealed(tx)?;
    let webhooks = webhook::forget_sealed(tx)?;
    let import_keys = imports::forget_sealed(tx)?;
    seal::forget(tx)?;
    let forgotten = Forgotten { forgotten: sso_keys + webhooks + import_keys, sso_keys, webhooks, import_keys };
    let source = Source::unnumbered(SourceType::AccountSetting, "sealed secrets");
    audit::record(tx.db, 0, stamp, Action::Destroy, source, json!(forgotten))?;
    Ok(forgotten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Failure;

    #[test]
    fn a_failure_that_passes_is_no_lost_key() {
        assert!(is_lost(Err(SealError::Lost(None))).unwrap());
        assert!(is_lost(Err(SealError::Different("key".into()))).unwrap());
        assert!(!is_lost(Ok(())).unwrap());
        for failure in [Failure::Overloaded, Failure::Unavailable("away".into())] {
            assert!(is_lost(Err(failure.into())).is_err());
        }
    }
}
