//! Whether an assertion is one: the checks that need nobody's row, in their order.

use super::{Assertion, Kept, Reason, SsoKey, purpose};
use crate::clock::Moment;
use crate::jwt::{Flaw, Key, Token};
use crate::seal::{Seal, SealError};

/// Why there is no assertion.
#[derive(Debug, thiserror::Error)]
pub enum Unverified {
    /// It is not to be believed.
    #[error(transparent)]
    Refused(#[from] Reason),
    /// The key cannot be read: a defect of this installation.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What `token` says of a person, for the tenant whose issuer is `issuer` and whose keys are `keys`: 1. its size and
/// shape, 2. its header, 3. the key, 4. the key's algorithm, 5. the signature, 6. the claims.
///
/// # Errors
/// [`Unverified`].
pub fn verify(token: &str, keys: &[SsoKey], seal: &Seal, issuer: &str, now: Moment) -> Result<Assertion, Unverified> {
    let token = Token::read(token).map_err(Reason::from)?;
    for key in chosen(keys, &token, now)? {
        match token.claims(&verifying(key, seal)?) {
            Err(Flaw::Signature) => {}
            claims => return Ok(Assertion::read(&key.kid, &claims.map_err(Reason::from)?, issuer, now)?),
        }
    }
    Err(Reason::SignatureWrong.into())
}

/// The key by the header's `kid`; without one, every key that counts and signs by the header's algorithm. To want a `kid`
/// as soon as there are two keys was refused: whoever adds one would lock out a vendor whose program names none.
fn chosen<'a>(keys: &'a [SsoKey], token: &Token<'_>, now: Moment) -> Result<Vec<&'a SsoKey>, Reason> {
    if let Some(kid) = token.kid() {
        let key = keys.iter().find(|key| key.kid == kid).ok_or(Reason::KeyUnknown)?;
        return if key.is_live(now) { Ok(vec![key]) } else { Err(Reason::KeyExpired) };
    }
    let live: Vec<_> = keys.iter().filter(|key| key.is_live(now)).collect();
    if live.is_empty() {
        return Err(Reason::NoKey);
    }
    let able: Vec<_> = live.into_iter().filter(|key| token.is_by(key.algorithm)).collect();
    if able.is_empty() { Err(Reason::AlgorithmWrong) } else { Ok(able) }
}

fn verifying(key: &SsoKey, seal: &Seal) -> Result<Key, SealError> {
    match &key.kept {
        Kept::Sealed(sealed) => Ok(Key::secret(&seal.open(&purpose(key.tenant, &key.kid), sealed)?)),
        Kept::Public(bytes) => Key::public(key.algorithm, bytes).ok_or(SealError::Damaged),
    }
}

#[cfg(test)]
mod tests;
