//! Rows that are this job's until it is over: whoever else would change them waits, and then sees what they became.
//!
//! PostgreSQL locks what it reads, as strictly as a change of anything but the key would. SQLite's only writer has no one
//! to wait for. An UPDATE that changes nothing was refused: each leaves a dead row behind, and costs as much as a real one.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::Db;
use super::db::MultiBackend;

/// `query`, and its rows claimed. Of several tables it claims those of all of them.
pub const fn claimed<Q>(query: Q) -> Claimed<Q> {
    Claimed(query)
}

/// See [`claimed`].
#[derive(Debug, Clone, Copy)]
pub struct Claimed<Q>(Q);

impl<Q> QueryFragment<MultiBackend> for Claimed<Q>
where
    MultiBackend: Backend,
    Q: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        if let MultiBackend::Postgres(_) = out.backend() {
            out.push_sql(" FOR NO KEY UPDATE");
        }
        Ok(())
    }
}

impl<Q: QueryId> QueryId for Claimed<Q> {
    type QueryId = Claimed<Q::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query> Query for Claimed<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<Db> for Claimed<Q> {}
