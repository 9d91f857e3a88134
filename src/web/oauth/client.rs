//! Who calls a machine's endpoint: how a client proves itself (RFC 6749 §2.3), and how often it may fail to.

use std::sync::Arc;

use serde_json::json;

use crate::audit::{self, Action, Origin};
use crate::clients::Client;
use crate::clients::authenticate::authenticate;
use crate::clients::failures::Place;
use crate::grants::Applicant;
use crate::protocol::credentials::{ClientProof, client_proof};
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::server::Grantor;
use crate::storage::{Failure, Tx};
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
                note(grantor, at, caller, &client);
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

/// Tells the log that `client` was named with a wrong secret, behind the answer's back: who waits for it could tell by
/// the time that the client exists.
fn note(grantor: &Grantor, at: &At, caller: &Caller, client: &Client) {
    let (storage, tenant, source, now) =
        (grantor.storage.clone(), at.tenant.id.number(), client.source(), grantor.now());
    let origin = Origin::anonymous(caller.address.to_string());
    drop(actix_web::rt::spawn(async move {
        let [id] = storage.ids().await?;
        let stamp = origin.stamp(id, now);
        let details = json!({ "why": "secret_wrong" });
        let job = move |tx: &mut Tx<'_>| {
            audit::record_folded(tx.db, tenant, &stamp, Action::VerifyFailed, source.clone(), details.clone())
        };
        storage.write::<_, Failure>(job).await
    }));
}

/// The client by the identifier that the proof names; nothing is proven yet.
pub async fn known(grantor: &Grantor, at: &At, proof: &ClientProof) -> Result<Option<Arc<Client>>, Refused> {
    Ok(grantor.directory.clients.get_since((at.tenant.id.number(), proof.identifier.clone()), at.since).await?)
}

/// A client that was proven, at this tenant.
pub fn applicant(at: &At, caller: &Caller, client: Arc<Client>) -> Applicant {
    Applicant { tenant: Arc::clone(&at.tenant), client, address: caller.address.to_string() }
}

/// Judges a proof, if there is a place for one more try within the limit of failures.
///
/// Everything that has to be waited for is done before: while a place is taken nobody waits, so right proofs take no
/// places from each other, however many come at once.
pub fn within_limit<T>(
    grantor: &Grantor,
    tenant: TenantId,
    caller: &Caller,
    identifier: &str,
    judge: impl FnOnce() -> Result<T, Reason>,
) -> Result<T, Refused> {
    Ok(judged(place(grantor, tenant, caller, identifier)?, judge)?)
}

/// A place for one more try.
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

/// Judges a proof that has its place.
pub fn judged<T>(place: Place, judge: impl FnOnce() -> Result<T, Reason>) -> Result<T, Reason> {
    let proven = judge()?;
    place.give_back();
    Ok(proven)
}
