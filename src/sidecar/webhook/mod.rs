//! A webhook: one address of a tenant's, which is told what the sunset of its API tokens does and is about to do.
//!
//! What is told is kept in the transaction of what it tells, and sent afterwards by whoever serves, so nothing is lost
//! and nothing is told that did not happen. A request is signed in the manner of Standard Webhooks (`webhook-id`,
//! `webhook-timestamp`, `webhook-signature`), so that every language has a library that believes it, and nobody else
//! can make one up. It may arrive twice: the id says so. What was not taken is sent again for about three days, later
//! and later. A queue of another system was refused: what is told is a few lines a day.

mod set;
pub mod store;
mod tell;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use crate::clock::Moment;
use crate::secret::Secret;
use crate::tenants::TenantId;
pub use set::{forget_sealed, remove, set};
pub(super) use tell::tell;

/// Seconds between one attempt and the next, which never begins before the one before has ended; after the last of them
/// it is given up.
pub const BETWEEN: [i64; 9] = [60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// Where a tenant is told.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Whose it is.
    pub tenant: TenantId,
    /// The address.
    pub url: String,
    /// The secret, sealed for [`purpose`].
    pub sealed_secret: Vec<u8>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

/// Something that is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whose it is.
    pub tenant: TenantId,
    /// Its number: that of the event in the audit log.
    pub id: i64,
    /// What is sent.
    pub body: String,
    /// How often it was tried.
    pub attempts: i64,
}

/// What a tenant's secret is sealed for.
pub fn purpose(tenant: TenantId) -> String {
    format!("webhook|{tenant}")
}

/// A new secret out of 256 random bits, as Standard Webhooks writes one.
pub fn secret(random: &[u8; 32]) -> Secret {
    Secret::from(format!("whsec_{}", STANDARD.encode(random)).as_str())
}

/// The header `webhook-signature` of a request with this id, time (seconds) and body; nothing for a secret that is none.
pub fn signature(secret: &Secret, id: &str, at: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.reveal().strip_prefix("whsec_")?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(tag.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::checked::LONGEST;

    #[test]
    fn an_attempt_ends_before_the_next_begins() {
        assert!(BETWEEN.iter().all(|seconds| *seconds > i64::try_from(LONGEST.as_secs()).unwrap()));
    }

    /// The example of the Standard Webhooks specification's libraries.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let secret = Secret::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = r#"{"test": 2432232314}"#;
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(signature(&Secret::from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "", 0, ""), None);
    }
}
