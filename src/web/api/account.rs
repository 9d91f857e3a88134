//! `account/settings`: what the account's admins decide.
//!
//! The shape is the one that existing clients read: switches of the API as `"true"` and `"false"` where they are that
//! there, everything that is Grantor's own below `oauth` and `sign_in` with its own types.

use actix_web::web::Json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::body::{Body, Given, Lenient};
use super::call::Call;
use super::denied::Denied;
use crate::refused::{Problem, Problems, Refused};
use crate::storage::Tx;
use crate::tenants::{self, Change, Settings, Tenant};
use crate::users::Role;

/// What a setting is; numbers and switches may come as texts (contract §4).
#[derive(Clone, Copy)]
enum Form {
    Number,
    Switch,
    Text,
    Role,
    /// Seconds as `least`, `default` and `most`; what is not sent of them stays.
    Bounds,
}

/// The settings below a name of their own.
type Group = (&'static str, &'static [(&'static str, Form)]);

const OAUTH: Group = (
    "oauth",
    &[
        ("access_token", Form::Bounds),
        ("refresh_token", Form::Bounds),
        ("refresh_leeway", Form::Number),
        ("authorizing_role", Form::Role),
        ("pkce_required", Form::Switch),
        ("never_expiring_access_tokens", Form::Switch),
        ("query_access_token", Form::Switch),
    ],
);

const SIGN_IN: Group = (
    "sign_in",
    &[
        ("session_lifetime", Form::Number),
        ("sso_url", Form::Text),
        ("sso_get", Form::Switch),
        ("sso_admins", Form::Switch),
        ("locale", Form::Text),
    ],
);

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
    let job = move |tx: &mut Tx<'_>| {
        let before = tenants::store::claim(tx.db, id)?.ok_or(Refused::Unknown("tenant"))?;
        tenants::set(tx, id, &merged(change.clone(), &before.settings), &stamp)
    };
    let changed = call.grantor().storage.write(job).await.map_err(as_sent)?;
    Ok(Json(json!({ "settings": shown(&changed) })))
}

impl Fields {
    fn change(self) -> Result<Change, Refused> {
        let mut problems = Problems::default();
        let api = object("api", self.api, &mut problems);
        let api: Api = serde_json::from_value(Value::Object(api)).unwrap_or_default();
        let (oauth, sign_in) =
            (object("oauth", self.oauth, &mut problems), object("sign_in", self.sign_in, &mut problems));
        let mut settings = read(OAUTH, oauth, &mut problems);
        settings.extend(read(SIGN_IN, sign_in, &mut problems));
        let change = Change {
            api_token_access: api.api_token_access.value("api_token_access", &mut problems),
            oauth_access: api.oauth_access.value("oauth_access", &mut problems),
            settings,
            ..Change::default()
        };
        problems.none()?;
        Ok(change)
    }
}

/// The settings of `group` that were sent; unknown ones are ignored.
fn read((group, settings): Group, mut given: Map<String, Value>, problems: &mut Problems) -> Map<String, Value> {
    let mut known = Map::new();
    for (name, form) in settings {
        let Some(sent) = given.remove(*name) else { continue };
        match form.read(sent) {
            Ok(value) => drop(known.insert((*name).to_owned(), value)),
            Err(says) => problems.note(Problem::invalid(format!("{group}.{name}"), says)),
        }
    }
    known
}

impl Form {
    /// The value that was `sent`; `null` takes the setting back to its default.
    fn read(self, sent: Value) -> Result<Value, &'static str> {
        if sent.is_null() {
            return Ok(sent);
        }
        match self {
            Self::Number => i64::read(sent).map(Value::from).ok_or("send a whole number"),
            Self::Switch => bool::read(sent).map(Value::from).ok_or("send true or false"),
            Self::Text => sent.is_string().then_some(sent).ok_or("send a text"),
            Self::Role => match sent.as_str().and_then(Role::parse) {
                Some(role) => Ok(Value::from(role.as_str())),
                None => Err("write end-user, agent or admin"),
            },
            Self::Bounds => bounds(sent).ok_or("send an object with least, default and most, in seconds"),
        }
    }
}

/// `change`, whose bounds are as they are now where nothing was said of them.
fn merged(mut change: Change, now: &Settings) -> Change {
    for (name, kept) in [("access_token", now.access_token), ("refresh_token", now.refresh_token)] {
        if let Some(Value::Object(sent)) = change.settings.get_mut(name) {
            let mut whole = json!(kept).as_object().cloned().unwrap_or_default();
            whole.append(sent);
            *sent = whole;
        }
    }
    change
}

fn bounds(sent: Value) -> Option<Value> {
    let Value::Object(sent) = sent else { return None };
    let mut bounds = Map::new();
    for (name, value) in sent {
        let known = matches!(name.as_str(), "least" | "default" | "most");
        let value = if value.is_null() { value } else { Value::from(i64::read(value)?) };
        known.then(|| bounds.insert(name, value))?;
    }
    Some(Value::Object(bounds))
}

/// A refusal that names settings as they were sent.
fn as_sent(refused: Refused) -> Refused {
    let Refused::Invalid(mut problems) = refused else { return refused };
    for problem in &mut problems {
        let Some(name) = problem.field.strip_prefix("settings.") else { continue };
        let group = [OAUTH, SIGN_IN].into_iter().find(|(_, settings)| settings.iter().any(|(known, _)| *known == name));
        if let Some((group, _)) = group {
            problem.field = format!("{group}.{name}").into();
        }
    }
    Refused::Invalid(problems)
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
        "oauth": named(&tenant.settings, OAUTH),
        "sign_in": named(&tenant.settings, SIGN_IN),
    })
}

/// The settings with these names; `null` is what nobody has decided.
fn named(settings: &Settings, (_, names): Group) -> Value {
    let all = serde_json::to_value(settings).unwrap_or_default();
    names
        .iter()
        .map(|(name, _)| ((*name).to_owned(), all.get(*name).cloned().unwrap_or_default()))
        .collect::<Map<_, _>>()
        .into()
}
