//! A resource server proves who it is (RFC 7662 §2.1): where it introspects, and where a proxy asks for it.
//!
//! At a tenant's address its own may ask, and those of the platform, which are looked up only then: almost everybody
//! who asks is the tenant's own.

use std::sync::Arc;
use std::time::Instant;

use crate::audit::{Source, SourceType};
use crate::clients::failures::Place;
use crate::protocol::credentials::ClientProof;
use crate::protocol::reason::Reason;
use crate::resource_servers::ResourceServer;
use crate::resource_servers::authenticate::{authenticate, by_bearer};
use crate::secret::Secret;
use crate::server::Grantor;
use crate::storage::{Db, Failure};
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::oauth::client;
use crate::web::oauth::refused::Refused;

/// By its secret alone: "a separate OAuth 2.0 access token" (RFC 7662 §2.1), at `owner` or the platform. Whoever sends one
/// that is none says no name to be counted by, so all of them at an address are counted as one; a right one has no limit:
/// nobody guesses 256 random bits, and one API with an old secret must not shut out all others beside it.
pub async fn by_secret(
    grantor: &Grantor,
    owner: TenantId,
    caller: &Caller,
    secret: Secret,
) -> Result<Arc<ResourceServer>, Refused> {
    let now = grantor.now();
    let find = move |db: &mut Db| by_bearer(db, owner, &secret, now);
    if let Some(server) = grantor.storage.read::<_, Failure>(find).await? {
        return Ok(Arc::new(server));
    }
    // A try that failed keeps its place.
    drop(client::place(grantor, owner, caller, "")?);
    failed(grantor, owner, caller, None);
    Err(Reason::CallerUnknown.into())
}

/// Tells the log of `owner` that somebody did not prove to be `named`, or any resource server.
pub fn failed(grantor: &Grantor, owner: TenantId, caller: &Caller, named: Option<&ResourceServer>) {
    let (source, why) = match named {
        Some(server) => (server.source(), "secret_wrong"),
        None => (Source::unnumbered(SourceType::ResourceServer, ""), "caller_unknown"),
    };
    caller.failed(grantor, owner, source, why);
}

/// Refuses whoever [`by_name`] has not found where nobody else may ask: who is not known had a try as well.
pub fn refuse(grantor: &Grantor, owner: TenantId, caller: &Caller, proof: &ClientProof, miss: Option<Miss>) -> Refused {
    let (place, named) = miss.unzip();
    if let Err(too_many) = client::held(place, grantor, owner, caller, &proof.identifier) {
        return too_many;
    }
    failed(grantor, owner, caller, named.as_deref());
    Reason::CallerUnknown.into()
}

/// A try with a wrong secret: the place that it has taken, and whom it named.
pub type Miss = (Place, Arc<ResourceServer>);

/// What came of an identifier and a secret.
pub enum ByName {
    /// They are this one's.
    Proven(Arc<ResourceServer>),
    /// They are nobody's: of one of that name the secret is another, or there is none, and no place was taken yet.
    Unproven(Option<Miss>),
}

/// By identifier and secret, at `owner` or the platform, as they were at some moment after `since`. A right one has no
/// limit here, either.
pub async fn by_name(
    grantor: &Grantor,
    owner: TenantId,
    since: Instant,
    caller: &Caller,
    proof: &ClientProof,
) -> Result<ByName, Refused> {
    let both = [owner, TenantId::PLATFORM];
    let homes = if owner == TenantId::PLATFORM { &both[1..] } else { &both };
    let mut miss: Option<Miss> = None;
    for home in homes {
        let key = (home.number(), proof.identifier.clone());
        let Some(server) = grantor.directory.resource_servers.get_since(key, since).await? else { continue };
        let (place, _) = miss.unzip();
        if authenticate(Some(&server), proof, grantor.now()).is_ok() {
            if let Some(place) = place {
                place.give_back();
            }
            return Ok(ByName::Proven(server));
        }
        miss = Some((client::held(place, grantor, owner, caller, &proof.identifier)?, server));
    }
    Ok(ByName::Unproven(miss))
}
