//! Whether an assertion is one: the checks that need nobody's row, in their order.

use super::{Assertion, Kept, Reason, SsoKey, purpose};
use crate::clock::Moment;
use crate::jwt::{Key, Token};
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
    let key = chosen(keys, token.kid(), now)?;
    let claims = token.claims(&verifying(key, seal)?).map_err(Reason::from)?;
    Ok(Assertion::read(&key.kid, &claims, issuer, now)?)
}

/// The key by `kid`; without one, the only key that counts. Trying them all was refused: a token that fits any key is
/// one that its sender has not thought about.
fn chosen<'a>(keys: &'a [SsoKey], kid: Option<&str>, now: Moment) -> Result<&'a SsoKey, Reason> {
    let mut live = keys.iter().filter(|key| key.is_live(now));
    match kid {
        Some(kid) => match keys.iter().find(|key| key.kid == kid) {
            None => Err(Reason::KeyUnknown),
            Some(key) if !key.is_live(now) => Err(Reason::KeyExpired),
            Some(key) => Ok(key),
        },
        None => match (live.next(), live.next()) {
            (None, _) => Err(Reason::NoKey),
            (Some(_), Some(_)) => Err(Reason::KidMissing),
            (Some(key), None) => Ok(key),
        },
    }
}

fn verifying(key: &SsoKey, seal: &Seal) -> Result<Key, SealError> {
    match &key.kept {
        Kept::Sealed(sealed) => Ok(Key::secret(&seal.open(&purpose(key.tenant, &key.kid), sealed)?)),
        Kept::Public(bytes) => Key::public(key.algorithm, bytes).ok_or(SealError::Damaged),
    }
}

#[cfg(test)]
mod tests;
