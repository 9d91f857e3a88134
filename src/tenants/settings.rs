//! What a tenant's admins decide, beside its two access switches.
//!
//! Kept as one JSON text: settings come and go with versions, are always read together and never
//! searched for, so a column each would only mean migrations. A field that this version does not know
//! is kept as it is, so that an older node does not lose what a newer one wrote.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::lifetimes::Narrowing;
use super::sunset::Sunset;
use super::{accent, sso_url};
use crate::protocol::lifetimes::Bounds;
use crate::refused::{Problem, Problems};
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
            refresh_leeway: Self::LEEWAY.default,
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
    /// What [`refresh_leeway`](Self::refresh_leeway) lies between.
    pub const LEEWAY: Bounds = Bounds { least: 0, default: 60, most: Bounds::ACCESS.least - 1 };
    /// What [`session_lifetime`](Self::session_lifetime) lies between.
    pub const SESSION: Bounds = Bounds { least: 300, default: 28_800, most: 30 * 86_400 };

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
        self.session_lifetime.unwrap_or(Self::SESSION.default)
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

/// These settings with the one called `name` as `value` says; `null` is its default. What a newer version wrote can be
/// taken away, and nothing else that this one does not know.
pub(super) fn with(settings: &Settings, name: &str, value: &Value) -> Result<Settings, Problem> {
    let known = is_setting(name) || (value.is_null() && settings.unknown.contains_key(name));
    if !known {
        return Err(wrong(name, "there is no such setting"));
    }
    let clear = |error: serde_json::Error| wrong(name, error.to_string());
    let all = serde_json::to_value(settings).map_err(clear)?;
    let mut all = all.as_object().cloned().unwrap_or_default();
    all.remove(name);
    if !value.is_null() {
        all.insert(name.to_owned(), value.clone());
    }
    serde_json::from_value(Value::Object(all)).map_err(clear)
}

/// Whether this version knows a setting called `name`: of one that it does not know it takes any value.
fn is_setting(name: &str) -> bool {
    let alone = json!({ name: null });
    serde_json::from_value(alone).map_or(true, |read: Settings| !read.unknown.contains_key(name))
}

/// Notes everything that is wrong with these settings.
pub(super) fn check(settings: &Settings, problems: &mut Problems) {
    let mut seconds = |name: &str, seconds: i64, bounds: Bounds| {
        problems.note((!bounds.allow(seconds)).then(|| Problem::outside(field(name), bounds)));
    };
    seconds("refresh_leeway", settings.refresh_leeway, Settings::LEEWAY);
    seconds("session_lifetime", settings.session_seconds(), Settings::SESSION);
    let mut narrows = |name: &str, by: &Narrowing, all: Bounds| {
        problems.note(by.problem(all).map(|says| Problem { bounds: Some(all), ..wrong(name, says) }));
    };
    narrows("access_token", &settings.access_token, Bounds::ACCESS);
    narrows("refresh_token", &settings.refresh_token, Bounds::REFRESH);
    let mut note = |name: &str, says: Option<String>| problems.note(says.map(|says| wrong(name, says)));
    note("accent", settings.accent.as_deref().and_then(accent::problem));
    note("sso_url", settings.sso_url.as_deref().and_then(sso_url::problem).map(Into::into));
    note("api_token_sunset", settings.api_token_sunset.as_ref().and_then(Sunset::problem));
    let foreign = settings.locale.as_ref().filter(|locale| !LOCALES.contains(&locale.as_str()));
    note("locale", foreign.map(|_| format!("give one of {}", LOCALES.join(", "))));
}

fn field(name: &str) -> String {
    format!("settings.{name}")
}

fn wrong(name: &str, says: impl Into<String>) -> Problem {
    Problem::invalid(field(name), says)
}

/// The languages of the pages.
const LOCALES: [&str; 4] = ["en", "ja", "fr", "ko"];

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
        assert!(with(&settings, "colour_of_tomorrow", &json!(8)).is_err(), "nobody here knows what it means");
        assert!(with(&settings, "colour_of_tomorrow", &Value::Null).unwrap().unknown.is_empty(), "but it can go");
    }

    #[test]
    fn every_setting_is_known_by_its_name() {
        for name in ["refresh_leeway", "session_lifetime", "authorizing_role", "sso_url", "api_token_sunset"] {
            assert!(is_setting(name), "{name}");
        }
        assert!(!is_setting("pkce_requird") && !is_setting("unknown"));
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
