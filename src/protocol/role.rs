//! What a person is in an account. Ordered: whoever is more may grant whatever the lesser may.

use serde::{Deserialize, Serialize};

/// What a person is to the tenant; a higher role can do whatever a lower one can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A customer of the tenant.
    EndUser,
    /// Someone who works for the tenant.
    Agent,
    /// Someone who runs the tenant's account.
    Admin,
}

impl Role {
    /// Every role, the lowest first.
    pub const ALL: [Self; 3] = [Self::EndUser, Self::Agent, Self::Admin];

    /// The word for it: `end-user`, `agent`, `admin`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EndUser => "end-user",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }

    /// The role that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_come_back_as_they_went_and_the_admin_is_the_highest() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
            assert!(role <= Role::Admin);
        }
        assert_eq!(Role::parse("Admin"), None);
        assert!(Role::EndUser < Role::Agent);
    }
}
