//! The secrets of machines: what is shown once ([`Secret`]) and what is kept ([`Digest`]).
//!
//! A secret is `prefix kind [_] 44 characters of base62 (256 random bits) [7 characters of date] 6 characters of
//! checksum`: scanners find it by its prefix, and a typo fails the checksum before it reaches the database.
//! Kept is `SHA-256("grantor1" | kind | tenant | secret)`: with 256 random bits there is nothing to
//! guess, so a slow hash would only cost; there is no key to lose; and another tenant's secret is
//! unknown by construction. A plain SHA-256 of the secret was refused because of that last point.
//!
//! What is issued all day, tokens and codes, is dated: the secret says in which millisecond it was made, and the first 48
//! bits of its digest are that date. So what is made together is kept together, at the end of an index, and not each on
//! a page of its own among millions; what is in use is a small part of it. Whoever holds a token knows its age
//! from the answer that brought it. The 208 bits of the hash that are left are as far beyond guessing as all of them.

use ring::digest::{Context, SHA256};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::clock::Moment;

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

    /// Whether its secrets are dated. Those that were made before they were go on without.
    const fn is_dated(self) -> bool {
        matches!(self, Self::AccessToken | Self::RefreshToken | Self::AuthorizationCode)
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
    /// Encodes 256 random bits as a secret of `kind` that was made at `at`.
    pub fn mint(prefix: &str, kind: Kind, at: Moment, random: &[u8; 32]) -> Self {
        let (high, low) = random.split_at(16);
        let half = |bytes: &[u8]| {
            let mut number = [0; 16];
            number.copy_from_slice(bytes);
            base62::encode(u128::from_be_bytes(number))
        };
        let mut text = Zeroizing::new(String::with_capacity(80));
        text.push_str(prefix);
        text.push_str(kind.mark());
        text.push_str(kind.separator());
        text.push_str(&format!("{:0>22}{:0>22}", half(high), half(low)));
        if kind.is_dated() {
            text.extend(digits::<DATE>(at.millis().cast_unsigned() % DATES).map(char::from));
        }
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
        let hidden = if date(&self.0).is_some() { DATED } else { UNDATED } - 6;
        self.0.chars().take(self.0.len().saturating_sub(hidden).max(6)).collect()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Digits of the checksum: 62^6 is more than 2^32.
const SUM: usize = 6;
/// Digits of the date: milliseconds since 1970, until 2081.
const DATE: usize = 7;
/// How many different dates there are.
const DATES: u64 = 62_u64.pow(DATE as u32);
/// Characters behind the separator.
const UNDATED: usize = 44 + SUM;
const DATED: usize = UNDATED + DATE;

fn checksum(text: &str) -> [u8; SUM] {
    digits(crc32fast::hash(text.as_bytes()).into())
}

/// `number` in base62, with zeros before it. Made for every token that is sent, so without an allocation.
fn digits<const N: usize>(number: u64) -> [u8; N] {
    let mut digits = [b'0'; N];
    let many = base62::encode_bytes(number, &mut digits).unwrap_or_default();
    digits.rotate_right(N - many);
    digits
}

/// The date of a secret that has the length of a dated one behind its separator. Says no more of `text` than that.
fn date(text: &str) -> Option<u64> {
    let (head, rest) = text.split_at_checked(text.len().checked_sub(DATED)?)?;
    let date = rest.get(DATED - SUM - DATE..DATED - SUM).filter(|_| head.ends_with('_') && !rest.contains('_'))?;
    base62::decode(date).ok().and_then(|date| u64::try_from(date).ok())
}

/// Whether `text` has the shape of a secret that [`Secret::mint`] made for `kind`: prefix, length,
/// alphabet, checksum. Says nothing about whether it was ever issued.
pub fn well_formed(prefix: &str, kind: Kind, text: &str) -> bool {
    let Some(rest) = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(kind.mark())) else { return false };
    let Some(rest) = rest.strip_prefix(kind.separator()) else { return false };
    let fits = rest.len() == UNDATED || (kind.is_dated() && rest.len() == DATED);
    // Not `all`: so many bytes are looked at at a time.
    if !fits || !rest.bytes().fold(true, |good, byte| good & byte.is_ascii_alphanumeric()) {
        return false;
    }
    let (body, sum) = text.split_at(text.len() - SUM);
    checksum(body) == sum.as_bytes()
}

/// What is kept of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `secret` as one of `kind` at the tenant with the number `tenant` (0: the platform).
    pub fn of(kind: Kind, tenant: i64, secret: &str) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(["grantor1|", kind.mark(), "|", &tenant.to_string(), "|"].concat().as_bytes());
        context.update(secret.as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.finish().as_ref());
        if kind.is_dated()
            && let Some(date) = date(secret)
        {
            bytes[..6].copy_from_slice(&date.to_be_bytes()[2..]);
        }
        Self(bytes)
    }

    /// 64 bits of it that are as good as random.
    pub fn hashed(&self) -> u64 {
        self.words()[3]
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

/// For each of `infos` 256 bits that whoever holds `secret` and `salt` can derive again (HKDF-SHA-256, RFC 5869).
///
/// # Panics
/// Never: 32 bytes are within what HKDF-SHA-256 can expand.
#[expect(clippy::expect_used, reason = "HKDF-SHA-256 expands up to 8160 bytes; 32 are asked")]
pub fn derive<const N: usize>(secret: &Secret, salt: &[u8], infos: [&str; N]) -> [[u8; 32]; N] {
    let key = Salt::new(HKDF_SHA256, salt).extract(secret.reveal().as_bytes());
    infos.map(|info| {
        let mut derived = [0; 32];
        let filled = key.expand(&[info.as_bytes()], Bits256).and_then(|output| output.fill(&mut derived));
        filled.expect("32 bytes fit");
        derived
    })
}

/// A secret that someone sent: not minted here, perhaps not even well formed.
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

/// The same without a copy.
impl From<Zeroizing<String>> for Secret {
    fn from(text: Zeroizing<String>) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Moment = Moment::from_micros(1_795_600_000_000_000);

    proptest! {
        #[test]
        fn what_is_minted_is_well_formed(random: [u8; 32], at: i64) {
            for kind in [Kind::AccessToken, Kind::RefreshToken, Kind::ApiToken] {
                let secret = Secret::mint("grantor", kind, Moment::from_micros(at), &random);
                prop_assert!(well_formed("grantor", kind, secret.reveal()));
                prop_assert!(kind != Kind::ApiToken || secret.reveal().bytes().all(|b| b.is_ascii_alphanumeric()));
            }
        }

        #[test]
        fn every_prefix_suffix_and_case_flip_is_refused(random: [u8; 32], cut in 0usize..66) {
            let secret = Secret::mint("grantor", Kind::AccessToken, NOW, &random);
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
        let secret = Secret::mint("grantor", Kind::ClientSecret, NOW, &[7; 32]);
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

    /// Rule 9 of `migrations/README.md`: whoever is signed in when the version changes stays it.
    #[test]
    fn a_cookie_of_the_version_before_has_the_digest_that_is_kept() {
        let kept = "f5e4c5cb2244cad412f00444106c9d667c8fe53dc4b59e0044c7cd80993cde54";
        assert_eq!(hex::encode(Digest::of(Kind::Session, 7, "grantorn_0123").as_bytes()), kept);
    }

    #[test]
    fn a_hint_shows_the_prefix_and_six_characters() {
        for (kind, prefix) in
            [(Kind::ClientSecret, "grantors_"), (Kind::AccessToken, "grantora_"), (Kind::ApiToken, "grantort")]
        {
            let secret = Secret::mint("grantor", kind, NOW, &[255; 32]);
            assert_eq!(secret.hint().len(), prefix.len() + 6);
            assert!(secret.reveal().starts_with(&secret.hint()) && secret.hint().starts_with(prefix));
        }
        assert_eq!(Secret::from("short").hint(), "short");
    }

    #[test]
    fn what_is_made_later_is_kept_behind_what_was_made_before() {
        let kept = |millis: i64, random| {
            let at = Moment::from_micros(NOW.micros() + millis * 1_000);
            Digest::of(Kind::AccessToken, 1, Secret::mint("grantor", Kind::AccessToken, at, &[random; 32]).reveal())
        };
        let inserted = [kept(0, 9), kept(1, 200), kept(2, 1), kept(60_000, 77), kept(9_999_999_999, 3)];
        assert!(inserted.is_sorted_by(|one, other| one.as_bytes() < other.as_bytes()), "{:?}", inserted.map(|d| d.0));
        let (one, other) = (kept(0, 9), kept(0, 10));
        assert_eq!(one.as_bytes()[..6], other.as_bytes()[..6]);
        assert!(one.hashed() != other.hashed() && !one.matches(&other));
    }

    #[test]
    fn what_was_made_before_secrets_were_dated_is_kept_as_it_was() {
        let kept = |kind: Kind, secret: &str| {
            let hash = ring::digest::digest(&SHA256, format!("grantor1|{}|7|{secret}", kind.mark()).as_bytes());
            Digest::from_slice(hash.as_ref()).unwrap()
        };
        let undated = Secret::mint("grantor", Kind::ClientSecret, NOW, &[5; 32]).reveal().replacen("s_", "a_", 1);
        let undated = &undated[..undated.len() - SUM];
        let undated = format!("{undated}{}", checksum(undated).map(char::from).iter().collect::<String>());
        assert!(well_formed("grantor", Kind::AccessToken, &undated));
        assert_eq!(Digest::of(Kind::AccessToken, 7, &undated), kept(Kind::AccessToken, &undated));
        let dated = Secret::mint("grantor", Kind::AccessToken, NOW, &[5; 32]);
        let (one, other) = (Digest::of(Kind::AccessToken, 7, dated.reveal()), kept(Kind::AccessToken, dated.reveal()));
        assert_ne!(one, other);
        assert_eq!(one.as_bytes()[6..], other.as_bytes()[6..]);
    }
}
