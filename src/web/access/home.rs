//! `/`: for whoever is signed in and not on the way to anywhere.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::web::access::logout;
use crate::web::account::{connected_apps, password};
use crate::web::pages::headers::Answer;
use crate::web::pages::sign_in::SignedIn;
use crate::web::visit::Visit;

/// Where it is.
pub const PATH: &str = "/";

/// Who is signed in, and the button that signs out; or on to the sign-in form.
pub async fn show(visit: Visit) -> HttpResponse {
    let Some((_, user)) = &visit.signed_in else { return visit.redirect("/access/login") };
    let page = SignedIn {
        frame: visit.frame(true),
        name: user.name.clone(),
        email: user.email.clone(),
        connected_apps: connected_apps::PATH.to_owned(),
        change_password: user.password.is_some().then(|| password::PATH.to_owned()),
        form: visit.forms.form(logout::FORM, logout::FORM, Vec::new()),
    };
    visit.page(Answer::Page, StatusCode::OK, &page)
}
