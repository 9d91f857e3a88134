//! A resource server proves who it is (RFC 7662 §2.1): where it introspects, and where a proxy asks for it.
//!
//! At a tenant's address its own may ask, and those of the platform, which are looked up only then: almost everybody
//! who asks is the tenant's own.

use std::sync::Arc;
use std::time::Instant;

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
    client::within_limit(grantor, owner, caller, "", || Err(Reason::CallerUnknown))
}

/// By identifier and secret, at `owner` or the platform, as they were at some moment after `since`. Else there is one of
/// that name whose secret was wrong, and this is the place that the try has taken; or there is none, and nothing was
/// tried yet. A right one has no limit here, either.
pub async fn by_name(
    grantor: &Grantor,
    owner: TenantId,
    since: Instant,
    caller: &Caller,
    proof: &ClientProof,
) -> Result<Result<Arc<ResourceServer>, Option<Place>>, Refused> {
    let both = [owner, TenantId::PLATFORM];
    let homes = if owner == TenantId::PLATFORM { &both[1..] } else { &both };
    let mut place: Option<Place> = None;
    for home in homes {
        let key = (home.number(), proof.identifier.clone());
        let Some(server) = grantor.directory.resource_servers.get_since(key, since).await? else { continue };
        if let Ok(server) = authenticate(Some(server), proof, grantor.now()) {
            if let Some(place) = place {
                place.give_back();
            }
            return Ok(Ok(server));
        }
        place = Some(client::held(place.take(), grantor, owner, caller, &proof.identifier)?);
    }
    Ok(Err(place))
}
