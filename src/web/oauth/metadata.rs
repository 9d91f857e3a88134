//! `GET /.well-known/oauth-authorization-server` (RFC 8414).

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;

use crate::protocol::metadata::{Metadata, Publisher};
use crate::server::Grantor;
use crate::web::pages::language::Language;
use crate::web::tenant::Active;

/// The tenant's metadata.
pub async fn metadata(grantor: Data<Grantor>, Active(at): Active) -> HttpResponse {
    let vendor = &grantor.config.vendor;
    let publisher = Publisher {
        documentation: vendor.support_url.as_deref(),
        policy: vendor.privacy_url.as_deref(),
        terms: vendor.terms_url.as_deref(),
        locales: &Language::ALL.map(Language::tag),
    };
    let metadata = Metadata::new(&at.issuer, &grantor.catalogue, publisher);
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(metadata)
}
