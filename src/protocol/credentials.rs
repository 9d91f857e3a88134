//! How a client says who it is at the token, revocation and introspection endpoints (RFC 6749 §2.3.1).
//!
//! By `Authorization: Basic`, or by `client_id` and `client_secret` in the body; by both only where they agree,
//! because libraries that send both are common and harmless. In the header both halves are form-encoded (RFC 6749
//! §2.3.1), which half of all libraries forget; secrets minted here read the same either way, and for imported ones
//! the raw reading is kept too.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use zeroize::Zeroizing;

use super::identifier::{is_client_identifier, unknown_client};
use super::parameters::{Parameters, form_decoded, is_encoded};
use super::reason::Reason;
use crate::secret::Secret;

/// What a client sends to prove who it is; not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientProof {
    /// The client's identifier: well formed, perhaps unknown.
    pub identifier: String,
    /// The secret, if one was sent.
    pub secret: Option<Secret>,
    /// The secret as it stood in the header before it was form-decoded, if that is something else.
    pub raw_secret: Option<Secret>,
    /// Where it was sent.
    pub via: Via,
}

/// Where a client's proof was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// `client_secret_basic`.
    Header,
    /// `client_secret_post`, or `none` without a secret.
    Body,
}

/// Reads the proof from the `Authorization` header and the body.
///
/// # Errors
/// [`Reason::AuthorizationSchemeUnsupported`], [`Reason::AuthorizationMalformed`], [`Reason::CredentialsMissing`],
/// [`Reason::CredentialsDisagree`], [`Reason::ClientUnknown`] for what can be no identifier; those of
/// [`Parameters::get`].
pub fn client_proof(authorization: Option<&str>, body: &Parameters) -> Result<ClientProof, Reason> {
    let (identifier, secret) = (body.get("client_id")?, body.get("client_secret")?);
    let proof = match authorization {
        Some(header) => {
            let proof = from_header(header)?;
            let same_client = identifier.is_none_or(|sent| sent == proof.identifier);
            if !same_client || !secret.is_none_or(|sent| proof.has_secret(sent)) {
                return Err(Reason::CredentialsDisagree);
            }
            proof
        }
        None => ClientProof {
            identifier: identifier.ok_or(Reason::CredentialsMissing)?.to_owned(),
            secret: secret.map(Secret::from),
            raw_secret: None,
            via: Via::Body,
        },
    };
    if is_client_identifier(&proof.identifier) { Ok(proof) } else { Err(unknown_client(&proof.identifier)) }
}

impl ClientProof {
    /// What was sent as the secret: as it was read, and as it stood there where that is something else.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        [&self.secret, &self.raw_secret].into_iter().flatten()
    }

    /// Both were sent by the same hand: nothing is learnt from how long this takes.
    fn has_secret(&self, sent: &str) -> bool {
        self.secrets().any(|mine| mine.reveal() == sent)
    }
}

fn from_header(header: &str) -> Result<ClientProof, Reason> {
    let (user, password) = basic(header)?;
    let identifier = if is_encoded(user.as_bytes()) { decoded(&user)?.reveal().to_owned() } else { user };
    let sent = (!password.reveal().is_empty()).then_some(password);
    let (secret, raw_secret) = match sent {
        Some(raw) if is_encoded(raw.reveal().as_bytes()) => match decoded(raw.reveal()) {
            Ok(secret) if secret != raw => (Some(secret), Some(raw)),
            // What decodes to nothing that could be a secret was not encoded.
            _ => (Some(raw), None),
        },
        same => (same, None),
    };
    Ok(ClientProof { identifier, secret, raw_secret, via: Via::Header })
}

/// User name and password of `Authorization: Basic` (RFC 7617 §2), as they stand there.
///
/// # Errors
/// [`Reason::AuthorizationSchemeUnsupported`] or [`Reason::AuthorizationMalformed`].
pub(super) fn basic(header: &str) -> Result<(String, Secret), Reason> {
    let encoded = of_scheme("basic", header).ok_or(Reason::AuthorizationSchemeUnsupported)?;
    let mut decoded = text(LENIENT.decode(encoded).map_err(|_| Reason::AuthorizationMalformed)?)?;
    // RFC 7617 §2: a user name cannot contain a colon, a password can.
    let colon = decoded.find(':').ok_or(Reason::AuthorizationMalformed)?;
    let user = decoded[..colon].to_owned();
    decoded.drain(..=colon);
    Ok((user, decoded.into()))
}

/// What follows `scheme` in an `Authorization` header (RFC 9110 §11.4); nothing if it has another.
pub fn of_scheme<'a>(scheme: &str, header: &'a str) -> Option<&'a str> {
    let (sent, rest) = header.trim_ascii().split_at_checked(scheme.len())?;
    let whole = rest.is_empty() || rest.starts_with(' ');
    (whole && sent.eq_ignore_ascii_case(scheme)).then_some(rest.trim_ascii_start())
}

/// Base64 whose padding may be missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn decoded(encoded: &str) -> Result<Secret, Reason> {
    text(form_decoded(encoded.as_bytes())).map(Secret::from)
}

/// RFC 7617 §2: no control characters.
fn text(bytes: Vec<u8>) -> Result<Zeroizing<String>, Reason> {
    let text = String::from_utf8(bytes).map_err(|_| Reason::AuthorizationMalformed)?;
    // Nearly always ASCII, which is looked at many bytes at a time.
    let control = match text.is_ascii() {
        true => text.bytes().fold(false, |found, byte| found | byte.is_ascii_control()),
        false => text.contains(char::is_control),
    };
    if control { Err(Reason::AuthorizationMalformed) } else { Ok(text.into()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(user_and_password: &str) -> String {
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(user_and_password))
    }

    fn proof(authorization: Option<&str>, body: &str) -> Result<ClientProof, Reason> {
        client_proof(authorization, &Parameters::from_form(body.as_bytes()).unwrap())
    }

    fn read(proof: &ClientProof) -> (&str, Option<&str>, Via) {
        (&proof.identifier, proof.secret.as_ref().map(Secret::reveal), proof.via)
    }

    #[test]
    fn a_client_proves_itself_in_the_header_or_in_the_body() {
        let in_header = proof(Some(&header("app:hush")), "").unwrap();
        assert_eq!(read(&in_header), ("app", Some("hush"), Via::Header));
        let in_body = proof(None, "client_id=app&client_secret=hush").unwrap();
        assert_eq!(read(&in_body), ("app", Some("hush"), Via::Body));
    }

    #[test]
    fn a_public_client_only_names_itself() {
        assert_eq!(read(&proof(None, "client_id=app&client_secret=").unwrap()), ("app", None, Via::Body));
        assert_eq!(read(&proof(Some(&header("app:")), "client_id=app").unwrap()), ("app", None, Via::Header));
    }

    #[test]
    fn header_and_body_have_to_agree() {
        let header = header("app:hush");
        for body in ["client_id=app", "client_id=app&client_secret=hush", "client_secret=hush"] {
            assert_eq!(read(&proof(Some(&header), body).unwrap()), ("app", Some("hush"), Via::Header), "{body}");
        }
        for body in ["client_id=other", "client_id=app&client_secret=loud", "client_secret=loud", "client_id=App"] {
            assert_eq!(proof(Some(&header), body), Err(Reason::CredentialsDisagree), "{body}");
        }
        assert_eq!(proof(Some(&self::header("app:")), "client_secret=hush"), Err(Reason::CredentialsDisagree));
    }

    #[test]
    fn the_header_is_form_decoded_and_the_raw_secret_kept_where_it_differs() {
        let sent = proof(Some(&header("app:a+b%25%3A")), "").unwrap();
        assert_eq!(sent.secret.as_ref().map(Secret::reveal), Some("a b%:"));
        assert_eq!(sent.raw_secret.as_ref().map(Secret::reveal), Some("a+b%25%3A"));
        assert_eq!(proof(Some(&header("app:grantors_a1")), "").unwrap().raw_secret, None);
        assert!(proof(Some(&header("app:a+b")), "client_secret=a%2Bb").is_ok());
        assert_eq!(proof(Some(&header("app:a:b")), "").unwrap().secret.unwrap().reveal(), "a:b");
    }

    #[test]
    fn a_secret_that_only_looks_encoded_is_read_as_it_stands() {
        for secret in ["S3cr%E9t-0Kq", "S3cr%0at", "%00", "%ff"] {
            let sent = proof(Some(&header(&format!("app:{secret}"))), "").unwrap();
            assert_eq!((sent.secret.as_ref().map(Secret::reveal), sent.raw_secret), (Some(secret), None));
        }
    }

    #[test]
    fn nobody_is_nobody() {
        for body in ["", "client_secret=hush", "client_id="] {
            assert_eq!(proof(None, body), Err(Reason::CredentialsMissing), "{body}");
        }
        assert_eq!(proof(None, "client_id=a&client_id=a"), Err(Reason::ParameterRepeated("client_id")));
        assert_eq!(proof(None, "client_id=a/b"), Err(Reason::ClientUnknown));
        assert_eq!(proof(Some(&header(":hush")), ""), Err(Reason::ClientUnknown));
    }

    #[test]
    fn what_is_not_basic_is_refused() {
        for scheme in ["Bearer abc", "Digest x", "bas", ""] {
            assert_eq!(proof(Some(scheme), "client_id=app"), Err(Reason::AuthorizationSchemeUnsupported), "{scheme}");
        }
        let control = header("app:\u{0}");
        let encoded = header("app%ff:hush");
        for malformed in ["Basic", "Basic !", "Basic YQ==", &header("app"), &control, &encoded] {
            assert_eq!(proof(Some(malformed), ""), Err(Reason::AuthorizationMalformed), "{malformed}");
        }
    }

    #[test]
    fn the_scheme_has_no_case_and_padding_may_be_missing() {
        for header in ["basic YXBwOmh1c2g=", "BASIC YXBwOmh1c2g", " Basic  YXBwOmh1c2g "] {
            assert_eq!(read(&proof(Some(header), "").unwrap()), ("app", Some("hush"), Via::Header), "{header}");
        }
    }

    #[test]
    fn debug_prints_no_secret() {
        assert!(!format!("{:?}", proof(Some(&header("app:hu+sh")), "").unwrap()).contains("hu"));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_as_the_rfc_has_it_is_read(identifier in "[A-Za-z0-9._-]{1,255}", secret in "\\PC{1,40}") {
            let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let sent = proof(Some(&header(&format!("{}:{}", encode(&identifier), encode(&secret)))), "").unwrap();
            prop_assert_eq!(read(&sent), (identifier.as_str(), Some(secret.as_str()), Via::Header));
            let sent = proof(None, &format!("client_id={}&client_secret={}", encode(&identifier), encode(&secret))).unwrap();
            prop_assert_eq!(read(&sent), (identifier.as_str(), Some(secret.as_str()), Via::Body));
        }

        #[test]
        fn never_panics(text: String, decoded: Vec<u8>) {
            let _ = proof(Some(&text), "");
            let _ = proof(Some(&format!("Basic {}", LENIENT.encode(decoded))), "client_id=a");
        }
    }
}
