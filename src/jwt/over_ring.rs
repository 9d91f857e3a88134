//! The cryptography that jsonwebtoken works with: ring's. It only verifies, because Grantor signs no token.
//!
//! The crate's own choices were refused: `rust_crypto` brings RUSTSEC-2023-0071, `aws_lc_rs` a second C library.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey};
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256};
use ring::signature::{UnparsedPublicKey, VerificationAlgorithm};
use ring::{error, hmac};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Has jsonwebtoken work with this one. Once is enough and more do no harm.
pub(super) fn install() {
    let _installed_before = PROVIDER.install_default();
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    if algorithm.family() != key.family() {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let bytes = key.try_get_as_bytes()?;
    let public = |by: &'static dyn VerificationAlgorithm| Material::Public(UnparsedPublicKey::new(by, bytes.to_vec()));
    let material = match algorithm {
        Algorithm::HS256 => Material::Secret(hmac::Key::new(hmac::HMAC_SHA256, bytes)),
        Algorithm::ES256 => public(&ECDSA_P256_SHA256_FIXED),
        Algorithm::RS256 => public(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::EdDSA => public(&ED25519),
        _ => return Err(ErrorKind::UnsupportedAlgorithm.into()),
    };
    Ok(Box::new(OverRing { algorithm: *algorithm, material }))
}

struct OverRing {
    algorithm: Algorithm,
    material: Material,
}

enum Material {
    Secret(hmac::Key),
    Public(UnparsedPublicKey<Vec<u8>>),
}

impl Verifier<Vec<u8>> for OverRing {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        let verified = match &self.material {
            Material::Secret(key) => hmac::verify(key, message, signature),
            Material::Public(key) => key.verify(message, signature),
        };
        verified.map_err(|error::Unspecified| Error::new())
    }
}

impl JwtVerifier for OverRing {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
