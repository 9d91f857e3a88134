//! Who calls a machine's endpoint: how a client proves itself (RFC 6749 §2.3), and how often it may fail to.

use std::sync::Arc;

use crate::clients::Client;
use crate::clients::authenticate::authenticate;
use crate::clients::failures::Place;
use crate::grants::Applicant;
use crate::protocol::credentials::{ClientProof, client_proof};
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::server::Grantor;
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::oauth::foreign_secret;
use crate::web::oauth::refused::Refused;
use crate::web::tenant::At;

/// 1. Read the proof, from header and body. 2. Look up the client. 3. Judge the proof, within the limit of failures.
pub async fn authenticated(
    grantor: &Grantor,
    at: &At,
    caller: &Caller,
    parameters: &Parameters,
) -> Result<Applicant, Refused> {
    let proof = client_proof(caller.authorization()?, parameters)?;
    let known = known(grantor, at, &proof).await?;
    proven(grantor, at, caller, &proof, known, None).await
}

/// Judges the proof of the client that it names, in the place that an earlier try has taken, or in one of its own.
pub async fn proven(
    grantor: &Grantor,
    at: &At,
    caller: &Caller,
    proof: &ClientProof,
    known: Option<Arc<Client>>,
    place: Option<Place>,
) -> Result<Applicant, Refused> {
    let place = held(place, grantor, at.tenant.id, caller, &proof.identifier)?;
    let suspect = known.clone();
    let client = match (authenticate(known, proof, at.tenant.id, grantor.now()), suspect) {
        (Err(Reason::SecretWrong), Some(client)) => {
            let right = foreign_secret::proves(grantor, caller, &client, proof).await;
            if let Ok(false) = right {
                caller.failed(grantor, at.tenant.id, client.source(), "secret_wrong");
                return Err(Reason::SecretWrong.into());
            }
            // Nor has it failed whose secret nobody could look at.
            place.give_back();
            right?;
            client
        }
        (judged, _) => {
            let client = judged?;
            place.give_back();
            foreign_secret::keep(grantor, &client, proof).await?;
            client
        }
    };
    Ok(applicant(at, caller, client))
}

/// The client by the identifier that the proof names; nothing is proven yet.
pub async fn known(grantor: &Grantor, at: &At, proof: &ClientProof) -> Result<Option<Arc<Client>>, Refused> {
    Ok(grantor.directory.clients.get_since((at.tenant.id.number(), proof.identifier.clone()), at.since).await?)
}

/// A client that was proven, at this tenant.
pub fn applicant(at: &At, caller: &Caller, client: Arc<Client>) -> Applicant {
    Applicant { tenant: Arc::clone(&at.tenant), client, address: caller.address.to_string() }
}

/// A place for one more try, within the limit of failures. Everything that has to be waited for is done before: while a
/// place is taken nobody waits, so right proofs take no places from each other, however many come at once.
pub fn place(grantor: &Grantor, tenant: TenantId, caller: &Caller, identifier: &str) -> Result<Place, Refused> {
    let place = grantor.failures.reserve(caller.address.0, tenant.number(), identifier, grantor.now());
    place.map_err(|seconds| Refused::too_many(u64::try_from(seconds).unwrap_or(1)))
}

/// The place that an earlier try has taken, or one more.
pub fn held(
    place: Option<Place>,
    grantor: &Grantor,
    tenant: TenantId,
    caller: &Caller,
    identifier: &str,
) -> Result<Place, Refused> {
    place.map_or_else(|| self::place(grantor, tenant, caller, identifier), Ok)
}
