//! What a tenant looks like: `/logos/{id}` and `/brand.css`, on the tenant's own host.
//!
//! A logo's address names its content, and so does that of the sheet: both are kept for ever. Somebody else's logo is
//! unknown here, but for those of the platform's clients. Neither asks who it is: the sign-in page shows them.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::logos;
use crate::server::Grantor;
use crate::storage::{Db, Failure};
use crate::web::pages::brand;
use crate::web::pages::headers::{Answer, headers};
use crate::web::pages::problem::Problem;
use crate::web::problems;
use crate::web::tenant::At;

/// Where a logo is, on every host where it is known.
pub fn logo(id: &str) -> String {
    format!("/logos/{id}")
}

/// `GET /logos/{id}`
pub(super) async fn picture(grantor: Data<Grantor>, at: At, id: Path<String>, request: HttpRequest) -> HttpResponse {
    // What is no id is not asked for: PostgreSQL takes no text with a NUL.
    if !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return problems::answer(&grantor, &request, Problem::NotFound);
    }
    let tenant = at.tenant.id;
    let find = move |db: &mut Db| logos::store::find(db, tenant, &id);
    match grantor.storage.read::<_, Failure>(find).await {
        Ok(Some(picture)) if at.tenant.active => asset().content_type("image/png").body(picture),
        Ok(_) => problems::answer(&grantor, &request, Problem::NotFound),
        Err(failure) => problems::answer(&grantor, &request, problems::of(&failure)),
    }
}

/// `GET /brand.css`; under another version than its own it is not kept.
pub(super) async fn brand(grantor: Data<Grantor>, at: At, request: HttpRequest) -> HttpResponse {
    let accent = at.tenant.settings.accent.as_deref().filter(|_| at.tenant.active);
    let (Some(sheet), Some(link)) = (brand::sheet(accent), brand::link(accent)) else {
        return problems::answer(&grantor, &request, Problem::NotFound);
    };
    let mut answer = asset();
    if request.uri().path_and_query().is_none_or(|asked| asked.as_str() != link) {
        answer.insert_header((CACHE_CONTROL, "no-cache"));
    }
    answer.content_type("text/css; charset=utf-8").body(sheet)
}

fn asset() -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    for header in headers(Answer::Asset) {
        answer.insert_header(header);
    }
    answer
}
