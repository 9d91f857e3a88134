//! `/admin/api_tokens/{id}/usage`: who uses a token, and who still calls with one that has ended.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::super::admin::Admin;
use super::super::denied::Denied;
use super::super::query::Query;
use super::{entries, find, number, path};
use crate::clock::Moment;
use crate::sidecar::token::{ApiToken, ApiTokenId};
use crate::sidecar::usage::{self, KEPT_DAYS, PersonShare, Summary, TokenUsage, USUAL_DAYS};
use crate::storage::Failure;
use crate::users;
use crate::web::pages::admin::api_token_usage as page;
use crate::web::pages::admin::parts::{Choice, Crumb};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;

/// Days that can be chosen.
const PERIODS: [i64; 3] = [7, USUAL_DAYS, KEPT_DAYS];

/// What a token is used for.
pub(super) async fn show(admin: Admin, request: HttpRequest, id: Path<i64>) -> HttpResponse {
    let shown = async {
        let (token, _) = find(&admin, *id).await?;
        let days = days(&Query::of(&request));
        let (tenant, number, since) = (admin.tenant(), token.id, since(&admin, days));
        let used = admin.search::<_, Failure>(move |db| usage::of_token(db, tenant, number, since)).await?;
        Ok(admin.page(&page(&admin, &token, days, used)))
    };
    admin.answer(shown.await)
}

/// What a token was used for in the last 30 days, in one line.
pub(super) async fn summary(admin: &Admin, id: ApiTokenId) -> Result<Summary, Denied> {
    let (tenant, since) = (admin.tenant(), since(admin, USUAL_DAYS));
    let mut all = admin.search::<_, Failure>(move |db| usage::of_tenant(db, tenant, since)).await?;
    Ok(all.remove(&id).unwrap_or_default())
}

/// How many days are asked for.
pub(super) fn days(query: &Query) -> i64 {
    let asked = query.get("days").and_then(|days| days.parse().ok());
    asked.filter(|days| PERIODS.contains(days)).unwrap_or(USUAL_DAYS)
}

/// What can be chosen, of which `days` are.
pub(super) fn periods(admin: &Admin, days: i64) -> Vec<Choice> {
    let period = |of: i64| {
        let name = admin.say("api-usage-days-back").number("count", number(of));
        Choice::new(of.to_string(), name, of == days)
    };
    PERIODS.into_iter().map(period).collect()
}

/// The first of so many days, today included.
pub(super) fn since(admin: &Admin, days: i64) -> i64 {
    usage::day(admin.visit.grantor.now()) + 1 - days
}

fn page(admin: &Admin, token: &ApiToken, days: i64, used: TokenUsage) -> page::Usage {
    let people = used.users.iter().filter(|share| share.user.is_some()).count();
    let label = token.source().label;
    page::Usage {
        shell: admin.shell(Section::ApiTokens, true),
        crumb: Crumb { href: path(token.id, ""), name: admin.say("audit-actor-named").name("name", &label) },
        title: admin.say("api-usage-title").name("name", &label),
        here: path(token.id, "/usage"),
        periods: periods(admin, days),
        used: match token.last_used_at {
            Some(at) => admin.say("admin-at").time("time", at),
            None => admin.say("admin-never-used"),
        },
        calls: number(used.calls),
        refused: number(used.refused),
        shared: used.shared.then(|| admin.say("api-usage-shared").number("count", u32::try_from(people).unwrap_or(2))),
        shares: shares(admin, &used),
        days: used.days.iter().rev().filter_map(day).collect(),
        refusals: used.refusals.into_iter().map(|refusal| of_refusal(admin, refusal)).collect(),
        entries: entries(admin, token).into_iter().filter(|entry| !entry.href.ends_with("/usage")).collect(),
    }
}

fn shares(admin: &Admin, used: &TokenUsage) -> Vec<page::Shares> {
    let row = |name: &str, calls, last| page::Share {
        name: named(admin, name, "api-usage-others"),
        calls: number(calls),
        last,
    };
    let person = |share: &PersonShare| row(label(share.user.as_ref()), share.calls, share.last_at);
    let place = |share: &usage::Share| row(&share.name, share.calls, share.last_at);
    let all: [(_, _, Vec<_>); 3] = [
        ("api-usage-people", "api-usage-person", used.users.iter().map(person).collect()),
        ("api-usage-addresses", "audit-address", used.addresses.iter().map(place).collect()),
        ("api-usage-agents", "api-usage-agent", used.user_agents.iter().map(place).collect()),
    ];
    let some = all.into_iter().filter(|(.., rows)| !rows.is_empty());
    some.map(|(heading, what, rows)| page::Shares { heading: admin.say(heading), what: admin.say(what), rows })
        .collect()
}

fn label(user: Option<&users::Named>) -> &str {
    user.map(users::Named::label).unwrap_or_default()
}

fn named(admin: &Admin, name: &str, otherwise: &'static str) -> Phrase {
    if name.is_empty() { admin.say(otherwise) } else { admin.say("audit-actor-named").name("name", name) }
}

fn of_refusal(admin: &Admin, refusal: usage::Refusal) -> page::Refusal {
    page::Refusal {
        person: named(admin, label(refusal.user.as_ref()), "api-usage-unknown"),
        address: refusal.address,
        agent: refusal.user_agent,
        path: refusal.path,
        calls: number(refusal.calls),
        last: refusal.last_at,
    }
}

fn day(day: &usage::Day) -> Option<page::Day> {
    let at = Moment::from_rfc3339(&format!("{}T00:00:00Z", day.date))?;
    Some(page::Day { day: at, calls: number(day.calls), refused: number(day.refused) })
}
