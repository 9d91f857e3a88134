//! `/`: for whoever is signed in and not on the way to anywhere.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::users::{Role, User};
use crate::web::access::{login, logout};
use crate::web::account::{connected_apps, password};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::headers::Answer;
use crate::web::pages::sign_in::SignedIn;
use crate::web::visit::Visit;

/// Where it is.
pub const PATH: &str = "/";

/// Who is signed in, and the button that signs out; or on to the sign-in form.
pub async fn show(visit: Visit) -> HttpResponse {
    match &visit.signed_in {
        Some((_, user)) => page(&visit, user, false),
        None => visit.redirect(login::PATH),
    }
}

/// The page; for somebody whom a form of an earlier session was to sign out, it says that it did not.
pub(super) fn page(visit: &Visit, user: &User, still: bool) -> HttpResponse {
    let page = SignedIn {
        frame: visit.frame(!still),
        still,
        name: user.name.clone(),
        email: user.email.clone(),
        admin_center: admin_center(visit, user),
        connected_apps: connected_apps::PATH.to_owned(),
        change_password: user.password.is_some().then(|| password::PATH.to_owned()),
        form: visit.forms.form(logout::FORM, logout::FORM, Vec::new()),
    };
    visit.page(Answer::Page, if still { StatusCode::BAD_REQUEST } else { StatusCode::OK }, &page)
}

/// Where `user` finds the Admin Center: an admin, where this server has it.
pub(in crate::web) fn admin_center(visit: &Visit, user: &User) -> Option<String> {
    let may = user.role == Role::Admin && visit.grantor.config.surfaces.admin;
    may.then(|| Section::FirstSteps.path().to_owned())
}
