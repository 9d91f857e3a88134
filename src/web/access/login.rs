//! `/access/login`: on to the vendor's own sign-in, if the account has one, or the sign-in form.
//!
//! `?local=1` shows the form in any case: for the first admin, and for whoever the vendor cannot sign in. So does
//! `?ended=1`, because it has something to say: a form came after its session had ended.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::Query as QueryString;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::authorizations::request::Query;
use crate::protocol::parameters::Parameters;
use crate::protocol::return_to::return_to;
use crate::secret::Secret;
use crate::tenants::sso_url;
use crate::users::sign_in::{Credentials, NotSignedIn};
use crate::web::access::{field, home, own_form};
use crate::web::body::Body;
use crate::web::oauth::asked;
use crate::web::pages::headers::Answer;
use crate::web::pages::problem::Problem;
use crate::web::pages::sign_in::{SignIn, SignInTrouble};
use crate::web::visit::Visit;

/// Where it is; also the name of the form.
pub const PATH: &str = "/access/login";

/// The query of the page.
#[derive(Default, Deserialize)]
pub struct Way {
    return_to: Option<String>,
    local: Option<String>,
    ended: Option<String>,
}

/// On to the vendor, or the form.
pub async fn show(visit: Visit, way: Option<QueryString<Way>>) -> HttpResponse {
    let way = way.map(|way| way.0).unwrap_or_default();
    let to = way.return_to.as_deref().and_then(return_to).unwrap_or_default();
    match vendor_sign_in(&visit, to) {
        Some(address) if way.local.is_none() && way.ended.is_none() => visit.redirect(&address),
        _ => form(&visit, to, "", way.ended.as_ref().map(|_| SignInTrouble::Ended), true).await,
    }
}

/// Where the vendor's own sign-in starts for somebody who goes on to `to`: into the very request that sent them here.
fn vendor_sign_in(visit: &Visit, to: &str) -> Option<String> {
    let to = if to.is_empty() { home::PATH } else { to };
    let sso_url = visit.at.tenant.settings.sso_url.as_deref()?;
    Some(sso_url::starting(sso_url, &format!("{}{to}", visit.at.issuer)))
}

/// 1. The form is this visit's, or whoever sends it has signed in meanwhile and goes on. 2. Email and password are right,
///    within the limits. 3. A new session, and on.
pub async fn submit(mut visit: Visit, body: Body) -> HttpResponse {
    match attempt(&mut visit, body).await {
        Ok(answer) => answer,
        Err(problem) => visit.problem(problem),
    }
}

async fn attempt(visit: &mut Visit, body: Body) -> Result<HttpResponse, Problem> {
    let parameters = own_form(visit, body)?;
    let (email, to) = (field(&parameters, "email")?, field(&parameters, "return_to")?);
    let to = return_to(&to).unwrap_or_default();
    if !visit.forms.proves(PATH, &hidden(to), &field(&parameters, "csrf")?) {
        if visit.signed_in.is_some() {
            return Ok(onward(visit, to));
        }
        return Ok(form(visit, to, &email, Some(SignInTrouble::Stale), false).await);
    }
    let credentials = Credentials {
        email: email.clone(),
        password: Zeroizing::new(field(&parameters, "password")?),
        address: visit.address.clone(),
        user_agent: visit.user_agent.clone(),
        previous: visit.session_cookie().map(Secret::from),
    };
    match visit.grantor.sign_in.sign_in(&visit.at.tenant, &credentials, visit.grantor.now()).await {
        Ok(signed_in) => {
            visit.sign_in(&signed_in.cookie);
            Ok(onward(visit, to))
        }
        Err(why) => Ok(refused(visit, to, &email, why).await),
    }
}

fn onward(visit: &Visit, to: &str) -> HttpResponse {
    visit.redirect(if to.is_empty() { home::PATH } else { to })
}

async fn refused(visit: &Visit, to: &str, email: &str, why: NotSignedIn) -> HttpResponse {
    let (trouble, retry_after) = match why {
        NotSignedIn::Wrong => (SignInTrouble::Wrong, None),
        NotSignedIn::TooMany { retry_after } => {
            (SignInTrouble::Locked { minutes: minutes(retry_after) }, Some(retry_after.max(1)))
        }
        NotSignedIn::Failure(failure) => return visit.failed(&failure),
    };
    let mut answer = form(visit, to, email, Some(trouble), false).await;
    if let Some(seconds) = retry_after {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

/// Whole minutes, rounded up.
pub(in crate::web) fn minutes(seconds: i64) -> u32 {
    u32::try_from((seconds.max(1) + 59) / 60).unwrap_or(u32::MAX)
}

fn hidden(return_to: &str) -> Vec<(String, String)> {
    vec![("return_to".to_owned(), return_to.to_owned())]
}

async fn form(visit: &Visit, to: &str, email: &str, trouble: Option<SignInTrouble>, again: bool) -> HttpResponse {
    let status = match trouble {
        None | Some(SignInTrouble::Ended) => StatusCode::OK,
        Some(SignInTrouble::Locked { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Some(SignInTrouble::Wrong | SignInTrouble::Stale) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = SignIn {
        frame: visit.frame(again),
        app: app(visit, to).await,
        vendor_sign_in: vendor_sign_in(visit, to),
        email: email.to_owned(),
        trouble,
        form: Some(visit.forms.form(PATH, PATH, hidden(to))),
    };
    visit.page(Answer::Flow, status, &page)
}

/// The name of the app that an authorization request at `to` comes from.
async fn app(visit: &Visit, to: &str) -> Option<String> {
    let query = to.strip_prefix(asked::PATH)?.strip_prefix('?')?;
    let query = Query::read(&Parameters::from_query(query).ok()?).ok()?;
    let key = (visit.at.tenant.id.number(), query.client_id().ok()?.to_owned());
    let client = visit.grantor.directory.clients.get(key).await.ok()??;
    Some(client.name.clone())
}
