//! `GET /oauth/authorizations/new`: the authorization endpoint (RFC 6749 §3.1).

use actix_web::{HttpRequest, HttpResponse};

use crate::authorizations::consent::Consent;
use crate::authorizations::request::{Query, Refused};
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::web::body::LenientBody;
use crate::web::oauth::asked::{Asked, NotNow};
use crate::web::oauth::consent_page;
use crate::web::pages::problem::Problem;
use crate::web::visit::Visit;

/// The request, by GET.
pub async fn ask(visit: Visit, http: HttpRequest) -> HttpResponse {
    match Query::read(&Parameters::leniently(http.query_string().as_bytes())) {
        Ok(query) => by_query(&visit, query).await,
        Err(reason) => NotNow::from(Refused::Page(reason)).answer(&visit, None),
    }
}

/// By POST: on to the same request by GET. The session's cookie is `SameSite=Lax`, so a form on the client's
/// own site arrives here as if nobody were signed in. An address has no room for what was unreadable or is too long: such
/// a request is refused here, or it would go on without it.
pub async fn ask_by_form(visit: Visit, body: LenientBody) -> HttpResponse {
    let Ok(parameters) = body.0 else { return visit.problem(Problem::Unreadable) };
    match Query::read(&parameters) {
        Ok(query) if query.is_flawed() || Asked::is_too_long(&query) => by_query(&visit, query).await,
        Ok(query) => visit.redirect(&Asked::address(&query)),
        Err(reason) => NotNow::from(Refused::Page(reason)).answer(&visit, None),
    }
}

async fn by_query(visit: &Visit, query: Query) -> HttpResponse {
    answer(visit, query.clone()).await.unwrap_or_else(|not_now| not_now.answer(visit, Some(&query)))
}

/// 1. The request is in order, and no longer for those who are signed in than for those who are not. 2. Somebody is
///    signed in, and may authorize. 3. They have allowed all of it before: a code. 4. Else the page that asks.
async fn answer(visit: &Visit, query: Query) -> Result<HttpResponse, NotNow> {
    let asked = Asked::read(visit, query).await?;
    if Asked::is_too_long(&asked.query) {
        return Err(asked.request.refuse(Reason::RequestTooLong).into());
    }
    let Some((_, user)) = &visit.signed_in else {
        return Ok(visit.redirect(&visit.sign_in_address(&Asked::address(&asked.query))));
    };
    let scopes = asked.scopes(visit, user)?;
    let mut remembered = asked.remembered(visit, user).await?;
    if Consent::covers(remembered.as_ref(), &asked.request.client, &scopes, &visit.grantor.catalogue) {
        if let Some(sent_back) = asked.allow_again(visit, user, scopes.clone()).await? {
            return Ok(sent_back);
        }
        remembered = asked.remembered(visit, user).await?;
    }
    Ok(consent_page::show(visit, &asked, user, &scopes, remembered.as_ref()))
}
