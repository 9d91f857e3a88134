//! `/account/password`: changing one's own password, and what comes after.
//!
//! For whoever has one here; who signs in at the vendor's finds no such page. The page after the change says so only
//! while it is true, so that a link to it tells nobody of a change that never was.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse};
use zeroize::Zeroizing;

use super::connected_apps;
use crate::authorizations::connected;
use crate::storage::{Db, Failure};
use crate::users::change_password::{NewPassword, NotChanged};
use crate::users::sign_in::Credentials;
use crate::users::{User, password};
use crate::web::access::{field, link, login, own_form};
use crate::web::body::Body;
use crate::web::pages::headers::Answer;
use crate::web::pages::password::{ChangePassword, ChangeTrouble, PasswordChanged};
use crate::web::pages::problem::Problem;
use crate::web::visit::Visit;

/// Where it is; also the form's name.
pub const PATH: &str = "/account/password";

/// Where whoever has just changed it goes.
pub const CHANGED: &str = "/account/password?changed=1";

/// For how many seconds a password counts as just changed.
const LATELY: i64 = 600;

/// The form, or what comes after.
pub async fn show(visit: Visit, request: HttpRequest) -> HttpResponse {
    let Some((_, user)) = visit.signed_in.clone() else {
        return visit.redirect(&visit.sign_in_address(PATH));
    };
    let lately = |at| visit.grantor.now().seconds_since(at) < LATELY;
    let changed = request.query_string().split('&').any(|pair| pair == "changed=1");
    match user.password {
        None => visit.problem(Problem::NotFound),
        Some(_) if changed && user.password_changed_at.is_some_and(lately) => done(&visit, &user).await,
        Some(_) => form(&visit, &user, None),
    }
}

/// 1. The form is this session's. 2. The present password is right, the next one will do. 3. Every session ends, and the
///    person goes on in a new one.
pub async fn submit(mut visit: Visit, body: Body) -> HttpResponse {
    match change(&mut visit, body).await {
        Ok(answer) => answer,
        Err(problem) => visit.problem(problem),
    }
}

async fn change(visit: &mut Visit, body: Body) -> Result<HttpResponse, Problem> {
    let parameters = own_form(visit, body)?;
    let signed_in = visit.signed_in.clone().filter(|(_, user)| user.password.is_some());
    let Some((_, user)) = signed_in else { return Err(Problem::Stale(None)) };
    if !visit.forms.proves(PATH, &[], &field(&parameters, "csrf")?) {
        return Err(Problem::Stale(None));
    }
    let present = Credentials {
        email: user.email.clone(),
        password: Zeroizing::new(field(&parameters, "current")?),
        address: visit.address.clone(),
        user_agent: visit.user_agent.clone(),
        previous: None,
    };
    let asked = NewPassword { present, new: Zeroizing::new(field(&parameters, "password")?) };
    match visit.grantor.sign_in.change_password(&visit.at.tenant, &user, &asked, visit.grantor.now()).await {
        Ok(cookie) => {
            visit.sign_in(&cookie);
            Ok(visit.redirect(CHANGED))
        }
        Err(why) => Ok(refused(visit, &user, &asked, &why)),
    }
}

fn refused(visit: &Visit, user: &User, asked: &NewPassword, why: &NotChanged) -> HttpResponse {
    let trouble = match why {
        NotChanged::Wrong => ChangeTrouble::Wrong,
        NotChanged::Same => ChangeTrouble::Same,
        NotChanged::Poor(problem) => ChangeTrouble::New(link::trouble(&asked.new, problem)),
        NotChanged::TooMany { retry_after } => ChangeTrouble::Locked { minutes: login::minutes(*retry_after) },
        NotChanged::Failure(failure) => return visit.failed(failure),
    };
    let mut answer = form(visit, user, Some(trouble));
    if let NotChanged::TooMany { retry_after } = why {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from((*retry_after).max(1)));
    }
    answer
}

fn form(visit: &Visit, user: &User, trouble: Option<ChangeTrouble>) -> HttpResponse {
    let status = match trouble {
        None => StatusCode::OK,
        Some(ChangeTrouble::Locked { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = ChangePassword {
        frame: visit.frame(trouble.is_none()),
        email: user.email.clone(),
        minimum: link::number(password::LEAST),
        trouble,
        form: visit.forms.form(PATH, PATH, Vec::new()),
    };
    visit.page(Answer::Page, status, &page)
}

async fn done(visit: &Visit, user: &User) -> HttpResponse {
    let (tenant, id, now) = (visit.at.tenant.id, user.id, visit.grantor.now());
    let list = move |db: &mut Db| connected::list(db, tenant, id, now);
    let apps = match visit.grantor.storage.search::<_, Failure>(list).await {
        Ok(apps) => link::number(apps.len()),
        Err(failure) => return visit.failed(&failure),
    };
    let page = PasswordChanged {
        frame: visit.frame(true),
        apps,
        connected_apps: connected_apps::PATH.to_owned(),
        form: visit.forms.form(connected_apps::ALL, connected_apps::ALL, Vec::new()),
    };
    visit.page(Answer::Page, StatusCode::OK, &page)
}
