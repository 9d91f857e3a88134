//! Issuing: a pair or a single access token, written in the grant's own transaction.

use serde::Serialize;

use crate::clock::Moment;
use crate::protocol::lifetimes::Lifetimes;
use crate::protocol::scope::Scope;
use crate::secret::{Digest, Kind, Secret};
use crate::storage::{self, Tx};
use crate::tenants::TenantId;
use crate::tokens::{AccessToken, Family, RefreshToken, access, family, refresh};

/// A secret made for a row, before the job that writes it.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The row's number.
    pub id: i64,
    /// What the client gets, once.
    pub secret: Secret,
    /// What is kept.
    pub digest: Digest,
}

impl Minted {
    /// Mints a secret of `kind` for `tenant` at `at` out of 256 random bits.
    pub fn new(prefix: &str, kind: Kind, tenant: TenantId, id: i64, at: Moment, random: &[u8; 32]) -> Self {
        let secret = Secret::mint(prefix, kind, at, random);
        let digest = Digest::of(kind, tenant.number(), secret.reveal());
        Self { id, secret, digest }
    }
}

/// An access token and a refresh token, minted together.
#[derive(Clone, Debug)]
pub struct MintedPair {
    /// The access token.
    pub access: Minted,
    /// The refresh token.
    pub refresh: Minted,
}

/// The successful answer of the token endpoint (RFC 6749 §5.1).
#[derive(Clone, Debug, Serialize)]
pub struct Issued {
    /// The access token.
    #[serde(serialize_with = "reveal")]
    pub access_token: Secret,
    /// Always `bearer` (RFC 6750).
    pub token_type: &'static str,
    /// Seconds until the access token expires; left out if it never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    /// The refresh token, if the grant brings one.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "reveal_some")]
    pub refresh_token: Option<Secret>,
    /// Seconds until the refresh token expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_expires_in: Option<i64>,
    /// What was granted, words separated by spaces.
    pub scope: String,
}

impl Issued {
    /// The answer that hands out `access` alone.
    pub fn single(access: &Minted, row: &AccessToken, now: Moment) -> Self {
        Self {
            access_token: access.secret.clone(),
            token_type: "bearer",
            expires_in: row.expires_at.map(|end| end.seconds_since(now)),
            refresh_token: None,
            refresh_token_expires_in: None,
            scope: row.scopes.to_string(),
        }
    }

    /// The answer that hands out both tokens of a pair, with the seconds that are left at `now`.
    pub fn pair(minted: &MintedPair, access: &AccessToken, refresh: &RefreshToken, now: Moment) -> Self {
        Self {
            refresh_token: Some(minted.refresh.secret.clone()),
            refresh_token_expires_in: Some(refresh.expires_at.seconds_since(now)),
            ..Self::single(&minted.access, access, now)
        }
    }
}

/// The rows of a pair that was minted for a family.
pub struct Pair {
    /// The access token's row.
    pub access: AccessToken,
    /// The refresh token's row.
    pub refresh: RefreshToken,
}

impl Pair {
    /// Lays out the rows of `minted` as members of `family`.
    pub fn new(minted: &MintedPair, family: &Family, scopes: Scope, lifetimes: Lifetimes, now: Moment) -> Self {
        let access = AccessToken {
            tenant: family.tenant,
            id: storage::Id::new(minted.access.id),
            digest: minted.access.digest,
            hint: minted.access.secret.hint(),
            family: Some(family.id),
            client: family.client,
            user: family.user,
            scopes,
            created_at: now,
            expires_at: lifetimes.access.map(|seconds| now.plus(seconds)),
            revoked_at: None,
            used_at: None,
        };
        let refresh = RefreshToken {
            tenant: family.tenant,
            id: storage::Id::new(minted.refresh.id),
            digest: minted.refresh.digest,
            hint: minted.refresh.secret.hint(),
            family: family.id,
            access_token: access.id,
            successor: None,
            created_at: now,
            expires_at: now.plus(lifetimes.refresh),
            redeemed_at: None,
            superseded_at: None,
        };
        Self { access, refresh }
    }

    /// Writes both rows and makes them the live pair of `family`, which must have been claimed.
    pub fn write(&self, tx: &mut Tx<'_>, family: &Family) -> storage::Result<()> {
        let end = self.access.expires_at.map(|access| access.max(self.refresh.expires_at));
        access::store::insert_until(tx.db, &self.access, end)?;
        refresh::store::insert(tx.db, &self.refresh)?;
        family::store::set_live_pair(tx.db, &self.refresh, family.expires_at, end)
    }
}

fn reveal<S: serde::Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.reveal())
}

fn reveal_some<S: serde::Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => reveal(secret, serializer),
        None => serializer.serialize_none(),
    }
}
