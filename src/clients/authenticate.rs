//! A client proves who it is (RFC 6749 §2.3).
//!
//! Unknown clients cost the same work as known ones: the digest is computed before anything is compared,
//! and what differs is said only in the log. Whether the client is active is the grant's question: a
//! deactivated client still may revoke what it holds.

use std::sync::Arc;

use super::{Client, KeptSecret, Kind, Scheme};
use crate::clock::Moment;
use crate::protocol::credentials::ClientProof;
use crate::protocol::reason::Reason;
use crate::secret::{self, Digest};
use crate::tenants::TenantId;

/// The client, if the proof is right at `now`.
///
/// # Errors
/// [`Reason::ClientUnknown`], [`Reason::SecretMissing`], [`Reason::SecretWrong`], [`Reason::SecretOfPublicClient`].
pub fn authenticate(
    client: Option<Arc<Client>>,
    proof: &ClientProof,
    tenant: TenantId,
    now: Moment,
) -> Result<Arc<Client>, Reason> {
    let home = client.as_ref().map_or(tenant, |client| client.key.tenant);
    let sent = proof.secret.as_ref().map(|secret| digest(home, secret.reveal()));
    let right = sent.is_some_and(|sent| known(client.as_deref(), sent, now));
    let client = client.filter(|client| client.deleted_at.is_none()).ok_or(Reason::ClientUnknown)?;
    match (client.kind, sent) {
        (Kind::Public, None) => Ok(client),
        (Kind::Public, Some(_)) => Err(Reason::SecretOfPublicClient),
        (Kind::Confidential, None) => Err(Reason::SecretMissing),
        (Kind::Confidential, Some(_)) if right => Ok(client),
        (Kind::Confidential, Some(_)) => Err(Reason::SecretWrong),
    }
}

fn digest(home: TenantId, text: &str) -> Digest {
    Digest::of(secret::Kind::ClientSecret, home.number(), text)
}

/// Compares with each secret that is alive; with none, once with nothing.
fn known(client: Option<&Client>, sent: Digest, now: Moment) -> bool {
    let Some(client) = client else { return sent.matches(&digest(TenantId::PLATFORM, "")) };
    let fits = |kept: &KeptSecret| match kept.scheme {
        Scheme::Grantor1 => kept.digest.matches(&sent),
    };
    client.secrets.iter().filter(|kept| kept.is_live(now)).any(fits)
}
