//! Who is calling, as far as the request itself can say: an address and an `Authorization` header.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::{FromRequest, HttpRequest};

use crate::audit::{self, Origin, Source};
use crate::protocol::reason::Reason;
use crate::server::Grantor;
use crate::tenants::TenantId;
use crate::web::address::ClientAddress;
use crate::web::header_text;

/// The caller of a machine's endpoint.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The address of the client behind trusted proxies.
    pub address: ClientAddress,
    authorization: Option<Result<Hidden, Reason>>,
}

#[derive(Clone)]
struct Hidden(HeaderValue);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl Caller {
    /// Tells the log of `tenant` that they did not prove to be `source`, and `why`.
    pub fn failed(&self, grantor: &Grantor, tenant: TenantId, source: Source, why: &'static str) {
        let origin = Origin::anonymous(self.address.to_string());
        audit::verify_failed(&grantor.storage, tenant.number(), origin, grantor.now(), source, why);
    }

    /// The `Authorization` header; two of them, or one that is not text, are malformed.
    pub fn authorization(&self) -> Result<Option<&str>, Reason> {
        match &self.authorization {
            None => Ok(None),
            Some(Ok(header)) => header_text::text(&header.0).map(Some).ok_or(Reason::AuthorizationMalformed),
            Some(Err(reason)) => Err(reason.clone()),
        }
    }
}

impl FromRequest for Caller {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut headers = request.headers().get_all(AUTHORIZATION);
        let authorization = match (headers.next(), headers.next()) {
            (None, _) => None,
            (Some(one), None) => Some(Ok(Hidden(one.clone()))),
            _ => Some(Err(Reason::AuthorizationMalformed)),
        };
        ready(Ok(Self { address: ClientAddress::of_request(request), authorization }))
    }
}
