//! Who asks about a token, and at which tenant (RFC 7662 §2.1).
//!
//! At a tenant's address its own resource servers may ask, the platform's, and clients. At the base domain the
//! platform's alone may; they name the tenant, and they prove themselves before anybody looks whether there is one, so
//! the base domain does not tell strangers who is a customer.

use std::sync::Arc;
use std::time::Instant;

use actix_web::HttpRequest;

use crate::grants::Applicant;
use crate::protocol::bearer::{Unreadable, bearer};
use crate::protocol::credentials::client_proof;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::resource_servers::ResourceServer;
use crate::server::Grantor;
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::oauth::refused::Refused;
use crate::web::oauth::resource_server::ByName;
use crate::web::oauth::{client, resource_server};
use crate::web::tenant::{Address, At, Named};

/// Who asks, as it was proven.
pub enum Proven {
    /// A client: about its own tokens.
    Client(Box<Applicant>),
    /// A resource server.
    ResourceServer(Arc<ResourceServer>),
}

/// Where a question is asked.
pub enum Door {
    /// At a tenant's own address.
    Tenant(At),
    /// At the base domain.
    Base,
}

impl Door {
    /// The door that the Host header of `request`, `address`, names.
    pub async fn of(grantor: &Grantor, request: &HttpRequest, address: Address) -> Result<Self, actix_web::Error> {
        match address.named(grantor).await.map_err(Refused::from)? {
            Named::Base => Ok(Self::Base),
            other => Ok(Self::Tenant(other.into_tenant(grantor, request)?)),
        }
    }

    /// The tenant that is asked about: the door's own, or the one that `parameters` name, if there is such a one.
    pub async fn tenant(self, grantor: &Grantor, parameters: &Parameters) -> Result<Option<At>, Refused> {
        if let Self::Tenant(at) = self {
            return Ok(Some(at));
        }
        let since = Instant::now();
        let subdomain = parameters.require("tenant")?.to_ascii_lowercase();
        let found = grantor.directory.tenants.get_since(subdomain, since).await?;
        Ok(found.map(|tenant| At { issuer: grantor.config.public_url.issuer(&tenant.subdomain), tenant, since }))
    }

    /// Who asks: a resource server by this identifier, else a client, which is looked up only then.
    pub async fn prove(&self, grantor: &Grantor, caller: &Caller, parameters: &Parameters) -> Result<Proven, Refused> {
        let (owner, since) = self.owner();
        let authorization = caller.authorization()?;
        match authorization.map(bearer) {
            Some(Ok(secret)) => {
                let server = resource_server::by_secret(grantor, owner, caller, secret).await;
                return Ok(Proven::ResourceServer(server.map_err(Refused::to_bearer)?));
            }
            Some(Err(Unreadable::Malformed)) => return Err(Refused::from(Reason::CallerUnknown).to_bearer()),
            Some(Err(Unreadable::OtherScheme)) | None => {}
        }
        let proof = client_proof(authorization, parameters)?;
        let miss = match resource_server::by_name(grantor, owner, since, caller, &proof).await? {
            ByName::Proven(server) => return Ok(Proven::ResourceServer(server)),
            ByName::Unproven(miss) => miss,
        };
        let Self::Tenant(at) = self else { return Err(resource_server::refuse(grantor, owner, caller, &proof, miss)) };
        let (known, (place, named)) = (client::known(grantor, at, &proof).await?, miss.unzip());
        let client = client::proven(grantor, at, caller, &proof, known, place).await;
        if let (Err(_), Some(_)) = (&client, &named) {
            resource_server::failed(grantor, owner, caller, named.as_deref());
        }
        // Here it may as well have meant to be a resource server.
        let client = client.map_err(|refused| refused.instead_of(&Reason::ClientUnknown, Reason::CallerUnknown))?;
        Ok(Proven::Client(Box::new(client)))
    }

    /// Whose resource servers may ask here, beside the platform's, and since when that is looked up.
    fn owner(&self) -> (TenantId, Instant) {
        match self {
            Self::Tenant(at) => (at.tenant.id, at.since),
            Self::Base => (TenantId::PLATFORM, Instant::now()),
        }
    }
}
