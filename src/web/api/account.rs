//! `account/settings`: what the account's admins decide.
//!
//! The shape is the one that existing clients read: switches of the API as `"true"` and `"false"` where they are that
//! there, everything that is Grantor's own below `oauth` and `sign_in` with its own types.

use actix_web::web::Json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::body::{Body, Given};
use super::call::Call;
use super::denied::Denied;
use crate::refused::{Problem, Problems, Refused};
use crate::storage::Tx;
use crate::tenants::{self, Change, Settings, Tenant};

/// The settings below `oauth`.
const OAUTH: [&str; 7] = [
    "access_token",
    "refresh_token",
    "refresh_leeway",
    "authorizing_role",
    "pkce_required",
    "never_expiring_access_tokens",
    "query_access_token",
];

/// The settings below `sign_in`.
const SIGN_IN: [&str; 5] = ["session_lifetime", "sso_url", "sso_get", "sso_admins", "locale"];

/// What a call may say of settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    api: Value,
    oauth: Value,
    sign_in: Value,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Api {
    api_token_access: Given<bool>,
    oauth_access: Given<bool>,
}

/// `GET account/settings`
pub(super) async fn show(call: Call) -> Result<Json<Value>, Denied> {
    let id = call.tenant();
    let tenant = call.grantor().storage.read(move |db| tenants::store::by_id(db, id)).await?;
    Ok(Json(json!({ "settings": shown(&tenant.ok_or(Denied::Unknown)?) })))
}

/// `PUT account/settings`
pub(super) async fn update(call: Call, body: Body) -> Result<Json<Value>, Denied> {
    let (id, change) = (call.tenant(), body.record::<Fields>("settings")?.change()?);
    let [event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    let changed = call.grantor().storage.write(move |tx: &mut Tx<'_>| tenants::set(tx, id, &change, &stamp)).await?;
    Ok(Json(json!({ "settings": shown(&changed) })))
}

impl Fields {
    fn change(self) -> Result<Change, Refused> {
        let mut problems = Problems::default();
        let api = object("api", self.api, &mut problems);
        let api: Api = serde_json::from_value(Value::Object(api)).unwrap_or_default();
        let (oauth, sign_in) =
            (object("oauth", self.oauth, &mut problems), object("sign_in", self.sign_in, &mut problems));
        let known = |names: &'static [&str], given: Map<String, Value>| {
            given.into_iter().filter(move |(name, _)| names.contains(&name.as_str()))
        };
        let change = Change {
            api_token_access: api.api_token_access.value("api_token_access", &mut problems),
            oauth_access: api.oauth_access.value("oauth_access", &mut problems),
            settings: known(&OAUTH, oauth).chain(known(&SIGN_IN, sign_in)).collect(),
            ..Change::default()
        };
        problems.none()?;
        Ok(change)
    }
}

fn object(field: &'static str, given: Value, problems: &mut Problems) -> Map<String, Value> {
    match given {
        Value::Null => Map::new(),
        Value::Object(object) => object,
        _ => {
            problems.note(Problem::invalid(field, "send an object"));
            Map::new()
        }
    }
}

fn shown(tenant: &Tenant) -> Value {
    let text = |on: bool| if on { "true" } else { "false" };
    json!({
        "api": {
            "accepted_api_agreement": true,
            "api_password_access": "false",
            "api_password_access_end_users": false,
            "api_token_access": text(tenant.api_token_access),
            "oauth_access": tenant.oauth_access,
        },
        // Existing connectors look whether the account is a whole one by this.
        "active_features": { "organization_access_enabled": true },
        "oauth": named(&tenant.settings, &OAUTH),
        "sign_in": named(&tenant.settings, &SIGN_IN),
    })
}

/// The settings with these names; `null` is what nobody has decided.
fn named(settings: &Settings, names: &[&str]) -> Value {
    let all = serde_json::to_value(settings).unwrap_or_default();
    names
        .iter()
        .map(|name| ((*name).to_owned(), all.get(*name).cloned().unwrap_or_default()))
        .collect::<Map<_, _>>()
        .into()
}
