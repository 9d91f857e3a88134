//! The door of the API: who calls, and whether the [table](super::table) lets them.
//!
//! It stands in front of every row, because the router puts it there; a handler cannot be reached around it. A body is
//! read to its end also where the request is refused: an unread one would cost the connection.

use actix_web::body::{BoxBody, EitherBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, ResponseError, Route, guard};

use super::call::Call;
use super::denied::Denied;
use super::table::{Needs, Row, Verb};
use super::who::{Caller, Credential};
use crate::protocol::role::Role;
use crate::protocol::scope::Catalogue;
use crate::server::Grantor;
use crate::web::body;
use crate::web::tenant::At;

/// The route of `row`, behind the guard.
pub(super) fn guarded(row: &'static Row) -> Route {
    let admitted = move |request: ServiceRequest, next: Next<BoxBody>| stand(row, request, next);
    let route = (row.serve)();
    // RFC 9110 §9.3.2: HEAD wherever GET is; looking changes nothing here.
    let route = match row.method {
        Verb::Get => route.guard(guard::Any(guard::Get()).or(guard::Head())),
        other => route.method(other.into()),
    };
    route.wrap(from_fn(admitted))
}

/// 1. The tenant. 2. Who calls. 3. May they. 4. The handler finds the [`Call`] with the request.
async fn stand(
    row: &'static Row,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<EitherBody<BoxBody>>, Error> {
    match admit(row, request.request()).await {
        Ok(call) => {
            if let Some(call) = call {
                request.extensions_mut().insert(call);
            }
            Ok(next.call(request).await?.map_into_left_body())
        }
        Err(refused) => {
            body::drain(&mut request.take_payload()).await;
            Ok(request.into_response(refused.error_response()).map_into_right_body())
        }
    }
}

async fn admit(row: &'static Row, request: &HttpRequest) -> Result<Option<Call>, Denied> {
    let at = At::extract(request).await.map_err(Denied::Answered)?;
    if !at.tenant.active {
        return Err(Denied::Account);
    }
    let grantor = request.app_data::<Data<Grantor>>().cloned().ok_or(Denied::Defect)?;
    let Some(caller) = Caller::of(row, &grantor, &at, request).await? else {
        return if row.lowest.is_none() { Ok(None) } else { Err(Denied::Unauthenticated) };
    };
    let own = request.match_info().get("id");
    // Whoever shows a token has it, whatever it is good for.
    caller.note_use(&grantor).await;
    allowed(row, &caller, &at, own, &grantor.catalogue)?;
    Ok(Some(Call::new(grantor, at, caller, request)))
}

/// Whether the table lets `caller` do `row`, where the path names the object `named`.
fn allowed(row: &Row, caller: &Caller, at: &At, named: Option<&str>, catalogue: &Catalogue) -> Result<(), Denied> {
    if row.lowest.is_some_and(|lowest: Role| caller.role < lowest) {
        return Err(Denied::Forbidden);
    }
    let (itself, scopes) = match &caller.credential {
        Credential::Token { state, scopes } => (named.is_some_and(|named| named == state.token.id.to_string()), scopes),
        Credential::ApiToken { scopes: Some(scopes), .. } => (false, scopes),
        // What nobody has narrowed may all that its user may.
        Credential::ApiToken { scopes: None, .. } | Credential::Session { .. } => return Ok(()),
    };
    let (words, asked) = match row.needs {
        Needs::Nothing => return Ok(()),
        Needs::OwnOrRead | Needs::OwnOrCredentials if itself => return Ok(()),
        Needs::Read(resource) => (vec!["read".to_owned(), format!("{resource}:read")], "read"),
        Needs::OwnOrRead => (vec!["read".to_owned(), "credentials:read".to_owned()], "read"),
        Needs::Credentials | Needs::OwnOrCredentials => (vec!["credentials:write".to_owned()], "credentials:write"),
    };
    let has = words.iter().any(|word| catalogue.covers(scopes, word));
    let bearer = matches!(caller.credential, Credential::Token { .. });
    if has { Ok(()) } else { Err(Denied::MissingScope(asked, bearer.then(|| at.issuer.clone()))) }
}
