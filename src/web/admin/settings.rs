//! `/admin/api/settings`: the two access switches, and how applications are let in.

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde_json::{Map, Value, json};

use super::admin::Admin;
use super::denied::Denied;
use super::flaws::{bounds, flaws};
use crate::clients;
use crate::protocol::parameters::Parameters;
use crate::refused::Refused;
use crate::sidecar::token;
use crate::storage::Failure;
use crate::tenants::{self, Change, Tenant};
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::parts::{Choice, Crumb, Flaw};
use crate::web::pages::admin::settings::{Rule, Seconds, Settings, Switch};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::language::Language;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::problem::Problem;

/// Where it is; also the name of its form.
const PATH: &str = "/admin/api/settings";

const OAUTH: &str = "oauth_access";

/// Numbers of seconds: the field, its label, the setting, and the part of it.
const SECONDS: [(&str, &str, &str, Option<&str>); 6] = [
    ("access_token", "settings-access-lifetime", "access_token", Some("default")),
    ("access_token_most", "settings-access-most", "access_token", Some("most")),
    ("refresh_token", "settings-refresh-lifetime", "refresh_token", Some("default")),
    ("refresh_token_most", "settings-refresh-most", "refresh_token", Some("most")),
    ("session_lifetime", "settings-session", "session_lifetime", None),
    ("refresh_leeway", "settings-leeway", "refresh_leeway", None),
];

const RULES: [(&str, &str); 3] = [
    ("pkce_required", "settings-pkce"),
    ("never_expiring_access_tokens", "settings-never"),
    ("query_access_token", "settings-query"),
];

/// The settings as they are.
pub(super) async fn show(admin: Admin) -> HttpResponse {
    let page = async {
        let tenant = tenant(&admin).await?;
        Ok(admin.page(&page(&admin, &tenant, &values(&tenant), Vec::new(), true)))
    };
    admin.answer(page.await)
}

/// 1. The form is this session's. 2. Every setting can be so. 3. Back to the page.
pub(super) async fn save(admin: Admin, body: Body) -> HttpResponse {
    let saved = async {
        let sent = admin.submitted(body, PATH, &[])?;
        let tenant = tenant(&admin).await?;
        let settings = match read(&tenant, &sent)? {
            Ok(settings) => settings,
            Err(wrong) => {
                return Ok(admin.refused(&page(&admin, &tenant, &typed(&sent)?, of_numbers(&admin, &wrong), false)));
            }
        };
        let (id, change) = (tenant.id, Change { settings, ..Change::default() });
        match admin.write(move |tx, stamp| tenants::set(tx, id, &change, stamp)).await {
            Ok(_) => Ok(admin.done(PATH, "settings-saved")),
            Err(Denied::Invalid(problems)) => {
                let flaws = flaws(&admin, &problems, label);
                Ok(admin.refused(&page(&admin, &tenant, &typed(&sent)?, flaws, false)))
            }
            Err(denied) => Err(denied),
        }
    };
    admin.answer(saved.await)
}

/// As the account itself has decided, without what the operator has configured.
async fn tenant(admin: &Admin) -> Result<Tenant, Denied> {
    let id = admin.tenant();
    admin.read(move |db| tenants::store::by_id(db, id)?.ok_or(Refused::Unknown("tenant"))).await
}

fn label(field: &str) -> &'static str {
    let known = SECONDS.iter().find(|(name, ..)| *name == field).map(|(_, label, ..)| *label);
    known.unwrap_or("admin-settings")
}

/// What stands in the fields: by field, `yes` for a rule that is on.
type Values = Vec<(&'static str, String)>;

fn values(tenant: &Tenant) -> Values {
    let kept = serde_json::to_value(&tenant.settings).unwrap_or_default();
    let text = |value: &Value| match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Number(seconds) => seconds.to_string(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    let seconds = SECONDS.iter().map(|(field, _, setting, part)| {
        let kept = &kept[*setting];
        (*field, text(part.map_or(kept, |part| &kept[part])))
    });
    let others = RULES.iter().map(|(field, _)| *field).chain(["authorizing_role", "locale"]);
    seconds.chain(others.map(|field| (field, text(&kept[field])))).collect()
}

fn typed(sent: &Parameters) -> Result<Values, Denied> {
    let all = SECONDS.iter().map(|(field, ..)| *field).chain(RULES.iter().map(|(field, _)| *field));
    let all = all.chain(["authorizing_role", "locale"]);
    all.map(|name| Ok((name, field(sent, name)?))).collect()
}

/// The settings that were sent; the fields that hold no number of seconds.
fn read(tenant: &Tenant, sent: &Parameters) -> Result<Result<Map<String, Value>, Vec<&'static str>>, Denied> {
    let mut settings = Map::new();
    let mut wrong = Vec::new();
    let kept = serde_json::to_value(&tenant.settings).unwrap_or_default();
    for (name, _, setting, part) in SECONDS {
        let value = match field(sent, name)?.trim() {
            "" => Value::Null,
            text => text.parse::<i64>().map(Value::from).unwrap_or_else(|_| {
                wrong.push(name);
                Value::Null
            }),
        };
        match part {
            None => drop(settings.insert(setting.to_owned(), value)),
            Some(part) => put(settings.entry(setting).or_insert_with(|| kept[setting].clone()), part, value),
        }
    }
    for (name, _) in RULES {
        settings.insert(name.to_owned(), json!(field(sent, name)? == "yes"));
    }
    settings.insert("authorizing_role".to_owned(), json!(field(sent, "authorizing_role")?));
    let locale = Some(field(sent, "locale")?).filter(|locale| !locale.is_empty());
    settings.insert("locale".to_owned(), json!(locale));
    Ok(if wrong.is_empty() { Ok(settings) } else { Err(wrong) })
}

/// The `part` of a `whole`; without a value there is no such part.
fn put(whole: &mut Value, part: &str, value: Value) {
    match whole.as_object_mut() {
        Some(parts) if value.is_null() => drop(parts.remove(part)),
        _ => whole[part] = value,
    }
}

fn of_numbers(admin: &Admin, wrong: &[&'static str]) -> Vec<Flaw> {
    let problems: Vec<_> = wrong.iter().map(|field| crate::refused::Problem::invalid(*field, "no number")).collect();
    flaws(admin, &problems, label)
}

fn page(admin: &Admin, tenant: &Tenant, values: &Values, flaws: Vec<Flaw>, again: bool) -> Settings {
    let value = |field: &str| values.iter().find(|(name, _)| *name == field).map_or("", |(_, value)| value.as_str());
    let choice = |field: &str, word: &str, name| Choice::new(word, admin.say(name), value(field) == word);
    let rule =
        |(field, name): &(&'static str, &'static str)| Rule { field, name: admin.say(name), on: value(field) == "yes" };
    Settings {
        shell: admin.shell(Section::Settings, again),
        switches: switches(admin, tenant),
        roles: vec![
            choice("authorizing_role", "end-user", "settings-role-everyone"),
            choice("authorizing_role", "agent", "settings-role-agents"),
            choice("authorizing_role", "admin", "settings-role-admins"),
        ],
        languages: languages(admin, value("locale")),
        seconds: SECONDS.iter().map(|(field, name, ..)| seconds(admin, field, name, value(field))).collect(),
        rules: RULES.iter().map(rule).collect(),
        flaws,
        form: admin.form(PATH, &[]),
    }
}

fn seconds(admin: &Admin, field: &'static str, name: &'static str, value: &str) -> Seconds {
    let number = |seconds: i64| u32::try_from(seconds).unwrap_or_default();
    let (least, most) = bounds(field).map_or((0, 0), |bounds| (number(bounds.least), number(bounds.most)));
    let hint = admin.say("settings-seconds").digits("least", least).digits("most", most);
    Seconds { field, name: admin.say(name), hint, value: value.to_owned() }
}

fn languages(admin: &Admin, chosen: &str) -> Vec<Choice> {
    let usual = Choice::new("", admin.say("settings-language-usual"), chosen.is_empty());
    let own = |language: Language| {
        let name = Phrase::new(language, "settings-language-name");
        Choice::new(language.tag(), name, chosen == language.tag())
    };
    std::iter::once(usual).chain(Language::ALL.into_iter().map(own)).collect()
}

fn switches(admin: &Admin, tenant: &Tenant) -> Vec<Switch> {
    let switch = |word: &str, on: bool, [name, says, turn_on, turn_off]: [&'static str; 4]| Switch {
        name: admin.say(name),
        says: admin.say(says),
        on,
        href: format!("{PATH}/{word}"),
        turn: admin.say(if on { turn_off } else { turn_on }),
    };
    vec![
        switch(
            OAUTH,
            tenant.oauth_access,
            ["settings-oauth", "settings-oauth-says", "settings-oauth-on", "settings-oauth-off"],
        ),
        switch(
            "api_token_access",
            tenant.api_token_access,
            ["settings-tokens", "settings-tokens-says", "settings-tokens-on", "settings-tokens-off"],
        ),
    ]
}

/// What stops, or works again, when a switch is turned.
pub(super) async fn ask_to_turn(admin: Admin, switch: Path<String>) -> HttpResponse {
    let asked = async {
        let tenant = tenant(&admin).await?;
        let on = if *switch == OAUTH { tenant.oauth_access } else { tenant.api_token_access };
        let [title, says, button] = match (switch.as_str(), on) {
            (OAUTH, true) => ["settings-oauth-off-title", "settings-oauth-off-says", "settings-oauth-off"],
            (OAUTH, false) => ["settings-oauth-on-title", "settings-oauth-on-says", "settings-oauth-on"],
            (_, true) => ["settings-tokens-off-title", "settings-tokens-off-says", "settings-tokens-off"],
            (_, false) => ["settings-tokens-on-title", "settings-tokens-on-says", "settings-tokens-on"],
        };
        let says = match (switch.as_str(), on) {
            (OAUTH, true) => counted(&admin, says).await?,
            (_, true) => counted_tokens(&admin, says).await?,
            _ => admin.say(says),
        };
        Ok(admin.page(&question(&admin, &switch, !on, [admin.say(title), says, admin.say(button)])))
    };
    admin.answer(asked.await)
}

async fn counted(admin: &Admin, says: &'static str) -> Result<Phrase, Denied> {
    let id = admin.tenant();
    let working = clients::Filter { active: Some(true), ..clients::Filter::default() };
    let count = admin.read(move |db| clients::count(db, id, &working)).await?;
    Ok(admin.say(says).number("count", u32::try_from(count).unwrap_or_default()))
}

async fn counted_tokens(admin: &Admin, says: &'static str) -> Result<Phrase, Denied> {
    let id = admin.tenant();
    let tokens = admin.read::<_, Failure>(move |db| token::list(db, id)).await?;
    let active = tokens.iter().filter(|token| token.is_active()).count();
    Ok(admin.say(says).number("count", u32::try_from(active).unwrap_or_default()))
}

fn question(admin: &Admin, switch: &str, on: bool, [title, says, button]: [Phrase; 3]) -> Confirm {
    Confirm {
        shell: admin.shell(Section::Settings, true),
        crumb: Crumb { href: PATH.to_owned(), name: admin.say("admin-settings") },
        title,
        sentences: vec![says],
        choices: None,
        typed: None,
        refused: None,
        form: admin.form(&format!("{PATH}/{switch}"), &[("on", on.to_string())]),
        button,
        ends: false,
        cancel: PATH.to_owned(),
    }
}

/// 1. The form is this session's, and says which way. 2. The switch is turned. 3. Back to the page.
pub(super) async fn turn(admin: Admin, switch: Path<String>, body: Body) -> HttpResponse {
    let turned = async {
        let sent = admin.submitted(body, &format!("{PATH}/{switch}"), &["on"])?;
        let on: bool = field(&sent, "on")?.parse().map_err(|_| Problem::Unreadable)?;
        let id = admin.tenant();
        let change = if *switch == OAUTH {
            Change { oauth_access: Some(on), ..Change::default() }
        } else {
            Change { api_token_access: Some(on), ..Change::default() }
        };
        admin.write(move |tx, stamp| tenants::set(tx, id, &change, stamp)).await?;
        Ok(admin.done(PATH, if on { "turned-on" } else { "turned-off" }))
    };
    admin.answer(turned.await)
}
