//! The proxy proves who it is: as a resource server, in `X-Grantor-Authorization`.
//!
//! Not in `Authorization`, which is the original request's own. Without this proof the question would be a place to
//! try credentials at, from any address that the asker cares to invent.

use std::sync::Arc;
use std::time::Instant;

use actix_web::HttpRequest;

use crate::protocol::bearer::bearer;
use crate::protocol::credentials::client_proof;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::resource_servers::ResourceServer;
use crate::server::Grantor;
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::header_text;
use crate::web::oauth::refused::Refused;
use crate::web::oauth::resource_server::{self, ByName};

/// The header in which a proxy proves itself.
pub const PROOF: &str = "x-grantor-authorization";

/// The resource server that asks at `owner` (the platform, at the base domain): its own, else one of the platform, as they
/// were at some moment after `since`.
pub async fn prove(
    grantor: &Grantor,
    owner: TenantId,
    since: Instant,
    caller: &Caller,
    request: &HttpRequest,
) -> Result<Arc<ResourceServer>, Refused> {
    let Ok(Some(header)) = header_text::only(request.headers(), PROOF) else {
        return Err(Reason::CallerUnknown.into());
    };
    if let Ok(secret) = bearer(header) {
        return resource_server::by_secret(grantor, owner, caller, secret).await;
    }
    let proof = client_proof(Some(header), &Parameters::from_form(b"")?)?;
    match resource_server::by_name(grantor, owner, since, caller, &proof).await? {
        ByName::Proven(server) => Ok(server),
        ByName::Unproven(miss) => Err(resource_server::refuse(grantor, owner, caller, &proof, miss)),
    }
}
