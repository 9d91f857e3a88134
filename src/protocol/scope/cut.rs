//! Scopes cut down: to a ceiling, a role, some resources, or to what is new.

use std::borrow::Cow;

use super::catalogue::{Access, Reach};
use super::entry::CREDENTIALS;
use super::{Catalogue, Scope, Word};
use crate::protocol::role::Role;

impl Catalogue {
    /// What `scope` and `ceiling` have in common, by meaning: the words of `scope` that lie within `ceiling`, then
    /// the parts of other words that lie within both. `read` under the ceiling `tickets` is `tickets:read`.
    pub fn meet(&self, scope: &Scope, ceiling: &Scope) -> Scope {
        let mut common = Scope::default();
        for word in scope.iter().filter(|word| self.covers(ceiling, word)) {
            common.push(word);
        }
        let parts =
            self.known(scope).chain(self.known(ceiling)).flat_map(|word| [word].into_iter().chain(self.halves(word)));
        for part in parts.map(|part| &part.name) {
            if self.covers(scope, part) && self.covers(ceiling, part) && !self.covers(&common, part) {
                common.push(part);
            }
        }
        common
    }

    /// Every word there is.
    pub fn everything(&self) -> Scope {
        let mut all = Scope::default();
        for word in self.words() {
            all.push(&word.name);
        }
        all
    }

    /// Every word but those that mint or change power: what a credential hands on whose own bounds do not go with it.
    pub fn everything_but_minting(&self) -> Scope {
        let mut all = Scope::default();
        for word in self.words().filter(|word| word.reach != Reach::Resource(CREDENTIALS.to_owned())) {
            all.push(&word.name);
        }
        all.push(&self.word_of(CREDENTIALS, Access::Read));
        all
    }

    /// Whether the word `name` is one for somebody with this role. For whom it is not, no broad word means it either.
    pub fn is_for(&self, name: &str, role: Role) -> bool {
        self.word(name).is_some_and(|word| word.lowest_role <= role)
    }

    /// The words that somebody with this role may grant.
    pub fn cut_to_role<'a>(&self, scope: &'a Scope, role: Role) -> Cow<'a, Scope> {
        let stays = |name: &&str| self.is_for(name, role);
        if scope.iter().all(|name| stays(&name)) {
            return Cow::Borrowed(scope);
        }
        let mut cut = Scope::default();
        scope.iter().filter(stays).for_each(|name| cut.push(name));
        Cow::Owned(cut)
    }

    /// What a resource server with these named resources is told of `scope`, which somebody with this role has granted:
    /// the words for its resources as they are, and of a broad word what it means for them, in their own words: `read` is
    /// `tickets:read` for the server of `tickets`. So a resource server need only know its own words, and does not learn
    /// what else the client may do. `impersonate` concerns no resource and is left out, and so is what is not for the role.
    pub fn cut_to_resources(&self, scope: &Scope, resources: &[String], role: Role) -> Scope {
        let mut cut = Scope::default();
        for word in self.known(scope).filter(|word| word.lowest_role <= role) {
            match &word.reach {
                Reach::Resource(resource) if resources.contains(resource) => cut.push(&word.name),
                Reach::Resource(_) | Reach::EndUsers => {}
                Reach::Everything => resources.iter().for_each(|resource| {
                    for meant in self.meant_for(resource, word).filter(|meant| meant.lowest_role <= role) {
                        cut.push(&meant.name);
                    }
                }),
            }
        }
        cut
    }

    /// The words of `scope` that do not lie within `remembered`: what is new on a consent page.
    pub fn difference(&self, scope: &Scope, remembered: &Scope) -> Scope {
        let mut new = Scope::default();
        for word in scope.iter().filter(|word| !self.covers(remembered, word)) {
            new.push(word);
        }
        new
    }

    /// The words of `scope` as a person should read them: widest first, otherwise in their order.
    pub fn explain<'a>(&'a self, scope: &'a Scope) -> Vec<&'a Word> {
        let mut words: Vec<&Word> = self.known(scope).collect();
        words.sort_by_key(|word| match &word.reach {
            Reach::Everything => 0,
            Reach::EndUsers => 1,
            Reach::Resource(_) if word.is_power() => 2,
            Reach::Resource(_) => 3,
        });
        words
    }

    fn known<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Word> {
        scope.iter().filter_map(|name| self.word(name))
    }

    fn halves<'a>(&'a self, word: &'a Word) -> impl Iterator<Item = &'a Word> {
        word.access.halves().iter().filter_map(|half| self.of(&word.reach, *half))
    }

    /// The words of `resource` that a broad word amounts to.
    fn meant_for<'a>(&'a self, resource: &str, broad: &'a Word) -> impl Iterator<Item = &'a Word> {
        let reach = Reach::Resource(resource.to_owned());
        let halves = broad.access.halves().iter().filter_map(move |half| self.of(&reach, *half));
        let held = Scope(broad.name.clone());
        halves.filter(move |half| self.covers(&held, &half.name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbitrary::{KNOWN, any_role, any_scope, known_scope};
    use super::*;

    fn scope(text: &str) -> Scope {
        text.parse().unwrap()
    }

    fn meet(a: &str, b: &str) -> String {
        KNOWN.meet(&scope(a), &scope(b)).to_string()
    }

    fn cut(text: &str, resources: &[&str]) -> String {
        let resources: Vec<String> = resources.iter().map(ToString::to_string).collect();
        KNOWN.cut_to_resources(&scope(text), &resources, Role::Admin).to_string()
    }

    #[test]
    fn two_scopes_meet_in_what_both_cover() {
        assert_eq!(meet("read write", "read"), "read");
        assert_eq!(meet("read", "tickets users:read"), "tickets:read users:read");
        assert_eq!(meet("tickets", "read"), "tickets:read");
        assert_eq!(meet("read", "write"), "");
        assert_eq!(meet("write credentials", "write"), "write");
    }

    #[test]
    fn a_resource_server_is_told_what_concerns_its_resources_in_its_own_words() {
        assert_eq!(cut("read write", &["tickets"]), "tickets:read tickets:write");
        assert_eq!(cut("users:read tickets read", &["tickets"]), "tickets tickets:read");
        assert_eq!(cut("read", &["tickets", "users"]), "tickets:read users:read");
        assert_eq!(cut("read write", &["auditlogs"]), "auditlogs:read");
        assert_eq!(cut("users impersonate", &["tickets"]), "");
        assert_eq!(cut("read write impersonate", &["credentials"]), "credentials:read");
        assert_eq!(cut("read", &["elsewhere"]), "");
    }

    #[test]
    fn only_what_goes_beyond_an_earlier_consent_is_new() {
        let new = |asked, remembered| KNOWN.difference(&scope(asked), &scope(remembered)).to_string();
        assert_eq!(new("tickets:read users", "read"), "users");
        assert_eq!(new("tickets", "tickets:read tickets:write"), "");
        assert_eq!(new("read credentials:write", "read write"), "credentials:write");
    }

    #[test]
    fn the_widest_word_is_explained_first() {
        let explained = |text| {
            let (catalogue, scope) = (&*KNOWN, scope(text));
            catalogue.explain(&scope).iter().map(|word| word.name.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            explained("tickets:read credentials impersonate users write read"),
            "write read impersonate credentials tickets:read users"
        );
    }

    proptest! {
        #[test]
        fn where_two_scopes_meet_lies_within_both_and_loses_nothing(a in known_scope(), b in known_scope()) {
            let catalogue = &*KNOWN;
            let common = catalogue.meet(&a, &b);
            prop_assert!(catalogue.contains(&a, &common) && catalogue.contains(&b, &common));
            for word in catalogue.words() {
                let shared = catalogue.covers(&a, &word.name) && catalogue.covers(&b, &word.name);
                prop_assert_eq!(catalogue.covers(&common, &word.name), shared, "{} in {} and {}", word.name, a, b);
            }
        }

        #[test]
        fn a_scope_meets_itself_in_itself(a in known_scope()) {
            prop_assert_eq!(KNOWN.meet(&a, &a), a);
        }

        #[test]
        fn what_a_resource_server_is_told_lies_within_scope_and_role(
            a in any_scope(),
            role in any_role(),
            resources: Vec<String>,
        ) {
            let catalogue = &*KNOWN;
            let mut resources = resources;
            resources.extend(["tickets", "credentials", "auditlogs", "deletion_schedules"].map(str::to_owned));
            let told = catalogue.cut_to_resources(&a, &resources, role);
            prop_assert!(catalogue.contains(&a, &told));
            prop_assert!(told.iter().all(|word| catalogue.is_for(word, role)), "{told} for {role:?}");
        }

        #[test]
        fn nothing_is_new_exactly_when_everything_was_remembered(a in any_scope(), b in any_scope()) {
            let catalogue = &*KNOWN;
            prop_assert_eq!(catalogue.difference(&a, &b).is_empty(), catalogue.contains(&b, &a));
        }

        #[test]
        fn a_higher_role_keeps_whatever_a_lower_one_keeps(a in any_scope(), low in any_role(), high in any_role()) {
            let catalogue = &*KNOWN;
            let kept = catalogue.cut_to_role(&a, low);
            prop_assert!(low > high || kept.iter().all(|word| catalogue.cut_to_role(&a, high).has(word)));
        }
    }
}
