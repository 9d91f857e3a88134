//! `/admin/api/settings`: the two access switches, and how applications are let in.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::denied::Denied;
use super::flaws::flaws;
use super::setting_fields::{RULES, SECONDS, Values, label, read, seconds, typed, values};
use crate::clients;
use crate::refused::Refused;
use crate::sidecar::token;
use crate::storage::Failure;
use crate::tenants::{self, Change, Tenant};
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::parts::{Choice, Crumb, Flaw};
use crate::web::pages::admin::settings::{Rule, Settings, Switch};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::language::Language;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::problem::Problem;

/// Where it is; also the name of its form.
const PATH: &str = "/admin/api/settings";

const OAUTH: &str = "oauth_access";

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
        let (settings, wrong) = read(&admin, &tenant, &sent)?;
        if !wrong.is_empty() {
            return Ok(admin.refused(&page(&admin, &tenant, &typed(&sent)?, wrong, false)));
        }
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
        seconds: SECONDS.iter().map(|asked| seconds(admin, tenant, asked, value(asked.field))).collect(),
        rules: RULES.iter().map(rule).collect(),
        flaws,
        form: admin.form(PATH, &[]),
    }
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
    let count = admin.search(move |db| clients::count(db, id, &working)).await?;
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
        let (change, [turned_on, turned_off]) = if *switch == OAUTH {
            (Change { oauth_access: Some(on), ..Change::default() }, ["oauth-on", "oauth-off"])
        } else {
            (Change { api_token_access: Some(on), ..Change::default() }, ["tokens-on", "tokens-off"])
        };
        admin.write(move |tx, stamp| tenants::set(tx, id, &change, stamp)).await?;
        Ok(admin.done(PATH, if on { turned_on } else { turned_off }))
    };
    admin.answer(turned.await)
}
