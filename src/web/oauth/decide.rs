//! `POST /oauth/authorizations`: the person's decision on the consent page.

use actix_web::HttpResponse;

use crate::authorizations::request::{Query, Refused};
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::web::body::Body;
use crate::web::oauth::asked::{Asked, NotNow};
use crate::web::oauth::consent_page;
use crate::web::pages::problem::{Problem, Unanswered};
use crate::web::visit::Visit;

/// The decision.
pub async fn decide(visit: Visit, body: Body) -> HttpResponse {
    if !visit.from_here {
        return visit.problem(Problem::ForeignOrigin);
    }
    let Ok(parameters) = body.0 else { return visit.problem(Problem::Unreadable) };
    match Query::read(&parameters) {
        Ok(query) => answer(&visit, query.clone(), &parameters)
            .await
            .unwrap_or_else(|not_now| not_now.answer(&visit, Some(&query))),
        Err(reason) => NotNow::from(Refused::Page(reason)).answer(&visit, None),
    }
}

/// 1. The request is checked again from its first parameter on: the page carried it, so anybody may have changed
///    it. 2. The form is this session's, for this very request. 3. Allow or deny.
async fn answer(visit: &Visit, query: Query, parameters: &Parameters) -> Result<HttpResponse, NotNow> {
    let asked = Asked::read(visit, query).await?;
    let stale = || {
        let again = Asked::address(&asked.query);
        NotNow::Page(Problem::Stale(Some(Unanswered { app: asked.request.client.name.clone(), again })))
    };
    let (_, user) = visit.signed_in.as_ref().ok_or_else(stale)?;
    let csrf = field(parameters, "csrf")?.unwrap_or_default();
    if !visit.forms.proves(consent_page::FORM, &consent_page::hidden(&asked.query), &csrf) {
        return Err(stale());
    }
    let scopes = asked.scopes(visit, user)?;
    match field(parameters, "decision")?.as_deref() {
        Some("allow") => Ok(asked.allow(visit, user, scopes).await?),
        Some("deny") => asked.deny(visit, user, scopes).await,
        _ => Err(stale()),
    }
}

fn field(parameters: &Parameters, name: &'static str) -> Result<Option<String>, NotNow> {
    let value = parameters.get(name).map_err(|_: Reason| NotNow::Page(Problem::Unreadable))?;
    Ok(value.map(ToOwned::to_owned))
}
