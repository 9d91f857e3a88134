//! `POST /oauth/introspect` (RFC 7662), for resource servers and for a client's own tokens.

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, ContentType, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::join;

use crate::grants::Applicant;
use crate::protocol::parameters::Parameters;
use crate::secret::{Digest, Kind, well_formed};
use crate::server::Grantor;
use crate::storage::Failure;
use crate::tokens::introspect::{Asker, At as TokenAt, Introspection};
use crate::tokens::{TokenState, refresh};
use crate::web::body::Body;
use crate::web::caller::Caller;
use crate::web::early::Early;
use crate::web::oauth::asker::{Door, Proven};
use crate::web::oauth::refused::Refused;
use crate::web::seen;
use crate::web::tenant::{Address, At};

/// 1. Where it is asked. 2. Who asks. 3. About which tenant. 4. What the token is worth.
pub async fn introspect(
    grantor: Data<Grantor>,
    request: HttpRequest,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, actix_web::Error> {
    let parameters = body.0.map_err(Refused::from)?;
    let address = Address::of(&grantor, &request);
    let token = access_token_in(&grantor, &parameters).ok().flatten();
    let early = Early::look(&grantor, address.supposed(&grantor), token);
    let (door, early) = join(Door::of(&grantor, &request, address), early).await;
    Ok(answer(&grantor, door?, &caller, &parameters, early).await?)
}

async fn answer(
    grantor: &Grantor,
    door: Door,
    caller: &Caller,
    parameters: &Parameters,
    early: Result<Early, Failure>,
) -> Result<HttpResponse, Refused> {
    let proven = door.prove(grantor, caller, parameters).await?;
    let Some(at) = door.tenant(grantor, parameters).await? else { return Ok(json(&Introspection::Inactive)) };
    if let Some(token) = access_token_in(grantor, parameters)?
        && let Some(state) = early?.at(grantor, &at.tenant, at.since, token).await?
    {
        return access_token(grantor, &at, &proven, &state).await;
    }
    let (token, prefix) = (parameters.require("token")?, &grantor.config.token_prefix);
    match &proven {
        Proven::Client(applicant) if !well_formed(prefix, Kind::AccessToken, token) => {
            refresh_token(grantor, &at, applicant, &grantor.stand_in(at.tenant.id, token).await?).await
        }
        _ => Ok(json(&Introspection::Inactive)),
    }
}

/// What is asked about, if it can be an access token. RFC 7662 §2.1: the hint is an optimisation; the token's own prefix
/// says more.
fn access_token_in<'a>(grantor: &Grantor, parameters: &'a Parameters) -> Result<Option<&'a str>, Refused> {
    let token = parameters.require("token")?;
    Ok(Some(token).filter(|token| !well_formed(&grantor.config.token_prefix, Kind::RefreshToken, token)))
}

async fn access_token(
    grantor: &Grantor,
    at: &At,
    proven: &Proven,
    state: &TokenState,
) -> Result<HttpResponse, Refused> {
    let asker = match proven {
        Proven::Client(applicant) => Asker::Client(applicant.client.key),
        Proven::ResourceServer(server) => Asker::ResourceServer(server.resources.as_deref()),
    };
    let now = grantor.now();
    let told = Introspection::of(state, asker, here(at), &grantor.catalogue, now);
    // Also where nothing of it concerns the asker: somebody has shown it there, so it has reached them.
    if state.is_active(now) && matches!(proven, Proven::ResourceServer(_)) {
        seen::note(grantor, state, now).await;
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
    Ok(json(&told.unwrap_or(Introspection::Inactive)))
}

fn here(at: &At) -> TokenAt<'_> {
    TokenAt { issuer: &at.issuer, subdomain: &at.tenant.subdomain }
}

/// RFC 7662 §2.2, §4: never to be cached by anyone who does not know what that means.
fn json(introspection: &Introspection<'_>) -> HttpResponse {
    let body = match introspection.to_json() {
        Ok(body) => body,
        Err(error) => return HttpResponse::from_error(error),
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .content_type(ContentType::json())
        .body(body)
}
