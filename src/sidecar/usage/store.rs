//! How usage is kept: a row for each caller of a token and day.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use ring::digest::{Context, SHA256};

use super::{DAY, KEPT_DAYS, MOST_A_DAY, Seen};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::sidecar::token::ApiTokenId;
use crate::storage::schema::{api_token_usage, api_tokens};
use crate::storage::{Db, Failure, Result};
use crate::tenants::TenantId;
use crate::users::UserId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_token_usage)]
struct Row {
    tenant_id: TenantId,
    digest: Digest,
    api_token_id: ApiTokenId,
    day: i64,
    accepted: bool,
    user_id: Option<UserId>,
    ip_address: String,
    user_agent: String,
    path: String,
    calls: i64,
    first_at: Moment,
    last_at: Moment,
    expires_at: Moment,
}

/// Whether there still is such a token.
pub(crate) fn is_there(db: &mut Db, tenant: TenantId, token: ApiTokenId) -> Result<bool> {
    let found = api_tokens::table.find((tenant, token)).select(api_tokens::id).get_result::<ApiTokenId>(db);
    Ok(found.optional()?.is_some())
}

/// Notes that `token` was used at `at`, unless it was used later.
pub(crate) fn used(db: &mut Db, tenant: TenantId, token: ApiTokenId, at: Moment) -> Result<()> {
    let earlier = api_tokens::last_used_at.is_null().or(api_tokens::last_used_at.lt(at));
    let token = api_tokens::table.filter(api_tokens::tenant_id.eq(tenant)).filter(api_tokens::id.eq(token));
    diesel::update(token.filter(earlier)).set(api_tokens::last_used_at.eq(at)).execute(db)?;
    Ok(())
}

/// Adds what was seen to the row of its caller, or to that of all others if the day has had too many callers.
///
/// Two nodes that see a caller first at the same time both insert the row; the database takes one, and the other's
/// job runs again and finds it.
pub(crate) fn add(db: &mut Db, seen: &Seen) -> Result<()> {
    if count(db, seen)? {
        return Ok(());
    }
    if !seen.is_folded() && callers(db, seen)? >= MOST_A_DAY {
        return add(db, &seen.clone().folded());
    }
    let row = Row {
        tenant_id: seen.tenant,
        digest: digest(seen)?,
        api_token_id: seen.token,
        day: seen.day,
        accepted: seen.accepted,
        user_id: seen.user,
        ip_address: seen.address.clone(),
        user_agent: seen.user_agent.clone(),
        path: seen.path.clone(),
        calls: seen.calls,
        first_at: seen.first_at,
        last_at: seen.last_at,
        expires_at: Moment::from_micros(0).plus((seen.day + 1 + KEPT_DAYS) * DAY),
    };
    diesel::insert_into(api_token_usage::table).values(row).execute(db)?;
    Ok(())
}

/// Adds to the caller's row; false if there is none yet.
fn count(db: &mut Db, seen: &Seen) -> Result<bool> {
    let row = api_token_usage::table.find((seen.tenant, digest(seen)?));
    let known: Option<Moment> = row.select(api_token_usage::last_at).get_result(db).optional()?;
    let Some(known) = known else { return Ok(false) };
    let more = (
        api_token_usage::calls.eq(api_token_usage::calls + seen.calls),
        api_token_usage::last_at.eq(known.max(seen.last_at)),
    );
    Ok(diesel::update(row).set(more).execute(db)? > 0)
}

fn callers(db: &mut Db, seen: &Seen) -> Result<i64> {
    let rows = api_token_usage::table
        .filter(api_token_usage::tenant_id.eq(seen.tenant))
        .filter(api_token_usage::api_token_id.eq(seen.token))
        .filter(api_token_usage::day.eq(seen.day))
        .filter(api_token_usage::accepted.eq(seen.accepted));
    Ok(rows.count().get_result(db)?)
}

/// The digest of what tells one row from another.
fn digest(seen: &Seen) -> Result<Digest> {
    let mut context = Context::new(&SHA256);
    for number in [seen.token.number(), seen.day, i64::from(seen.accepted), seen.user.map_or(0, UserId::number)] {
        context.update(&number.to_be_bytes());
    }
    for text in [&seen.address, &seen.user_agent, &seen.path] {
        context.update(&(text.len() as u64).to_be_bytes());
        context.update(text.as_bytes());
    }
    Digest::from_slice(context.finish().as_ref()).ok_or_else(|| Failure::Corrupt("a digest has 32 bytes".into()))
}

/// Every row of `token` since the day `since`, the newest last.
pub(super) fn of_token(db: &mut Db, tenant: TenantId, token: ApiTokenId, since: i64) -> Result<Vec<Seen>> {
    let rows = api_token_usage::table
        .filter(api_token_usage::tenant_id.eq(tenant))
        .filter(api_token_usage::api_token_id.eq(token))
        .filter(api_token_usage::day.ge(since))
        .order((api_token_usage::day, api_token_usage::digest))
        .select(Row::as_select())
        .load(db)?;
    Ok(rows.into_iter().map(Seen::from).collect())
}

impl From<Row> for Seen {
    fn from(row: Row) -> Self {
        Self {
            tenant: row.tenant_id,
            token: row.api_token_id,
            day: row.day,
            accepted: row.accepted,
            user: row.user_id,
            address: row.ip_address,
            user_agent: row.user_agent,
            path: row.path,
            calls: row.calls,
            first_at: row.first_at,
            last_at: row.last_at,
        }
    }
}

/// What a tenant's rows come to, for one token.
#[derive(QueryableByName)]
pub(super) struct Sum {
    #[diesel(sql_type = BigInt)]
    pub(super) api_token_id: ApiTokenId,
    #[diesel(sql_type = Bool)]
    pub(super) accepted: bool,
    #[diesel(sql_type = BigInt)]
    pub(super) calls: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) users: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) addresses: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) user_agents: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) last_at: Moment,
}

/// The sums of every token of `tenant` since the day `since`.
pub(super) fn of_tenant(db: &mut Db, tenant: TenantId, since: i64) -> Result<Vec<Sum>> {
    const SUMS: &str = "SELECT api_token_id, accepted, CAST(SUM(calls) AS BIGINT) AS calls, \
        COUNT(DISTINCT user_id) AS users, COUNT(DISTINCT ip_address) AS addresses, \
        COUNT(DISTINCT user_agent) AS user_agents, MAX(last_at) AS last_at \
        FROM api_token_usage WHERE tenant_id = $1 AND day >= $2 GROUP BY api_token_id, accepted";
    Ok(diesel::sql_query(SUMS).bind::<BigInt, _>(tenant).bind::<BigInt, _>(since).load(db)?)
}

/// The last call that was let in of each caller of each token.
#[derive(QueryableByName)]
pub(super) struct LastCall {
    #[diesel(sql_type = BigInt)]
    pub(super) api_token_id: ApiTokenId,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) user_id: Option<UserId>,
    #[diesel(sql_type = BigInt)]
    pub(super) last_at: Moment,
}

/// The last calls with every token of `tenant` since the day `since`.
pub(super) fn last_calls(db: &mut Db, tenant: TenantId, since: i64) -> Result<Vec<LastCall>> {
    const LAST: &str = "SELECT api_token_id, user_id, MAX(last_at) AS last_at FROM api_token_usage \
        WHERE tenant_id = $1 AND day >= $2 AND accepted GROUP BY api_token_id, user_id";
    Ok(diesel::sql_query(LAST).bind::<BigInt, _>(tenant).bind::<BigInt, _>(since).load(db)?)
}

/// When somebody last came with an access token.
#[derive(QueryableByName)]
pub(super) struct LastUse {
    #[diesel(sql_type = BigInt)]
    pub(super) user_id: UserId,
    #[diesel(sql_type = BigInt)]
    pub(super) used_at: Moment,
}

/// The last use of an access token by everybody who has called with an API token of `tenant` since the day `since`, of
/// those tokens that are still kept.
pub(super) fn last_elsewhere(db: &mut Db, tenant: TenantId, since: i64) -> Result<Vec<LastUse>> {
    const LAST: &str = "SELECT user_id, MAX(used_at) AS used_at FROM access_tokens \
        WHERE tenant_id = $1 AND used_at IS NOT NULL AND user_id IN \
        (SELECT user_id FROM api_token_usage WHERE tenant_id = $1 AND day >= $2 AND accepted) GROUP BY user_id";
    Ok(diesel::sql_query(LAST).bind::<BigInt, _>(tenant).bind::<BigInt, _>(since).load(db)?)
}
