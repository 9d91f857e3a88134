//! The list, the newest first unless asked otherwise.

use actix_web::{HttpRequest, HttpResponse};

use super::super::admin::Admin;
use super::super::list::{pages, window};
use super::super::query::Query;
use super::{Emails, NEW, PATH, REPORT, SUNSET, SWITCH, emails, number, row};
use crate::sidecar::token::{self, ApiToken, Filter, MOST, Order};
use crate::storage::{Db, Failure, Part};
use crate::tenants::{self, Tenant};
use crate::web::pages::admin::api_tokens as page;
use crate::web::pages::admin::parts::{Choice, Column, Pages};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;

/// What the page is made of.
struct Found {
    tenant: Option<Tenant>,
    part: Part<ApiToken>,
    emails: Emails,
    places: (i64, i64),
}

/// The list of tokens.
pub(super) async fn list(admin: Admin, request: HttpRequest) -> HttpResponse {
    let query = Query::of(&request);
    let (by, descending) = order(&query);
    let (filter, window) = (filter(&query), window(&query, by == Order::Description, descending));
    let (tenant, wanted, grantor) = (admin.tenant(), window.clone(), &admin.visit.grantor);
    let read = move |db: &mut Db| {
        let part = token::part(db, tenant, &filter, by, &wanted)?;
        let emails = emails(db, tenant, &part.rows)?;
        let places = token::store::places(db, tenant)?.unwrap_or((0, MOST));
        Ok(Found { tenant: tenants::store::by_id(db, tenant)?, part, emails, places })
    };
    let listed = async {
        grantor.api_token_usage.flush(&grantor.storage).await?;
        let found = admin.search::<_, Failure>(read).await?;
        let pages = pages(&query, PATH, &window, &found.part, |token| by.place(token));
        Ok(admin.page(&page(&admin, &query, (by, descending), &found, pages)))
    };
    admin.answer(listed.await)
}

fn order(query: &Query) -> (Order, bool) {
    match query.get("sort") {
        Some("description") => (Order::Description, false),
        Some("-description") => (Order::Description, true),
        Some("used") => (Order::Used, false),
        Some("-used") => (Order::Used, true),
        Some("created") => (Order::Created, false),
        _ => (Order::Created, true),
    }
}

fn filter(query: &Query) -> Filter {
    let active = match query.get("status") {
        Some("active") => Some(true),
        Some("deactivated") => Some(false),
        _ => None,
    };
    Filter { active, text: query.get("q").map(|text| text.trim_end_matches('…').to_owned()) }
}

fn page(admin: &Admin, query: &Query, sorted: (Order, bool), found: &Found, pages: Pages) -> page::ApiTokens {
    let status = |word: &str, name| Choice::new(word, admin.say(name), query.text("status") == word);
    let access = found.tenant.as_ref().is_some_and(|tenant| tenant.api_token_access);
    let (makeable, room) = room(admin, found);
    page::ApiTokens {
        shell: admin.shell(Section::ApiTokens, true),
        add: (access && makeable).then(|| NEW.to_owned()),
        access,
        switch: SWITCH.to_owned(),
        report: REPORT.to_owned(),
        sunset: SUNSET.to_owned(),
        room,
        text: query.text("q"),
        statuses: vec![
            status("", "admin-any-status"),
            status("active", "admin-active"),
            status("deactivated", "admin-deactivated"),
        ],
        filtered: query.get("q").or(query.get("status")).is_some(),
        columns: columns(admin, query, sorted),
        rows: found.part.rows.iter().map(|token| row(admin, token, &found.emails)).collect(),
        pages,
    }
}

fn columns(admin: &Admin, query: &Query, (by, descending): (Order, bool)) -> [Column; 3] {
    let column = |of: Order, name, rising: &str, falling: &str| Column {
        name: admin.say(name),
        href: query.at(PATH, &[("sort", if by == of && !descending { falling } else { rising })]),
        sorted: (by == of).then_some(if descending { "descending" } else { "ascending" }),
    };
    [
        column(Order::Description, "api-tokens-description", "description", "-description"),
        column(Order::Created, "admin-created", "created", "-created"),
        column(Order::Used, "tokens-used", "used", "-used"),
    ]
}

/// Whether one more can be made, as far as that is decided here; how many there are, or why there can be none.
fn room(admin: &Admin, found: &Found) -> (bool, Phrase) {
    let policy = found.tenant.as_ref().and_then(|tenant| tenant.settings.api_token_sunset.as_ref());
    if policy.is_some_and(|policy| !policy.lets_make(admin.visit.grantor.now())) {
        return (false, admin.say("api-tokens-no-new"));
    }
    let (tokens, most) = found.places;
    let says = admin.say(if tokens < most { "api-tokens-room" } else { "api-tokens-full" });
    (tokens < most, says.number("count", number(tokens)).number("most", number(most)))
}
