//! Who asks about a token, and at which tenant (RFC 7662 §2.1).
//!
//! At a tenant's address its own resource servers may ask, the platform's, and clients. At the base domain the
//! platform's alone may; they name the tenant, and they prove themselves before anybody looks whether there is one, so
//! the base domain does not tell strangers who is a customer.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::clients::failures::Place;
use crate::clients::{self, Client};
use crate::grants::Applicant;
use crate::protocol::bearer::bearer;
use crate::protocol::credentials::{ClientProof, client_proof};
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::resource_servers::ResourceServer;
use crate::resource_servers::authenticate::{authenticate, by_bearer};
use crate::secret::Secret;
use crate::server::Grantor;
use crate::storage::{Db, Failure};
use crate::tenants::TenantId;
use crate::web::caller::Caller;
use crate::web::oauth::client;
use crate::web::oauth::refused::Refused;
use crate::web::tenant::{At, Named, named};

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

/// Who is known by the name in a proof; nothing is proven yet.
type Others = (Option<Arc<ResourceServer>>, Option<Arc<Client>>);

impl Door {
    /// The door that the Host header of `request` names.
    pub async fn of(grantor: &Grantor, request: &HttpRequest) -> Result<Self, actix_web::Error> {
        match named(grantor, request).await.map_err(Refused::from)? {
            Named::Base => Ok(Self::Base),
            other => Ok(Self::Tenant(other.into_tenant(grantor, request)?)),
        }
    }

    /// The tenant that is asked about: the door's own, or the one that `parameters` name, if there is such a one.
    pub async fn tenant(self, grantor: &Grantor, parameters: &Parameters) -> Result<Option<At>, Refused> {
        if let Self::Tenant(at) = self {
            return Ok(Some(at));
        }
        let found = grantor.directory.tenants.get(parameters.require("tenant")?.to_owned()).await?;
        Ok(found.map(|tenant| At { issuer: grantor.config.public_url.issuer(&tenant.subdomain), tenant }))
    }

    /// Who asks: a resource server by this identifier, else a client.
    pub async fn prove(&self, grantor: &Grantor, caller: &Caller, parameters: &Parameters) -> Result<Proven, Refused> {
        if let Some(Ok(secret)) = caller.authorization()?.map(bearer) {
            return self.prove_bearer(grantor, caller, secret).await;
        }
        let (proof, now) = (client_proof(caller.authorization()?, parameters)?, grantor.now());
        let place = match self.prove_own(grantor, caller, &proof).await? {
            Ok(server) => return Ok(Proven::ResourceServer(server)),
            Err(place) => place,
        };
        let (platforms, known) = self.others(grantor, &proof).await?;
        let judge = || match platforms.and_then(|server| authenticate(Some(server), &proof, now).ok()) {
            Some(server) => Ok(Proven::ResourceServer(server)),
            None => {
                let Self::Tenant(at) = self else { return Err(Reason::CallerUnknown) };
                let client = clients::authenticate::authenticate(known, &proof, at.tenant.id, now)?;
                Ok(Proven::Client(Box::new(client::applicant(at, caller, client))))
            }
        };
        let place = place.map_or_else(|| client::place(grantor, self.owner(), caller, &proof.identifier), Ok)?;
        Ok(client::judged(place, judge)?)
    }

    /// A resource server of whoever is asked: almost everybody who asks is one, and nothing else has to be looked up then.
    /// A wrong proof keeps the place of its try.
    async fn prove_own(
        &self,
        grantor: &Grantor,
        caller: &Caller,
        proof: &ClientProof,
    ) -> Result<Result<Arc<ResourceServer>, Option<Place>>, Refused> {
        let Some(server) = self.resource_server(grantor, self.owner(), proof).await? else { return Ok(Err(None)) };
        let place = client::place(grantor, self.owner(), caller, &proof.identifier)?;
        let Ok(server) = authenticate(Some(server), proof, grantor.now()) else { return Ok(Err(Some(place))) };
        place.give_back();
        Ok(Ok(server))
    }

    /// The resource server of the platform and the client, which may ask at a tenant's address too.
    async fn others(&self, grantor: &Grantor, proof: &ClientProof) -> Result<Others, Refused> {
        let Self::Tenant(at) = self else { return Ok((None, None)) };
        let platforms = self.resource_server(grantor, TenantId::PLATFORM, proof).await?;
        Ok((platforms, client::known(grantor, at, proof).await?))
    }

    /// RFC 7662 §2.1: "a separate OAuth 2.0 access token", which here is the resource server's own secret.
    async fn prove_bearer(&self, grantor: &Grantor, caller: &Caller, secret: Secret) -> Result<Proven, Refused> {
        let (owner, now) = (self.owner(), grantor.now());
        let find = move |db: &mut Db| by_bearer(db, owner, &secret, now);
        let known = grantor.storage.read::<_, Failure>(find).await?;
        let server = client::within_limit(grantor, owner, caller, "", || known.ok_or(Reason::CallerUnknown))?;
        Ok(Proven::ResourceServer(Arc::new(server)))
    }

    /// The resource server of `owner` by the identifier that the proof names; nothing is proven yet.
    async fn resource_server(
        &self,
        grantor: &Grantor,
        owner: TenantId,
        proof: &ClientProof,
    ) -> Result<Option<Arc<ResourceServer>>, Refused> {
        Ok(grantor.directory.resource_servers.get((owner.number(), proof.identifier.clone())).await?)
    }

    /// Whose resource servers may ask here, beside the platform's.
    fn owner(&self) -> TenantId {
        match self {
            Self::Tenant(at) => at.tenant.id,
            Self::Base => TenantId::PLATFORM,
        }
    }
}
