//! Secrets that must be readable again, sealed with a key that is not in the database.
//!
//! What is true of it: whoever has a copy of the database, and not of the key file, learns nothing but lengths; a
//! sealed secret opens only for the purpose and the tenant that it was sealed for (AES-256-GCM, a random nonce each,
//! the purpose as associated data). The database knows the key's fingerprint, so a server with another key says so
//! when it starts, and not when the first person cannot sign in. Beside an SQLite file the key is made when it is
//! first needed; nodes that share a server's database must be given the same one, so there it is never made.
//!
//! The key is not used as it stands in the file: what encrypts and what is the fingerprint are derived from it
//! (HKDF), so that anything long enough can be the file. A key in the configuration or the environment was refused:
//! both are shown, inherited and logged.

mod file;
mod store;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::entropy::Entropy;
use crate::secret::{Secret, derive};
use crate::storage::{Failure, Storage, Tx};
pub use file::FileError;
pub use store::{fingerprint, forget};

/// The first byte of what is sealed like this.
const VERSION: u8 = 1;

/// What seals, and opens again.
pub struct Seal {
    file: Option<PathBuf>,
    /// Whether the file may be made.
    makes: bool,
    entropy: Entropy,
    key: OnceLock<Key>,
}

struct Key {
    sealing: LessSafeKey,
    fingerprint: String,
}

/// Why there is no seal, or why something stays sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key file cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something needs the key, and nobody said where it is.
    #[error("set `seal_key` to a file that holds the same 32 random characters or more on every node, mode 0600")]
    Unset,
    /// The file that is to be on every node is not there.
    #[error(
        "{0} is not there: type `(umask 077; openssl rand -hex 32 > {0})` on one node and copy it to every other one"
    )]
    Absent(PathBuf),
    /// The database's secrets are sealed with a key that is gone.
    #[error(
        "this database has secrets that are sealed with a key, and {} is not there: put it back from your backup{FORGET}",
        .0.as_ref().map_or_else(|| "the file that `seal_key` should name".into(), |path| path.display().to_string())
    )]
    Lost(Option<PathBuf>),
    /// The database's secrets are sealed with another key.
    #[error("{0} is not the key that this database's secrets are sealed with: put the right one back{FORGET}")]
    Different(PathBuf),
    /// What is sealed was sealed for something else, or is damaged.
    #[error("a sealed secret does not open: it is damaged, or was moved from where it belongs")]
    Damaged,
    /// Storage gave no answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Whether `file` can be the key of a database that knows the one with the fingerprint `known`, if any: for this user
/// only, long enough, and the right one. Says whether it is there.
///
/// # Errors
/// What is wrong with it.
pub fn check(file: &Path, known: Option<String>) -> Result<bool, SealError> {
    let key = if file.exists() { Some(Key::of(&file::read(file)?)?) } else { None };
    match (key, known) {
        (None, Some(_)) => Err(SealError::Lost(Some(file.to_owned()))),
        (Some(key), Some(known)) if key.fingerprint != known => Err(SealError::Different(file.to_owned())),
        (key, _) => Ok(key.is_some()),
    }
}

/// What can be done when the key cannot be found.
const FORGET: &str = "; if it is lost for good, type `grantor forget-sealed --yes`, and give every tenant new keys for single sign-on, its \
     webhook, and the `--hmac-key` of its imports again";

impl Seal {
    /// The seal whose key is in `file`; if it is not there yet, it may come later, and is made here if `makes`.
    ///
    /// # Errors
    /// The file is there and cannot be used.
    pub fn new(file: Option<PathBuf>, makes: bool, entropy: Entropy) -> Result<Self, SealError> {
        let seal = Self { file, makes, entropy, key: OnceLock::new() };
        seal.read()?;
        Ok(seal)
    }

    /// Whether the key is the one that the database knows; one that it does not know yet it knows from now on.
    ///
    /// # Errors
    /// [`SealError::Lost`], [`SealError::Different`].
    pub async fn prove(&self, storage: &Storage) -> Result<(), SealError> {
        let Some(key) = self.key.get() else {
            let known = storage.read::<_, Failure>(fingerprint).await?;
            return if known.is_none() { Ok(()) } else { Err(SealError::Lost(self.file.clone())) };
        };
        let mine = key.fingerprint.clone();
        let known = storage.write::<_, Failure>(move |tx: &mut Tx<'_>| store::claim(tx, &mine)).await?;
        let different = || SealError::Different(self.file.clone().unwrap_or_default());
        if known == key.fingerprint { Ok(()) } else { Err(different()) }
    }

    /// Makes sure that there is a key, before the first secret is sealed.
    ///
    /// # Errors
    /// [`SealError::Unset`] and [`SealError::Absent`] where it may not be made; [`SealError::Different`].
    pub async fn make(&self, storage: &Storage) -> Result<(), SealError> {
        self.read()?;
        self.prove(storage).await?;
        if self.key.get().is_some() {
            return Ok(());
        }
        let file = self.file.as_ref().ok_or(SealError::Unset)?;
        if !self.makes {
            return Err(SealError::Absent(file.clone()));
        }
        // Whoever made another one meanwhile has won: that one is read.
        file::make(file, &self.entropy.bytes())?;
        self.read()?;
        self.prove(storage).await
    }

    /// Seals `secret` for `purpose`, which has to name the tenant.
    ///
    /// # Errors
    /// [`SealError::Unset`] before [`make`](Self::make).
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.key.get().ok_or(SealError::Unset)?;
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&self.entropy.bytes()[..NONCE_LEN]);
        let mut text = secret.to_vec();
        let (bound, once) = (Aad::from(purpose), Nonce::assume_unique_for_key(nonce));
        key.sealing.seal_in_place_append_tag(once, bound, &mut text).map_err(|_| SealError::Damaged)?;
        Ok([[VERSION].as_slice(), &nonce, &text].concat())
    }

    /// Opens what was sealed for `purpose`.
    ///
    /// # Errors
    /// [`SealError::Damaged`]; [`SealError::Lost`] without the key.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<zeroize::Zeroizing<Vec<u8>>, SealError> {
        // Another process may have made it since this one has started.
        self.read()?;
        let key = self.key.get().ok_or_else(|| SealError::Lost(self.file.clone()))?;
        let rest = sealed.strip_prefix(&[VERSION]).ok_or(SealError::Damaged)?;
        let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or(SealError::Damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Damaged)?;
        let mut text = zeroize::Zeroizing::new(text.to_vec());
        let secret = key.sealing.open_in_place(nonce, Aad::from(purpose), &mut text);
        let length = secret.map_err(|_| SealError::Damaged)?.len();
        text.truncate(length);
        Ok(text)
    }

    /// Takes the key from the file, if that was not done and it is there.
    fn read(&self) -> Result<(), SealError> {
        if self.key.get().is_some() {
            return Ok(());
        }
        let Some(file) = self.file.as_ref().filter(|file| file.exists()) else { return Ok(()) };
        let key = Key::of(&file::read(file)?)?;
        self.key.get_or_init(|| key);
        Ok(())
    }
}

impl Key {
    fn of(text: &Secret) -> Result<Self, SealError> {
        let [sealing, fingerprint] = derive(text, b"", ["grantor1|seal", "grantor1|seal fingerprint"]);
        let sealing = UnboundKey::new(&AES_256_GCM, &sealing);
        let sealing = LessSafeKey::new(sealing.map_err(|_| SealError::Damaged)?);
        let fingerprint = hex::encode(&fingerprint[..16]);
        Ok(Self { sealing, fingerprint })
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").field("file", &self.file).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
