//! The fields of the account's settings, and what they mean.

use serde_json::{Map, Value, json};

use super::admin::Admin;
use super::denied::Denied;
use crate::protocol::lifetimes::Bounds;
use crate::protocol::parameters::Parameters;
use crate::tenants::lifetimes::Narrowing;
use crate::tenants::{Settings, Tenant};
use crate::web::access::field;
use crate::web::pages::admin::parts::Flaw;
use crate::web::pages::admin::settings::Seconds;
use crate::web::pages::phrase::Phrase;

/// A number of seconds that is asked for.
pub(super) struct Asked {
    pub(super) field: &'static str,
    label: &'static str,
    setting: &'static str,
    part: Option<&'static str>,
    bounds: Bounds,
    /// The field that it cannot be above.
    most: Option<&'static str>,
}

const fn part(
    field: &'static str,
    label: &'static str,
    (setting, part): (&'static str, &'static str),
    bounds: Bounds,
    most: Option<&'static str>,
) -> Asked {
    Asked { field, label, setting, part: Some(part), bounds, most }
}

const fn whole(field: &'static str, label: &'static str, bounds: Bounds) -> Asked {
    Asked { field, label, setting: field, part: None, bounds, most: None }
}

const ACCESS: Bounds = Bounds::ACCESS;
const REFRESH: Bounds = Bounds::REFRESH;

/// Numbers of seconds.
pub(super) const SECONDS: [Asked; 6] = [
    part("access_token", "settings-access-lifetime", ("access_token", "default"), ACCESS, Some("access_token_most")),
    part("access_token_most", "settings-access-most", ("access_token", "most"), ACCESS, None),
    part(
        "refresh_token",
        "settings-refresh-lifetime",
        ("refresh_token", "default"),
        REFRESH,
        Some("refresh_token_most"),
    ),
    part("refresh_token_most", "settings-refresh-most", ("refresh_token", "most"), REFRESH, None),
    whole("session_lifetime", "settings-session", Settings::SESSION),
    whole("refresh_leeway", "settings-leeway", Settings::LEEWAY),
];

/// What is so or is not: the field, its label.
pub(super) const RULES: [(&str, &str); 3] = [
    ("pkce_required", "settings-pkce"),
    ("never_expiring_access_tokens", "settings-never"),
    ("query_access_token", "settings-query"),
];

/// The message with the label of a field.
pub(super) fn label(field: &str) -> &'static str {
    SECONDS.iter().find(|asked| asked.field == field).map_or("admin-settings", |asked| asked.label)
}

/// What stands in the fields: by field, `yes` for a rule that is on.
pub(super) type Values = Vec<(&'static str, String)>;

/// The fields of `tenant`.
pub(super) fn values(tenant: &Tenant) -> Values {
    let kept = kept(tenant);
    let text = |value: &Value| match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Number(seconds) => seconds.to_string(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    let seconds = SECONDS.iter().map(|asked| {
        let kept = &kept[asked.setting];
        (asked.field, text(asked.part.map_or(kept, |part| &kept[part])))
    });
    let others = RULES.iter().map(|(field, _)| *field).chain(["authorizing_role", "locale"]);
    seconds.chain(others.map(|field| (field, text(&kept[field])))).collect()
}

fn kept(tenant: &Tenant) -> Value {
    serde_json::to_value(&tenant.settings).unwrap_or_default()
}

/// The fields as they were sent.
pub(super) fn typed(sent: &Parameters) -> Result<Values, Denied> {
    let all = SECONDS.iter().map(|asked| asked.field).chain(RULES.iter().map(|(field, _)| *field));
    let all = all.chain(["authorizing_role", "locale"]);
    all.map(|name| Ok((name, field(sent, name)?))).collect()
}

/// The settings that were sent, and what is wrong with each number of seconds.
pub(super) fn read(
    admin: &Admin,
    tenant: &Tenant,
    sent: &Parameters,
) -> Result<(Map<String, Value>, Vec<Flaw>), Denied> {
    let (mut settings, mut flaws, kept) = (Map::new(), Vec::new(), kept(tenant));
    for asked in &SECONDS {
        let range = range(&kept, asked);
        let seconds = number(sent, asked.field)?;
        let most = asked.most.map(|most| number(sent, most)).transpose()?;
        flaws.extend(wrong(admin, asked, range, seconds, most));
        let value = json!(seconds.ok().flatten());
        let setting = asked.setting.to_owned();
        match asked.part {
            None => drop(settings.insert(setting, value)),
            Some(part) => put(settings.entry(setting).or_insert_with(|| kept[asked.setting].clone()), part, value),
        }
    }
    for (name, _) in RULES {
        settings.insert(name.to_owned(), json!(field(sent, name)? == "yes"));
    }
    settings.insert("authorizing_role".to_owned(), json!(field(sent, "authorizing_role")?));
    let locale = Some(field(sent, "locale")?).filter(|locale| !locale.is_empty());
    settings.insert("locale".to_owned(), json!(locale));
    Ok((settings, flaws))
}

/// What a number of seconds is as it was typed: none, one, or nothing that is one.
type Typed = Result<Option<i64>, ()>;

fn number(sent: &Parameters, name: &'static str) -> Result<Typed, Denied> {
    Ok(match field(sent, name)?.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(drop),
    })
}

/// What is wrong with `seconds`: outside their bounds, or above another field that is fine itself.
fn wrong(admin: &Admin, asked: &Asked, range: Bounds, seconds: Typed, most: Option<Typed>) -> Option<Flaw> {
    let about = |id| admin.say(id).name("field", &admin.say(asked.label).plain().to_string());
    let says = match (seconds, most) {
        (Ok(None), _) => return None,
        (Ok(Some(seconds)), Some(Ok(Some(most)))) if range.allow(seconds) => {
            let other = admin.say(label(asked.most?)).plain().to_string();
            (range.allow(most) && seconds > most)
                .then(|| about("flaw-seconds-above").digits("most", digits(most)).name("other", &other))?
        }
        (Ok(Some(seconds)), _) if range.allow(seconds) => return None,
        _ => between(about("flaw-seconds"), range),
    };
    Some(Flaw { field: asked.field.to_owned(), says })
}

fn between(says: Phrase, range: Bounds) -> Phrase {
    says.digits("least", digits(range.least)).digits("most", digits(range.most))
}

fn digits(seconds: i64) -> u32 {
    u32::try_from(seconds).unwrap_or_default()
}

/// What the seconds lie between, where the account may have raised the least of them elsewhere.
fn range(kept: &Value, asked: &Asked) -> Bounds {
    let least = kept[asked.setting]["least"].as_i64().unwrap_or(asked.bounds.least);
    Bounds { least, ..asked.bounds }
}

/// What counts where nothing is typed: what the operator has configured, within what the account has decided.
fn usual(admin: &Admin, tenant: &Tenant, asked: &Asked) -> i64 {
    let (standard, own) = (&admin.visit.grantor.config.lifetimes, &tenant.settings);
    match asked.field {
        "access_token" => Narrowing { default: Some(standard.access_token), ..own.access_token }.of(ACCESS).default,
        "refresh_token" => Narrowing { default: Some(standard.refresh_token), ..own.refresh_token }.of(REFRESH).default,
        "session_lifetime" => standard.session,
        "refresh_leeway" => asked.bounds.default,
        _ => asked.bounds.most,
    }
}

/// The `part` of a `whole`; without a value there is no such part.
fn put(whole: &mut Value, part: &str, value: Value) {
    match whole.as_object_mut() {
        Some(parts) if value.is_null() => drop(parts.remove(part)),
        _ => whole[part] = value,
    }
}

/// A number of seconds as the page asks for it.
pub(super) fn seconds(admin: &Admin, tenant: &Tenant, asked: &Asked, value: &str) -> Seconds {
    let hint = between(admin.say("settings-seconds-usual"), range(&kept(tenant), asked));
    let hint = hint.digits("usual", digits(usual(admin, tenant, asked)));
    Seconds { field: asked.field, name: admin.say(asked.label), hint, value: value.to_owned() }
}
