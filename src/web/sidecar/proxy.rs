//! The proxy proves who it is: as a resource server, in `X-Grantor-Authorization`.
//!
//! Not in `Authorization`, which is the original request's own. Without this proof the question would be a place to
//! try credentials at, from any address that the asker cares to invent.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::protocol::bearer::bearer;
use crate::protocol::credentials::{ClientProof, client_proof};
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::resource_servers::ResourceServer;
use crate::resource_servers::authenticate::{authenticate, by_bearer};
use crate::server::Grantor;
use crate::storage::{Db, Failure};
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::oauth::client;
use crate::web::oauth::refused::Refused;

/// The header in which a proxy proves itself.
pub const PROOF: &str = "x-grantor-authorization";

/// The resource server that asks at `owner` (the platform, at the base domain): its own, else one of the platform, which
/// is looked up only then.
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
        return client::within_limit(grantor, owner, caller, "", || known.map(Arc::new).ok_or(Reason::CallerUnknown));
    }
    by_name(grantor, owner, caller, &client_proof(Some(header), &Parameters::from_form(b"")?)?).await
}

/// A resource server by identifier and secret. Who is not known had a try as well.
async fn by_name(
    grantor: &Grantor,
    owner: TenantId,
    caller: &Caller,
    proof: &ClientProof,
) -> Result<Arc<ResourceServer>, Refused> {
    let a_try = || client::place(grantor, owner, caller, &proof.identifier);
    let mut place = None;
    for whose in [owner, TenantId::PLATFORM] {
        let found = grantor.directory.resource_servers.get((whose.number(), proof.identifier.clone())).await?;
        let Some(server) = found else { continue };
        let held = place.take().map_or_else(a_try, Ok)?;
        match authenticate(Some(server), proof, grantor.now()) {
            Ok(server) => {
                held.give_back();
                return Ok(server);
            }
            Err(_) => place = Some(held),
        }
    }
    place.map_or_else(a_try, Ok)?;
    Err(Reason::CallerUnknown.into())
}
