//! What the tests of tokens start from: somebody who signs whatever they are told.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use ring::{hmac, signature};
use serde_json::Value;

use super::{Algorithm, Key};

/// Somebody who signs.
pub(crate) enum Signer {
    Hs256(Vec<u8>),
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl Signer {
    pub(crate) fn hs256(secret: &[u8]) -> Self {
        Self::Hs256(secret.to_vec())
    }

    #[expect(clippy::disallowed_methods, reason = "ring wants its own generator for keys")]
    pub(crate) fn es256() -> Self {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let pair = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::Es256(EcdsaKeyPair::from_pkcs8(algorithm, pair.as_ref(), &random).unwrap())
    }

    pub(crate) fn ed_dsa(seed: [u8; 32]) -> Self {
        Self::EdDsa(Ed25519KeyPair::from_seed_unchecked(&seed).unwrap())
    }

    /// The key that verifies what this one signs.
    pub(crate) fn key(&self) -> Key {
        match self {
            Self::Hs256(secret) => Key::secret(secret),
            Self::Es256(_) | Self::EdDsa(_) => Key::public(self.algorithm(), &self.public_bytes()).unwrap(),
        }
    }

    pub(crate) fn public_bytes(&self) -> Vec<u8> {
        match self {
            Self::Hs256(secret) => secret.clone(),
            Self::Es256(pair) => pair.public_key().as_ref().to_vec(),
            Self::EdDsa(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Hs256(_) => Algorithm::Hs256,
            Self::Es256(_) => Algorithm::Es256,
            Self::EdDsa(_) => Algorithm::EdDsa,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "ring wants its own generator for signatures")]
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Hs256(secret) => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec(),
            Self::Es256(pair) => signature(&pair.sign(&SystemRandom::new(), message).unwrap()),
            Self::EdDsa(pair) => signature(&pair.sign(message)),
        }
    }

    /// A token of these very texts.
    pub(crate) fn token_of(&self, header: &str, claims: &str) -> String {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let signed = format!("{header}.{claims}");
        let signature = URL_SAFE_NO_PAD.encode(self.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// A token as it should be.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_of(&format!(r#"{{"alg":"{}","typ":"JWT"}}"#, self.algorithm().as_str()), &claims.to_string())
    }
}

fn signature(made: &signature::Signature) -> Vec<u8> {
    made.as_ref().to_vec()
}
