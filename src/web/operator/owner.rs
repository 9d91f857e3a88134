//! Whose clients and resource servers a path is about: a tenant's, or the platform's, which every tenant has.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::{Deserialize, Deserializer};

use super::named::Named;
use crate::clients::{self, Client};
use crate::refused::{Problem, Refused};
use crate::storage::Db;
use crate::tenants::{self, TenantId};
use crate::users::{self, UserId};

/// The owner that the path names: `/v1/tenants/{tenant}/…`, or `/v1/…` for the platform.
#[derive(Clone, Debug)]
pub(super) struct Owner(Option<String>);

impl Owner {
    /// The owner's number.
    pub(super) fn find(&self, db: &mut Db) -> Result<TenantId, Refused> {
        match &self.0 {
            Some(tenant) => Ok(tenants::show(db, tenant)?.id),
            None => Ok(TenantId::PLATFORM),
        }
    }

    /// The owner's client of this identifier.
    pub(super) fn client(&self, db: &mut Db, named: &Named) -> Result<Client, Refused> {
        let owner = self.find(db)?;
        clients::show(db, owner, &named.0)
    }
}

impl FromRequest for Owner {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.match_info().get("tenant").map(str::to_owned))))
    }
}

/// A person of the owner, as operators name them: number, e-mail address, or `external_id:NAME`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Person {
    Number(i64),
    Named(String),
}

impl Person {
    /// The person's number; none for an empty name. Somebody who is not there is a problem of `field`.
    pub(super) fn find(&self, db: &mut Db, tenant: TenantId, field: &'static str) -> Result<Option<UserId>, Refused> {
        let named = match self {
            Self::Number(number) => number.to_string(),
            Self::Named(name) if name.is_empty() => return Ok(None),
            Self::Named(name) => name.clone(),
        };
        if tenant == TenantId::PLATFORM {
            let says =
                "leave it out: the platform has no users; the admin of each tenant names a service account there";
            return Err(Problem::invalid(field, says).into());
        }
        match users::show(db, tenant, &named) {
            Ok(user) => Ok(Some(user.id)),
            Err(Refused::Unknown(_)) => {
                Err(Problem::invalid(field, format!("there is no user {named:?}: make one first")).into())
            }
            Err(other) => Err(other),
        }
    }
}

/// A field that may be absent (stays as it is), `null` (taken away) or a value.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
