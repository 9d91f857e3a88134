//! `POST /oauth/introspect` (RFC 7662), for resource servers and for a client's own tokens.

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::clock::Moment;
use crate::grants::Applicant;
use crate::protocol::bearer::bearer;
use crate::protocol::credentials::client_proof;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::resource_servers::{ResourceServer, authenticate};
use crate::secret::{Digest, Kind, Secret, well_formed};
use crate::server::Grantor;
use crate::storage::{Db, Failure};
use crate::tenants::TenantId;
use crate::tokens::TokenState;
use crate::tokens::introspect::{Asker, At as TokenAt, Introspection};
use crate::tokens::{access, refresh};
use crate::web::body::Body;
use crate::web::caller::Caller;
use crate::web::oauth::client;
use crate::web::oauth::refused::Refused;
use crate::web::tenant::{At, Named, named};

/// Who asks, as it was proven.
enum Proven {
    Client(Box<Applicant>),
    ResourceServer(Arc<ResourceServer>),
}

/// 1. The tenant: by Host, or for the platform's resource servers at the base domain by `tenant`. 2. Who asks.
/// 3. What the token is worth.
pub async fn introspect(
    grantor: Data<Grantor>,
    request: HttpRequest,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, actix_web::Error> {
    let parameters = body.0.map_err(Refused::from)?;
    let (at, door) = tenant(&grantor, &request, &parameters).await?;
    Ok(answer(&grantor, &at, door, &caller, &parameters).await?)
}

/// Where the question was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    /// At the tenant's own address.
    Tenant,
    /// At the base domain, which is for the platform's resource servers.
    Base,
}

async fn tenant(
    grantor: &Data<Grantor>,
    request: &HttpRequest,
    body: &Parameters,
) -> Result<(At, Door), actix_web::Error> {
    match named(grantor, request).await.map_err(Refused::from)? {
        Named::Base => {
            let subdomain = body.require("tenant").map_err(Refused::from)?.to_owned();
            let found = grantor.directory.tenants.get(subdomain).await.map_err(Refused::from)?;
            let tenant = found.ok_or_else(|| Refused::from(Reason::CallerUnknown))?;
            let issuer = grantor.config.public_url.issuer(&tenant.subdomain);
            Ok((At { tenant, issuer }, Door::Base))
        }
        other => Ok((other.into_tenant(grantor, request)?, Door::Tenant)),
    }
}

async fn answer(
    grantor: &Grantor,
    at: &At,
    door: Door,
    caller: &Caller,
    parameters: &Parameters,
) -> Result<HttpResponse, Refused> {
    let proven = prove(grantor, at, door, caller, parameters).await?;
    let token = parameters.require("token")?;
    let prefix = &grantor.config.token_prefix;
    // RFC 7662 §2.1: the hint is an optimisation; the token's own prefix says more.
    if well_formed(prefix, Kind::AccessToken, token) {
        return access_token(grantor, at, &proven, token).await;
    }
    match &proven {
        Proven::Client(applicant) if well_formed(prefix, Kind::RefreshToken, token) => {
            refresh_token(grantor, at, applicant, token).await
        }
        _ => Ok(json(&Introspection::INACTIVE)),
    }
}

async fn access_token(grantor: &Grantor, at: &At, proven: &Proven, token: &str) -> Result<HttpResponse, Refused> {
    let tenant = at.tenant.id;
    let digest = Digest::of(Kind::AccessToken, tenant.number(), token);
    let Some(state) = grantor.directory.tokens.get((tenant.number(), digest)).await? else {
        return Ok(json(&Introspection::INACTIVE));
    };
    let asker = match proven {
        Proven::Client(applicant) => Asker::Client(applicant.client.key),
        Proven::ResourceServer(server) => Asker::ResourceServer(server.resources.as_deref()),
    };
    let now = grantor.now();
    let told = Introspection::of(&state, asker, here(at), &grantor.catalogue, now);
    if told.is_active() && matches!(proven, Proven::ResourceServer(_)) && state.first_seen() {
        note_first_use(grantor, tenant, Arc::clone(&state), now);
    }
    Ok(json(&told))
}

async fn refresh_token(
    grantor: &Grantor,
    at: &At,
    applicant: &Applicant,
    token: &str,
) -> Result<HttpResponse, Refused> {
    let digest = Digest::of(Kind::RefreshToken, applicant.tenant.id.number(), token);
    let (tenant, client) = (Arc::clone(&applicant.tenant), Arc::clone(&applicant.client));
    let asker = Asker::Client(client.key);
    let found = grantor.storage.read::<_, Failure>(move |db| refresh::state(db, &tenant, &client, digest)).await?;
    let told = found.as_ref().map(|state| Introspection::of_refresh_token(state, asker, here(at), grantor.now()));
    Ok(json(&told.unwrap_or(Introspection::INACTIVE)))
}

fn here(at: &At) -> TokenAt<'_> {
    TokenAt { issuer: &at.issuer, subdomain: &at.tenant.subdomain }
}

/// A resource server by this identifier, else a client; at the base domain one of the platform's, and nobody else.
async fn prove(
    grantor: &Grantor,
    at: &At,
    door: Door,
    caller: &Caller,
    parameters: &Parameters,
) -> Result<Proven, Refused> {
    if let Some(Ok(secret)) = caller.authorization()?.map(bearer) {
        return by_bearer(grantor, at, door, caller, secret).await;
    }
    let proof = client_proof(caller.authorization()?, parameters)?;
    let place = client::reserve(grantor, at.tenant.id, caller, &proof.identifier)?;
    let owners: &[TenantId] = match door {
        Door::Tenant => &[at.tenant.id, TenantId::PLATFORM],
        Door::Base => &[TenantId::PLATFORM],
    };
    let proven = match client::resource_server(grantor, owners, &proof).await? {
        Some(server) => Proven::ResourceServer(server),
        None if door == Door::Base => return Err(Reason::CallerUnknown.into()),
        None => Proven::Client(Box::new(client::client(grantor, at, caller, &proof).await?)),
    };
    place.give_back();
    Ok(proven)
}

/// RFC 7662 §2.1: "a separate OAuth 2.0 access token", which here is the resource server's own secret.
async fn by_bearer(grantor: &Grantor, at: &At, door: Door, caller: &Caller, secret: Secret) -> Result<Proven, Refused> {
    let place = client::reserve(grantor, at.tenant.id, caller, "")?;
    let owner = if door == Door::Base { TenantId::PLATFORM } else { at.tenant.id };
    let now = grantor.now();
    let find = move |db: &mut Db| authenticate::by_bearer(db, owner, &secret, now);
    let server = grantor.storage.read::<_, Failure>(find).await?.ok_or(Reason::CallerUnknown)?;
    place.give_back();
    Ok(Proven::ResourceServer(Arc::new(server)))
}

/// The first use of a token goes to the write door at once: it decides what a late refresh deserves.
fn note_first_use(grantor: &Grantor, tenant: TenantId, state: Arc<TokenState>, now: Moment) {
    let (storage, id) = (grantor.storage.clone(), state.id);
    actix_web::rt::spawn(async move {
        let noted = storage.write::<_, Failure>(move |tx| access::note_first_use(tx, tenant, id, now)).await;
        if let Err(failure) = noted {
            tracing::warn!(%failure, "the first use of a token was not noted");
            state.unsee();
        }
    });
}

/// RFC 7662 §2.2, §4: never to be cached by anyone who does not know what that means.
fn json(introspection: &Introspection<'_>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(introspection)
}
