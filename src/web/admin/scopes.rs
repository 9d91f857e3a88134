//! The scopes that a client or an API token may be given, picked from the catalogue.
//!
//! A word for both seeing and changing is offered as its two halves, which come to the same and are easier to read.

use std::collections::BTreeSet;

use crate::protocol::scope::{Access, Catalogue, Scope, Word};
use crate::web::oauth::consent_page::meaning;
use crate::web::pages::admin::client_form as page;
use crate::web::visit::Visit;

/// Every word that can be picked, widest first, with those of `picked` ticked.
pub(super) fn choices(visit: &Visit, picked: &[String]) -> Vec<page::Scope> {
    let catalogue = &visit.grantor.catalogue;
    let shown = |word: &Word| page::Scope {
        word: word.name.clone(),
        meaning: meaning(visit, word),
        allowed: picked.contains(&word.name),
    };
    let mut choices: Vec<page::Scope> = offered(catalogue).map(shown).collect();
    choices.sort_by_key(|choice| choice.meaning.rank());
    choices
}

fn offered(catalogue: &Catalogue) -> impl Iterator<Item = &Word> {
    let halved = |word: &&Word| {
        let half = |access| catalogue.words().any(|other| other.reach == word.reach && other.access == access);
        word.access == Access::Both && half(Access::Read) && half(Access::Write)
    };
    catalogue.words().filter(move |word| !halved(word))
}

/// The words that are ticked for `allowed`.
pub(super) fn picked(catalogue: &Catalogue, allowed: Option<&Scope>) -> Vec<String> {
    let Some(allowed) = allowed else { return Vec::new() };
    let both = |word: &Word| {
        allowed
            .iter()
            .filter_map(|name| catalogue.word(name))
            .any(|held| held.reach == word.reach && (held.access == word.access || held.access == Access::Both))
    };
    offered(catalogue).filter(|word| both(word)).map(|word| word.name.clone()).collect()
}

/// The words to keep for what was ticked: those that are kept already, if they mean the same.
pub(super) fn kept(catalogue: &Catalogue, before: Option<&Scope>, ticked: &[String]) -> String {
    let words = |words: &[String]| words.iter().cloned().collect::<BTreeSet<String>>();
    let same = before.filter(|_| words(&picked(catalogue, before)) == words(ticked));
    same.map_or_else(|| ticked.join(" "), Scope::to_string)
}
