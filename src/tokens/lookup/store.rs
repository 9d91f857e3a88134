//! The query behind the look-up.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use diesel::prelude::*;
use quick_cache::sync::Cache;

use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::secret::Digest;
use crate::storage::schema::{access_tokens, token_families};
use crate::storage::{Db, Loaded, Result, Text, any_pair_of};
use crate::tenants::TenantId;
use crate::tokens::lookup::{TokenKey, TokenRecord, UNSEEN};
use crate::tokens::{AccessTokenId, FamilyId, kept_scopes};
use crate::users::UserId;

/// Its key; what it is and was; when it and its family were revoked.
type Row = (
    (TenantId, Digest),
    (AccessTokenId, Option<FamilyId>, (TenantId, ClientId), UserId, String),
    (Moment, Option<Moment>, Option<Moment>),
    (Option<Moment>, Option<Moment>),
);

/// The scopes that thousands of tokens have in common are in memory once, and read once.
type Scopes = Cache<String, Arc<Scope>>;

/// How many of them are known at once.
const SCOPES: usize = 10_000;

/// What was found, by key.
type Found = Result<Vec<(TokenKey, Loaded<TokenRecord>)>>;

/// Loads what is asked for, with one statement; what was never issued is left out.
pub(crate) fn loader() -> impl Fn(&mut Db, &[TokenKey]) -> Found + Send + Sync {
    let scopes = Scopes::new(SCOPES);
    move |db, keys| load(db, keys, &scopes)
}

fn load(db: &mut Db, keys: &[TokenKey], scopes: &Scopes) -> Found {
    static LOAD: Text = Text::new();
    let asked = access_tokens::table
        .left_join(
            token_families::table.on(token_families::tenant_id
                .eq(access_tokens::tenant_id)
                .and(token_families::id.nullable().eq(access_tokens::family_id))),
        )
        .filter(any_pair_of(access_tokens::tenant_id, access_tokens::digest, keys))
        .select((
            (access_tokens::tenant_id, access_tokens::digest),
            (
                access_tokens::id,
                access_tokens::family_id,
                (access_tokens::client_tenant_id, access_tokens::client_id),
                access_tokens::user_id,
                access_tokens::scopes,
            ),
            (access_tokens::created_at, access_tokens::expires_at, access_tokens::used_at),
            (access_tokens::revoked_at, token_families::revoked_at.nullable()),
        ));
    let rows: Vec<Row> = LOAD.of(asked).load(db)?;
    rows.into_iter().map(|row| loaded(row, scopes)).collect()
}

fn loaded(row: Row, scopes: &Scopes) -> Result<(TokenKey, Loaded<TokenRecord>)> {
    let (key, (id, family, client, user, words), (created_at, expires_at, used_at), ends) = row;
    let tenant = key.0.number();
    let record = TokenRecord {
        id,
        family,
        alive: ends == (None, None),
        scopes: scopes.get_or_insert_with(words.as_str(), || kept_scopes(&words).map(Arc::new))?,
        created_at,
        expires_at,
        client: ClientKey { tenant: client.0, id: client.1 },
        user,
        used: AtomicI64::new(used_at.map_or(UNSEEN, Moment::micros)),
    };
    Ok(((tenant, key.1), Loaded { value: Arc::new(record), tenant }))
}

#[cfg(test)]
mod tests;
