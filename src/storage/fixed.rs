//! Statements of the hot paths, whose text never changes: it is written once, and their plans are kept.
//!
//! Behind a connection that may be either database, diesel writes a statement's text three times each time it runs, and
//! never keeps the plan of an UPDATE, which may have been given fewer columns. Both cost more than most of these
//! statements themselves. SQL by hand was refused: columns and types would not be checked.

use std::sync::OnceLock;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::{Connection, RunQueryDsl};

use super::Db;

type Either = <Db as Connection>::Backend;
type Writer = <Either as Backend>::QueryBuilder;

/// The text of one statement, for each database. Whoever declares it promises that the statement depends on nothing but
/// its parameters: no list of them that grows, no column that comes and goes. Debug builds check that each time.
pub struct Text {
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Text {
    /// A text that is not written yet.
    pub const fn new() -> Self {
        Self { sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// `query`, whose text this is.
    pub const fn of<Q>(&'static self, query: Q) -> Fixed<Q> {
        Fixed { query, text: self }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::new()
    }
}

/// A statement whose text is known.
pub struct Fixed<Q> {
    query: Q,
    text: &'static Text,
}

impl<Q: QueryFragment<Either>> Fixed<Q> {
    fn write(&self, mut writer: Writer, either: &Either) -> QueryResult<String> {
        self.query.to_sql(&mut writer, either)?;
        Ok(writer.finish())
    }
}

impl<Q: QueryFragment<Either>> QueryFragment<Either> for Fixed<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Either>) -> QueryResult<()> {
        self.query.walk_ast(out)
    }

    fn to_sql(&self, out: &mut Writer, either: &Either) -> QueryResult<()> {
        let (kept, blank) = match out {
            Writer::Sqlite(_) => (&self.text.sqlite, Writer::Sqlite(Default::default())),
            Writer::Postgres(_) => (&self.text.postgres, Writer::Postgres(Default::default())),
        };
        if kept.get().is_none() {
            let written = self.write(blank, either)?;
            out.push_sql(kept.get_or_init(|| written));
            return Ok(());
        }
        let text = kept.get().map_or("", String::as_str);
        debug_assert_eq!(self.write(blank, either)?, text, "a statement that is not always the same");
        out.push_sql(text);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &Either) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q: QueryId> QueryId for Fixed<Q> {
    type QueryId = Q::QueryId;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query> Query for Fixed<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<Db> for Fixed<Q> {}
