//! Proof Key for Code Exchange (RFC 7636), with S256 and nothing else.
//!
//! RFC 9700 §2.1.1 keeps `plain` from being useful; a challenge without a method would mean it (RFC 7636 §4.3), so
//! that is refused instead of guessed at. A verifier for which there was no challenge is refused too (RFC 9700
//! §4.8.2: the downgrade). oxide-auth compares in constant time; the syntax is checked here, because it takes any
//! string for a challenge or verifier.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oxide_auth::code_grant::extensions::Pkce;
use oxide_auth::primitives::grant::Value;

use super::reason::Reason;

/// The one `code_challenge_method`.
pub const METHOD: &str = "S256";

/// The challenge of an authorization request, if it has one.
///
/// # Errors
/// [`Reason::ChallengeMethodMissing`], [`Reason::ChallengeMethodUnsupported`], [`Reason::ChallengeMalformed`];
/// [`Reason::ChallengeMissing`] for a method alone. Whether there has to be a challenge is the caller's to say.
pub fn challenge(challenge: Option<&str>, method: Option<&str>) -> Result<Option<String>, Reason> {
    match (challenge, method) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Reason::ChallengeMethodMissing),
        (_, Some(method)) if method != METHOD => Err(Reason::ChallengeMethodUnsupported),
        (None, Some(_)) => Err(Reason::ChallengeMissing),
        (Some(challenge), Some(_)) if is_challenge(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some(_)) => Err(Reason::ChallengeMalformed),
    }
}

/// Proves that a token request comes from whoever made the authorization request (RFC 7636 §4.6).
///
/// # Errors
/// [`Reason::VerifierMissing`], [`Reason::VerifierUnasked`], [`Reason::VerifierMalformed`],
/// [`Reason::VerifierWrong`].
pub fn verify(challenge: Option<&str>, verifier: Option<&str>) -> Result<(), Reason> {
    let (challenge, verifier) = match (challenge, verifier) {
        (None, None) => return Ok(()),
        (None, Some(_)) => return Err(Reason::VerifierUnasked),
        (Some(_), None) => return Err(Reason::VerifierMissing),
        (Some(challenge), Some(verifier)) => (challenge, verifier),
    };
    if !is_verifier(verifier) {
        return Err(Reason::VerifierMalformed);
    }
    // How oxide-auth writes down a challenge of the method S256.
    let kept = Value::private(Some(format!("{challenge}S")));
    Pkce::required().verify(Some(kept), Some(Cow::from(verifier))).map_err(|()| Reason::VerifierWrong)
}

/// RFC 7636 §4.2: base64url of a SHA-256, without padding; nothing else can ever be verified.
fn is_challenge(text: &str) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|digest| digest.len() == 32)
}

/// RFC 7636 §4.1: `code-verifier = 43*128unreserved`.
fn is_verifier(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn challenge_of(verifier: &str) -> String {
        URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes()))
    }

    #[test]
    fn the_pair_of_the_rfc_is_accepted() {
        assert_eq!(challenge(Some(CHALLENGE), Some("S256")), Ok(Some(CHALLENGE.to_owned())));
        assert_eq!(verify(Some(CHALLENGE), Some(VERIFIER)), Ok(()));
    }

    #[test]
    fn a_request_without_either_has_no_challenge() {
        assert_eq!(challenge(None, None), Ok(None));
        assert_eq!(verify(None, None), Ok(()));
    }

    #[test]
    fn plain_is_refused_named_or_not() {
        for method in ["plain", "s256", "S512", "none"] {
            assert_eq!(challenge(Some(CHALLENGE), Some(method)), Err(Reason::ChallengeMethodUnsupported));
            assert_eq!(challenge(None, Some(method)), Err(Reason::ChallengeMethodUnsupported));
        }
        assert_eq!(challenge(Some(CHALLENGE), None), Err(Reason::ChallengeMethodMissing));
        assert_eq!(challenge(None, Some("S256")), Err(Reason::ChallengeMissing));
        assert_eq!(verify(Some(VERIFIER), Some(VERIFIER)), Err(Reason::VerifierWrong));
    }

    #[test]
    fn a_challenge_is_32_bytes_in_base64url_without_padding() {
        let padded = format!("{CHALLENGE}=");
        let last_bits = format!("{}N", &CHALLENGE[..42]);
        let plain_base64 = format!("{}+", &CHALLENGE[..42]);
        for text in ["", "short", &CHALLENGE[..42], &padded, &last_bits, &plain_base64, &"A".repeat(44), "é"] {
            assert_eq!(challenge(Some(text), Some("S256")), Err(Reason::ChallengeMalformed), "{text}");
        }
    }

    #[test]
    fn no_wrong_or_unasked_verifier_is_a_downgrade() {
        assert_eq!(verify(Some(CHALLENGE), None), Err(Reason::VerifierMissing));
        assert_eq!(verify(None, Some(VERIFIER)), Err(Reason::VerifierUnasked));
        assert_eq!(verify(Some(CHALLENGE), Some(&"a".repeat(43))), Err(Reason::VerifierWrong));
        for verifier in
            ["", &VERIFIER[..42], &"a".repeat(129), &format!("{}é", "a".repeat(43)), &format!("{VERIFIER} ")]
        {
            assert_eq!(verify(Some(CHALLENGE), Some(verifier)), Err(Reason::VerifierMalformed), "{verifier}");
        }
    }

    proptest! {
        #[test]
        fn whoever_made_the_challenge_can_prove_it(verifier in "[A-Za-z0-9._~-]{43,128}") {
            let made = challenge_of(&verifier);
            prop_assert_eq!(challenge(Some(&made), Some("S256")), Ok(Some(made.clone())));
            prop_assert_eq!(verify(Some(&made), Some(&verifier)), Ok(()));
        }

        #[test]
        fn nobody_else_can(verifier in "[A-Za-z0-9._~-]{43,128}", other in "[A-Za-z0-9._~-]{43,128}") {
            prop_assume!(verifier != other);
            prop_assert_eq!(verify(Some(&challenge_of(&verifier)), Some(&other)), Err(Reason::VerifierWrong));
        }

        #[test]
        fn never_panics(a: Option<String>, b: Option<String>) {
            let _ = challenge(a.as_deref(), b.as_deref());
            let _ = verify(a.as_deref(), b.as_deref());
        }
    }
}
