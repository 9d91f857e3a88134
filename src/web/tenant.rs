//! The tenant that a request is for: the Host header says so, and nothing else does (contract §1).

use std::fmt::{Debug, Display};
use std::sync::Arc;
use std::time::Instant;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::header::HOST;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;

use crate::protocol::host::is_host;
use crate::server::Grantor;
use crate::storage::Failure;
use crate::tenants::{Tenant, TenantId};
use crate::web::header_text;
use crate::web::pages::problem::Problem;
use crate::web::problems;

/// A request's tenant. As an extractor it answers 400 to a Host that is missing, repeated or malformed, 404 to an unknown one.
#[derive(Clone, Debug)]
pub struct At {
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// Its issuer: the address of everything that it shows and links to.
    pub issuer: String,
    /// When the request began to ask: what it looks up need not be newer ([`get_since`](crate::storage::Lookup::get_since)).
    pub since: Instant,
}

/// What the Host header says, before anybody has looked whose that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A subdomain, which may be a tenant's.
    Subdomain(String),
    /// The base domain.
    Base,
    /// Nothing of ours.
    Unknown,
    /// Missing, more than one, no host, or another than the request's target names.
    Malformed,
}

/// What the Host header names.
#[derive(Debug)]
pub enum Named {
    /// A tenant.
    Tenant(At),
    /// The base domain, which belongs to nobody.
    Base,
    /// Nothing of ours.
    Unknown,
    /// Nothing that can be understood.
    Malformed,
}

impl Address {
    /// What the Host header of `request` says.
    pub fn of(grantor: &Grantor, request: &HttpRequest) -> Self {
        let Ok(Some(host)) = header_text::only(request.headers(), HOST) else { return Self::Malformed };
        // RFC 9112 §3.2.2: a target in absolute form names a host of its own; two that differ name none.
        if request.uri().authority().is_some_and(|target| !target.as_str().eq_ignore_ascii_case(host)) {
            return Self::Malformed;
        }
        let address = &grantor.config.public_url;
        match address.subdomain(host) {
            Some(subdomain) => Self::Subdomain(subdomain),
            // RFC 9112 §3.2: a field with an invalid value, too, is 400.
            None if !is_host(host) => Self::Malformed,
            None if address.is_base(host) => Self::Base,
            None => Self::Unknown,
        }
    }

    /// Finds out what it names.
    pub async fn named(self, grantor: &Grantor) -> Result<Named, Failure> {
        let subdomain = match self {
            Self::Subdomain(subdomain) => subdomain,
            Self::Base => return Ok(Named::Base),
            Self::Unknown => return Ok(Named::Unknown),
            Self::Malformed => return Ok(Named::Malformed),
        };
        let since = Instant::now();
        let tenant = grantor.directory.tenants.get_since(subdomain, since).await?;
        Ok(tenant.map_or(Named::Unknown, |tenant| {
            let issuer = grantor.config.public_url.issuer(&tenant.subdomain);
            Named::Tenant(At { tenant, issuer, since })
        }))
    }

    /// The tenant that it most probably names ([`supposed`](crate::storage::Lookup::supposed)).
    pub fn supposed(&self, grantor: &Grantor) -> Option<TenantId> {
        let Self::Subdomain(subdomain) = self else { return None };
        Some(grantor.directory.tenants.supposed(|| Some(subdomain.clone()))?.id)
    }
}

impl Named {
    /// The tenant, or the answer that there is none: 400 for a Host that says nothing, 404 otherwise.
    pub fn into_tenant(self, grantor: &Grantor, request: &HttpRequest) -> Result<At, actix_web::Error> {
        let problem = match self {
            Self::Tenant(at) => return Ok(at),
            Self::Malformed => Problem::Unreadable,
            Self::Base | Self::Unknown => Problem::AccountUnknown,
        };
        Err(refused(NO_TENANT, problems::answer(grantor, request, problem)))
    }
}

impl FromRequest for At {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let Some(grantor) = request.app_data::<Data<Grantor>>() else {
                return Err(refused("no server", HttpResponse::InternalServerError().finish()));
            };
            match Address::of(grantor, &request).named(grantor).await {
                Ok(named) => named.into_tenant(grantor, &request),
                Err(failure) => {
                    tracing::error!(%failure, "storage gave no answer");
                    let answer = problems::answer(grantor, &request, problems::of(&failure));
                    Err(refused(failure, answer))
                }
            }
        })
    }
}

/// The same where an account that is not active shows nothing, as if there were none. The endpoints that take
/// credentials are not among these: they have a reason to tell.
#[derive(Clone, Debug)]
pub struct Active(pub At);

impl FromRequest for Active {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, at) = (request.clone(), At::from_request(request, payload));
        Box::pin(async move {
            let at = at.await?;
            if at.tenant.active { Ok(Self(at)) } else { Err(unknown_account(&request)) }
        })
    }
}

/// The answer that there is no such account.
pub(super) fn unknown_account(request: &HttpRequest) -> actix_web::Error {
    let answer = match request.app_data::<Data<Grantor>>() {
        Some(grantor) => problems::answer(grantor, request, Problem::AccountUnknown),
        None => HttpResponse::InternalServerError().finish(),
    };
    refused(NO_TENANT, answer)
}

/// Why a request without one is refused, for the log.
const NO_TENANT: &str = "the request names no tenant";

/// An error that is this answer; the log says why.
pub(super) fn refused(why: impl Debug + Display + 'static, response: HttpResponse) -> actix_web::Error {
    InternalError::from_response(why, response).into()
}
