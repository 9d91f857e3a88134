//! The settings of an account, as they are shown and as they are sent.

use serde_json::{Value, json};

use super::forms::{either, lenient, maybe, number, object, optional, switch, within};
use super::schemas::Named;
use crate::protocol::lifetimes::Bounds;
use crate::tenants::Settings;

pub(super) fn account() -> Named {
    vec![("SettingsAnswer".to_owned(), answer()), ("SettingsBody".to_owned(), body())]
}

fn answer() -> Value {
    let flag = json!({ "enum": ["true", "false"] });
    let api = object(&json!({
        "accepted_api_agreement": switch(), "api_password_access": flag, "api_password_access_end_users": switch(),
        "api_token_access": flag, "oauth_access": switch(),
    }));
    let bounds = optional(&json!({ "least": number(), "default": number(), "most": number() }));
    let oauth = object(&json!({
        "access_token": bounds, "refresh_token": bounds, "refresh_leeway": maybe("integer"),
        "authorizing_role": role(), "pkce_required": maybe("boolean"),
        "never_expiring_access_tokens": maybe("boolean"), "query_access_token": maybe("boolean"),
    }));
    let sign_in = object(&json!({
        "session_lifetime": maybe("integer"), "sso_url": maybe("string"), "sso_get": maybe("boolean"),
        "sso_admins": maybe("boolean"), "locale": maybe("string"),
    }));
    let features = object(&json!({ "organization_access_enabled": switch() }));
    let settings = json!({ "api": api, "active_features": features, "oauth": oauth, "sign_in": sign_in });
    object(&json!({ "settings": object(&settings) }))
}

/// What is not sent stays; `null` takes a setting back to its default.
fn body() -> Value {
    let narrowed = |all| {
        let within = within(all);
        nullable(&json!({ "least": within, "default": within, "most": within }))
    };
    let parts = json!({
        "api": nullable(&json!({ "api_token_access": lenient("boolean"), "oauth_access": lenient("boolean") })),
        "oauth": nullable(&json!({
            "access_token": narrowed(Bounds::ACCESS), "refresh_token": narrowed(Bounds::REFRESH),
            "refresh_leeway": within(Settings::LEEWAY), "authorizing_role": role(), "pkce_required": lenient("boolean"),
            "never_expiring_access_tokens": lenient("boolean"), "query_access_token": lenient("boolean"),
        })),
        "sign_in": nullable(&json!({
            "session_lifetime": within(Settings::SESSION), "sso_url": { "type": ["string", "null"], "pattern": "^(https://|$)" }, "sso_get": lenient("boolean"),
            "sso_admins": lenient("boolean"), "locale": maybe("string"),
        })),
    });
    either("settings", &parts)
}

fn role() -> Value {
    json!({ "enum": ["end-user", "agent", "admin", null] })
}

fn nullable(members: &Value) -> Value {
    json!({ "type": ["object", "null"], "properties": members })
}
