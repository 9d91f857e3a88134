//! Who asks at the operator API, as the audit log says it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::audit::{Actor, Origin, Stamp};
use crate::server::Grantor;
use crate::web::address::ClientAddress;

/// A platform operator: whoever got this far is one.
#[derive(Clone, Debug)]
pub(super) struct Operator(Origin);

impl Operator {
    /// What a change that they make now is marked with.
    pub(super) fn stamp(&self, grantor: &Grantor, event: i64) -> Stamp {
        self.0.clone().stamp(event, grantor.now())
    }
}

impl FromRequest for Operator {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let address = ClientAddress::of_request(request).0.map(|address| address.to_string()).unwrap_or_default();
        ready(Ok(Self(Origin { actor: Actor::Operator, address })))
    }
}
