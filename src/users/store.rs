//! How users are kept.

pub(crate) mod given;
mod page;

use diesel::prelude::*;

use super::{KeptPassword, Named, Role, User, UserId};
use crate::clock::Moment;
use crate::storage::schema::users;
use crate::storage::{Db, Failure, Result, Text, any_pair_of, claimed};
use crate::tenants::TenantId;

pub(super) use page::{count, page};

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = users, primary_key(tenant_id, id), treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: TenantId,
    id: UserId,
    external_id: Option<String>,
    email: String,
    email_key: String,
    name: String,
    role: String,
    verified: bool,
    suspended: bool,
    locale: Option<String>,
    time_zone: Option<String>,
    password: Option<String>,
    password_changed_at: Option<Moment>,
    created_at: Moment,
    updated_at: Moment,
    deleted_at: Option<Moment>,
}

impl TryFrom<Row> for User {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self> {
        let role = Role::parse(&row.role)
            .ok_or_else(|| Failure::Corrupt(format!("user {} has the role {:?}", row.id, row.role)))?;
        Ok(Self {
            tenant: row.tenant_id,
            id: row.id,
            external_id: row.external_id,
            email: row.email,
            name: row.name,
            role,
            verified: row.verified,
            suspended: row.suspended,
            locale: row.locale,
            time_zone: row.time_zone,
            password: row.password.map(KeptPassword::from_phc),
            password_changed_at: row.password_changed_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            deleted_at: row.deleted_at,
        })
    }
}

/// A tombstone keeps no address, and the key of none: `deleted 7` is no address of anybody.
fn email_key(user: &User) -> String {
    match user.deleted_at {
        None => super::email_key(&user.email),
        Some(_) => format!("deleted {}", user.id),
    }
}

impl From<&User> for Row {
    fn from(user: &User) -> Self {
        let user = user.clone();
        Self {
            tenant_id: user.tenant,
            id: user.id,
            email_key: email_key(&user),
            external_id: user.external_id,
            email: user.email,
            name: user.name,
            role: user.role.as_str().to_owned(),
            verified: user.verified,
            suspended: user.suspended,
            locale: user.locale,
            time_zone: user.time_zone,
            password: user.password.map(|password| password.as_phc().to_owned()),
            password_changed_at: user.password_changed_at,
            created_at: user.created_at,
            updated_at: user.updated_at,
            deleted_at: user.deleted_at,
        }
    }
}

/// Whom a row of a join is about, if there is one and they may act.
pub(crate) fn acting(row: Option<Row>) -> Result<Option<User>> {
    Ok(row.map(User::try_from).transpose()?.filter(User::may_act))
}

/// The user with the number `id`, a tombstone included.
pub fn by_id(db: &mut Db, tenant: TenantId, id: UserId) -> Result<Option<User>> {
    static BY_ID: Text = Text::new();
    found(BY_ID.of(users::table.find((tenant, id)).select(Row::as_select())).get_result(db))
}

/// The user with the number `id`, whose row is this job's until it is over: whoever else wants it so waits, and then sees
/// what was written. No tombstone.
pub(crate) fn claim(db: &mut Db, tenant: TenantId, id: UserId) -> Result<Option<User>> {
    static CLAIM: Text = Text::new();
    let alive = users::table.find((tenant, id)).filter(users::deleted_at.is_null());
    found(CLAIM.of(claimed(alive.select(Row::as_select()))).get_result(db))
}

/// The users with these tenants and numbers, tombstones included.
pub(crate) fn by_keys(db: &mut Db, keys: &[(i64, i64)]) -> Result<Vec<User>> {
    let named = users::table.filter(any_pair_of(users::tenant_id, users::id, keys));
    static BY_KEYS: Text = Text::new();
    BY_KEYS.of(named.select(Row::as_select())).load(db)?.into_iter().map(User::try_from).collect()
}

/// Who the users `ids` are, tombstones included.
pub(super) fn named(db: &mut Db, tenant: TenantId, ids: &[UserId]) -> Result<Vec<Named>> {
    let some = users::table.filter(users::tenant_id.eq(tenant)).filter(users::id.eq_any(ids));
    let found = some.select((users::id, users::external_id, users::email, users::name)).load(db)?;
    Ok(found.into_iter().map(|(id, external_id, email, name)| Named { id, external_id, email, name }).collect())
}

/// The user with the address `email`, whatever its case.
pub fn by_email(db: &mut Db, tenant: TenantId, email: &str) -> Result<Option<User>> {
    static BY_EMAIL: Text = Text::new();
    found(BY_EMAIL.of(addressed(tenant, super::email_key(email)).select(Row::as_select())).get_result(db))
}

/// The user that the vendor calls `external_id`.
pub fn by_external_id(db: &mut Db, tenant: TenantId, external_id: &str) -> Result<Option<User>> {
    found(called(tenant, external_id).select(Row::as_select()).get_result(db))
}

/// Whom [`by_email`] finds, claimed.
pub(super) fn claim_by_email(db: &mut Db, tenant: TenantId, email: &str) -> Result<Option<User>> {
    found(claimed(addressed(tenant, super::email_key(email)).select(Row::as_select())).get_result(db))
}

/// Whom [`by_external_id`] finds, claimed.
pub(super) fn claim_by_external_id(db: &mut Db, tenant: TenantId, external_id: &str) -> Result<Option<User>> {
    found(claimed(called(tenant, external_id).select(Row::as_select())).get_result(db))
}

#[diesel::dsl::auto_type]
fn addressed(tenant: TenantId, email_key: String) -> _ {
    users::table.filter(users::tenant_id.eq(tenant)).filter(users::email_key.eq(email_key))
}

#[diesel::dsl::auto_type]
fn called<'a>(tenant: TenantId, external_id: &'a str) -> _ {
    users::table.filter(users::tenant_id.eq(tenant)).filter(users::external_id.eq(external_id))
}

fn found(row: QueryResult<Row>) -> Result<Option<User>> {
    row.optional()?.map(User::try_from).transpose()
}

/// Whether somebody else than `user` administers their tenant.
pub(super) fn has_other_admin(db: &mut Db, user: &User) -> Result<bool> {
    let others = users::table.filter(users::tenant_id.eq(user.tenant)).filter(users::id.ne(user.id));
    let admins = others.filter(users::role.eq(Role::Admin.as_str())).filter(users::suspended.eq(false));
    let found: Vec<UserId> = admins.filter(users::deleted_at.is_null()).select(users::id).limit(1).load(db)?;
    Ok(!found.is_empty())
}

/// Keeps a new user.
pub fn insert(db: &mut Db, user: &User) -> Result<()> {
    diesel::insert_into(users::table).values(Row::from(user)).execute(db)?;
    Ok(())
}

/// Keeps what changed of a user.
pub fn update(db: &mut Db, user: &User) -> Result<()> {
    diesel::update(users::table.find((user.tenant, user.id))).set(Row::from(user)).execute(db)?;
    Ok(())
}
