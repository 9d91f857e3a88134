//! A resource server proves who it is (RFC 7662 §2.1): by its identifier and secret, like a client.

use std::sync::Arc;

use super::ResourceServer;
use crate::clock::Moment;
use crate::protocol::credentials::ClientProof;
use crate::protocol::reason::Reason;
use crate::secret::{Digest, Kind};

/// The resource server, if the proof is right at `now`.
///
/// # Errors
/// [`Reason::CallerUnknown`], whatever is wrong: it is the operators' own, who need no hint.
pub fn authenticate(
    server: Option<Arc<ResourceServer>>,
    proof: &ClientProof,
    now: Moment,
) -> Result<Arc<ResourceServer>, Reason> {
    let home = server.as_ref().map_or(0, |server| server.tenant.number());
    let sent = proof.secret.as_ref().map(|secret| Digest::of(Kind::ResourceServerSecret, home, secret.reveal()));
    let server = server.ok_or(Reason::CallerUnknown)?;
    let fits =
        |sent: Digest| server.secrets.iter().filter(|kept| kept.is_live(now)).any(|kept| kept.digest.matches(&sent));
    if sent.is_some_and(fits) { Ok(server) } else { Err(Reason::CallerUnknown) }
}
