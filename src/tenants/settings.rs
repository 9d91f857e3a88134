//! What a tenant's admins decide, beside its two access switches.
//!
//! Kept as one JSON text: settings come and go with versions, are always read together and never
//! searched for, so a column each would only mean migrations. A field that this version does not know
//! is kept as it is, so that an older node does not lose what a newer one wrote.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lifetimes::Narrowing;
use super::sunset::Sunset;
use super::{accent, sso_url};
use crate::protocol::lifetimes::Bounds;
use crate::refused::Problem;
use crate::users::Role;

/// What a tenant's admins decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How long access tokens live.
    pub access_token: Narrowing,
    /// How long refresh tokens live.
    pub refresh_token: Narrowing,
    /// For how many seconds a refresh token that was just used gives the same pair again (0: never). Fewer
    /// than the shortest access token lives, so that what is given again has some left.
    pub refresh_leeway: i64,
    /// For how many seconds a person stays signed in; absent: as the operator has configured it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_lifetime: Option<i64>,
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
    /// Whether the vendor may send people back by GET, with the assertion in the address.
    pub sso_get: bool,
    /// Whether the vendor may say who is an admin.
    pub sso_admins: bool,
    /// The language of pages for people who have not chosen one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The colour of what to press, as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// How API tokens are led to their end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_token_sunset: Option<Sunset>,
    /// What a newer version wrote.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access_token: Narrowing::default(),
            refresh_token: Narrowing::default(),
            refresh_leeway: 60,
            session_lifetime: None,
            authorizing_role: Role::EndUser,
            pkce_required: false,
            never_expiring_access_tokens: false,
            query_access_token: true,
            sso_url: None,
            sso_get: false,
            sso_admins: false,
            locale: None,
            accent: None,
            api_token_sunset: None,
            unknown: Map::new(),
        }
    }
}

impl Settings {
    /// How long access tokens may live here.
    pub fn access_token_lifetimes(&self) -> Bounds {
        self.access_token.of(Bounds::ACCESS)
    }

    /// How long refresh tokens may live here.
    pub fn refresh_token_lifetimes(&self) -> Bounds {
        self.refresh_token.of(Bounds::REFRESH)
    }

    /// For how many seconds a person stays signed in.
    pub fn session_seconds(&self) -> i64 {
        self.session_lifetime.unwrap_or(28_800)
    }

    /// These settings with what the operator has configured where the tenant has not decided. For answering
    /// requests; never kept.
    #[must_use]
    pub fn completed(mut self, standard: &Standard) -> Self {
        self.access_token.default.get_or_insert(standard.access_token);
        self.refresh_token.default.get_or_insert(standard.refresh_token);
        self.session_lifetime.get_or_insert(standard.session);
        self
    }
}

/// What the operator has configured for tenants that have not decided, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Standard {
    /// How long an access token lives.
    pub access_token: i64,
    /// How long a refresh token lives.
    pub refresh_token: i64,
    /// How long a person stays signed in.
    pub session: i64,
}

/// These settings with the one called `name` as `value` says; `null` is its default.
pub(super) fn with(settings: &Settings, name: &str, value: &Value) -> Result<Settings, Problem> {
    let wrong = |says: String| Problem::invalid(format!("settings.{name}"), says);
    let all = serde_json::to_value(settings).map_err(|error| wrong(error.to_string()))?;
    let mut all = all.as_object().cloned().unwrap_or_default();
    all.remove(name);
    if !value.is_null() {
        all.insert(name.to_owned(), value.clone());
    }
    let changed: Settings = serde_json::from_value(Value::Object(all)).map_err(|error| wrong(error.to_string()))?;
    if changed.unknown.contains_key(name) { Err(wrong("there is no such setting".to_owned())) } else { Ok(changed) }
}

/// What is wrong with these settings, if anything is.
pub(super) fn problem(settings: &Settings) -> Option<Problem> {
    let wrong = |name: &str, says: String| Some(Problem::invalid(format!("settings.{name}"), says));
    let between = |name, seconds, least, most| {
        let outside = !(least..=most).contains(&seconds);
        outside.then(|| wrong(name, format!("give seconds from {least} to {most}"))).flatten()
    };
    let narrows = |name, all: Bounds, by: &Narrowing| by.problem(all).and_then(|says| wrong(name, says));
    between("refresh_leeway", settings.refresh_leeway, 0, Bounds::ACCESS.least - 1)
        .or_else(|| between("session_lifetime", settings.session_lifetime.unwrap_or(300), 300, 30 * 86_400))
        .or_else(|| narrows("access_token", Bounds::ACCESS, &settings.access_token))
        .or_else(|| narrows("refresh_token", Bounds::REFRESH, &settings.refresh_token))
        .or_else(|| {
            let says = settings.accent.as_deref().and_then(accent::problem);
            says.and_then(|says| wrong("accent", says))
        })
        .or_else(|| {
            let says = settings.sso_url.as_deref().and_then(sso_url::problem);
            says.and_then(|says| wrong("sso_url", says.into()))
        })
        .or_else(|| {
            let says = settings.api_token_sunset.as_ref().and_then(Sunset::problem);
            says.and_then(|says| wrong("api_token_sunset", says))
        })
        .or_else(|| {
            let foreign = settings.locale.as_ref().is_some_and(|locale| !LOCALES.contains(&locale.as_str()));
            foreign.then(|| wrong("locale", format!("give one of {}", LOCALES.join(", ")))).flatten()
        })
}

/// The languages of the pages.
pub const LOCALES: [&str; 4] = ["en", "ja", "fr", "ko"];

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

    #[test]
    fn the_operators_standard_counts_only_where_the_tenant_has_not_decided() {
        let standard = Standard { access_token: 900, refresh_token: 700_000, session: 600 };
        let open = Settings::default().completed(&standard);
        assert_eq!((open.access_token_lifetimes().default, open.session_seconds()), (900, 600));
        let decided: Settings =
            serde_json::from_str(r#"{"access_token":{"most":300},"session_lifetime":3600}"#).unwrap();
        let decided = decided.completed(&standard);
        assert_eq!((decided.access_token_lifetimes().default, decided.session_seconds()), (300, 3_600));
    }
}
