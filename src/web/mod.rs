//! HTTP: the only place that knows actix. The route table, by audience.

pub mod access;
pub mod account;
pub mod address;
pub mod admin;
pub mod api;
pub mod api_token;
pub mod api_token_usage;
pub mod audit_export;
mod beside;
pub mod body;
pub mod caller;
mod cookies;
pub mod demo;
pub mod early;
pub mod header_text;
pub mod listen;
pub mod look;
pub mod metrics;
pub mod oauth;
pub mod operator;
pub mod pages;
pub mod patience;
pub mod problems;
pub mod seen;
pub mod serve;
pub mod sidecar;
mod signals;
mod strict;
mod survived;
pub mod tenant;
pub mod trace;
pub mod upgrade;
pub mod visit;
mod ways;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, Route, guard};

use crate::config::Surfaces;
use crate::protocol::metadata::{AUTHORIZATION, INTROSPECTION, METADATA, REVOCATION, TOKEN};
use crate::web::account::{connected_apps, password};
use crate::web::pages::headers::{Answer, headers};

/// Every route of the public listener whose surface is switched on. They are tried in this order: first what is asked
/// most often. A path with a variable is a regular expression that each worker compiles and keeps: without actix-web's
/// `unicode` they are small ones, which is enough for paths that are ASCII.
pub fn routes(surfaces: &Surfaces) -> impl FnOnce(&mut ServiceConfig) + use<> {
    let surfaces = surfaces.clone();
    move |table| {
        if surfaces.oauth {
            table.configure(for_applications).configure(for_resource_servers);
        }
        if surfaces.sidecar {
            table.configure(for_proxies).configure(for_relays);
        }
        if surfaces.api {
            table.configure(api::routes);
            table.service(resource(api::openapi::PATH, "GET, HEAD").route(get(api::openapi::serve)));
            let reference = api::openapi::reference::show;
            table.service(resource(api::openapi::reference::PATH, "GET, HEAD").route(get(reference)));
        }
        if surfaces.pages {
            table.configure(for_people);
        }
        if surfaces.admin {
            table.configure(for_admins);
        }
        if surfaces.pages || surfaces.admin || surfaces.api || surfaces.oauth {
            table.configure(assets);
        }
        table.default_service(web::to(problems::not_found));
    }
}

/// Third-party applications (contract §2).
fn for_applications(table: &mut ServiceConfig) {
    let any_origin = || from_fn(oauth::cors::any_origin);
    let metadata = resource(METADATA, "GET, HEAD").route(get(oauth::metadata::metadata));
    table
        .service(resource(AUTHORIZATION, "GET, POST").get(oauth::authorize::ask).post(oauth::authorize::ask_by_form))
        .service(resource(oauth::consent_page::FORM, "POST").post(oauth::decide::decide))
        .service(resource(TOKEN, "POST").post(oauth::token::token).wrap(any_origin()))
        .service(resource(REVOCATION, "POST").post(oauth::revoke::revoke).wrap(any_origin()))
        .service(metadata.wrap(any_origin()))
        // Scripts look for other documents, too, and have to be able to read that they are not there.
        .service(
            web::resource("/.well-known/{name:.*}").default_service(web::to(problems::not_found)).wrap(any_origin()),
        );
}

/// Resource servers (contract §2, §3).
fn for_resource_servers(table: &mut ServiceConfig) {
    table.service(resource(INTROSPECTION, "POST").post(oauth::introspect::introspect));
}

/// Proxies that hold a request in their hand (contract §3): any method, because some of them ask with the request's own.
pub(crate) fn for_proxies(table: &mut ServiceConfig) {
    for path in sidecar::asked::paths() {
        table.service(web::resource(path).to(sidecar::verify::verify));
    }
}

/// Other sidecars, which have read the question of a proxy already.
fn for_relays(table: &mut ServiceConfig) {
    table.service(web::resource(sidecar::relayed::PATH).to(sidecar::verify::relayed));
}

/// People (contract §5).
fn for_people(table: &mut ServiceConfig) {
    let link = resource("/access/link/{secret}", "GET, HEAD, POST");
    table
        .service(resource(access::home::PATH, "GET, HEAD").route(get(access::home::show)))
        .service(
            resource("/access/login", "GET, HEAD, POST").route(get(access::login::show)).post(access::login::submit),
        )
        .service(
            resource("/access/logout", "GET, HEAD, POST").route(get(access::logout::show)).post(access::logout::submit),
        )
        .service(
            resource(connected_apps::PATH, "GET, HEAD, POST")
                .route(get(connected_apps::show))
                .post(connected_apps::remove),
        )
        .service(resource(access::jwt::PATH, "GET, POST").get(access::jwt::show).post(access::jwt::submit))
        .service(resource(connected_apps::ALL, "POST").post(connected_apps::remove_all))
        .service(resource(password::PATH, "GET, HEAD, POST").route(get(password::show)).post(password::submit))
        .service(link.route(get(access::link::show)).post(access::link::submit));
}

/// GET, and HEAD, which RFC 9110 §9.3.2 wants wherever GET is: the same headers, the connection leaves the body out.
/// What a GET may change does not come by this: an authorization request that needs no question issues a code, and an
/// assertion of the vendor's counts once.
fn get<F, Args>(handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler)
}

/// Admins of an account (contract §5).
fn for_admins(table: &mut ServiceConfig) {
    let sheet = async || asset("text/css; charset=utf-8", pages::style::ADMIN_CSS);
    let script = async || asset("text/javascript; charset=utf-8", pages::script::JS);
    table
        .configure(admin::routes)
        .service(resource(pages::style::ADMIN_PATH, "GET, HEAD").route(get(sheet)))
        .service(resource(pages::script::PATH, "GET, HEAD").route(get(script)));
}

/// What every page is drawn with, whichever surface shows it.
fn assets(table: &mut ServiceConfig) {
    let sheet = async || asset("text/css; charset=utf-8", pages::style::CSS);
    table
        .service(resource(pages::style::PATH, "GET, HEAD").route(get(sheet)))
        .service(resource("/logos/{id}", "GET, HEAD").route(get(look::picture)))
        .service(resource(pages::brand::PATH, "GET, HEAD").route(get(look::brand)));
}

/// A path that answers every method but the `allowed` ones with 405.
fn resource(path: &str, allowed: &'static str) -> Resource {
    let refuse = move |grantor, request| problems::method_not_allowed(grantor, request, allowed);
    web::resource(path).default_service(web::to(refuse))
}

/// A file whose address names its content.
fn asset(media_type: &'static str, content: &'static str) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    for header in headers(Answer::Asset) {
        answer.insert_header(header);
    }
    answer.content_type(media_type).body(content)
}
