//! Scopes (RFC 6749 §3.3): [`Scope`] is the words, [`Catalogue`] what they mean.
//!
//! The order in which a client wrote the words is kept and repeated words are dropped, so that an answer
//! can be compared with what was asked. oxide-auth's scope was refused: it is a hash set, and compares
//! words by spelling, while here `tickets:read` lies within `read`.

mod catalogue;
mod cut;
mod entry;
mod request;

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::reason::Reason;
pub use catalogue::{Access, Catalogue, Reach, Word};
pub use entry::{CatalogueError, ScopeEntry};

/// A set of scope words in the order in which they were written. Written, read and kept as words with one space between
/// them (thousands of tokens in memory have one each); may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Scope(String);

impl Scope {
    /// What somebody has who may everything: read it, write it, and make whatever gives power.
    pub fn all_power() -> Self {
        Self("read write credentials:write".to_owned())
    }

    /// The words, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this very word is there, whatever it means; [`Catalogue::covers`] asks by meaning.
    pub fn has(&self, word: &str) -> bool {
        self.iter().any(|mine| mine == word)
    }

    /// The words of both, those of `other` behind.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut both = self.clone();
        other.iter().for_each(|word| both.push(word));
        both
    }

    /// Whether both have the same words, in whatever order.
    pub fn same_words(&self, other: &Self) -> bool {
        self.iter().count() == other.iter().count() && self.iter().all(|word| other.has(word))
    }

    /// Adds a word at the end, unless it is there. Not public: the word has to be well formed.
    fn push(&mut self, word: &str) {
        if !self.has(word) {
            self.append(word);
        }
    }

    fn append(&mut self, word: &str) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(word);
    }
}

impl FromStr for Scope {
    type Err = Reason;

    /// Any number of spaces may stand between, before and after the words.
    ///
    /// # Errors
    /// [`Reason::ScopeMalformed`] for other characters than RFC 6749 §3.3 has.
    fn from_str(text: &str) -> Result<Self, Reason> {
        if !text.bytes().all(|byte| byte == b' ' || of_a_word(byte)) {
            return Err(Reason::ScopeMalformed);
        }
        let mut seen = HashSet::new();
        let mut scope = Self(String::with_capacity(text.len()));
        let words = text.split(' ').filter(|word| !word.is_empty() && seen.insert(*word));
        words.for_each(|word| scope.append(word));
        scope.0.shrink_to_fit();
        Ok(scope)
    }
}

/// RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`.
const fn of_a_word(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl TryFrom<String> for Scope {
    type Error = Reason;

    fn try_from(text: String) -> Result<Self, Reason> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scope(text: &str) -> Scope {
        text.parse().unwrap()
    }

    #[test]
    fn order_is_kept_and_duplicates_are_dropped() {
        assert_eq!(scope("write  read write tickets:read ").to_string(), "write read tickets:read");
        assert_eq!(scope("  ").to_string(), "");
        assert!(scope("").is_empty());
    }

    #[test]
    fn only_the_characters_of_the_rfc_make_a_word() {
        for text in ["a\"b", "a\\b", "a\tb", "a\nb", "é", "a\u{7f}"] {
            assert_eq!(text.parse::<Scope>(), Err(Reason::ScopeMalformed), "{text:?}");
        }
        assert!(scope("https://example.com/a#b?c=[d]~!").has("https://example.com/a#b?c=[d]~!"));
    }

    proptest! {
        #[test]
        fn a_scope_comes_back_as_it_went(text in "[ !#-\\[\\]-~]{0,60}") {
            let first = scope(&text);
            prop_assert_eq!(&scope(&first.to_string()), &first);
            let json = serde_json::to_string(&first).unwrap();
            prop_assert_eq!(serde_json::from_str::<Scope>(&json).unwrap(), first);
        }

        #[test]
        fn no_word_is_there_twice(text in "[ab ]{0,60}") {
            let words: Vec<String> = scope(&text).iter().map(ToOwned::to_owned).collect();
            prop_assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
        }

        #[test]
        fn never_panics(text: String) {
            let _ = text.parse::<Scope>();
        }
    }
}

/// Scopes for the property tests of this folder.
#[cfg(test)]
mod arbitrary {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::{Catalogue, Scope};
    use crate::protocol::role::Role;

    pub(super) static KNOWN: LazyLock<Catalogue> = LazyLock::new(Catalogue::default);

    const WORDS: [&str; 14] = [
        "read",
        "write",
        "impersonate",
        "credentials",
        "credentials:read",
        "credentials:write",
        "tickets",
        "tickets:read",
        "tickets:write",
        "users",
        "users:read",
        "users:write",
        "auditlogs:read",
        "unknown",
    ];

    pub(super) fn any_scope() -> impl Strategy<Value = Scope> {
        let shuffled = subsequence(WORDS.to_vec(), 0..WORDS.len()).prop_shuffle();
        shuffled.prop_map(|words| words.join(" ").parse().unwrap())
    }

    pub(super) fn known_scope() -> impl Strategy<Value = Scope> {
        any_scope().prop_map(|scope| KNOWN.cut_to_role(&scope, Role::Admin).into_owned())
    }

    pub(super) fn any_word() -> impl Strategy<Value = &'static str> {
        select(&WORDS[..])
    }

    pub(super) fn any_role() -> impl Strategy<Value = Role> {
        select(&[Role::EndUser, Role::Agent, Role::Admin][..])
    }
}
