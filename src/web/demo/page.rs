//! The application's pages.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::account::Person;
use super::back_channel::Exchange;
use crate::web::pages::headers::{Answer, headers};

/// The one page.
#[derive(Template)]
#[template(path = "demo/home.html")]
pub(super) struct Home<'a> {
    pub notice: Option<String>,
    pub accounts: Vec<Shown<'a>>,
}

/// An account on it.
pub(super) struct Shown<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub host: &'a str,
    pub people: &'a [Person],
    pub connected: Option<Connected>,
}

/// What the account gave.
pub(super) struct Connected {
    pub access_token: String,
    pub refresh_token: String,
    pub scope: String,
    pub ended: bool,
    pub last: Exchange,
}

#[derive(Template)]
#[template(path = "demo/problem.html")]
struct Problem<'a> {
    says: &'a str,
}

/// A page that says what went wrong.
pub(super) fn problem(says: &str, status: u16) -> HttpResponse {
    page(&Problem { says }, status)
}

/// A page. Its forms end at the server, so it is a page of a flow.
pub(super) fn page(page: &impl Template, status: u16) -> HttpResponse {
    let Ok(html) = page.render() else { return HttpResponse::InternalServerError().finish() };
    let mut answer = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST));
    for header in headers(Answer::Flow) {
        answer.insert_header(header);
    }
    answer.body(html)
}
