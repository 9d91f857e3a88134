//! A client's secret that another system has hashed: judged on a thread for that, and kept in our own way once it was
//! right.
//!
//! Only a try that has a place within the limit of failures gets here, so nobody can have more of them judged than that.

use crate::clients::authenticate::upgradable;
use crate::clients::{self, Client, ClientKey, SecretId};
use crate::protocol::credentials::ClientProof;
use crate::secret::Secret;
use crate::server::Grantor;
use crate::storage::{Failure, Tx};
use crate::web::caller::Caller;

/// Whether one of the slow secrets of `client` is what `proof` sends: as it was read, or as it stood there.
pub(super) async fn proves(
    grantor: &Grantor,
    caller: &Caller,
    client: &Client,
    proof: &ClientProof,
) -> Result<bool, Failure> {
    let (now, whose) = (grantor.now(), (client.key, caller.address.0));
    for kept in client.secrets.iter().filter(|kept| kept.scheme.is_slow() && kept.is_live(now)) {
        for sent in proof.secrets() {
            let text = kept.salt.as_deref().unwrap_or_default();
            if grantor.foreign_secrets.is_right(whose, kept.scheme, text, sent).await? {
                upgrade(grantor, client.key, kept.id, sent).await?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Keeps the secret that `proof` has just proven in our own way, if it is another system's.
pub(super) async fn keep(grantor: &Grantor, client: &Client, proof: &ClientProof) -> Result<(), Failure> {
    match upgradable(client, proof, grantor.now()) {
        Some((kept, sent)) => upgrade(grantor, client.key, kept.id, sent).await,
        None => Ok(()),
    }
}

async fn upgrade(grantor: &Grantor, key: ClientKey, id: SecretId, sent: &Secret) -> Result<(), Failure> {
    let sent = sent.clone();
    let job = move |tx: &mut Tx<'_>| clients::upgrade_secret(tx, key, id, sent.reveal());
    grantor.storage.write(job).await
}
