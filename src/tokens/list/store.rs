//! How tokens are listed: a range of one index, then what the rows are part of, in one query each.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Filter, Listed};
use crate::clients::ClientId;
use crate::clock::Moment;
use crate::storage::schema::{access_tokens, clients, refresh_tokens, token_families, users};
use crate::storage::{COUNTED, Db, Failure, Part, Result, Window};
use crate::tenants::TenantId;
use crate::tokens::access::store::{AccessTokenRow, read};
use crate::tokens::{AccessTokenId, FamilyId, RefreshTokenId, kept_scopes};
use crate::users::UserId;

type Boxed<'a> = access_tokens::BoxedQuery<'a, <Db as Connection>::Backend>;

fn wanted<'a>(tenant: TenantId, filter: &Filter, now: Moment) -> Boxed<'a> {
    let mut wanted = access_tokens::table.filter(access_tokens::tenant_id.eq(tenant)).into_boxed();
    if let Some(user) = filter.user {
        wanted = wanted.filter(access_tokens::user_id.eq(user));
    }
    if let Some(client) = filter.client {
        let its = access_tokens::client_tenant_id.eq(client.tenant).and(access_tokens::client_id.eq(client.id));
        wanted = wanted.filter(its);
    }
    if filter.expired { wanted } else { wanted.filter(access_tokens::ends_at.gt(now)) }
}

pub(super) fn page(
    db: &mut Db,
    tenant: TenantId,
    filter: &Filter,
    window: &Window,
    now: Moment,
) -> Result<Part<Listed>> {
    let mut rest = wanted(tenant, filter, now);
    if let Some((key, id)) = window.from() {
        let (at, id) = (Moment::from_micros(key.micros()), AccessTokenId::new(id));
        rest = if window.ascends() {
            let behind = access_tokens::ends_at.gt(at).or(access_tokens::id.gt(id));
            rest.filter(access_tokens::ends_at.ge(at)).filter(behind)
        } else {
            let behind = access_tokens::ends_at.lt(at).or(access_tokens::id.lt(id));
            rest.filter(access_tokens::ends_at.le(at)).filter(behind)
        };
    }
    let rest = if window.ascends() {
        rest.order((access_tokens::ends_at.asc(), access_tokens::id.asc()))
    } else {
        rest.order((access_tokens::ends_at.desc(), access_tokens::id.desc()))
    };
    let rows = rest.limit(window.limit()).offset(window.skipped()).select(AccessTokenRow::as_select()).load(db)?;
    window.part(rows).map(|rows| listed(db, tenant, rows))
}

pub(super) fn find(db: &mut Db, tenant: TenantId, id: AccessTokenId) -> Result<Option<Listed>> {
    let mine = access_tokens::table.find((id, tenant));
    let row = mine.select(AccessTokenRow::as_select()).get_result(db).optional()?;
    Ok(listed(db, tenant, row.into_iter().collect())?.pop())
}

/// Rows counted, as far as `most`.
pub(super) fn count(db: &mut Db, tenant: TenantId, filter: &Filter, now: Moment, most: i64) -> Result<i64> {
    let found: Vec<AccessTokenId> = wanted(tenant, filter, now).select(access_tokens::id).limit(most).load(db)?;
    Ok(i64::try_from(found.len()).unwrap_or(most))
}

/// Rows counted, and the last use of any of them.
pub(super) fn summary(db: &mut Db, tenant: TenantId, filter: &Filter, now: Moment) -> Result<(i64, Option<Moment>)> {
    let last = wanted(tenant, filter, now).order((access_tokens::ends_at.desc(), access_tokens::id.desc()));
    let uses: Vec<Option<Moment>> = last.select(access_tokens::used_at).limit(COUNTED).load(db)?;
    Ok((i64::try_from(uses.len()).unwrap_or(COUNTED), uses.into_iter().flatten().max()))
}

/// What a family says of its tokens.
#[derive(Queryable, Selectable)]
#[diesel(table_name = token_families)]
struct FamilyRow {
    id: FamilyId,
    revoked_at: Option<Moment>,
    access_token_id: Option<AccessTokenId>,
    refresh_token_id: Option<RefreshTokenId>,
    created_at: Moment,
    scopes: String,
}

/// A name and an address, and whether who has them is gone.
type Named = (String, String, bool);

fn listed(db: &mut Db, tenant: TenantId, rows: Vec<AccessTokenRow>) -> Result<Vec<Listed>> {
    let families = families(db, tenant, &rows)?;
    let refreshes = refreshes(db, tenant, families.values().filter_map(|family| family.refresh_token_id).collect())?;
    let (clients, users) = (names_of_clients(db, tenant, &rows)?, names_of_users(db, tenant, &rows)?);
    let one = |row: AccessTokenRow| {
        let ends_at = row.ends_at;
        let token = read(row)?;
        let family = token.family.and_then(|id| families.get(&id));
        let refresh =
            family.filter(|family| family.access_token_id == Some(token.id)).and_then(|family| family.refresh_token_id);
        let (client, client_gone) = clients.get(&token.client.id).cloned().unwrap_or_default();
        let (user, email, user_gone) = users.get(&token.user).cloned().unwrap_or_default();
        let family_gone = family.is_some_and(|family| family.revoked_at.is_some());
        let ended = token.revoked_at.is_some() || family_gone || client_gone || user_gone;
        let refresh = refresh.and_then(|id| refreshes.get(&id).cloned());
        let family =
            family.map(|family| Ok::<_, Failure>((family.created_at, kept_scopes(&family.scopes)?))).transpose()?;
        Ok(Listed { token, refresh, ends_at, client, user, email, family, ended })
    };
    rows.into_iter().map(one).collect()
}

fn families(db: &mut Db, tenant: TenantId, rows: &[AccessTokenRow]) -> Result<HashMap<FamilyId, FamilyRow>> {
    let ids: Vec<FamilyId> = rows.iter().filter_map(|row| row.family_id).collect();
    let theirs = token_families::table.filter(token_families::tenant_id.eq(tenant));
    let theirs = theirs.filter(token_families::id.eq_any(ids));
    let found = theirs.select(FamilyRow::as_select()).load(db)?;
    Ok(found.into_iter().map(|family| (family.id, family)).collect())
}

fn refreshes(
    db: &mut Db,
    tenant: TenantId,
    ids: Vec<RefreshTokenId>,
) -> Result<HashMap<RefreshTokenId, (String, Moment)>> {
    let theirs = refresh_tokens::table.filter(refresh_tokens::tenant_id.eq(tenant));
    let theirs = theirs.filter(refresh_tokens::id.eq_any(ids));
    let shown = (refresh_tokens::hint, refresh_tokens::expires_at);
    let found: Vec<(RefreshTokenId, (String, Moment))> = theirs.select((refresh_tokens::id, shown)).load(db)?;
    Ok(found.into_iter().collect())
}

/// Names, and whether what they name is gone. No two clients share a number, whosever they are.
fn names_of_clients(
    db: &mut Db,
    tenant: TenantId,
    rows: &[AccessTokenRow],
) -> Result<HashMap<ClientId, (String, bool)>> {
    let ids: Vec<ClientId> = rows.iter().map(|row| row.client_id).collect();
    let theirs = clients::table.filter(clients::tenant_id.eq_any([tenant, TenantId::PLATFORM]));
    let columns = (clients::id, clients::name, clients::deleted_at);
    let found: Vec<(ClientId, String, Option<Moment>)> =
        theirs.filter(clients::id.eq_any(ids)).select(columns).load(db)?;
    Ok(found.into_iter().map(|(id, name, gone)| (id, (name, gone.is_some()))).collect())
}

fn names_of_users(db: &mut Db, tenant: TenantId, rows: &[AccessTokenRow]) -> Result<HashMap<UserId, Named>> {
    let ids: Vec<UserId> = rows.iter().map(|row| row.user_id).collect();
    let theirs = users::table.filter(users::tenant_id.eq(tenant)).filter(users::id.eq_any(ids));
    let columns = (users::id, users::name, users::email, users::deleted_at);
    let found: Vec<(UserId, String, String, Option<Moment>)> = theirs.select(columns).load(db)?;
    Ok(found.into_iter().map(|(id, name, email, gone)| (id, (name, email, gone.is_some()))).collect())
}
