//! How API tokens are kept: a row each, and one for their number.

use diesel::prelude::*;
use ipnet::IpNet;

use super::{ApiToken, ApiTokenId};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::{api_token_counts, api_token_usage, api_tokens};
use crate::storage::{Db, Failure, Result, claimed};
use crate::tenants::TenantId;
use crate::tokens::kept_scopes;
use crate::users::UserId;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = api_tokens, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: TenantId,
    id: ApiTokenId,
    digest: Digest,
    hint: String,
    description: String,
    creator_id: Option<UserId>,
    assigned_user_id: Option<UserId>,
    scopes: Option<String>,
    allowed_ips: Option<String>,
    expires_at: Option<Moment>,
    deactivated_at: Option<Moment>,
    created_at: Moment,
    updated_at: Moment,
}

type Kept = (Row, Option<Moment>);

impl TryFrom<Kept> for ApiToken {
    type Error = Failure;

    fn try_from((row, last_used_at): Kept) -> Result<Self> {
        Ok(Self {
            tenant: row.tenant_id,
            id: row.id,
            digest: row.digest,
            hint: row.hint,
            description: row.description,
            creator: row.creator_id,
            assigned_user: row.assigned_user_id,
            scopes: row.scopes.as_deref().map(kept_scopes).transpose()?,
            allowed_ips: row.allowed_ips.as_deref().map(kept_nets).transpose()?.unwrap_or_default(),
            expires_at: row.expires_at,
            deactivated_at: row.deactivated_at,
            last_used_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl From<&ApiToken> for Row {
    fn from(token: &ApiToken) -> Self {
        let nets: Vec<String> = token.allowed_ips.iter().map(ToString::to_string).collect();
        Self {
            tenant_id: token.tenant,
            id: token.id,
            digest: token.digest,
            hint: token.hint.clone(),
            description: token.description.clone(),
            creator_id: token.creator,
            assigned_user_id: token.assigned_user,
            scopes: token.scopes.as_ref().map(ToString::to_string),
            allowed_ips: (!nets.is_empty()).then(|| nets.join(" ")),
            expires_at: token.expires_at,
            deactivated_at: token.deactivated_at,
            created_at: token.created_at,
            updated_at: token.updated_at,
        }
    }
}

/// Reads nets that were kept as words.
pub(in crate::sidecar) fn kept_nets(words: &str) -> Result<Vec<IpNet>> {
    let corrupt = |_| Failure::Corrupt(format!("an API token has the addresses {words:?}"));
    words.split(' ').map(|word| word.parse().map_err(corrupt)).collect()
}

/// The API token with the number `id` of `tenant`.
pub fn by_id(db: &mut Db, tenant: TenantId, id: ApiTokenId) -> Result<Option<ApiToken>> {
    let columns = (Row::as_select(), api_tokens::last_used_at);
    let kept: Option<Kept> = api_tokens::table.find((tenant, id)).select(columns).get_result(db).optional()?;
    kept.map(ApiToken::try_from).transpose()
}

/// The same, and its row is this job's until it is over: whoever else wants it so waits, and then sees what was written.
pub(in crate::sidecar) fn claim(db: &mut Db, tenant: TenantId, id: ApiTokenId) -> Result<Option<ApiToken>> {
    let row = api_tokens::table.find((tenant, id)).select(api_tokens::id);
    let found: Option<ApiTokenId> = claimed(row).get_result(db).optional()?;
    if found.is_some() { by_id(db, tenant, id) } else { Ok(None) }
}

/// The API tokens of `tenant`, the oldest first, at most `most`.
pub fn all(db: &mut Db, tenant: TenantId, most: i64) -> Result<Vec<ApiToken>> {
    let theirs = api_tokens::table.filter(api_tokens::tenant_id.eq(tenant));
    let ordered = theirs.order((api_tokens::created_at, api_tokens::id)).limit(most);
    let kept: Vec<Kept> = ordered.select((Row::as_select(), api_tokens::last_used_at)).load(db)?;
    kept.into_iter().map(ApiToken::try_from).collect()
}

/// Takes a place for one more token of `tenant`, of `most` where nothing else was decided; false if there is none.
///
/// The count's row is the lock: of any number that ask at once, as many get a place as there are. Two that find no
/// row both insert it; the database takes one, and the other's job runs again and finds it.
pub fn take_place(db: &mut Db, tenant: TenantId, most: i64) -> Result<bool> {
    let counted = api_token_counts::table.find(tenant);
    let room = counted.filter(api_token_counts::tokens.lt(api_token_counts::most));
    let taken = diesel::update(room).set(api_token_counts::tokens.eq(api_token_counts::tokens + 1)).execute(db)?;
    if taken > 0 {
        return Ok(true);
    }
    if counted.select(api_token_counts::tokens).get_result::<i64>(db).optional()?.is_some() {
        return Ok(false);
    }
    let first =
        (api_token_counts::tenant_id.eq(tenant), api_token_counts::tokens.eq(1_i64), api_token_counts::most.eq(most));
    diesel::insert_into(api_token_counts::table).values(first).execute(db)?;
    Ok(true)
}

/// How many API tokens `tenant` has, and how many it may have; `None` before its first.
pub fn places(db: &mut Db, tenant: TenantId) -> Result<Option<(i64, i64)>> {
    let columns = (api_token_counts::tokens, api_token_counts::most);
    Ok(api_token_counts::table.find(tenant).select(columns).get_result(db).optional()?)
}

/// Lets `tenant`, which has had a token, have up to `most` of them.
pub fn allow(db: &mut Db, tenant: TenantId, most: i64) -> Result<()> {
    let counted = diesel::update(api_token_counts::table.find(tenant));
    counted.set(api_token_counts::most.eq(most)).execute(db)?;
    Ok(())
}

/// Keeps a new token; its place was taken.
pub fn insert(db: &mut Db, token: &ApiToken) -> Result<()> {
    diesel::insert_into(api_tokens::table).values(Row::from(token)).execute(db)?;
    Ok(())
}

/// Keeps what changed of a token, but for when it was last used.
pub fn update(db: &mut Db, token: &ApiToken) -> Result<()> {
    diesel::update(api_tokens::table.find((token.tenant, token.id))).set(Row::from(token)).execute(db)?;
    Ok(())
}

/// Drops a token, what is known of its use, and gives its place back.
pub fn delete(db: &mut Db, token: &ApiToken) -> Result<()> {
    let used = api_token_usage::table.filter(api_token_usage::tenant_id.eq(token.tenant));
    diesel::delete(used.filter(api_token_usage::api_token_id.eq(token.id))).execute(db)?;
    // Two deletions of one token at once give one place back.
    if diesel::delete(api_tokens::table.find((token.tenant, token.id))).execute(db)? > 0 {
        let counted = diesel::update(api_token_counts::table.find(token.tenant));
        counted.set(api_token_counts::tokens.eq(api_token_counts::tokens - 1)).execute(db)?;
    }
    Ok(())
}

/// Keeps `to` in place of `from` as the digest of a token.
pub(super) fn replace_digest(db: &mut Db, tenant: TenantId, id: ApiTokenId, from: Digest, to: Digest) -> Result<()> {
    let same = api_tokens::table.filter(api_tokens::tenant_id.eq(tenant)).filter(api_tokens::id.eq(id));
    diesel::update(same.filter(api_tokens::digest.eq(from))).set(api_tokens::digest.eq(to)).execute(db)?;
    Ok(())
}

/// Notes when a token was last used before it came here.
pub(super) fn note_last_use(db: &mut Db, tenant: TenantId, id: ApiTokenId, at: Moment) -> Result<()> {
    diesel::update(api_tokens::table.find((tenant, id))).set(api_tokens::last_used_at.eq(at)).execute(db)?;
    Ok(())
}
