//! `audit_logs`: what happened in the account.
//!
//! The export that the reference mails is the answer itself here, because nothing sends mail: 202 to the POST that
//! existing clients send, 200 to a GET; one a minute, as they expect.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde_json::{Value, json};

use super::call::{Call, Numbered};
use super::denied::Denied;
use super::page::{Orders, Page};
use super::query::Query;
use crate::audit::{self, Action, Actor, Event, EventId, Format, Search, SourceType};
use crate::clock::Moment;
use crate::server::Grantor;
use crate::storage::{Db, Failure, Tx, Window};
use crate::tenants;
use crate::tokens;
use crate::web::audit_export;
use crate::web::pages::language::Language;
use crate::web::pages::phrase::Phrase;

pub(super) const ORDERS: Orders<()> = &[("created_at", (), false)];

/// Seconds between two exports.
const BETWEEN: i64 = 60;

/// `GET audit_logs`: the newest first, unless asked otherwise.
pub(super) async fn list(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let (owner, wanted) = (call.tenant(), search(&query)?);
    let page = Page::newest_first(&call, query, "audit_logs", ORDERS)?;
    let (window, counts) = (page.window.clone(), page.counts());
    let read = move |db: &mut Db| {
        let (tenant, search) = (owner.number(), tokens::sought(db, owner, wanted)?);
        let count = counts.then(|| audit::count(db, tenant, &search)).transpose()?;
        Ok::<_, Failure>((audit::search(db, tenant, &search, &window)?, count))
    };
    let (part, count) = call.grantor().storage.search(read).await?;
    Ok(Json(page.answer(&call, &part, count, audit::place, |event| shown(&call, event))))
}

/// `GET audit_logs/{id}`
pub(super) async fn show(call: Call, Numbered(id): Numbered) -> Result<Json<Value>, Denied> {
    let tenant = call.tenant().number();
    let found = call.grantor().storage.read(move |db| audit::show(db, tenant, EventId::new(id))).await?;
    Ok(Json(json!({ "audit_log": shown(&call, &found) })))
}

/// `GET audit_logs/export`. HEAD takes nothing out: nothing is noted, and the next may have the file.
pub(super) async fn export(
    grantor: Data<Grantor>,
    call: Call,
    query: Query,
    request: HttpRequest,
) -> Result<HttpResponse, Denied> {
    if request.method() == Method::HEAD {
        search(&query)?;
        return Ok(head(StatusCode::OK, format(&query)?).finish());
    }
    file(grantor, &call, &query, StatusCode::OK).await
}

/// `POST audit_logs/export`
pub(super) async fn export_later(grantor: Data<Grantor>, call: Call, query: Query) -> Result<HttpResponse, Denied> {
    file(grantor, &call, &query, StatusCode::ACCEPTED).await
}

/// 1. One a minute, in one write with 2. The log says who took it out. 3. The file, as it is read.
async fn file(grantor: Data<Grantor>, call: &Call, query: &Query, status: StatusCode) -> Result<HttpResponse, Denied> {
    let (format, now, owner, wanted) = (format(query)?, call.now(), call.tenant(), search(query)?);
    let search = grantor.storage.read::<_, Failure>(move |db| tokens::sought(db, owner, wanted)).await?;
    let search = Search { until: Some(search.until.map_or(now, |until| until.min(now))), ..search };
    let [event] = grantor.storage.ids().await?;
    let (stamp, source, noted) = (call.stamp(event), call.at().tenant.source(), search.clone());
    let tenant = owner.number();
    let job = move |tx: &mut Tx<'_>| {
        tenants::store::claim(tx.db, owner)?;
        match wait(tx.db, tenant, now)? {
            Some(seconds) => Ok(Some(seconds)),
            None => audit::exported(tx, tenant, &noted, format, source.clone(), &stamp).map(|()| None),
        }
    };
    if let Some(seconds) = grantor.storage.write::<_, Failure>(job).await? {
        return Ok(too_soon(seconds));
    }
    Ok(head(status, format).streaming(audit_export::stream(grantor.into_inner(), tenant, search, format)))
}

/// The seconds until another export may begin, if there was one within the last minute: the log itself knows.
fn wait(db: &mut Db, tenant: i64, now: Moment) -> Result<Option<i64>, Failure> {
    let exports = Search { actions: vec![Action::Exported], from: Some(now.plus(1 - BETWEEN)), ..Search::default() };
    let newest = Window { descending: true, ..Window::first(1) };
    let last = audit::search(db, tenant, &exports, &newest)?.rows.into_iter().next();
    Ok(last.map(|event| (BETWEEN - now.seconds_since(event.stamp.at)).max(1)))
}

fn format(query: &Query) -> Result<Format, Denied> {
    let word = query.one("format")?.unwrap_or("csv");
    Format::parse(word).ok_or_else(|| Denied::malformed("Give format as csv or jsonl."))
}

fn head(status: StatusCode, format: Format) -> HttpResponseBuilder {
    let name = format!("attachment; filename=\"audit-log.{}\"", format.as_str());
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CONTENT_TYPE, format.media_type())).insert_header((CONTENT_DISPOSITION, name));
    answer.insert_header(left(0, BETWEEN));
    answer
}

fn too_soon(seconds: i64) -> HttpResponse {
    let says = "Rate limit for Audit log CSV Export exceeded. Please wait 1 minute and try again.";
    let mut answer = HttpResponse::TooManyRequests();
    answer.insert_header((RETRY_AFTER, seconds.to_string())).insert_header(left(0, seconds));
    answer.content_type("text/plain; charset=utf-8").body(says)
}

/// What clients of the reference read about the limit.
fn left(remaining: u32, resets: i64) -> (&'static str, String) {
    ("zendesk-ratelimit-audit-logs-export", format!("total=1; remaining={remaining}; resets={resets}"))
}

fn search(query: &Query) -> Result<Search, Denied> {
    let many = |name: &str| {
        let listed = format!("{name}[]");
        query.all(name).chain(query.all(&listed)).map(str::to_owned).filter(|word| !word.is_empty()).collect::<Vec<_>>()
    };
    let (kinds, actions) = (many("filter[source_type]"), many("filter[action]"));
    let source_id = query.number("filter[source_id]")?;
    if source_id.is_some() && kinds.is_empty() {
        return Err(Denied::malformed("filter[source_id] needs filter[source_type]."));
    }
    let address = query.one("filter[ip_address]")?;
    let known = Search {
        source_types: kinds.iter().filter_map(|word| SourceType::parse(word)).collect(),
        source_id,
        actor_id: actor(query)?,
        actions: actions.iter().filter_map(|word| Action::parse(word)).collect(),
        address: address.and_then(Search::address),
        ..between(&many("filter[created_at]"))?
    };
    // Words that mean nothing here are true of no event.
    let nothing = (known.source_types.is_empty() && !kinds.is_empty())
        || (known.actions.is_empty() && !actions.is_empty())
        || (known.address.is_none() && address.is_some());
    Ok(if nothing { Search { from: Some(Moment::from_micros(i64::MAX)), ..known } } else { known })
}

/// The number of who did it; the server's own is below zero.
fn actor(query: &Query) -> Result<Option<i64>, Denied> {
    match query.one("filter[actor_id]")? {
        Some("-1") => Ok(Some(Search::SYSTEM)),
        _ => query.number("filter[actor_id]"),
    }
}

/// From when until when: two times, in either order; one is the beginning. The later one means all of its second: an
/// event is found by the time that it shows, which is in whole seconds.
fn between(times: &[String]) -> Result<Search, Denied> {
    let mut moments = times.iter().map(|text| moment(text)).collect::<Result<Vec<_>, _>>()?;
    moments.sort_unstable();
    match moments.as_slice() {
        [] => Ok(Search::default()),
        [from] => Ok(Search { from: Some(*from), ..Search::default() }),
        [from, until] => Ok(Search { from: Some(*from), until: Some(until.end_of_second()), ..Search::default() }),
        _ => Err(Denied::malformed("Send filter[created_at] twice: from when, until when.")),
    }
}

fn moment(text: &str) -> Result<Moment, Denied> {
    // A plus sign that was not encoded has become a space.
    let at = Moment::from_rfc3339(&text.replace(' ', "+"));
    at.ok_or_else(|| Denied::malformed("Give filter[created_at] as 2026-11-21T10:00:00Z."))
}

fn shown(call: &Call, event: &Event) -> Value {
    let actor = &event.stamp.origin.actor;
    let language = Language::choose(None, None, None, call.at().tenant.settings.locale.as_deref().unwrap_or("en"));
    let word = event.action.as_str();
    let label = Phrase::new(language, "audit-action").word("action", word).plain().to_string();
    json!({
        "id": event.stamp.id,
        "url": call.url(format_args!("audit_logs/{}", event.stamp.id)),
        "action": word,
        "action_label": label,
        "actor_id": match actor { Actor::System => Some(Search::SYSTEM), other => other.id() },
        "actor_name": name(actor),
        "actor_external_id": actor.external_id(),
        "source_id": event.source.id,
        "source_type": event.source.kind.as_str(),
        "source_label": event.source.label,
        "source_external_id": event.source.external_id,
        "change_description": audit::describe(&event.details),
        "ip_address": event.stamp.origin.address,
        "created_at": event.stamp.at,
    })
}

fn name(actor: &Actor) -> &str {
    match actor {
        Actor::System => "System",
        Actor::Operator => "Platform operator",
        Actor::Anonymous => "Anonymous",
        Actor::User { name, .. } | Actor::Client { name, .. } => name,
    }
}
