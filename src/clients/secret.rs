//! The secrets of a client: what is minted once, what is kept.

use super::ClientKey;
use crate::clock::Moment;
use crate::secret::{self, Digest, Secret};
use crate::storage::Id;

/// How a secret was turned into what is kept of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// This server's own: [`Digest::of`].
    Grantor1,
    /// Another system's plain SHA-256.
    Sha256,
    /// Another system's bcrypt.
    Bcrypt,
    /// Another system's Argon2, as a PHC string.
    Argon2,
    /// Another system's PBKDF2, as a PHC string or as Django writes it.
    Pbkdf2,
}

impl Scheme {
    /// The word for it in the column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grantor1 => "grantor1",
            Self::Sha256 => "sha256",
            Self::Bcrypt => "bcrypt",
            Self::Argon2 => "argon2",
            Self::Pbkdf2 => "pbkdf2",
        }
    }

    /// Whether it is slow to make, on purpose.
    pub const fn is_slow(self) -> bool {
        matches!(self, Self::Bcrypt | Self::Argon2 | Self::Pbkdf2)
    }

    /// The scheme that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Grantor1, Self::Sha256, Self::Bcrypt, Self::Argon2, Self::Pbkdf2];
        all.into_iter().find(|scheme| scheme.as_str() == word)
    }
}

/// The number of a secret within its client.
pub type SecretId = Id<KeptSecret>;

/// What is kept of one secret of a client.
#[derive(Clone, Debug)]
pub struct KeptSecret {
    /// The number.
    pub id: SecretId,
    /// How `digest` came about.
    pub scheme: Scheme,
    /// What `scheme` needs beside the secret.
    pub salt: Option<String>,
    /// What the secret becomes under `scheme`.
    pub digest: Digest,
    /// What is shown of it.
    pub hint: String,
    /// When it was minted.
    pub created_at: Moment,
    /// When it stops; absent: it does not.
    pub expires_at: Option<Moment>,
}

impl KeptSecret {
    /// Whether it still opens anything.
    pub fn is_live(&self, now: Moment) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// A secret that was minted for a client, before the job that keeps its digest.
#[derive(Clone, Debug)]
pub struct NewSecret {
    /// Its number.
    pub id: SecretId,
    /// The secret, of [`secret::Kind::ClientSecret`].
    pub secret: Secret,
}

impl NewSecret {
    /// What the client `key` keeps of it.
    pub(super) fn kept(&self, key: ClientKey, at: Moment) -> KeptSecret {
        KeptSecret {
            id: self.id,
            scheme: Scheme::Grantor1,
            salt: None,
            digest: Digest::of(secret::Kind::ClientSecret, key.tenant.number(), self.secret.reveal()),
            hint: self.secret.hint(),
            created_at: at,
            expires_at: None,
        }
    }
}
