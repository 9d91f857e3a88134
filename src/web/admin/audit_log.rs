//! `/admin/audit_logs`: what happened, filtered, and taken out as a file.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::admin::Admin;
use super::list::{pages, window};
use super::query::Query;
use crate::audit::{self, Action, Actor, Event, EventId, Format, Search, SourceType};
use crate::clock::Moment;
use crate::storage::{Db, Failure, Tx, Words};
use crate::web::access::field;
use crate::web::audit_export;
use crate::web::body::Body;
use crate::web::pages::admin::audit_log as page;
use crate::web::pages::admin::audit_log::{Filter, Who};
use crate::web::pages::admin::parts::{Choice, Crumb, Pages};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::problem::Problem;

/// Where it is.
const PATH: &str = "/admin/audit_logs";

/// Where it is taken out; also the name of the form.
const EXPORT: &str = "/admin/audit_logs/export";

/// What the export's form carries of the filter.
const FIELDS: [&str; 8] = ["q", "source_type", "source_id", "actor_id", "action", "ip_address", "from", "until"];

/// One page of what is found, the newest first.
pub(super) async fn list(admin: Admin, request: HttpRequest) -> HttpResponse {
    let query = Query::of(&request);
    let (tenant, search, window) =
        (admin.tenant().number(), search(&|name| query.get(name)), window(&query, false, true));
    let asked = window.clone();
    let read = move |db: &mut Db| audit::search(db, tenant, &search, &asked);
    let listed = admin.search::<_, Failure>(read).await.map(|part| {
        let pages = pages(&query, PATH, &window, &part, audit::place);
        admin.page(&log(&admin, &query, &part.rows, pages))
    });
    admin.answer(listed)
}

/// What is looked for; a value that means nothing looks for everything.
fn search<'a>(get: &dyn Fn(&str) -> Option<&'a str>) -> Search {
    let number = |name| get(name).and_then(|text| text.parse().ok());
    let day = |name: &str| get(name).and_then(first_moment);
    Search {
        source_types: get("source_type").and_then(SourceType::parse).into_iter().collect(),
        source_id: number("source_id"),
        actor_id: number("actor_id"),
        actions: get("action").and_then(Action::parse).into_iter().collect(),
        address: get("ip_address").and_then(Search::address),
        from: day("from"),
        until: day("until").map(|day| Moment::from_micros(day.plus(86_400).micros() - 1)),
        text: get("q").map(Words::cut),
    }
}

/// The first moment of a day such as `2026-11-21`, in UTC.
fn first_moment(day: &str) -> Option<Moment> {
    Moment::from_rfc3339(&format!("{day}T00:00:00Z"))
}

fn log(admin: &Admin, query: &Query, rows: &[Event], pages: Pages) -> page::AuditLog {
    let hidden: Vec<(&str, String)> = FIELDS.iter().map(|name| (*name, query.text(name))).collect();
    page::AuditLog {
        shell: admin.shell(Section::AuditLog, true),
        filter: filter(admin, query, rows),
        rows: rows.iter().map(row).collect(),
        pages,
        export: admin.form(EXPORT, &hidden),
    }
}

fn filter(admin: &Admin, query: &Query, rows: &[Event]) -> Filter {
    let fixed: Vec<_> = ["source_id", "actor_id"].into_iter().filter(|name| query.get(name).is_some()).collect();
    let named = rows.first().filter(|event| !event.source.label.is_empty() && query.get("source_id").is_some());
    let kinds = SourceType::ALL.map(SourceType::as_str);
    Filter {
        text: query.text("q"),
        sources: choices(admin, query, ("source_type", "audit-source", "source"), &kinds),
        actions: choices(admin, query, ("action", "audit-action", "action"), &Action::ALL.map(Action::as_str)),
        address: query.text("ip_address"),
        from: query.text("from"),
        until: query.text("until"),
        only: (!fixed.is_empty()).then(|| match named {
            Some(event) => admin.say("audit-only").name("name", &event.source.label),
            None => admin.say("audit-only-unnamed"),
        }),
        itself: itself(query),
        filtered: FIELDS.iter().any(|name| query.get(name).is_some()),
        fixed: fixed.into_iter().map(|name| (name, query.text(name))).collect(),
        clear: PATH.to_owned(),
    }
}

/// What the client did whose events are looked for: a retry, a replay, a reuse or a revocation is an event of a token,
/// which knows its client as who did it.
fn itself(query: &Query) -> Option<String> {
    let kind = query.get("source_type").and_then(SourceType::parse)?;
    let id: i64 = query.get("source_id")?.parse().ok()?;
    let client = matches!(kind, SourceType::OauthClient | SourceType::GlobalOauthClient);
    client.then(|| format!("{PATH}?actor_id={id}"))
}

/// Any, or one of `words`: the field `name`, each in the words of the message `says`, whose variable is `variable`.
fn choices(
    admin: &Admin,
    query: &Query,
    told: (&str, &'static str, &'static str),
    words: &[&'static str],
) -> Vec<Choice> {
    let (name, says, variable) = told;
    let any = Choice::new("", admin.say("audit-any"), query.get(name).is_none());
    let one = |word: &&'static str| Choice::new(*word, admin.say(says).word(variable, word), query.text(name) == *word);
    std::iter::once(any).chain(words.iter().map(one)).collect()
}

fn row(event: &Event) -> page::Event {
    let actor = match &event.stamp.origin.actor {
        Actor::User { name, .. } | Actor::Client { name, .. } => Who::Named(name.clone()),
        other => Who::Kind(other.kind()),
    };
    page::Event {
        href: format!("{PATH}/{}", event.stamp.id),
        at: event.stamp.at,
        actor,
        action: event.action.as_str(),
        source: event.source.kind.as_str(),
        label: event.source.label.clone(),
        address: event.stamp.origin.address.clone(),
    }
}

/// One event with everything that is kept of it.
pub(super) async fn show(admin: Admin, id: Path<i64>) -> HttpResponse {
    let (tenant, id) = (admin.tenant().number(), EventId::new(*id));
    let shown = admin.read(move |db| audit::show(db, tenant, id)).await.map(|event| {
        let (kind, source) = (event.source.kind.as_str(), event.source.id);
        admin.page(&page::EventPage {
            shell: admin.shell(Section::AuditLog, true),
            crumb: Crumb { href: PATH.to_owned(), name: admin.say("admin-audit-log") },
            event: row(&event),
            id: event.stamp.id.to_string(),
            changes: audit::changed(&event.details).iter().map(|changed| told_change(&admin, changed)).collect(),
            more: audit::beside(&event.details).iter().map(|(name, value)| told(&admin, name, value)).collect(),
            same: source.map(|id| format!("{PATH}?source_type={kind}&source_id={id}")),
        })
    });
    admin.answer(shown)
}

/// A field as the API calls it, its value as it is kept: but for words of ours, which the page has in its language.
fn told(admin: &Admin, name: &str, value: &str) -> (Phrase, Phrase) {
    match (name, value) {
        ("by", "password") => (admin.say("audit-by"), admin.say("audit-way").word("way", "password")),
        ("by", "link") => (admin.say("audit-by"), admin.say("audit-way").word("way", "link")),
        ("by", "single sign-on") => (admin.say("audit-by"), admin.say("audit-way").word("way", "sso")),
        ("password", "changed") => (admin.say("sign-in-password"), admin.say("audit-other-value")),
        _ => (admin.say("audit-actor-named").code("name", name), admin.say("audit-actor-named").name("name", value)),
    }
}

fn told_change(admin: &Admin, changed: &audit::Changed) -> [Phrase; 3] {
    let (field, after) = told(admin, &changed.field, &changed.after);
    [field, admin.say("audit-actor-named").name("name", &changed.before), after]
}

/// 1. The form is this session's, with the filter that it was made for. 2. The log says who took it out. 3. The file,
///    as it is read.
pub(super) async fn export(admin: Admin, body: Body) -> HttpResponse {
    let file = async {
        let sent = admin.submitted(body, EXPORT, &FIELDS)?;
        let format = Format::parse(&field(&sent, "format")?).ok_or(Problem::Unreadable)?;
        let get =
            |name: &str| FIELDS.iter().find(|known| **known == name).and_then(|name| sent.get(name).ok().flatten());
        let (now, search) = (admin.visit.grantor.now(), search(&get));
        let search = Search { until: Some(search.until.map_or(now, |until| until.min(now))), ..search };
        let (tenant, source, noted) = (admin.tenant().number(), admin.visit.at.tenant.source(), search.clone());
        let job = move |tx: &mut Tx<'_>, stamp: &_| audit::exported(tx, tenant, &noted, format, source.clone(), stamp);
        admin.write::<_, Failure>(job).await?;
        let name = format!("attachment; filename=\"audit-log.{}\"", format.as_str());
        let mut answer = admin.visit.file();
        answer.insert_header((CONTENT_TYPE, format.media_type())).insert_header((CONTENT_DISPOSITION, name));
        Ok(answer.streaming(audit_export::stream(admin.visit.grantor.clone().into_inner(), tenant, search, format)))
    };
    admin.answer(file.await)
}
