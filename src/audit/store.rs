//! How events are kept.

use diesel::prelude::*;
use serde_json::Value;

use super::fold::MINUTE;
use super::{Action, Actor, Event, EventId, Origin, Search, Source, SourceType, Stamp};
use crate::clock::Moment;
use crate::storage::schema::{audit_events, folded_events};
use crate::storage::{self, COUNTED, Db, Failure, Part, Place, Result, SortKey, Window, claimed, contains};

type Found<'a> = audit_events::BoxedQuery<'a, <Db as Connection>::Backend>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
struct Row {
    tenant_id: i64,
    id: EventId,
    created_at: Moment,
    action: String,
    actor_type: String,
    actor_id: Option<i64>,
    actor_name: String,
    source_type: String,
    source_id: Option<i64>,
    source_label: String,
    details: String,
    ip_address: String,
    actor_external_id: Option<String>,
    source_external_id: Option<String>,
}

/// Keeps an event.
pub fn insert(db: &mut Db, event: &Event) -> Result<()> {
    let Event { tenant, stamp, action, source, details } = event;
    let actor = &stamp.origin.actor;
    let row = Row {
        tenant_id: *tenant,
        id: stamp.id,
        created_at: stamp.at,
        action: action.as_str().to_owned(),
        actor_type: actor.kind().to_owned(),
        actor_id: actor.id(),
        actor_name: actor.name().to_owned(),
        source_type: source.kind.as_str().to_owned(),
        source_id: source.id,
        source_label: source.label.clone(),
        details: details.to_string(),
        ip_address: stamp.origin.address.clone(),
        actor_external_id: actor.external_id().map(str::to_owned),
        source_external_id: source.external_id.clone(),
    };
    static INSERT: storage::Text = storage::Text::new();
    INSERT.of(diesel::insert_into(audit_events::table).values(row)).execute(db)?;
    Ok(())
}

/// The newest events of a tenant that were made before `before`, at most `most` of them.
pub fn newest(db: &mut Db, tenant: i64, before: Option<(Moment, EventId)>, most: i64) -> Result<Vec<Event>> {
    let behind = |(at, id): (Moment, EventId)| Place::After(SortKey::Moment(at.micros()), id.number());
    let window = Window { place: before.map_or(Place::Skip(0), behind), descending: true, most };
    Ok(search(db, tenant, &Search::default(), &window)?.rows)
}

/// The event `id` of a tenant.
pub(super) fn by_id(db: &mut Db, tenant: i64, id: EventId) -> Result<Option<Event>> {
    let row = audit_events::table.find((tenant, id)).select(Row::as_select()).get_result(db).optional()?;
    row.map(Event::try_from).transpose()
}

/// A part of the events that `wanted` is true of.
pub(super) fn search(db: &mut Db, tenant: i64, wanted: &Search, window: &Window) -> Result<Part<Event>> {
    let mut found = matching(tenant, wanted);
    if let Some((key, id)) = window.from() {
        let (at, id) = (Moment::from_micros(key.micros()), EventId::new(id));
        let same = audit_events::created_at.eq(at);
        found = match window.ascends() {
            true => found.filter(audit_events::created_at.gt(at).or(same.and(audit_events::id.gt(id)))),
            false => found.filter(audit_events::created_at.lt(at).or(same.and(audit_events::id.lt(id)))),
        };
    }
    let found = match window.ascends() {
        true => found.order((audit_events::created_at.asc(), audit_events::id.asc())),
        false => found.order((audit_events::created_at.desc(), audit_events::id.desc())),
    };
    let rows = found.limit(window.limit()).offset(window.skipped()).select(Row::as_select()).load(db)?;
    window.part(rows).map(|rows| rows.into_iter().map(Event::try_from).collect())
}

/// How many events `wanted` is true of, as far as [`COUNTED`].
pub(super) fn count(db: &mut Db, tenant: i64, wanted: &Search) -> Result<i64> {
    let found: Vec<EventId> = matching(tenant, wanted).select(audit_events::id).limit(COUNTED).load(db)?;
    Ok(i64::try_from(found.len()).unwrap_or(COUNTED))
}

fn matching<'a>(tenant: i64, wanted: &Search) -> Found<'a> {
    let Search { source_types, source_id, actor_id, actions, address, from, until, text } = wanted.clone();
    let mut found = audit_events::table.filter(audit_events::tenant_id.eq(tenant)).into_boxed();
    if !source_types.is_empty() {
        found = found.filter(audit_events::source_type.eq_any(source_types.into_iter().map(SourceType::as_str)));
    }
    if !actions.is_empty() {
        found = found.filter(audit_events::action.eq_any(actions.into_iter().map(Action::as_str)));
    }
    if let Some(id) = source_id {
        found = found.filter(audit_events::source_id.eq(id));
    }
    match actor_id {
        Some(Search::SYSTEM) => found = found.filter(audit_events::actor_type.eq(Actor::System.kind())),
        Some(id) => found = found.filter(audit_events::actor_id.eq(id)),
        None => {}
    }
    if let Some(address) = address {
        found = found.filter(audit_events::ip_address.eq(address));
    }
    if let Some(from) = from {
        found = found.filter(audit_events::created_at.ge(from));
    }
    if let Some(until) = until {
        found = found.filter(audit_events::created_at.le(until));
    }
    if let Some(text) = text {
        let actor = contains(audit_events::actor_name, &text);
        found = found.filter(actor.or(contains(audit_events::source_label, &text)));
    }
    found
}

/// The number of the event that counts `subject` until the minute that `stamp` lies in ends: one that was made in it, else
/// that of `stamp`. It is claimed: whoever else counts waits.
pub(super) fn first_of(db: &mut Db, tenant: i64, subject: &[u8; 32], stamp: &Stamp, ends: Moment) -> Result<EventId> {
    let row = folded_events::table.find((tenant, subject.as_slice()));
    let kept = claimed(row.select((folded_events::event_id, folded_events::ends_at))).load::<(EventId, Moment)>(db)?;
    let values = (folded_events::event_id.eq(stamp.id), folded_events::ends_at.eq(ends));
    match kept.first() {
        Some((first, until)) if until.ends_window(stamp.at, MINUTE) => return Ok(*first),
        Some(_) => diesel::update(row).set(values).execute(db)?,
        None => {
            let key = (folded_events::tenant_id.eq(tenant), folded_events::subject.eq(subject.as_slice()));
            diesel::insert_into(folded_events::table).values((key, values)).execute(db)?
        }
    };
    Ok(stamp.id)
}

/// Keeps what is told of an event anew.
pub(super) fn set_details(db: &mut Db, tenant: i64, id: EventId, details: &Value) -> Result<()> {
    let own = audit_events::table.find((tenant, id));
    diesel::update(own).set(audit_events::details.eq(details.to_string())).execute(db)?;
    Ok(())
}

impl TryFrom<Row> for Event {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self> {
        let strange = |what: &str, word: &str| Failure::Corrupt(format!("event {} has the {what} {word:?}", row.id));
        let action = Action::parse(&row.action).ok_or_else(|| strange("action", &row.action))?;
        let kind = SourceType::parse(&row.source_type).ok_or_else(|| strange("source", &row.source_type))?;
        let details = serde_json::from_str(&row.details).map_err(|_| strange("details", &row.details))?;
        let actor = match (row.actor_type.as_str(), row.actor_id) {
            ("system", _) => Actor::System,
            ("operator", _) => Actor::Operator,
            ("anonymous", _) => Actor::Anonymous,
            ("user", Some(id)) => Actor::User { id, name: row.actor_name, external_id: row.actor_external_id },
            ("client", Some(id)) => Actor::Client { id, name: row.actor_name },
            _ => return Err(strange("actor", &row.actor_type)),
        };
        let stamp = Stamp { id: row.id, at: row.created_at, origin: Origin { actor, address: row.ip_address } };
        let source = Source { kind, id: row.source_id, label: row.source_label, external_id: row.source_external_id };
        Ok(Self { tenant: row.tenant_id, stamp, action, source, details })
    }
}
