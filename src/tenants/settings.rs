//! What a tenant's admins decide, beside its two access switches.
//!
//! Kept as one JSON text: settings come and go with versions, are always read together and never
//! searched for, so a column each would only mean migrations. A field that this version does not know
//! is kept as it is, so that an older node does not lose what a newer one wrote.

use serde::{Deserialize, Serialize};

use super::lifetimes::{Lifetimes, Narrowing};
use crate::users::Role;

/// What a tenant's admins decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How long access tokens live.
    pub access_token: Narrowing,
    /// How long refresh tokens live.
    pub refresh_token: Narrowing,
    /// For how many seconds a refresh token that was just used gives the same pair again (0: never).
    pub refresh_leeway: i64,
    /// For how many seconds a person stays signed in.
    pub session_lifetime: i64,
    /// The lowest role that may let an application in.
    pub authorizing_role: Role,
    /// Whether confidential clients too must use PKCE.
    pub pkce_required: bool,
    /// Whether single clients may have access tokens that never expire.
    pub never_expiring_access_tokens: bool,
    /// Whether `?access_token=` is taken where the contract allows it.
    pub query_access_token: bool,
    /// The vendor's own sign-in page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sso_url: Option<String>,
    /// The language of pages for people who have not chosen one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The colour of what to press, as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// What a newer version wrote.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access_token: Narrowing::default(),
            refresh_token: Narrowing::default(),
            refresh_leeway: 60,
            session_lifetime: 8 * 3_600,
            authorizing_role: Role::EndUser,
            pkce_required: false,
            never_expiring_access_tokens: false,
            query_access_token: true,
            sso_url: None,
            locale: None,
            accent: None,
            unknown: serde_json::Map::new(),
        }
    }
}

impl Settings {
    /// How long access tokens may live here.
    pub fn access_token_lifetimes(&self) -> Lifetimes {
        Lifetimes::ACCESS.narrowed(&self.access_token)
    }

    /// How long refresh tokens may live here.
    pub fn refresh_token_lifetimes(&self) -> Lifetimes {
        Lifetimes::REFRESH.narrowed(&self.refresh_token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_object_is_the_default() {
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
    }

    #[test]
    fn what_a_newer_version_wrote_is_kept() {
        let settings: Settings = serde_json::from_str(r#"{"refresh_leeway":0,"colour_of_tomorrow":7}"#).unwrap();
        assert_eq!(settings.refresh_leeway, 0);
        assert_eq!(serde_json::to_value(&settings).unwrap()["colour_of_tomorrow"], 7);
    }
}
