//! How events are kept.

use diesel::prelude::*;

use super::{Action, Actor, Event, EventId, Origin, Source, SourceType, Stamp};
use crate::clock::Moment;
use crate::storage::schema::audit_events;
use crate::storage::{Db, Failure, Result};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events)]
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
    };
    diesel::insert_into(audit_events::table).values(row).execute(db)?;
    Ok(())
}

/// The newest events of a tenant that were made before `before`, at most `most` of them.
pub fn newest(db: &mut Db, tenant: i64, before: Option<(Moment, EventId)>, most: i64) -> Result<Vec<Event>> {
    let (moment, id) = before.unwrap_or((Moment::from_micros(i64::MAX), EventId::new(i64::MAX)));
    let older = audit_events::table.filter(audit_events::tenant_id.eq(tenant)).filter(
        audit_events::created_at.lt(moment).or(audit_events::created_at.eq(moment).and(audit_events::id.lt(id))),
    );
    let ordered = older.order((audit_events::created_at.desc(), audit_events::id.desc())).limit(most);
    ordered.select(Row::as_select()).load(db)?.into_iter().map(Event::try_from).collect()
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
            ("user", Some(id)) => Actor::User { id, name: row.actor_name },
            ("client", Some(id)) => Actor::Client { id, name: row.actor_name },
            _ => return Err(strange("actor", &row.actor_type)),
        };
        let stamp = Stamp { id: row.id, at: row.created_at, origin: Origin { actor, address: row.ip_address } };
        let source = Source { kind, id: row.source_id, label: row.source_label };
        Ok(Self { tenant: row.tenant_id, stamp, action, source, details })
    }
}
