//! What a person is in an account. Ordered: whoever is more may grant whatever the lesser may.

use serde::{Deserialize, Serialize};

/// The role of a user within a tenant, lowest first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Role {
    /// Somebody whom the tenant serves.
    EndUser,
    /// Somebody who works for the tenant.
    Agent,
    /// Somebody who decides for the tenant.
    Admin,
}

impl Role {
    /// The role as it stands in columns, tokens and JSON: `end-user`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn roles_come_back_as_they_went_and_the_admin_is_the_highest() {
        for role in Role::iter() {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
            assert!(role <= Role::Admin);
        }
        assert_eq!(Role::EndUser.as_str(), "end-user");
        assert!(Role::EndUser < Role::Agent);
    }
}
