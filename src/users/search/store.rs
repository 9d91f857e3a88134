//! The query behind the search.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Wanted;
use crate::storage::schema::users;
use crate::storage::{Db, Part, Result, Window};
use crate::tenants::TenantId;
use crate::users::store::Row;
use crate::users::{User, UserId};

diesel::define_sql_function! {
    fn lower(text: Text) -> Text;
}

/// One page, in the order of names.
pub(super) fn search(db: &mut Db, tenant: TenantId, wanted: &Wanted, window: &Window) -> Result<Part<User>> {
    let mut found = users::table.filter(users::tenant_id.eq(tenant)).into_boxed();
    found = found.filter(users::deleted_at.is_null());
    if let Some(role) = wanted.role {
        found = found.filter(users::role.eq(role.as_str()));
    }
    if let Some(text) = &wanted.text {
        let plain = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = format!("%{plain}%");
        let name = lower(users::name).like(pattern.clone()).escape('\\');
        found = found.filter(name.or(users::email_key.like(pattern).escape('\\')));
    }
    if let Some((key, id)) = window.from() {
        let (id, name) = (UserId::new(id), key.text().to_owned());
        found = match window.ascends() {
            true => found.filter(users::name.gt(name.clone()).or(users::name.eq(name).and(users::id.gt(id)))),
            false => found.filter(users::name.lt(name.clone()).or(users::name.eq(name).and(users::id.lt(id)))),
        };
    }
    let found = match window.ascends() {
        true => found.order((users::name.asc(), users::id.asc())),
        false => found.order((users::name.desc(), users::id.desc())),
    };
    let rows = found.limit(window.limit()).offset(window.skipped()).select(Row::as_select()).load(db)?;
    window.part(rows).map(|rows| rows.into_iter().map(User::try_from).collect())
}
