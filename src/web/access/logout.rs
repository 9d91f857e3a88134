//! `/access/logout`: ends the session, by POST with the form of the home page. GET ends nothing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::audit::Actor;
use crate::storage::{Failure, Tx};
use crate::users::User;
use crate::users::sign_out::sign_out;
use crate::web::access::{field, home, own_form};
use crate::web::body::Body;
use crate::web::pages::headers::Answer;
use crate::web::pages::problem::Problem;
use crate::web::pages::sign_in::SignedOut;
use crate::web::visit::Visit;

/// The form's name and where it goes.
pub const FORM: &str = "/access/logout";

/// The farewell; whoever is still signed in finds the button.
pub async fn show(visit: Visit) -> HttpResponse {
    if visit.signed_in.is_some() {
        return visit.redirect(home::PATH);
    }
    visit.page(
        Answer::Farewell,
        StatusCode::OK,
        &SignedOut { frame: visit.frame(true), sign_in: "/access/login".to_owned() },
    )
}

/// 1. The form is this session's; one of an earlier session is answered with this one's. 2. The session ends.
///    3. Farewell.
pub async fn submit(mut visit: Visit, body: Body) -> HttpResponse {
    match leave(&mut visit, body).await {
        Ok(()) => visit.redirect(FORM),
        Err(Stopped::Still(user)) => home::page(&visit, &user, true),
        Err(Stopped::Problem(problem)) => visit.problem(problem),
        Err(Stopped::Failure(failure)) => visit.failed(&failure),
    }
}

enum Stopped {
    Problem(Problem),
    Still(User),
    Failure(Failure),
}

async fn leave(visit: &mut Visit, body: Body) -> Result<(), Stopped> {
    let parameters = own_form(visit, body).map_err(Stopped::Problem)?;
    let csrf = field(&parameters, "csrf").map_err(Stopped::Problem)?;
    let Some(cookie) = visit.session_cookie().map(ToOwned::to_owned) else { return Ok(()) };
    if let Some((_, user)) = visit.signed_in.as_ref().filter(|_| !visit.forms.proves(FORM, &[], &csrf)) {
        return Err(Stopped::Still(user.clone()));
    }
    let [event] = visit.grantor.storage.ids().await.map_err(Stopped::Failure)?;
    let stamp = visit.stamp(Actor::Anonymous, event);
    let tenant = visit.at.tenant.id;
    let ending = move |tx: &mut Tx<'_>| sign_out(tx, tenant, &cookie, &stamp);
    visit.grantor.storage.write::<_, Failure>(ending).await.map_err(Stopped::Failure)?;
    visit.sign_out();
    Ok(())
}
