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
}

impl Scheme {
    /// The word for it in the column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grantor1 => "grantor1",
        }
    }

    /// The scheme that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        (word == Self::Grantor1.as_str()).then_some(Self::Grantor1)
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
