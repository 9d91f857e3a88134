//! How a configuration names a scope, and the names that are there when it names none.
//!
//! A name says by itself what it means (`tickets:read`, `tickets:write`, `tickets` for both); `resource` and
//! `access` are for vendors whose words are spelled otherwise. Where a configuration has only one half of the
//! grammar, the rest is derived: `tickets` brings `tickets:read` and `tickets:write`, and those two bring `tickets`.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::catalogue::{Access, Reach, Word};
use super::of_a_word;
use crate::protocol::role::Role;

/// The broad word for reading.
pub(super) const READ: &str = "read";
/// The broad word for writing.
pub(super) const WRITE: &str = "write";
/// The word that lets an admin's token act for an end user.
pub(super) const IMPERSONATE: &str = "impersonate";
/// The resource of whatever mints or changes power: clients, other people's tokens, API tokens, users, settings.
pub(super) const CREDENTIALS: &str = "credentials";

/// One scope as the configuration has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeEntry {
    /// The word itself.
    pub name: String,
    /// What it gives access to, if the name does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Which access it gives, if the name does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Who may grant it: everyone from this role upwards. Otherwise everyone; for `impersonate` and `credentials`,
    /// admins.
    #[serde(default, deserialize_with = "role", skip_serializing_if = "Option::is_none")]
    pub lowest_role: Option<Role>,
    /// What a person reads on the consent page, by language (`en`, `ja` …). Otherwise a sentence made from resource
    /// and access.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub description: BTreeMap<String, String>,
}

fn role<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Role>, D::Error> {
    let read = |word: String| {
        let why = || D::Error::custom(format!("{word:?} is no role: write end-user, agent or admin"));
        Role::parse(&word).ok_or_else(why)
    };
    Option::<String>::deserialize(from)?.map(read).transpose()
}

/// Why the configured scopes make no catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Not a word of RFC 6749 §3.3.
    #[error("the scope name {0:?} has to be printable ASCII without spaces, quotes and backslashes")]
    Malformed(String),
    /// The same name twice.
    #[error("the scope {0} is there twice")]
    Repeated(String),
    /// Neither the name nor the entry says what it means.
    #[error("the scope {0} has to end in :read or :write, or to say its resource and access")]
    Unclear(String),
    /// A word whose meaning is fixed.
    #[error("what the scope {0} means cannot be changed; only its lowest_role and description can")]
    Fixed(String),
}

impl ScopeEntry {
    pub(super) fn word(self) -> Result<Word, CatalogueError> {
        let well_formed = |text: &str| !text.is_empty() && text.bytes().all(of_a_word);
        if !well_formed(&self.name) || !self.resource.as_deref().is_none_or(well_formed) {
            return Err(CatalogueError::Malformed(self.name));
        }
        let says_more = self.resource.is_some() || self.access.is_some();
        let (reach, access) = match self.name.as_str() {
            READ | WRITE | IMPERSONATE if says_more => return Err(CatalogueError::Fixed(self.name)),
            READ => (Reach::Everything, Access::Read),
            WRITE => (Reach::Everything, Access::Write),
            IMPERSONATE => (Reach::EndUsers, Access::Both),
            name => match (self.resource, self.access, grammar(name)) {
                (resource, access, Some((named, by_name))) => {
                    (Reach::Resource(resource.unwrap_or(named)), access.unwrap_or(by_name))
                }
                (Some(resource), Some(access), None) => (Reach::Resource(resource), access),
                _ => return Err(CatalogueError::Unclear(self.name)),
            },
        };
        let lowest_role = self.lowest_role.unwrap_or_else(|| usual_role(&reach));
        Ok(Word { name: self.name, reach, access, lowest_role, description: self.description })
    }
}

/// The resource and access that a name says by itself.
fn grammar(name: &str) -> Option<(String, Access)> {
    match name.rsplit_once(':') {
        None => Some((name.to_owned(), Access::Both)),
        Some((resource, "read")) if !resource.is_empty() => Some((resource.to_owned(), Access::Read)),
        Some((resource, "write")) if !resource.is_empty() => Some((resource.to_owned(), Access::Write)),
        Some(_) => None,
    }
}

fn usual_role(reach: &Reach) -> Role {
    match reach {
        Reach::EndUsers => Role::Admin,
        Reach::Resource(resource) if resource == CREDENTIALS => Role::Admin,
        _ => Role::EndUser,
    }
}

/// What is in every catalogue, unless the configuration names it itself.
pub(super) fn standing() -> Vec<ScopeEntry> {
    let named = |name: &str| ScopeEntry { name: name.to_owned(), ..ScopeEntry::default() };
    [READ, WRITE, IMPERSONATE, CREDENTIALS].map(named).to_vec()
}

/// The resources of a help desk, for a configuration that names none.
pub(super) fn usual() -> Vec<ScopeEntry> {
    let admin = ["auditlogs:read", "security:read", "account_settings", "deletion_schedules"];
    let everyone = [
        "tickets",
        "ticket_attachments",
        "ticket_views",
        "requests",
        "satisfaction_ratings",
        "users",
        "organizations",
        "groups",
        "hc",
        "themes",
        "brands",
        "dynamic_content",
        "macros",
        "triggers",
        "automations",
        "sla_policies",
        "custom_objects",
        "targets",
        "webhooks",
        "apps",
        "zis",
        "any_channel:write",
        "web_widget:write",
    ];
    let named = |name: &str, lowest_role| ScopeEntry { name: name.to_owned(), lowest_role, ..ScopeEntry::default() };
    let everyone = everyone.into_iter().map(|name| named(name, None));
    everyone.chain(admin.into_iter().map(|name| named(name, Some(Role::Admin)))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Catalogue;
    use super::*;

    fn entries(toml: &str) -> Vec<ScopeEntry> {
        #[derive(Deserialize)]
        struct Configuration {
            scopes: Vec<ScopeEntry>,
        }
        toml::from_str::<Configuration>(toml).unwrap().scopes
    }

    fn refused(toml: &str) -> CatalogueError {
        Catalogue::new(entries(toml)).unwrap_err()
    }

    #[test]
    fn a_name_says_by_itself_what_it_means() {
        let catalogue =
            Catalogue::new(entries("scopes = [{ name = \"invoices:read\", description = { en = \"See invoices\" } }]"))
                .unwrap();
        let word = catalogue.word("invoices:read").unwrap();
        assert_eq!(
            (&word.reach, word.access, word.lowest_role),
            (&Reach::Resource("invoices".into()), Access::Read, Role::EndUser)
        );
        assert_eq!(word.description["en"], "See invoices");
        assert_eq!(catalogue.word("tickets"), None);
    }

    #[test]
    fn a_vendor_may_spell_its_words_otherwise() {
        let toml = "scopes = [{ name = \"inv.view\", resource = \"invoices\", access = \"read\" }, \
                    { name = \"urn:inv:all\", resource = \"invoices\", access = \"both\", lowest_role = \"agent\" }]";
        let catalogue = Catalogue::new(entries(toml)).unwrap();
        assert!(catalogue.covers(&"urn:inv:all".parse().unwrap(), "inv.view"));
        assert!(catalogue.covers(&"read".parse().unwrap(), "inv.view"));
        assert_eq!(catalogue.word("urn:inv:all").unwrap().lowest_role, Role::Agent);
    }

    #[test]
    fn half_a_grammar_is_completed() {
        let catalogue = Catalogue::new(entries(
            "scopes = [{ name = \"a\" }, { name = \"b:read\" }, { name = \"b:write\", lowest_role = \"agent\" }, { name = \"c:read\" }]",
        ))
        .unwrap();
        for name in [
            "a",
            "a:read",
            "a:write",
            "b",
            "b:read",
            "b:write",
            "c:read",
            "read",
            "write",
            "impersonate",
            "credentials:write",
        ] {
            assert!(catalogue.word(name).is_some(), "{name}");
        }
        assert_eq!(catalogue.word("b").unwrap().lowest_role, Role::Agent);
        assert_eq!((catalogue.word("c"), catalogue.word("c:write")), (None, None));
    }

    #[test]
    fn what_mints_power_is_for_admins_unless_the_configuration_says_otherwise() {
        let catalogue =
            Catalogue::new(entries("scopes = [{ name = \"credentials\", lowest_role = \"agent\" }]")).unwrap();
        assert_eq!(catalogue.word("credentials:write").unwrap().lowest_role, Role::Agent);
        for name in ["impersonate", "credentials", "credentials:read", "credentials:write"] {
            assert_eq!(Catalogue::default().word(name).unwrap().lowest_role, Role::Admin, "{name}");
        }
    }

    #[test]
    fn entries_that_cannot_work_are_named() {
        assert_eq!(refused("scopes = [{ name = \"a b\" }]"), CatalogueError::Malformed("a b".into()));
        assert_eq!(refused("scopes = [{ name = \"\" }]"), CatalogueError::Malformed(String::new()));
        assert_eq!(refused("scopes = [{ name = \"a\" }, { name = \"a\" }]"), CatalogueError::Repeated("a".into()));
        assert_eq!(refused("scopes = [{ name = \"a:delete\" }]"), CatalogueError::Unclear("a:delete".into()));
        assert_eq!(refused("scopes = [{ name = \":read\" }]"), CatalogueError::Unclear(":read".into()));
        assert_eq!(refused("scopes = [{ name = \"read\", resource = \"a\" }]"), CatalogueError::Fixed("read".into()));
    }

    #[test]
    fn without_configuration_there_are_the_resources_of_a_help_desk() {
        let catalogue = Catalogue::default();
        for name in ["tickets", "tickets:read", "users:write", "auditlogs:read", "any_channel:write", "zis:read"] {
            assert!(catalogue.word(name).is_some(), "{name}");
        }
        assert_eq!((catalogue.word("auditlogs:write"), catalogue.word("any_channel:read")), (None, None));
    }
}
