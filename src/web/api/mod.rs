//! `/api/v2`: what an account's own programs and administrators ask, in JSON (contract §4).
//!
//! One [`table`] says which addresses there are and who may call each; the [`guard`] in front of every one of them is
//! the only place that decides. Each address answers with and without `.json`, because existing clients of such an API
//! send either. A handler gets a [`Call`](call::Call), which exists only for callers whom the guard has let in.

mod account;
mod api_token_usage;
mod api_tokens;
mod audit_logs;
pub mod body;
pub mod call;
mod cors;
pub mod cursor;
pub mod denied;
pub mod guard;
pub mod oauth;
pub mod openapi;
pub mod page;
pub mod query;
mod replacement;
pub mod table;
mod user_fields;
pub mod users;
pub mod who;

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource, ResponseError};

use denied::Denied;
use table::{Row, TABLE};

/// Where the API begins.
pub const PREFIX: &str = "/api/v2";

/// Every address of the [`TABLE`].
pub fn routes(routes: &mut ServiceConfig) {
    let mut paths: Vec<&str> = Vec::new();
    for row in TABLE {
        if !paths.contains(&row.path) {
            paths.push(row.path);
        }
    }
    let api = web::scope(PREFIX);
    let api = paths.into_iter().fold(api, |api, path| api.service(resource(path, ".json")).service(resource(path, "")));
    routes.service(api.default_service(web::to(nothing)).wrap(from_fn(cors::dress)));
}

/// One path with this `ending`, and every method that it has. Both endings in one resource would be a regular expression
/// each even for a path without a number, compiled in each worker at each start.
fn resource(path: &'static str, ending: &str) -> Resource {
    let rows = || TABLE.iter().filter(move |row: &&Row| row.path == path);
    let pattern = path.replace("{id}", "{id:[0-9]+}");
    let allowed = rows().map(|row| row.method.allowed()).collect::<Vec<_>>().join(", ");
    let refuse = move || std::future::ready(method_not_allowed(&allowed));
    let resource = web::resource(format!("/{pattern}{ending}"));
    rows().fold(resource, |resource, row| resource.route(guard::guarded(row))).default_service(web::to(refuse))
}

/// RFC 9110 §15.5.6.
fn method_not_allowed(allowed: &str) -> HttpResponse {
    let mut answer = Denied::Method.error_response();
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}

async fn nothing() -> HttpResponse {
    Denied::Endpoint.error_response()
}
