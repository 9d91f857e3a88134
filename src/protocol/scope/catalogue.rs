//! What scope words mean, and which lies within which.
//!
//! Containment goes by meaning: `read` covers `tickets:read`, `tickets` covers `tickets:read` and `tickets:write`,
//! and these two together cover `tickets`. Writing covers no reading. Nothing broad covers `credentials:write`,
//! which mints and changes power; `read` covers `credentials:read`, because whoever may read everything may see
//! which clients and tokens there are (never their secrets). Nothing covers `impersonate` but itself. A word that
//! has left the catalogue covers nothing, in old tokens too.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use serde::{Deserialize, Serialize};

use super::Scope;
use super::entry::{CREDENTIALS, CatalogueError, ScopeEntry, standing, usual};
use crate::protocol::role::Role;

/// Reading (GET, HEAD, OPTIONS), writing (everything else), or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// See.
    Read,
    /// Create, change, delete.
    Write,
    /// Either.
    Both,
}

impl Access {
    const fn bits(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Write => 2,
            Self::Both => 3,
        }
    }

    pub(super) const fn halves(self) -> &'static [Self] {
        match self {
            Self::Read => &[Self::Read],
            Self::Write => &[Self::Write],
            Self::Both => &[Self::Read, Self::Write],
        }
    }
}

/// What a word gives access to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Whatever the person can do, but for what mints or changes power.
    Everything,
    /// One kind of object.
    Resource(String),
    /// To act in the name of any end user.
    EndUsers,
}

/// A scope word and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word itself.
    pub name: String,
    /// What it gives access to.
    pub reach: Reach,
    /// Which access it gives.
    pub access: Access,
    /// Who may grant it: everyone from this role upwards.
    pub lowest_role: Role,
    /// What a person reads about it, by language; may be empty.
    pub description: BTreeMap<String, String>,
}

impl Word {
    /// A derived word for the same, without a description of its own.
    fn spelled(&self, name: String, access: Access, lowest_role: Role) -> Self {
        Self { name, access, lowest_role, reach: self.reach.clone(), description: BTreeMap::new() }
    }

    /// Whether this word gives power itself: such words are never granted unasked.
    pub(super) fn is_power(&self) -> bool {
        match &self.reach {
            Reach::Everything => false,
            Reach::Resource(resource) => resource == CREDENTIALS,
            Reach::EndUsers => true,
        }
    }
}

/// Every scope word of this server.
#[derive(Clone, Debug)]
pub struct Catalogue {
    words: Vec<Word>,
    by_name: HashMap<String, usize>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::new(Vec::new()).unwrap_or_else(|_| Self { words: Vec::new(), by_name: HashMap::new() })
    }
}

impl Catalogue {
    /// The catalogue of the configured entries; of a help desk's resources, if there are none. `read`, `write`,
    /// `impersonate` and `credentials` are always in it.
    ///
    /// # Errors
    /// Names the entry that is malformed, repeated or unclear.
    pub fn new(configured: Vec<ScopeEntry>) -> Result<Self, CatalogueError> {
        let mut catalogue = Self { words: Vec::new(), by_name: HashMap::new() };
        let entries = if configured.is_empty() { usual() } else { configured };
        for entry in entries {
            let word = entry.word()?;
            if catalogue.word(&word.name).is_some() {
                return Err(CatalogueError::Repeated(word.name));
            }
            catalogue.add(word);
        }
        for entry in standing() {
            catalogue.add(entry.word()?);
        }
        catalogue.derive();
        Ok(catalogue)
    }

    fn add(&mut self, word: Word) {
        if !self.by_name.contains_key(&word.name) {
            self.by_name.insert(word.name.clone(), self.words.len());
            self.words.push(word);
        }
    }

    /// Completes the grammar: each half of a word for both, and the word for both of two halves.
    fn derive(&mut self) {
        for word in self.words.clone() {
            let Reach::Resource(resource) = &word.reach else { continue };
            let role = word.lowest_role;
            match (word.access, self.of(&word.reach, Access::Write)) {
                (Access::Both, _) => {
                    self.add(word.spelled(format!("{resource}:read"), Access::Read, role));
                    self.add(word.spelled(format!("{resource}:write"), Access::Write, role));
                }
                (Access::Read, Some(other)) => {
                    let role = other.lowest_role.max(role);
                    self.add(word.spelled(resource.clone(), Access::Both, role));
                }
                _ => {}
            }
        }
    }

    /// The words that are published (`scopes_supported`, RFC 8414 §2): those that everybody may grant, and none that gives
    /// power. There are applications that ask for all that they read there.
    pub fn published(&self) -> impl Iterator<Item = &Word> {
        self.words().filter(|word| word.lowest_role == Role::EndUser && !word.is_power())
    }

    /// Every word, in the order of the configuration, derived ones last.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.words.iter()
    }

    /// What is known of one word.
    pub fn word(&self, name: &str) -> Option<&Word> {
        self.by_name.get(name).and_then(|at| self.words.get(*at))
    }

    /// Whether there is a word for this resource.
    pub fn has_resource(&self, resource: &str) -> bool {
        self.words.iter().any(|word| matches!(&word.reach, Reach::Resource(mine) if mine == resource))
    }

    /// The word for `access` to `resource`, as requests are asked for it; the usual spelling where there is none.
    pub fn word_of(&self, resource: &str, access: Access) -> String {
        let own = self.of(&Reach::Resource(resource.to_owned()), access).map(|word| word.name.clone());
        own.unwrap_or_else(|| format!("{resource}:{}", if access == Access::Read { "read" } else { "write" }))
    }

    /// The word for just this access to just this.
    pub(super) fn of(&self, reach: &Reach, access: Access) -> Option<&Word> {
        self.words.iter().find(|word| word.access == access && word.reach == *reach)
    }

    /// Whether everything in `asked` lies within `granted`.
    pub fn contains(&self, granted: &Scope, asked: &Scope) -> bool {
        asked.iter().all(|word| self.covers(granted, word))
    }

    /// Whether one word lies within `granted`. An unknown word lies in nothing.
    pub fn covers(&self, granted: &Scope, word: &str) -> bool {
        let Some(word) = self.word(word) else { return false };
        let held = granted.iter().filter_map(|name| self.word(name));
        let covered = held.fold(0, |bits, held| bits | covered_by(held, &word.reach));
        word.access.bits() & !covered == 0
    }
}

/// Which access to `reach` a held word gives.
fn covered_by(held: &Word, reach: &Reach) -> u8 {
    match (&held.reach, reach) {
        (Reach::Everything, Reach::Resource(resource)) if resource == CREDENTIALS => {
            held.access.bits() & Access::Read.bits()
        }
        (Reach::Everything, Reach::Resource(_)) => held.access.bits(),
        (mine, theirs) if mine == theirs => held.access.bits(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbitrary::{KNOWN, any_scope, any_word};
    use super::*;

    fn covers(granted: &str, word: &str) -> bool {
        KNOWN.covers(&granted.parse().unwrap(), word)
    }

    #[test]
    fn a_resource_lies_within_the_broad_word_and_both_within_its_halves() {
        assert!(covers("read", "tickets:read"));
        assert!(covers("read write", "tickets"));
        assert!(covers("tickets", "tickets:read"));
        assert!(covers("tickets:write tickets:read", "tickets"));
        assert!(covers("write tickets:read", "tickets"));
    }

    #[test]
    fn writing_covers_no_reading_and_a_resource_nothing_broad() {
        assert!(!covers("write", "read"));
        assert!(!covers("tickets:write", "tickets:read"));
        assert!(!covers("tickets:read", "tickets"));
        assert!(!covers("tickets users organizations", "read"));
        assert!(!covers("tickets", "users:read"));
    }

    #[test]
    fn nothing_broad_covers_what_mints_power() {
        assert!(!covers("read write impersonate", "credentials:write"));
        assert!(!covers("read write", "credentials"));
        assert!(!covers("read write credentials", "impersonate"));
        assert!(covers("credentials", "credentials:write"));
        assert!(covers("read", "credentials:read"));
        assert!(!covers("credentials", "read"));
    }

    #[test]
    fn an_unknown_word_lies_in_nothing_and_covers_nothing() {
        assert!(!covers("read write nonsense", "nonsense"));
        assert!(!covers("nonsense", "tickets:read"));
        assert!(!covers("tickets:Read", "tickets:read"));
    }

    proptest! {
        #[test]
        fn containment_is_reflexive_and_transitive(a in any_scope(), b in any_scope(), word in any_word()) {
            let catalogue = &*KNOWN;
            prop_assert_eq!(catalogue.covers(&word.parse().unwrap(), word), word != "unknown");
            prop_assert!(!(catalogue.contains(&a, &b) && catalogue.covers(&b, word)) || catalogue.covers(&a, word));
        }

        #[test]
        fn more_words_never_cover_less(a in any_scope(), b in any_scope(), word in any_word()) {
            let catalogue = &*KNOWN;
            let both: Scope = format!("{a} {b}").parse().unwrap();
            prop_assert!(!catalogue.covers(&a, word) || catalogue.covers(&both, word));
        }

        #[test]
        fn only_its_own_words_cover_what_mints_power(granted in any_scope()) {
            let own = granted.has("credentials") || granted.has("credentials:write");
            prop_assert_eq!(KNOWN.covers(&granted, "credentials:write"), own);
            prop_assert_eq!(KNOWN.covers(&granted, "impersonate"), granted.has("impersonate"));
        }

        #[test]
        fn never_panics(granted: String, word: String) {
            let catalogue = &*KNOWN;
            if let Ok(granted) = granted.parse() {
                catalogue.covers(&granted, &word);
            }
        }
    }
}
