//! Problems of requests that belong to no tenant, or to no page: as a page or as JSON, by `Accept`.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, ALLOW, Accept, Header, HeaderValue, Quality, RETRY_AFTER};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use crate::config::Vendor;
use crate::server::Grantor;
use crate::storage::Failure;
use crate::web::header_text;
use crate::web::pages::frame::{Frame, Links};
use crate::web::pages::headers::{Answer, headers};
use crate::web::pages::language::Language;
use crate::web::pages::problem::{Problem, ProblemPage};
use crate::web::trace::Reference;
use crate::web::visit::Visit;

/// No page and no endpoint by this path.
pub async fn not_found(grantor: Data<Grantor>, request: HttpRequest) -> HttpResponse {
    elsewhere(&grantor, &request, Problem::NotFound).await
}

/// A path of ours, with a method that it does not have (RFC 9110 §15.5.6).
pub async fn method_not_allowed(grantor: Data<Grantor>, request: HttpRequest, allowed: &'static str) -> HttpResponse {
    let mut answer = elsewhere(&grantor, &request, Problem::MethodNotAllowed).await;
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// The answer to a request that goes astray: within an account a page of that account, in the person's language.
async fn elsewhere(grantor: &Grantor, request: &HttpRequest, problem: Problem) -> HttpResponse {
    if wants_page(request)
        && let Ok(visit) = Visit::extract(request).await
    {
        return visit.problem(problem);
    }
    answer(grantor, request, problem)
}

/// What a storage failure is to a person.
pub fn of(failure: &Failure) -> Problem {
    match failure {
        Failure::Overloaded | Failure::Unavailable(_) => Problem::Busy,
        Failure::Query(_) | Failure::Corrupt(_) => Problem::Internal,
    }
}

/// The answer to `request`, revealing nothing about any tenant.
pub fn answer(grantor: &Grantor, request: &HttpRequest, problem: Problem) -> HttpResponse {
    let reference = Reference::of(request);
    tracing::info!(problem = problem.name(), %reference, "refused");
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for header in headers(Answer::Page) {
        response.insert_header(header);
    }
    if let Some(seconds) = problem.retry_after() {
        response.insert_header((RETRY_AFTER, seconds));
    }
    if !wants_page(request) {
        let body = json!({ "error": word(&problem), "reference": reference.to_string() });
        return response.content_type("application/json").json(body);
    }
    let (frame, reference) = (nobodys(grantor, request), reference.to_string());
    let page = ProblemPage { frame, problem, ways: Vec::new(), reference };
    match page.render() {
        Ok(html) => response.body(html),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// What stands around a page that belongs to no account.
fn nobodys(grantor: &Grantor, request: &HttpRequest) -> Frame {
    let vendor = &grantor.config.vendor;
    let accepted = header_text::first(request.headers(), ACCEPT_LANGUAGE);
    Frame {
        language: Language::choose(None, None, accepted, "en"),
        account: None,
        vendor: vendor.name.clone(),
        links: links(vendor),
        here: None,
        now: grantor.now(),
    }
}

/// A browser says `text/html`, and does not like JSON better; everything else is a program.
fn wants_page(request: &HttpRequest) -> bool {
    let Ok(mut accept) = Accept::parse(request) else { return false };
    // RFC 9110 §12.4.2: what has no weight is not acceptable.
    accept.retain(|kind| kind.quality > Quality::ZERO);
    let kinds = accept.ranked();
    let best = kinds.iter().find(|kind| ["text/html", "application/json"].contains(&kind.essence_str()));
    best.is_some_and(|kind| kind.essence_str() == "text/html")
}

const fn word(problem: &Problem) -> &'static str {
    match problem {
        Problem::AccountUnknown => "AccountNotFound",
        Problem::NotFound => "InvalidEndpoint",
        Problem::MethodNotAllowed => "MethodNotAllowed",
        Problem::Busy => "ServiceUnavailable",
        Problem::Internal => "InternalError",
        _ => "BadRequest",
    }
}

/// The vendor's own pages.
pub(super) fn links(vendor: &Vendor) -> Links {
    let Vendor { support_url, privacy_url, terms_url, .. } = vendor.clone();
    Links { help: support_url, privacy: privacy_url, terms: terms_url }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_page_is_for_whoever_likes_one_best() {
        for (lines, page) in [
            (&["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"][..], true),
            (&["TEXT/HTML"], true),
            (&["text/html;level=1;q=0.5"], true),
            (&["application/json;q=0.5", "text/html"], true),
            (&["text/html;q=0, application/json"], false),
            (&["text/html;q=0"], false),
            (&["text/html;q=0.5, application/json"], false),
            (&["application/json, text/html"], false),
            (&["x-text/html"], false),
            (&["*/*"], false),
            (&[""], false),
            (&[], false),
        ] {
            let request = lines.iter().fold(TestRequest::default(), |it, line| it.append_header(("accept", *line)));
            assert_eq!(wants_page(&request.to_http_request()), page, "{lines:?}");
        }
    }
}
