//! The proxy proves who it is: as a resource server, in `X-Grantor-Authorization`.
//!
//! Not in `Authorization`, which is the original request's own. Without this proof the question would be a place to
//! try credentials at, from any address that the asker cares to invent.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::protocol::bearer::bearer;
use crate::protocol::credentials::client_proof;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::resource_servers::ResourceServer;
use crate::resource_servers::authenticate::{authenticate, by_bearer};
use crate::server::Grantor;
use crate::storage::{Db, Failure};
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::oauth::client::within_limit;
use crate::web::oauth::refused::Refused;

/// The header in which a proxy proves itself.
pub const PROOF: &str = "x-grantor-authorization";

/// The resource server that asks at `owner` (the platform, at the base domain).
pub async fn prove(
    grantor: &Grantor,
    owner: TenantId,
    caller: &Caller,
    request: &HttpRequest,
) -> Result<Arc<ResourceServer>, Refused> {
    let mut headers = request.headers().get_all(PROOF);
    let (Some(header), None) = (headers.next(), headers.next()) else { return Err(Reason::CallerUnknown.into()) };
    let header = header.to_str().map_err(|_| Reason::CallerUnknown)?;
    let now = grantor.now();
    if let Ok(secret) = bearer(header) {
        let find = move |db: &mut Db| by_bearer(db, owner, &secret, now);
        let known = grantor.storage.read::<_, Failure>(find).await?;
        return within_limit(grantor, owner, caller, "", || known.map(Arc::new).ok_or(Reason::CallerUnknown));
    }
    let proof = client_proof(Some(header), &Parameters::from_form(b"")?)?;
    let mut known = Vec::new();
    for owner in [owner, TenantId::PLATFORM] {
        known.extend(grantor.directory.resource_servers.get((owner.number(), proof.identifier.clone())).await?);
    }
    let judge = || {
        let right = known.into_iter().find_map(|server| authenticate(Some(server), &proof, now).ok());
        right.ok_or(Reason::CallerUnknown)
    };
    within_limit(grantor, owner, caller, &proof.identifier, judge)
}
