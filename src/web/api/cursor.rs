//! A place in a list, as a text that only this list of this tenant understands.
//!
//! It holds what the row before the next page is sorted by, and a sum over that, the tenant, the list and the order; so
//! a cursor of another tenant, list or order is unknown. The sum has no key: whoever makes one up names a place in a
//! list that they may read anyway. An HMAC was refused: it would need a key that every node knows, and guard nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use crate::storage::SortKey;
use crate::tenants::TenantId;

/// Which list, of whom, in which order.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// Whose.
    pub tenant: TenantId,
    /// What it is called.
    pub name: &'a str,
    /// What it is sorted by, as the query says it.
    pub order: &'a str,
}

/// Bytes of the sum.
const SUM: usize = 8;

impl List<'_> {
    /// The place of a row with this `key` and number.
    pub fn cursor(&self, key: &SortKey, id: i64) -> String {
        let mut bytes = id.to_be_bytes().to_vec();
        match key {
            SortKey::Moment(micros) => bytes.extend(micros.to_be_bytes()),
            SortKey::Text(text) => bytes.extend(text.as_bytes()),
        }
        let sum = self.sum(&bytes);
        bytes.splice(0..0, sum);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place that `cursor` means, in a list that is sorted by text or by time.
    pub fn place(&self, cursor: &str, text: bool) -> Option<(SortKey, i64)> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (sum, rest) = bytes.split_at_checked(SUM).filter(|(sum, rest)| self.sum(rest) == **sum)?;
        debug_assert_eq!(sum.len(), SUM);
        let (id, key) = rest.split_first_chunk::<8>()?;
        let key = if text {
            // Nothing that is kept has a NUL, so no list has given such a cursor.
            SortKey::Text(String::from_utf8(key.to_vec()).ok().filter(|key| !key.contains('\0'))?)
        } else {
            SortKey::Moment(i64::from_be_bytes(key.try_into().ok()?))
        };
        Some((key, i64::from_be_bytes(*id)))
    }

    fn sum(&self, bytes: &[u8]) -> [u8; SUM] {
        let head = format!("grantor cursor 1|{}|{}|{}|", self.tenant, self.name, self.order);
        let whole = digest(&SHA256, &[head.as_bytes(), bytes].concat());
        let mut sum = [0; SUM];
        sum.copy_from_slice(&whole.as_ref()[..SUM]);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACME: List<'_> = List { tenant: TenantId::new(7), name: "clients", order: "name" };

    #[test]
    fn a_place_comes_back_as_it_went() {
        for key in [SortKey::Text(String::new()), SortKey::Text("日本".into())] {
            assert_eq!(ACME.place(&ACME.cursor(&key, 9), true), Some((key, 9)));
        }
        for micros in [0, -1, i64::MAX] {
            let key = SortKey::Moment(micros);
            assert_eq!(ACME.place(&ACME.cursor(&key, i64::MAX), false), Some((key, i64::MAX)));
        }
    }

    /// Rule 9 of `migrations/README.md`: somebody is on the way through a list when the version changes.
    #[test]
    fn a_cursor_of_the_version_before_leads_on() {
        let name = ACME.place("hbJS7E2QEyoAAAAAAAAACeaXpeacrA", true);
        assert_eq!(name, Some((SortKey::Text("日本".into()), 9)));
        let tokens = List { name: "tokens", order: "-created_at", ..ACME };
        let time = tokens.place("GmVZkkOr41IAAAAAAAAACQAGYRa0KKAA", false);
        assert_eq!(time, Some((SortKey::Moment(1_795_600_000_000_000), 9)));
    }

    #[test]
    fn no_list_has_a_place_that_no_database_keeps() {
        assert_eq!(ACME.place(&ACME.cursor(&SortKey::Text("a\0".into()), 1), true), None);
    }

    #[test]
    fn a_cursor_is_unknown_to_any_other_list() {
        let cursor = ACME.cursor(&SortKey::Text("a".into()), 1);
        for other in
            [List { tenant: TenantId::new(8), ..ACME }, List { name: "users", ..ACME }, List { order: "-name", ..ACME }]
        {
            assert_eq!(other.place(&cursor, true), None);
        }
        for cut in 0..cursor.len() {
            assert_eq!(ACME.place(&cursor[..cut], true), None);
        }
    }
}
