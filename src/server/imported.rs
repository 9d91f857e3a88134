//! Secrets that somebody shows, found also where another system has made them.
//!
//! A secret of ours is known by its shape and looked up once. Anything else is, at a tenant with imports, looked up as
//! each of them has it; the work depends on the tenant alone, and not on what was shown. An import that does not open
//! takes nothing down that is found without it.

use std::sync::Arc;
use std::time::Instant;

use crate::directory::Directory;
use crate::seal::SealError;
use crate::secret::{Digest, Kind, well_formed};
use crate::server::Grantor;
use crate::sidecar::lookup::ApiTokenState;
use crate::sidecar::token;
use crate::storage::{Failure, Tx};
use crate::tenants::imports::{purpose, stands_in};
use crate::tenants::{Tenant, TenantId};
use crate::tokens::{TokenRecord, TokenState, refresh};

impl Grantor {
    /// What the access token that `text` is at `tenant` is worth at some moment after `since`.
    ///
    /// # Errors
    /// Storage gave no answer.
    pub async fn access_token(
        &self,
        tenant: &Arc<Tenant>,
        since: Instant,
        text: &str,
    ) -> Result<Option<TokenState>, Failure> {
        let record = self.token_record(tenant.id, text).await?;
        self.token_state(tenant, since, record).await
    }

    /// What a token is worth with its client and its user as they were at some moment after `since`; nothing without them.
    ///
    /// # Errors
    /// Storage gave no answer.
    pub async fn token_state(
        &self,
        tenant: &Arc<Tenant>,
        since: Instant,
        token: Option<Arc<TokenRecord>>,
    ) -> Result<Option<TokenState>, Failure> {
        let (Some(token), Directory { holders, actors, .. }) = (token, &self.directory) else { return Ok(None) };
        let at = tenant.id.number();
        let Some(client) = holders.get_since((at, token.client), since).await? else { return Ok(None) };
        let Some(user) = actors.get_since((at, token.user.number()), since).await? else { return Ok(None) };
        Ok(Some(TokenState { token, tenant: Arc::clone(tenant), client, user }))
    }

    /// What is kept of the access token that `text` is at `tenant`.
    ///
    /// # Errors
    /// Storage gave no answer.
    pub async fn token_record(&self, tenant: TenantId, text: &str) -> Result<Option<Arc<TokenRecord>>, Failure> {
        let get = |text: &str| {
            let digest = Digest::of(Kind::AccessToken, tenant.number(), text);
            self.directory.tokens.get((tenant.number(), digest))
        };
        if well_formed(&self.config.token_prefix, Kind::AccessToken, text) {
            return get(text).await;
        }
        let kept = self.kept_as(tenant, text).await?;
        for kept in &kept.texts {
            if let Some(found) = get(kept).await? {
                return Ok(Some(found));
            }
        }
        kept.or_else(|| None)
    }

    /// The API token that `text` is at `tenant`. One that another system has made is kept as our own from here on.
    ///
    /// # Errors
    /// Storage gave no answer.
    pub async fn api_token(&self, tenant: TenantId, text: &str) -> Result<Option<Arc<ApiTokenState>>, Failure> {
        let digest = |text: &str| Digest::of(Kind::ApiToken, tenant.number(), text);
        if stands_in(text) {
            return Ok(None);
        }
        let own = digest(text);
        if let Some(found) = self.directory.api_tokens.get((tenant.number(), own)).await? {
            return Ok(Some(found));
        }
        let kept = self.kept_as(tenant, text).await?;
        for kept in &kept.texts {
            let kept = digest(kept);
            if let Some(found) = self.directory.api_tokens.get((tenant.number(), kept)).await? {
                let id = found.id;
                self.storage.write(move |tx: &mut Tx<'_>| token::upgrade(tx, tenant, id, kept, own)).await?;
                return Ok(Some(found));
            }
        }
        // Somebody else may have made it our own since it was looked for as that.
        if !kept.texts.is_empty()
            && let Some(found) = self.directory.api_tokens.get((tenant.number(), own)).await?
        {
            return Ok(Some(found));
        }
        kept.or_else(|| None)
    }

    /// What `text` is kept as, if it is a token of `tenant` that another system has made; otherwise itself. A text as
    /// such tokens are kept by was never given to anybody: for it comes an empty one, which no token is.
    ///
    /// # Errors
    /// Storage gave no answer.
    pub async fn stand_in(&self, tenant: TenantId, text: &str) -> Result<String, Failure> {
        let prefix = &self.config.token_prefix;
        if [Kind::AccessToken, Kind::RefreshToken].into_iter().any(|kind| well_formed(prefix, kind, text)) {
            return Ok(text.to_owned());
        }
        if stands_in(text) {
            return Ok(String::new());
        }
        let kept = self.kept_as(tenant, text).await?;
        for kept in &kept.texts {
            let [access, refresh] =
                [Kind::AccessToken, Kind::RefreshToken].map(|kind| Digest::of(kind, tenant.number(), kept));
            let there = self.directory.tokens.get((tenant.number(), access)).await?.is_some();
            let read = move |db: &mut crate::storage::Db| refresh::is_there(db, tenant, refresh);
            if there || self.storage.read::<_, Failure>(read).await? {
                return Ok(kept.clone());
            }
        }
        kept.or_else(|| text.to_owned())
    }

    /// As what `text` could be kept at `tenant` by each of its imports. One that is damaged is told of and left out; one
    /// whose key may still come is an answer that cannot be given yet.
    async fn kept_as(&self, tenant: TenantId, text: &str) -> Result<Kept, Failure> {
        let mut kept = Kept::default();
        let Some(imports) = self.directory.imports.get(tenant.number()).await? else { return Ok(kept) };
        for (import, fingerprint) in imports.iter() {
            let sealed = import.sealed_key.as_ref();
            match sealed.map(|sealed| self.seal.open(&purpose(tenant, fingerprint), sealed)).transpose() {
                Ok(key) => kept.texts.extend(import.text_of(text, key.as_deref().map(Vec::as_slice))),
                Err(error @ SealError::Damaged) => {
                    tracing::error!(%tenant, import = %import.id, %error, "an import finds nothing");
                }
                Err(error) => kept.closed = Some(Failure::Unavailable(error.to_string())),
            }
        }
        Ok(kept)
    }
}

/// As what a secret could be kept.
#[derive(Default)]
struct Kept {
    texts: Vec<String>,
    /// Why there may be one more.
    closed: Option<Failure>,
}

impl Kept {
    /// What is to be said if none of the texts was found.
    fn or_else<T>(self, nothing: impl FnOnce() -> T) -> Result<T, Failure> {
        self.closed.map_or_else(|| Ok(nothing()), Err)
    }
}
