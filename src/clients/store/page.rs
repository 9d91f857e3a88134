//! A part of a list of clients.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::{Row, all, seen_by};
use crate::clients::list::{Filter, Order};
use crate::clients::{Client, ClientId};
use crate::clock::Moment;
use crate::storage::schema::{access_tokens, clients, consents, global_client_settings, token_families};
use crate::storage::{COUNTED, Db, Part, Result, Window, contains};
use crate::tenants::TenantId;

type Boxed<'a> = clients::BoxedQuery<'a, <Db as Connection>::Backend>;

/// What is left of the clients of `owner`; no tombstones.
fn wanted<'a>(owner: TenantId, filter: &Filter) -> Boxed<'a> {
    let mut wanted = clients::table.filter(clients::tenant_id.eq(owner)).into_boxed();
    wanted = wanted.filter(clients::deleted_at.is_null());
    if let Some(user) = filter.owner {
        wanted = wanted.filter(clients::owner_id.eq(user));
    }
    if let Some(active) = filter.active {
        wanted = wanted.filter(clients::active.eq(active));
    }
    if let Some(text) = &filter.text {
        wanted = wanted.filter(contains(clients::name, text).or(contains(clients::identifier, text)));
    }
    wanted
}

pub(in crate::clients) fn page(
    db: &mut Db,
    owner: TenantId,
    filter: &Filter,
    by: Order,
    window: &Window,
) -> Result<Part<Client>> {
    let rows = rows(db, wanted(owner, filter), by, window)?;
    window.part(rows).map(|rows| all(db, owner, rows))
}

fn rows(db: &mut Db, wanted: Boxed<'_>, by: Order, window: &Window) -> Result<Vec<Row>> {
    let rest = behind(wanted, by, window);
    let rest = match (by, window.ascends()) {
        (Order::Created, true) => rest.order((clients::created_at.asc(), clients::id.asc())),
        (Order::Created, false) => rest.order((clients::created_at.desc(), clients::id.desc())),
        (Order::Name, true) => rest.order((clients::name.asc(), clients::id.asc())),
        (Order::Name, false) => rest.order((clients::name.desc(), clients::id.desc())),
        (Order::Identifier, true) => rest.order((clients::identifier.asc(), clients::id.asc())),
        (Order::Identifier, false) => rest.order((clients::identifier.desc(), clients::id.desc())),
    };
    Ok(rest.limit(window.limit()).offset(window.skipped()).select(Row::as_select()).load(db)?)
}

/// The rows behind the window's place. The first of the two conditions lets the index find where to begin.
fn behind<'a>(rows: Boxed<'a>, by: Order, window: &Window) -> Boxed<'a> {
    let Some((key, id)) = window.from() else { return rows };
    let (id, at, text) = (ClientId::new(id), Moment::from_micros(key.micros()), key.text().to_owned());
    match (by, window.ascends()) {
        (Order::Created, true) => {
            rows.filter(clients::created_at.ge(at)).filter(clients::created_at.gt(at).or(clients::id.gt(id)))
        }
        (Order::Created, false) => {
            rows.filter(clients::created_at.le(at)).filter(clients::created_at.lt(at).or(clients::id.lt(id)))
        }
        (Order::Name, true) => {
            rows.filter(clients::name.ge(text.clone())).filter(clients::name.gt(text).or(clients::id.gt(id)))
        }
        (Order::Name, false) => {
            rows.filter(clients::name.le(text.clone())).filter(clients::name.lt(text).or(clients::id.lt(id)))
        }
        (Order::Identifier, true) => rows.filter(clients::identifier.gt(text)),
        (Order::Identifier, false) => rows.filter(clients::identifier.lt(text)),
    }
}

pub(in crate::clients) fn count(db: &mut Db, owner: TenantId, filter: &Filter) -> Result<i64> {
    let found: Vec<ClientId> = wanted(owner, filter).select(clients::id).limit(COUNTED).load(db)?;
    Ok(i64::try_from(found.len()).unwrap_or(COUNTED))
}

/// The global clients that `tenant` has anything to do with; or all. So many questions of an index as the platform has
/// clients, not a walk over what they hold.
fn global<'a>(tenant: TenantId, all: bool) -> Boxed<'a> {
    let wanted = wanted(TenantId::PLATFORM, &Filter::default());
    if all {
        return wanted;
    }
    let tokens = access_tokens::table
        .filter(access_tokens::tenant_id.eq(tenant))
        .filter(access_tokens::client_tenant_id.eq(TenantId::PLATFORM))
        .filter(access_tokens::client_id.eq(clients::id));
    let families = token_families::table
        .filter(token_families::tenant_id.eq(tenant))
        .filter(token_families::client_tenant_id.eq(TenantId::PLATFORM))
        .filter(token_families::client_id.eq(clients::id));
    let allowed = consents::table
        .filter(consents::tenant_id.eq(tenant))
        .filter(consents::client_tenant_id.eq(TenantId::PLATFORM))
        .filter(consents::client_id.eq(clients::id));
    let decided = global_client_settings::table
        .filter(global_client_settings::tenant_id.eq(tenant))
        .filter(global_client_settings::client_id.eq(clients::id));
    wanted.filter(exists(tokens).or(exists(families)).or(exists(allowed)).or(exists(decided)))
}

pub(in crate::clients) fn global_page(
    db: &mut Db,
    tenant: TenantId,
    every: bool,
    by: Order,
    window: &Window,
) -> Result<Part<Client>> {
    let rows = rows(db, global(tenant, every), by, window)?;
    window.part(rows).map(|rows| {
        let clients = all(db, TenantId::PLATFORM, rows)?;
        clients.into_iter().map(|client| seen_by(db, tenant, client)).collect()
    })
}

pub(in crate::clients) fn global_count(db: &mut Db, tenant: TenantId, every: bool) -> Result<i64> {
    let found: Vec<ClientId> = global(tenant, every).select(clients::id).limit(COUNTED).load(db)?;
    Ok(i64::try_from(found.len()).unwrap_or(COUNTED))
}
