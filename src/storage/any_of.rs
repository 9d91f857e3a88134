//! Conditions of a loader: the rows of any of these keys, written once for both databases.
//!
//! SQLite is asked for one key (`column = ?`, a statement that stays prepared), PostgreSQL for many
//! (`column = ANY(?)`, one statement for any number). Diesel's `eq_any` does the second well, but on
//! SQLite it writes a list of the length that it has, which is prepared anew each time: three times the
//! price of the look-up.
//!
//! ```
//! use grantor::secret::Digest;
//! use grantor::storage::schema::{access_tokens, tenants};
//! use grantor::storage::{Db, Loaded, Result, any_of, any_pair_of};
//! use diesel::prelude::*;
//! use std::sync::Arc;
//!
//! fn names(db: &mut Db, subdomains: &[String]) -> Result<Vec<(String, Loaded<String>)>> {
//!     let query = tenants::table.filter(any_of(tenants::subdomain, subdomains));
//!     let rows = query.select((tenants::subdomain, tenants::id, tenants::name)).load::<(String, i64, String)>(db)?;
//!     Ok(rows.into_iter().map(|(key, tenant, name)| (key, Loaded { value: Arc::new(name), tenant })).collect())
//! }
//!
//! fn scopes(db: &mut Db, tokens: &[(i64, Digest)]) -> Result<Vec<((i64, Digest), Loaded<String>)>> {
//!     let columns = (access_tokens::tenant_id, access_tokens::digest, access_tokens::scopes);
//!     let query = access_tokens::table.filter(any_pair_of(access_tokens::tenant_id, access_tokens::digest, tokens));
//!     let rows = query.select(columns).load::<(i64, Digest, String)>(db)?;
//!     Ok(rows.into_iter().map(|(tenant, token, scopes)| ((tenant, token), Loaded { value: Arc::new(scopes), tenant })).collect())
//! }
//! ```

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::{Error, QueryResult};
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, Bool, HasSqlType, SingleValue};
use diesel::sqlite::Sqlite;

use super::db::MultiBackend;

/// `column` is any of `values`.
pub fn any_of<C, V: Clone>(column: C, values: &[V]) -> AnyOf<C, V> {
    AnyOf { column, values: values.to_vec() }
}

/// `first` and `second` together are any of `pairs`.
pub fn any_pair_of<C, D, V: Clone, W: Clone>(first: C, second: D, pairs: &[(V, W)]) -> AnyPairOf<C, D, V, W> {
    let (one, two) = pairs.iter().cloned().unzip();
    AnyPairOf { first: any_of_all(first, one), second: any_of_all(second, two) }
}

fn any_of_all<C, V>(column: C, values: Vec<V>) -> AnyOf<C, V> {
    AnyOf { column, values }
}

/// See [`any_of`].
#[derive(Debug, Clone)]
pub struct AnyOf<C, V> {
    column: C,
    values: Vec<V>,
}

/// See [`any_pair_of`].
#[derive(Debug, Clone)]
pub struct AnyPairOf<C, D, V, W> {
    first: AnyOf<C, V>,
    second: AnyOf<D, W>,
}

impl<C: Expression, V> AnyOf<C, V> {
    /// `column = ?`
    fn equals<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()>
    where
        C: QueryFragment<Sqlite>,
        V: ToSql<C::SqlType, Sqlite>,
        Sqlite: HasSqlType<C::SqlType>,
    {
        let [value] = self.values.as_slice() else {
            return Err(Error::QueryBuilderError("SQLite is asked for one key at a time".into()));
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ");
        out.push_bind_param::<C::SqlType, V>(value)
    }

    /// The values, as one parameter.
    fn array<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()>
    where
        C::SqlType: SingleValue,
        Vec<V>: ToSql<Array<C::SqlType>, Pg>,
        Pg: HasSqlType<C::SqlType>,
    {
        out.push_bind_param::<Array<C::SqlType>, Vec<V>>(&self.values)
    }
}

impl<C: Expression, V> Expression for AnyOf<C, V> {
    type SqlType = Bool;
}
impl<C: AppearsOnTable<T>, V, T> AppearsOnTable<T> for AnyOf<C, V> {}
impl<C: SelectableExpression<T>, V, T> SelectableExpression<T> for AnyOf<C, V> {}
impl<C, V, G> ValidGrouping<G> for AnyOf<C, V> {
    type IsAggregate = is_aggregate::No;
}
impl<C: QueryId, V> QueryId for AnyOf<C, V> {
    type QueryId = AnyOf<C::QueryId, ()>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}

impl<C, V> QueryFragment<Sqlite> for AnyOf<C, V>
where
    C: Expression + QueryFragment<Sqlite>,
    V: ToSql<C::SqlType, Sqlite>,
    Sqlite: HasSqlType<C::SqlType>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.equals(out)
    }
}

impl<C, V> QueryFragment<Pg> for AnyOf<C, V>
where
    C: Expression + QueryFragment<Pg>,
    C::SqlType: SingleValue,
    Vec<V>: ToSql<Array<C::SqlType>, Pg>,
    Pg: HasSqlType<C::SqlType>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(");
        self.array(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl<C, V> QueryFragment<MultiBackend> for AnyOf<C, V>
where
    Self: QueryFragment<Sqlite> + QueryFragment<Pg>,
    MultiBackend: Backend,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}

impl<C: Expression, D: Expression, V, W> Expression for AnyPairOf<C, D, V, W> {
    type SqlType = Bool;
}
impl<C: AppearsOnTable<T>, D: AppearsOnTable<T>, V, W, T> AppearsOnTable<T> for AnyPairOf<C, D, V, W> {}
impl<C: SelectableExpression<T>, D: SelectableExpression<T>, V, W, T> SelectableExpression<T>
    for AnyPairOf<C, D, V, W>
{
}
impl<C, D, V, W, G> ValidGrouping<G> for AnyPairOf<C, D, V, W> {
    type IsAggregate = is_aggregate::No;
}
impl<C: QueryId, D: QueryId, V, W> QueryId for AnyPairOf<C, D, V, W> {
    type QueryId = AnyPairOf<C::QueryId, D::QueryId, (), ()>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID && D::HAS_STATIC_QUERY_ID;
}

impl<C, D, V, W> QueryFragment<Sqlite> for AnyPairOf<C, D, V, W>
where
    AnyOf<C, V>: QueryFragment<Sqlite>,
    AnyOf<D, W>: QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.first.walk_ast(out.reborrow())?;
        out.push_sql(" AND ");
        self.second.walk_ast(out.reborrow())
    }
}

/// The pairs are rows of a little table. Two conditions `= ANY(?)` were refused: PostgreSQL would
/// look for every combination.
impl<C, D, V, W> QueryFragment<Pg> for AnyPairOf<C, D, V, W>
where
    C: Expression + QueryFragment<Pg>,
    D: Expression + QueryFragment<Pg>,
    C::SqlType: SingleValue,
    D::SqlType: SingleValue,
    Vec<V>: ToSql<Array<C::SqlType>, Pg>,
    Vec<W>: ToSql<Array<D::SqlType>, Pg>,
    Pg: HasSqlType<C::SqlType> + HasSqlType<D::SqlType>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        self.first.column.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.second.column.walk_ast(out.reborrow())?;
        out.push_sql(") IN (SELECT * FROM unnest(");
        self.first.array(out.reborrow())?;
        out.push_sql(", ");
        self.second.array(out.reborrow())?;
        out.push_sql("))");
        Ok(())
    }
}

impl<C, D, V, W> QueryFragment<MultiBackend> for AnyPairOf<C, D, V, W>
where
    Self: QueryFragment<Sqlite> + QueryFragment<Pg>,
    MultiBackend: Backend,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}
