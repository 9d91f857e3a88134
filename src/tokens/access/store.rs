//! How access tokens are kept.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_dsl::methods::ExecuteDsl;
use diesel::sql_types::{self as sql, Array, Nullable};

use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::access_tokens;
use crate::storage::{Db, Postgres, Result, Text};
use crate::tenants::TenantId;
use crate::tokens::{AccessToken, AccessTokenId, FamilyId, kept_scopes};
use crate::users::UserId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = access_tokens, treat_none_as_default_value = false)]
pub(in crate::tokens) struct AccessTokenRow {
    tenant_id: TenantId,
    id: AccessTokenId,
    digest: Digest,
    hint: String,
    pub(in crate::tokens) family_id: Option<FamilyId>,
    client_tenant_id: TenantId,
    pub(in crate::tokens) client_id: ClientId,
    pub(in crate::tokens) user_id: UserId,
    scopes: String,
    created_at: Moment,
    expires_at: Option<Moment>,
    revoked_at: Option<Moment>,
    used_at: Option<Moment>,
    pub(in crate::tokens) ends_at: Moment,
}

/// When what never ends does.
pub(in crate::tokens) const NO_END: Moment = Moment::from_micros(i64::MAX);

/// Keeps tokens that stand for themselves, with one statement.
pub(crate) fn insert_all(db: &mut Db, tokens: &[AccessToken]) -> Result<()> {
    if let (Db::Postgres(connection), [_, _, ..]) = (&mut *db, tokens) {
        let rows: Vec<AccessTokenRow> = tokens.iter().map(|token| row(token, token.expires_at)).collect();
        return Ok(many(&rows).execute(connection).map(drop)?);
    }
    tokens.iter().try_for_each(|token| insert(db, token))
}

/// Keeps a token that stands for itself.
pub(crate) fn insert(db: &mut Db, token: &AccessToken) -> Result<()> {
    insert_until(db, token, token.expires_at)
}

/// Keeps a token, and that it or the refresh token beside it is good until `end`.
pub(crate) fn insert_until(db: &mut Db, token: &AccessToken, end: Option<Moment>) -> Result<()> {
    static INSERT: Text = Text::new();
    INSERT.of(diesel::insert_into(access_tokens::table).values(&row(token, end))).execute(db)?;
    Ok(())
}

fn row(token: &AccessToken, end: Option<Moment>) -> AccessTokenRow {
    AccessTokenRow {
        tenant_id: token.tenant,
        id: token.id,
        digest: token.digest,
        hint: token.hint.clone(),
        family_id: token.family,
        client_tenant_id: token.client.tenant,
        client_id: token.client.id,
        user_id: token.user,
        scopes: token.scopes.to_string(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
        used_at: token.used_at,
        ends_at: end.unwrap_or(NO_END),
    }
}

/// An INSERT of any number of rows: a list of each column is one parameter, so that the statement is always the same.
fn many(rows: &[AccessTokenRow]) -> impl RunQueryDsl<Postgres> + ExecuteDsl<Postgres, Pg> {
    diesel::sql_query(
        "INSERT INTO access_tokens (tenant_id, id, digest, hint, family_id, client_tenant_id, client_id, user_id, scopes, \
         created_at, expires_at, revoked_at, used_at, ends_at) \
         SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind::<Array<sql::BigInt>, _>(column(rows, |row| row.tenant_id))
    .bind::<Array<sql::BigInt>, _>(column(rows, |row| row.id))
    .bind::<Array<sql::Binary>, _>(column(rows, |row| row.digest))
    .bind::<Array<sql::Text>, _>(column(rows, |row| &*row.hint))
    .bind::<Array<Nullable<sql::BigInt>>, _>(column(rows, |row| row.family_id))
    .bind::<Array<sql::BigInt>, _>(column(rows, |row| row.client_tenant_id))
    .bind::<Array<sql::BigInt>, _>(column(rows, |row| row.client_id))
    .bind::<Array<sql::BigInt>, _>(column(rows, |row| row.user_id))
    .bind::<Array<sql::Text>, _>(column(rows, |row| &*row.scopes))
    .bind::<Array<sql::BigInt>, _>(column(rows, |row| row.created_at))
    .bind::<Array<Nullable<sql::BigInt>>, _>(column(rows, |row| row.expires_at))
    .bind::<Array<Nullable<sql::BigInt>>, _>(column(rows, |row| row.revoked_at))
    .bind::<Array<Nullable<sql::BigInt>>, _>(column(rows, |row| row.used_at))
    .bind::<Array<sql::BigInt>, _>(column(rows, |row| row.ends_at))
}

fn column<'a, T>(rows: &'a [AccessTokenRow], of: impl Fn(&'a AccessTokenRow) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

pub(in crate::tokens) fn read(row: AccessTokenRow) -> Result<AccessToken> {
    Ok(AccessToken {
        tenant: row.tenant_id,
        id: row.id,
        digest: row.digest,
        hint: row.hint,
        family: row.family_id,
        client: ClientKey { tenant: row.client_tenant_id, id: row.client_id },
        user: row.user_id,
        scopes: kept_scopes(&row.scopes)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        used_at: row.used_at,
    })
}

pub(crate) fn by_digest(db: &mut Db, tenant: TenantId, digest: Digest) -> Result<Option<AccessToken>> {
    static BY_DIGEST: Text = Text::new();
    let mine =
        access_tokens::table.filter(access_tokens::tenant_id.eq(tenant)).filter(access_tokens::digest.eq(digest));
    BY_DIGEST.of(mine.select(AccessTokenRow::as_select())).get_result(db).optional()?.map(read).transpose()
}

pub(crate) fn find(db: &mut Db, tenant: TenantId, id: AccessTokenId) -> Result<Option<AccessToken>> {
    static FIND: Text = Text::new();
    let mine = access_tokens::table.find((id, tenant));
    FIND.of(mine.select(AccessTokenRow::as_select())).get_result(db).optional()?.map(read).transpose()
}

/// Notes that the token and what stands beside it are over with their family; its digest.
pub(crate) fn end_with_family(db: &mut Db, tenant: TenantId, id: AccessTokenId, now: Moment) -> Result<Option<Digest>> {
    let over = diesel::update(access_tokens::table.find((id, tenant))).set(access_tokens::ends_at.eq(now));
    static END_WITH_FAMILY: Text = Text::new();
    Ok(END_WITH_FAMILY.of(over.returning(access_tokens::digest)).get_result(db).optional()?)
}

/// Ends one access token. Says whether it was alive until now.
pub(crate) fn end(db: &mut Db, tenant: TenantId, id: AccessTokenId, now: Moment) -> Result<bool> {
    let live = access_tokens::table.find((id, tenant)).filter(access_tokens::revoked_at.is_null());
    static END: Text = Text::new();
    let ended = diesel::update(live).set((access_tokens::revoked_at.eq(now), access_tokens::ends_at.eq(now)));
    Ok(END.of(ended).execute(db)? == 1)
}

/// Notes the first use of an access token; later ones change nothing.
pub(crate) fn note_first_use(db: &mut Db, tenant: TenantId, id: AccessTokenId, now: Moment) -> Result<usize> {
    let unused = access_tokens::table.find((id, tenant)).filter(access_tokens::used_at.is_null());
    static NOTE: Text = Text::new();
    Ok(NOTE.of(diesel::update(unused).set(access_tokens::used_at.eq(now))).execute(db)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Kind;
    use crate::storage::{Failure, Id, blank::Blank};

    fn token(id: i64, expires_at: Option<Moment>) -> AccessToken {
        let tenant = TenantId::new(7);
        AccessToken {
            tenant,
            id: Id::new(id),
            digest: Digest::of(Kind::AccessToken, tenant.number(), &id.to_string()),
            hint: format!("gr_at_{id}"),
            family: (id == 2).then(|| Id::new(id + 10)),
            client: ClientKey { tenant, id: Id::new(id + 20) },
            user: Id::new(id + 30),
            scopes: if id == 3 { "read write" } else { "read" }.parse().unwrap(),
            created_at: Moment::from_micros(id),
            expires_at,
            revoked_at: (id == 3).then(|| Moment::from_micros(id + 40)),
            used_at: (id == 4).then(|| Moment::from_micros(id + 50)),
        }
    }

    /// What is kept of each with one statement is what is kept of each by itself.
    #[tokio::test]
    async fn many_are_kept_as_each_would_be() {
        let storage = Blank::open().unwrap();
        let later = Some(Moment::from_micros(99));
        let tokens = [token(1, later), token(2, None), token(3, later), token(4, None)];
        let all = tokens.clone();
        storage.write(move |tx| insert_all(tx.db, &all)).await.unwrap();
        let find = move |db: &mut Db| {
            let rows = access_tokens::table.order(access_tokens::id).select(AccessTokenRow::as_select()).load(db)?;
            let ends = rows.iter().map(|row: &AccessTokenRow| row.ends_at).collect();
            Ok::<_, Failure>((rows.into_iter().map(read).collect::<Result<Vec<_>>>()?, ends))
        };
        let (found, ends): (Vec<AccessToken>, Vec<Moment>) = storage.read(find).await.unwrap();
        assert_eq!(found, tokens);
        assert_eq!(ends, tokens.map(|token| token.expires_at.unwrap_or(NO_END)));
    }
}
