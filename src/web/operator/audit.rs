//! `/v1/tenants/{tenant}/audit`, and `/v1/audit` for the platform's own: what happened.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::operator::Operator;
use super::owner::Owner;
use super::told::Told;
use crate::audit::{self, Action, Format, Search, SourceType};
use crate::clock::Moment;
use crate::refused::{Problem, Refused};
use crate::server::Grantor;
use crate::storage::{Db, Place, SortKey, Tx, Window, Words};
use crate::tenants;
use crate::web::audit_export;

/// What is looked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    source_type: Option<String>,
    source_id: Option<i64>,
    actor_id: Option<i64>,
    action: Option<String>,
    ip_address: Option<String>,
    from: Option<String>,
    until: Option<String>,
    text: Option<String>,
    format: Option<String>,
    after: Option<String>,
    limit: Option<i64>,
}

impl Asked {
    fn search(&self) -> Result<Search, Problem> {
        let wrong = |field: &'static str, says: &str| Problem::invalid(field, says);
        let kind = |word: &String| SourceType::parse(word).ok_or_else(|| wrong("source_type", "there is no such kind"));
        let action = |word: &String| Action::parse(word).ok_or_else(|| wrong("action", "there is no such action"));
        let time = |field: &'static str, text: &Option<String>| {
            let read = |text: &String| {
                Moment::from_rfc3339(text).ok_or_else(|| wrong(field, "write a time as 2026-11-21T10:00:00Z"))
            };
            text.as_ref().map(read).transpose()
        };
        let address = |text: &String| {
            Search::address(text).ok_or_else(|| wrong("ip_address", "write one address, as 192.0.2.1 or 2001:db8::1"))
        };
        let words = |text: &String| Words::all(text).ok_or_else(|| Problem::too_long("text", Words::MOST));
        Ok(Search {
            source_types: self.source_type.as_ref().map(kind).transpose()?.into_iter().collect(),
            source_id: self.source_id,
            actor_id: self.actor_id,
            actions: self.action.as_ref().map(action).transpose()?.into_iter().collect(),
            address: self.ip_address.as_ref().map(address).transpose()?,
            from: time("from", &self.from)?,
            until: time("until", &self.until)?.map(Moment::end_of_second),
            text: self.text.as_ref().map(words).transpose()?,
        })
    }
}

/// `GET …/audit`: the newest first.
pub(super) async fn list(grantor: Data<Grantor>, owner: Owner, asked: Query<Asked>) -> Result<Json<Value>, Denied> {
    let (search, most) = (asked.search().map_err(Denied::unsearched)?, asked.limit.unwrap_or(100).clamp(1, 1_000));
    let after = asked.after.as_ref().map(|after| super::page::moment(after));
    let place = match after {
        None => Place::Skip(0),
        Some(Some((at, id))) => Place::After(SortKey::Moment(at.micros()), id),
        Some(None) => return Err(Denied::malformed(&"`after` is not what a `next` said")),
    };
    let window = Window { place, descending: true, most };
    let read = move |db: &mut Db| {
        let owner = owner.find(db)?;
        Ok::<_, Refused>(audit::search(db, owner.number(), &search, &window)?)
    };
    let part = grantor.storage.search(read).await?;
    let last = part.rows.last().filter(|_| part.more);
    let next = last.map(|event| super::page::cursor(event.stamp.at, event.stamp.id.number()));
    Ok(Json(json!({ "events": part.rows.iter().map(audit::object).collect::<Vec<_>>(), "next": next })))
}

/// `POST …/audit/export`: everything that is found, as CSV or JSON Lines, while it is read.
pub(super) async fn export(
    grantor: Data<Grantor>,
    by: Operator,
    owner: Owner,
    asked: Told<Asked>,
) -> Result<HttpResponse, Denied> {
    let word = asked.format.as_deref().unwrap_or("jsonl");
    let format = Format::parse(word).ok_or_else(|| Denied::malformed(&"`format` is csv or jsonl"))?;
    let search = asked.search().map_err(Denied::unsearched)?;
    let now = grantor.now();
    let search = Search { until: Some(search.until.map_or(now, |until| until.min(now))), ..search };
    let [event] = grantor.storage.ids().await?;
    let (stamp, noted) = (by.stamp(&grantor, event), search.clone());
    let job = move |tx: &mut Tx<'_>| {
        let owner = owner.find(tx.db)?;
        let tenant = tenants::store::by_id(tx.db, owner)?.ok_or(Refused::Unknown("tenant"))?;
        audit::exported(tx, owner.number(), &noted, format, tenant.source(), &stamp)?;
        Ok::<_, Refused>(owner)
    };
    let owner = grantor.storage.write(job).await?;
    let stream = audit_export::stream(grantor.into_inner(), owner.number(), search, format);
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, format.media_type())).streaming(stream))
}
