//! Statements of the hot paths, whose text never changes: it is written once, and their plans are kept.
//!
//! Behind a connection that may be either database, diesel writes a statement's text three times each time it runs, and
//! never keeps the plan of an UPDATE, which may have been given fewer columns. Both cost more than most of these
//! statements themselves. SQL by hand was refused: columns and types would not be checked.

use std::sync::OnceLock;

use diesel::backend::Backend;
use diesel::internal::derives::multiconnection::AstPassHelper;
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
    fn write(&self, either: &Either) -> QueryResult<String> {
        let mut writer = match either {
            Either::Sqlite(_) => Writer::Sqlite(Default::default()),
            Either::Postgres(_) => Writer::Postgres(Default::default()),
        };
        self.query.to_sql(&mut writer, either)?;
        Ok(writer.finish())
    }

    fn text(&self, either: &Either) -> QueryResult<&'static str> {
        let kept = match either {
            Either::Sqlite(_) => &self.text.sqlite,
            Either::Postgres(_) => &self.text.postgres,
        };
        let text = match kept.get() {
            Some(text) => text,
            None => {
                let written = self.write(either)?;
                kept.get_or_init(|| written)
            }
        };
        debug_assert_eq!(&self.write(either)?, text, "a statement that is not always the same");
        Ok(text)
    }
}

/// The parameters are collected from the statement; whoever wants its text gets the one that is kept. Nobody who asks
/// hears from the statement that its plan should not be.
impl<Q: QueryFragment<Either>> QueryFragment<Either> for Fixed<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Either>) -> QueryResult<()> {
        if out.bind_collector().is_some() || out.debug_binds().is_some() {
            return self.query.walk_ast(out);
        }
        out.push_sql(self.text(out.backend())?);
        Ok(())
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
