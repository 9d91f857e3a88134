//! The client or resource server that a path names, whoever owns it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

/// The last named part of the path, `{identifier}`.
#[derive(Clone, Debug)]
pub(super) struct Named(pub String);

impl FromRequest for Named {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.match_info().query("identifier").to_owned())))
    }
}
