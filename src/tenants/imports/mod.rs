//! What a tenant has brought from elsewhere: tokens and secrets of which only digests are known.
//!
//! A digest of another system is no digest of ours, and cannot be turned into one. So it is kept as that of a text
//! that is made of it ([`Import::text`]), and whoever shows the secret is found by making the same text of what they
//! show. Nothing else has to know of imports: every look-up goes by one digest, as always. Only where a tenant has
//! imports, and a secret is not one of ours by its shape, more than one text is tried. A column for the scheme in each
//! table was refused: every look-up would have to read it.

pub mod store;

use ring::{digest, hmac};

use crate::clock::Moment;
use crate::secret::{Digest, Kind, Secret};
use crate::storage::{Id, Result, Tx};
use crate::tenants::TenantId;

/// The number of an import within its tenant.
pub type ImportId = Id<Import>;

/// How the digests of an import were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// SHA-256 of the secret.
    Sha256,
    /// HMAC-SHA-256 of the secret, with a key of the import's own.
    HmacSha256,
}

/// Digests that were made in one way.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its number.
    pub id: ImportId,
    /// How they were made.
    pub scheme: Scheme,
    /// The key, sealed for [`purpose`]; gone if what it was sealed with was lost, until it is given again.
    pub sealed_key: Option<Vec<u8>>,
}

/// What became of something that was brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    /// It is new.
    Created,
    /// Something changed.
    Updated,
    /// Everything was so already.
    Unchanged,
}

impl Scheme {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::HmacSha256 => "hmac-sha256",
        }
    }

    /// The scheme that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Sha256, Self::HmacSha256].into_iter().find(|scheme| scheme.as_str() == word)
    }
}

impl Import {
    /// The text that stands for a secret with this digest, in hexadecimal digits.
    pub fn text(&self, digest: &str) -> String {
        format!("{MARK}{}|{}|{}", self.scheme.as_str(), self.id, digest.to_ascii_lowercase())
    }

    /// The text that stands for `secret`; `key` is that of the import, opened. Without a key that it needs there is none.
    pub fn text_of(&self, secret: &str, key: Option<&[u8]>) -> Option<String> {
        let made = match (self.scheme, key) {
            (Scheme::HmacSha256, key) => {
                hex::encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key?), secret.as_bytes()))
            }
            (Scheme::Sha256, _) => hex::encode(digest::digest(&digest::SHA256, secret.as_bytes())),
        };
        Some(self.text(&made))
    }
}

/// What every such text begins with.
const MARK: &str = "imported|";

/// Whether `text` is one that stands for a secret. Nobody may show it in place of the secret: whoever knows a digest
/// could make it.
pub fn stands_in(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Whether `text` is a SHA-256, or an HMAC of it, in hexadecimal digits.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What something without a digest of its own is recognised by that was brought to `tenant`: `what`, as "client zdesk".
pub fn mark(tenant: TenantId, what: &str) -> Digest {
    Digest::of(Kind::Imported, tenant.number(), what)
}

/// What the key of an import is sealed for.
pub fn purpose(tenant: TenantId, fingerprint: &str) -> String {
    format!("import|{tenant}|{fingerprint}")
}

/// What a key is recognised by.
pub fn fingerprint(tenant: TenantId, key: Option<&Secret>) -> String {
    let Some(key) = key else { return String::new() };
    let text = format!("grantor1|import|{tenant}|{}", key.reveal());
    hex::encode(&digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..16])
}

/// The import of `tenant` that has this scheme and key: known, or begun with the number `id`. One whose key was forgotten
/// has it again.
///
/// # Errors
/// Only storage's.
pub fn begin(tx: &mut Tx<'_>, tenant: TenantId, new: &Import, fingerprint: &str, now: Moment) -> Result<Import> {
    let Some(known) = store::find(tx.db, tenant, new.scheme, fingerprint)? else {
        store::insert(tx.db, tenant, new, fingerprint, now)?;
        tx.forget_tenant(tenant.number());
        return Ok(new.clone());
    };
    if let (None, Some(key)) = (&known.sealed_key, &new.sealed_key) {
        store::put_key(tx.db, tenant, known.id, key)?;
        tx.forget_tenant(tenant.number());
    }
    Ok(known)
}

/// Drops the key of every tenant's imports, because what they are sealed with is lost: how many they were. What was
/// brought with them stays, and is found again once the key is given again.
///
/// # Errors
/// Only storage's.
pub fn forget_sealed(tx: &mut Tx<'_>) -> Result<usize> {
    let tenants = store::drop_keys(tx.db)?;
    tenants.iter().for_each(|tenant| tx.forget_tenant(tenant.number()));
    Ok(tenants.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_and_its_digest_come_to_the_same_text() {
        let sha = Import { id: ImportId::new(3), scheme: Scheme::Sha256, sealed_key: None };
        let digest = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";
        assert_eq!(sha.text_of("test", None), Some(sha.text(digest)));
        assert!(stands_in(&sha.text(digest)) && !stands_in("test"));
        assert!(is_digest(digest) && !is_digest(&digest[1..]) && !is_digest(&digest.replace('9', "g")));
        // RFC 4231 §4.3.
        let hmac = Import { scheme: Scheme::HmacSha256, ..sha };
        let made = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hmac.text_of("what do ya want for nothing?", Some(b"Jefe")), Some(hmac.text(made)));
        assert_eq!(hmac.text_of("what do ya want for nothing?", None), None, "its key was forgotten");
    }
}
