//! An access token that is looked up while it is found out whose address it came to and who asks: where each takes a
//! while, nobody waits for one after the other.

use std::sync::Arc;
use std::time::Instant;

use crate::server::Grantor;
use crate::storage::Failure;
use crate::tenants::{Tenant, TenantId};
use crate::tokens::{TokenRecord, TokenState};

/// What was kept of a token at the tenant that was supposed.
pub struct Early(Option<(TenantId, Option<Arc<TokenRecord>>)>);

impl Early {
    /// Looks up `token` at the tenant that is `supposed`, if one is.
    ///
    /// # Errors
    /// Storage gave no answer.
    pub async fn look(grantor: &Grantor, supposed: Option<TenantId>, token: Option<&str>) -> Result<Self, Failure> {
        let (Some(tenant), Some(token)) = (supposed, token) else { return Ok(Self(None)) };
        Ok(Self(Some((tenant, grantor.token_record(tenant, token).await?))))
    }

    /// What `token`, the same, is worth at `tenant` at some moment after `since`.
    ///
    /// # Errors
    /// Storage gave no answer.
    pub async fn at(
        self,
        grantor: &Grantor,
        tenant: &Arc<Tenant>,
        since: Instant,
        token: &str,
    ) -> Result<Option<TokenState>, Failure> {
        match self.0 {
            Some((supposed, record)) if supposed == tenant.id => grantor.token_state(tenant, since, record).await,
            _ => grantor.access_token(tenant, since, token).await,
        }
    }
}
