//! Who calls a machine's endpoint: a client (RFC 6749 §2.3), or a resource server (RFC 7662 §2.1).

use std::sync::Arc;

use crate::clients::authenticate::authenticate;
use crate::clients::failures::Place;
use crate::grants::Applicant;
use crate::protocol::credentials::{ClientProof, client_proof};
use crate::protocol::parameters::Parameters;
use crate::resource_servers::{self, ResourceServer};
use crate::server::Grantor;
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::oauth::refused::Refused;
use crate::web::tenant::At;

/// 1. Read the proof, from header and body. 2. Take a place within the limit of failures. 3. Check the proof.
pub async fn authenticated(
    grantor: &Grantor,
    at: &At,
    caller: &Caller,
    parameters: &Parameters,
) -> Result<Applicant, Refused> {
    let proof = client_proof(caller.authorization()?, parameters)?;
    let place = reserve(grantor, at.tenant.id, caller, &proof.identifier)?;
    let applicant = client(grantor, at, caller, &proof).await?;
    place.give_back();
    Ok(applicant)
}

/// The client that the proof proves; the caller has reserved a place for the try.
pub async fn client(grantor: &Grantor, at: &At, caller: &Caller, proof: &ClientProof) -> Result<Applicant, Refused> {
    let tenant = at.tenant.id;
    let known = grantor.directory.clients.get((tenant.number(), proof.identifier.clone())).await?;
    let client = authenticate(known, proof, tenant, grantor.now())?;
    Ok(Applicant { tenant: Arc::clone(&at.tenant), client, address: caller.address.clone() })
}

/// The resource server that the proof proves, the first owner's first. None if it is nobody's: a client may have the
/// same identifier.
pub async fn resource_server(
    grantor: &Grantor,
    owners: &[TenantId],
    proof: &ClientProof,
) -> Result<Option<Arc<ResourceServer>>, Refused> {
    for owner in owners {
        let known = grantor.directory.resource_servers.get((owner.number(), proof.identifier.clone())).await?;
        if let Ok(server) = resource_servers::authenticate::authenticate(known, proof, grantor.now()) {
            return Ok(Some(server));
        }
    }
    Ok(None)
}

/// A place for one try within the limit of failures.
pub fn reserve(grantor: &Grantor, tenant: TenantId, caller: &Caller, identifier: &str) -> Result<Place, Refused> {
    let place = grantor.failures.reserve(&caller.address, tenant.number(), identifier, grantor.now());
    place.map_err(|seconds| Refused::too_many(u64::try_from(seconds).unwrap_or(1)))
}
