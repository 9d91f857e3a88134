//! The secrets of machines: what is shown once ([`Secret`]) and what is kept ([`Digest`]).
//!
//! A secret is `prefix kind [_] 44 characters of base62 (256 random bits) 6 characters of checksum`:
//! scanners find it by its prefix, and a typo fails the checksum before it reaches the database.
//! Kept is `SHA-256("grantor1" | kind | tenant | secret)`: with 256 random bits there is nothing to
//! guess, so a slow hash would only cost; there is no key to lose; and another tenant's secret is
//! unknown by construction. A plain SHA-256 of the secret was refused because of that last point.

use ring::digest::{Context, SHA256};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What a secret opens. Two kinds never share a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// RFC 6749 §1.4.
    AccessToken,
    /// RFC 6749 §1.5.
    RefreshToken,
    /// RFC 6749 §1.3.1.
    AuthorizationCode,
    /// RFC 6749 §2.3.1.
    ClientSecret,
    /// What a resource server proves itself with (RFC 7662 §2.1).
    ResourceServerSecret,
    /// The legacy credential of a whole account: strictly alphanumeric.
    ApiToken,
    /// The cookie of a signed-in person.
    Session,
    /// The one-time link that signs a person in.
    SignInLink,
    /// What a vendor signs assertions of single sign-on with.
    SsoSecret,
    /// The `jti` of such an assertion: no secret, but spent like one.
    SsoAssertion,
    /// What an import has brought: no secret either, and brought once.
    Imported,
}

impl Kind {
    /// The kind's mark behind the prefix.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::AccessToken => "a",
            Self::RefreshToken => "r",
            Self::AuthorizationCode => "c",
            Self::ClientSecret => "s",
            Self::ResourceServerSecret => "v",
            Self::ApiToken => "t",
            Self::Session => "n",
            Self::SignInLink => "l",
            Self::SsoSecret => "k",
            Self::SsoAssertion => "j",
            Self::Imported => "i",
        }
    }

    const fn separator(self) -> &'static str {
        match self {
            Self::ApiToken => "",
            _ => "_",
        }
    }
}

/// A secret in the clear, to be shown once. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Encodes 256 random bits as a secret of `kind`.
    pub fn mint(prefix: &str, kind: Kind, random: &[u8; 32]) -> Self {
        let (high, low) = random.split_at(16);
        let half = |bytes: &[u8]| {
            let mut number = [0; 16];
            number.copy_from_slice(bytes);
            base62::encode(u128::from_be_bytes(number))
        };
        let mut text = Zeroizing::new(String::with_capacity(64));
        text.push_str(prefix);
        text.push_str(kind.mark());
        text.push_str(kind.separator());
        text.push_str(&format!("{:0>22}{:0>22}", half(high), half(low)));
        let sum = checksum(&text);
        text.extend(sum.map(char::from));
        Self(text)
    }

    /// The text to show, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is shown ever after: the prefix and six characters.
    pub fn hint(&self) -> String {
        let shown = self.0.len().saturating_sub(44 + 6) + 6;
        self.0.chars().take(shown).collect()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Six digits: 62^6 is more than 2^32. Made for every token that is sent, so without an allocation.
fn checksum(text: &str) -> [u8; 6] {
    let mut sum = [b'0'; 6];
    let digits = base62::encode_bytes(crc32fast::hash(text.as_bytes()), &mut sum).unwrap_or_default();
    sum.rotate_right(6 - digits);
    sum
}

/// Whether `text` has the shape of a secret that [`Secret::mint`] made for `kind`: prefix, length,
/// alphabet, checksum. Says nothing about whether it was ever issued.
pub fn well_formed(prefix: &str, kind: Kind, text: &str) -> bool {
    let Some(rest) = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(kind.mark())) else { return false };
    let Some(rest) = rest.strip_prefix(kind.separator()) else { return false };
    if rest.len() != 50 || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let (body, sum) = text.split_at(text.len() - 6);
    checksum(body) == sum.as_bytes()
}

/// What is kept of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `secret` as one of `kind` at the tenant with the number `tenant` (0: the platform).
    pub fn of(kind: Kind, tenant: i64, secret: &str) -> Self {
        let mut context = Context::new(&SHA256);
        for part in ["grantor1|", kind.mark(), "|"] {
            context.update(part.as_bytes());
        }
        context.update(tenant.to_string().as_bytes());
        context.update(b"|");
        context.update(secret.as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.finish().as_ref());
        Self(bytes)
    }

    /// The kept bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Takes kept bytes back; `None` if they are not 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Whether both are the same, in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.words().ct_eq(&other.words()).into()
    }

    /// The bytes eight at a time, for fewer comparisons.
    fn words(&self) -> [u64; 4] {
        let (chunks, _) = self.0.as_chunks::<8>();
        std::array::from_fn(|at| u64::from_ne_bytes(chunks[at]))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest(…)")
    }
}

struct Bits256;
impl KeyType for Bits256 {
    fn len(&self) -> usize {
        32
    }
}

/// 256 bits that whoever holds `secret` and `salt` can derive again (HKDF-SHA-256, RFC 5869).
///
/// # Panics
/// Never: 32 bytes are within what HKDF-SHA-256 can expand.
#[expect(clippy::expect_used, reason = "HKDF-SHA-256 expands up to 8160 bytes; 32 are asked")]
pub fn derive(secret: &Secret, salt: &[u8], info: &str) -> [u8; 32] {
    let mut derived = [0; 32];
    let key = Salt::new(HKDF_SHA256, salt).extract(secret.reveal().as_bytes());
    let filled = key.expand(&[info.as_bytes()], Bits256).and_then(|output| output.fill(&mut derived));
    filled.expect("32 bytes fit");
    derived
}

/// A secret that someone sent: not minted here, perhaps not even well formed.
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_minted_is_well_formed(random: [u8; 32]) {
            for kind in [Kind::AccessToken, Kind::RefreshToken, Kind::ApiToken] {
                let secret = Secret::mint("grantor", kind, &random);
                prop_assert!(well_formed("grantor", kind, secret.reveal()));
                prop_assert!(kind != Kind::ApiToken || secret.reveal().bytes().all(|b| b.is_ascii_alphanumeric()));
            }
        }

        #[test]
        fn every_prefix_suffix_and_case_flip_is_refused(random: [u8; 32], cut in 0usize..58) {
            let secret = Secret::mint("grantor", Kind::AccessToken, &random);
            let text = secret.reveal();
            prop_assert!(!well_formed("grantor", Kind::AccessToken, &text[..cut]));
            prop_assert!(!well_formed("grantor", Kind::AccessToken, &text[cut + 1..]));
            let padded = format!("{text}0");
            prop_assert!(!well_formed("grantor", Kind::AccessToken, &padded));
            let flipped: String = text.char_indices().map(|(at, c)| if at == cut { flip(c) } else { c }).collect();
            prop_assert!(flipped == text || !well_formed("grantor", Kind::AccessToken, &flipped));
        }

        #[test]
        fn never_panics(text: String) {
            well_formed("grantor", Kind::AccessToken, &text);
        }
    }

    fn flip(c: char) -> char {
        if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
    }

    #[test]
    fn debug_prints_neither() {
        let secret = Secret::mint("grantor", Kind::ClientSecret, &[7; 32]);
        assert_eq!(
            format!("{secret:?} {:?}", Digest::of(Kind::ClientSecret, 1, secret.reveal())),
            "Secret(…) Digest(…)"
        );
    }

    #[test]
    fn kind_and_tenant_are_part_of_the_digest() {
        let digest = Digest::of(Kind::AccessToken, 1, "x");
        assert!(digest.matches(&Digest::of(Kind::AccessToken, 1, "x")));
        assert!(!digest.matches(&Digest::of(Kind::RefreshToken, 1, "x")));
        assert!(!digest.matches(&Digest::of(Kind::AccessToken, 11, "x")));
    }

    #[test]
    fn a_hint_shows_the_prefix_and_six_characters() {
        let secret = Secret::mint("grantor", Kind::ClientSecret, &[255; 32]);
        assert_eq!(secret.hint().len(), "grantors_".len() + 6);
        assert!(secret.reveal().starts_with(&secret.hint()));
    }
}
