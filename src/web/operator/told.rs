//! What an operator says in JSON. Nothing in it is said twice, and no text has a NUL: PostgreSQL takes none, also to look
//! for.

use std::ops::Deref;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Json;
use actix_web::{Error, FromRequest, HttpRequest, ResponseError};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::Denied;
use crate::protocol::json::{Unambiguous, has_nul};

/// A body.
#[derive(Debug)]
pub(super) struct Told<T>(T);

impl<T> Told<T> {
    /// What it says.
    pub(super) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Told<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Told<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Json::<Unambiguous>::from_request(request, payload);
        Box::pin(async move {
            let Unambiguous(said) = body.await?.into_inner();
            read(said).map(Self).map_err(|why| Denied::malformed(&why).into())
        })
    }
}

/// What `said` says, or what is wrong with it.
pub(super) fn read<T: DeserializeOwned>(said: Value) -> Result<T, String> {
    if has_nul(&said) {
        return Err("a text contains NUL".to_owned());
    }
    serde_json::from_value(said).map_err(|error| error.to_string())
}

/// The middleware that refuses an address with a NUL in it.
pub(super) async fn address(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        let refusal = Denied::malformed(&"the address contains NUL").error_response();
        return Ok(request.into_response(refusal).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}
