//! The keys that tokens are verified with.

use jsonwebtoken::{DecodingKey, Validation};
use serde::de::DeserializeOwned;
use spki::der::{Decode, Document};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::over_ring;

/// By what a token can be signed (RFC 7518 §3.1, RFC 8037 §3.1). `none` is not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC with SHA-256: both sides know the secret.
    Hs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 4] = [Self::Hs256, Self::Es256, Self::Rs256, Self::EdDsa];

    /// The word of a header's `alg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm that `word` means, in exactly this spelling.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == word)
    }
}

/// Something that a signature can be verified with, by one algorithm. `Debug` does not print it.
#[derive(Clone)]
pub struct Key {
    algorithm: Algorithm,
    material: DecodingKey,
}

impl Key {
    /// A secret of both sides. Whether it is long enough is for whoever takes it in to say (RFC 7518 §3.2).
    pub fn secret(secret: &[u8]) -> Self {
        Self { algorithm: Algorithm::Hs256, material: DecodingKey::from_secret(secret) }
    }

    /// A public key as [`public_key`] read it; `None` for an algorithm that has none.
    pub fn public(algorithm: Algorithm, bytes: &[u8]) -> Option<Self> {
        let material = match algorithm {
            Algorithm::Hs256 => return None,
            Algorithm::Es256 => DecodingKey::from_ec_der(bytes),
            Algorithm::Rs256 => DecodingKey::from_rsa_der(bytes),
            Algorithm::EdDsa => DecodingKey::from_ed_der(bytes),
        };
        Some(Self { algorithm, material })
    }

    /// By what it verifies.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The claims of the compact form `token`, if the holder of this key has signed it by this key's algorithm.
    pub(super) fn decode<T: DeserializeOwned>(&self, token: &str) -> jsonwebtoken::errors::Result<T> {
        let mut signature_only = Validation::new(self.algorithm.into());
        signature_only.required_spec_claims.clear();
        signature_only.validate_exp = false;
        signature_only.validate_aud = false;
        over_ring::install();
        Ok(jsonwebtoken::decode(token, &self.material, &signature_only)?.claims)
    }
}

impl From<Algorithm> for jsonwebtoken::Algorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Hs256 => Self::HS256,
            Algorithm::Es256 => Self::ES256,
            Algorithm::Rs256 => Self::RS256,
            Algorithm::EdDsa => Self::EdDSA,
        }
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.algorithm().as_str())
    }
}

/// Why a text is no public key for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// It holds a private key.
    #[error("this is a private key, which nobody but its owner should have: give the public one (BEGIN PUBLIC KEY)")]
    Private,
    /// It is nothing of the kind.
    #[error("give a public key as PEM, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----")]
    Malformed,
    /// It is for something else.
    #[error("only P-256, RSA and Ed25519 keys can be used here")]
    Unsupported,
    /// It could be broken, or takes too long.
    #[error("an RSA key has to have 2048 to 8192 bits")]
    RsaSize,
}

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Reads a public key in PEM (RFC 7468 §13): its algorithm, and its bytes as they are kept: the point of an EC key,
/// an RSA key in PKCS#1, the 32 bytes of Ed25519.
///
/// # Errors
/// [`PublicKeyError`].
pub fn public_key(pem: &str) -> Result<(Algorithm, Vec<u8>), PublicKeyError> {
    if pem.contains("PRIVATE KEY-----") {
        return Err(PublicKeyError::Private);
    }
    let (label, der) = Document::from_pem(pem.trim()).map_err(|_| PublicKeyError::Malformed)?;
    let info = SubjectPublicKeyInfoRef::from_der(der.as_bytes()).map_err(|_| PublicKeyError::Malformed)?;
    if label != "PUBLIC KEY" {
        return Err(PublicKeyError::Malformed);
    }
    let curve = || info.algorithm.parameters_oid().map_err(|_| PublicKeyError::Malformed);
    let algorithm = match info.algorithm.oid {
        RSA => Algorithm::Rs256,
        ED25519 => Algorithm::EdDsa,
        EC if curve()? == P256 => Algorithm::Es256,
        _ => return Err(PublicKeyError::Unsupported),
    };
    let bytes = info.subject_public_key.as_bytes().ok_or(PublicKeyError::Malformed)?.to_vec();
    match (algorithm, bytes.len()) {
        (Algorithm::Rs256, _) => rsa_size(&bytes)?,
        // SEC 1 §2.3.3: a point that is not compressed.
        (Algorithm::Es256, 65) | (Algorithm::EdDsa, 32) => {}
        _ => return Err(PublicKeyError::Malformed),
    }
    Ok((algorithm, bytes))
}

fn rsa_size(pkcs1: &[u8]) -> Result<(), PublicKeyError> {
    let key = pkcs1::RsaPublicKey::from_der(pkcs1).map_err(|_| PublicKeyError::Malformed)?;
    let modulus = key.modulus.as_bytes();
    let zeros = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
    if (2_048..=8_192).contains(&(modulus.len() * 8 - zeros)) { Ok(()) } else { Err(PublicKeyError::RsaSize) }
}
