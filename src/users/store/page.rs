//! A part of a list of users.

use diesel::prelude::*;

use super::Row;
use crate::clock::Moment;
use crate::storage::schema::users;
use crate::storage::{COUNTED, Db, Part, Result, Window, contains};
use crate::tenants::TenantId;
use crate::users::list::{Filter, Order};
use crate::users::{User, UserId};

type Boxed<'a> = users::BoxedQuery<'a, <Db as Connection>::Backend>;

/// What is left of the users of `tenant`; no tombstones.
fn wanted<'a>(tenant: TenantId, filter: &Filter) -> Boxed<'a> {
    let mut wanted = users::table.filter(users::tenant_id.eq(tenant)).into_boxed();
    wanted = wanted.filter(users::deleted_at.is_null());
    if !filter.roles.is_empty() {
        let roles: Vec<&str> = filter.roles.iter().map(|role| role.as_str()).collect();
        wanted = wanted.filter(users::role.eq_any(roles));
    }
    if let Some(external) = &filter.external_id {
        wanted = wanted.filter(users::external_id.eq(external.clone()));
    }
    if let Some(text) = &filter.text {
        wanted = wanted.filter(contains(users::name, text).or(contains(users::email, text)));
    }
    wanted
}

pub(in crate::users) fn page(
    db: &mut Db,
    tenant: TenantId,
    filter: &Filter,
    by: Order,
    window: &Window,
) -> Result<Part<User>> {
    let rest = behind(wanted(tenant, filter), by, window);
    let rest = match (by, window.ascends()) {
        (Order::Created, true) => rest.order((users::created_at.asc(), users::id.asc())),
        (Order::Created, false) => rest.order((users::created_at.desc(), users::id.desc())),
        (Order::Email, true) => rest.order((users::email_key.asc(), users::id.asc())),
        (Order::Email, false) => rest.order((users::email_key.desc(), users::id.desc())),
        (Order::Name, true) => rest.order((users::name.asc(), users::id.asc())),
        (Order::Name, false) => rest.order((users::name.desc(), users::id.desc())),
    };
    let rows: Vec<Row> = rest.limit(window.limit()).offset(window.skipped()).select(Row::as_select()).load(db)?;
    window.part(rows).map(|rows| rows.into_iter().map(User::try_from).collect())
}

/// The rows behind the window's place. The first of the two conditions lets the index find where to begin.
fn behind<'a>(rows: Boxed<'a>, by: Order, window: &Window) -> Boxed<'a> {
    let Some((key, id)) = window.from() else { return rows };
    let (id, at, text) = (UserId::new(id), Moment::from_micros(key.micros()), key.text().to_owned());
    match (by, window.ascends()) {
        (Order::Created, true) => {
            rows.filter(users::created_at.ge(at)).filter(users::created_at.gt(at).or(users::id.gt(id)))
        }
        (Order::Created, false) => {
            rows.filter(users::created_at.le(at)).filter(users::created_at.lt(at).or(users::id.lt(id)))
        }
        (Order::Email, true) => rows.filter(users::email_key.gt(text)),
        (Order::Email, false) => rows.filter(users::email_key.lt(text)),
        (Order::Name, true) => {
            rows.filter(users::name.ge(text.clone())).filter(users::name.gt(text).or(users::id.gt(id)))
        }
        (Order::Name, false) => {
            rows.filter(users::name.le(text.clone())).filter(users::name.lt(text).or(users::id.lt(id)))
        }
    }
}

pub(in crate::users) fn count(db: &mut Db, tenant: TenantId, filter: &Filter) -> Result<i64> {
    let found: Vec<UserId> = wanted(tenant, filter).select(users::id).limit(COUNTED).load(db)?;
    Ok(i64::try_from(found.len()).unwrap_or(COUNTED))
}
