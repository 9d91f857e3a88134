//! JSON Web Tokens that somebody else signed: the compact form (RFC 7515 §3.1), three parts, one signature.
//!
//! What is true of it: the key decides by which algorithm a token is verified, and the header can only agree (RFC 8725
//! §3.1); a key in the header (`jwk`, `jku`, `x5c`, `x5u`) is never looked at; an extension that must be understood
//! (`crit`) is not, so it is refused; members that stand twice are refused, because two readers could read two things;
//! each part has exactly one spelling in base64url. Nothing of the claims is read before the signature is right.
//!
//! The crate jsonwebtoken verifies, over ring, so that there is one cryptography in the binary (`over_ring`). What it
//! would let pass is refused before: repeated members, `crit`, a `typ` of something else. Its checks of the claims are
//! not used, because they read the machine's clock. The examples of RFC 7515 and RFC 8037 are the tests.

mod key;
mod over_ring;

#[cfg(test)]
pub(crate) mod fixture;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use serde_json::{Map, Value};

use crate::protocol::json::{Unambiguous, has_nul};

pub use key::{Algorithm, Key, PublicKeyError, public_key};

/// The most that a token may weigh.
pub const LARGEST: usize = 8 * 1024;

/// A token whose signature nobody has looked at.
#[derive(Debug)]
pub struct Token<'a> {
    text: &'a str,
    algorithm: String,
    kid: Option<String>,
}

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It weighs more than [`LARGEST`].
    #[error("the token is larger than 8 KiB")]
    TooLarge,
    /// Not three parts in base64url.
    #[error("the token is not three parts in base64url")]
    Shape,
    /// The header is no object, or says something twice, or not what a header says.
    #[error("the header is malformed")]
    Header,
    /// The header says that the token is something else than a JWT (RFC 8725 §3.11).
    #[error("the header's typ is not JWT")]
    Type,
    /// The header names extensions that must be understood (RFC 7515 §4.1.11).
    #[error("the header has crit")]
    Critical,
    /// The header names another algorithm than the key's.
    #[error("the header's alg is not the key's algorithm")]
    Algorithm,
    /// Another key has signed it, or nobody has.
    #[error("the signature is wrong")]
    Signature,
    /// The claims are no object, say something twice, or have a NUL.
    #[error("the claims are malformed")]
    Claims,
}

impl<'a> Token<'a> {
    /// Takes a token apart, as far as that goes without a key: 1. its size, 2. its parts, 3. its header.
    ///
    /// # Errors
    /// [`Flaw::TooLarge`], [`Flaw::Shape`], [`Flaw::Header`], [`Flaw::Type`], [`Flaw::Critical`].
    pub fn read(text: &'a str) -> Result<Self, Flaw> {
        if text.len() > LARGEST {
            return Err(Flaw::TooLarge);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Flaw::Shape)?;
        let (header, payload) = signed.split_once('.').ok_or(Flaw::Shape)?;
        bytes(payload)?;
        bytes(signature)?;
        let Ok(Unambiguous(Value::Object(header))) = serde_json::from_slice(&bytes(header)?) else {
            return Err(Flaw::Header);
        };
        if header.contains_key("crit") {
            return Err(Flaw::Critical);
        }
        if !is_jwt(header.get("typ"))? {
            return Err(Flaw::Type);
        }
        let algorithm = text_of(header.get("alg"))?.ok_or(Flaw::Header)?;
        Ok(Self { text, algorithm, kid: text_of(header.get("kid"))? })
    }

    /// The key that the header names. Whoever looks it up by this must not believe more of it than that.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether the header says that it is signed by `algorithm`.
    pub fn is_by(&self, algorithm: Algorithm) -> bool {
        self.algorithm == algorithm.as_str()
    }

    /// The claims, if `key` has signed them: 4. the algorithm is the key's, 5. the signature, 6. the claims.
    ///
    /// # Errors
    /// [`Flaw::Algorithm`], [`Flaw::Header`], [`Flaw::Signature`], [`Flaw::Claims`].
    pub fn claims(&self, key: &Key) -> Result<Map<String, Value>, Flaw> {
        if !self.is_by(key.algorithm()) {
            return Err(Flaw::Algorithm);
        }
        jsonwebtoken::decode_header(self.text).map_err(|_| Flaw::Header)?;
        match key.decode::<Unambiguous>(self.text) {
            Ok(Unambiguous(claims)) if has_nul(&claims) => Err(Flaw::Claims),
            Ok(Unambiguous(Value::Object(claims))) => Ok(claims),
            Err(error) if *error.kind() == ErrorKind::InvalidSignature => Err(Flaw::Signature),
            Ok(_) | Err(_) => Err(Flaw::Claims),
        }
    }
}

fn bytes(part: &str) -> Result<Vec<u8>, Flaw> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Flaw::Shape)
}

/// RFC 7519 §5.1: `JWT` in capitals, but others write it as they like.
fn is_jwt(typ: Option<&Value>) -> Result<bool, Flaw> {
    Ok(text_of(typ)?.is_none_or(|typ| typ.eq_ignore_ascii_case("JWT")))
}

fn text_of(member: Option<&Value>) -> Result<Option<String>, Flaw> {
    match member {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Flaw::Header),
    }
}

#[cfg(test)]
mod tests;
