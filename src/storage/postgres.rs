//! A synchronous Diesel connection to PostgreSQL without libpq: `AsyncPgConnection` driven by its own little runtime.
use diesel::connection::{
    AnsiTransactionManager, CacheSize, Connection, ConnectionSealed, Instrumentation, LoadConnection,
    MultiConnectionHelper, SimpleConnection, TransactionManager,
};
use diesel::pg::{Pg, PgMetadataLookup, PgTypeMetadata};
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::result::{ConnectionError, ConnectionResult, DatabaseErrorKind, Error, QueryResult};
use diesel_async::{
    AsyncConnection, AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection,
    pooled_connection::PoolableConnection,
};
use futures_util::TryStreamExt;
use std::{any::Any, future::Future, time::Duration};
use tokio::runtime::Runtime;

type Row = <AsyncPgConnection as AsyncConnectionCore>::Row<'static, 'static>;

pub struct Postgres {
    inner: AsyncPgConnection,
    runtime: Runtime,
    transaction: AnsiTransactionManager,
    patience: Duration,
}

impl Postgres {
    fn wait<T>(&mut self, ask: impl AsyncFnOnce(&mut AsyncPgConnection) -> QueryResult<T>) -> QueryResult<T> {
        let Self { inner, runtime, patience, .. } = self;
        let answer = runtime.block_on(async { tokio::time::timeout(*patience, ask(inner)).await });
        let answer = answer.unwrap_or_else(|_| {
            Err(Error::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new("no answer in time".to_string())))
        });
        if let Err(Error::DatabaseError(kind, _)) = &answer {
            let status = AnsiTransactionManager::transaction_manager_status_mut(self);
            match kind {
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => status.set_in_error(),
                DatabaseErrorKind::SerializationFailure => status.set_requires_rollback_maybe_up_to_top_level(true),
                _ => {}
            }
        }
        answer
    }
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience
    }
    pub fn raw(&mut self) -> &mut AsyncPgConnection {
        &mut self.inner
    }
    pub fn block_on<T>(&self, f: impl Future<Output = T>) -> T {
        self.runtime.block_on(f)
    }
}
impl ConnectionSealed for Postgres {}
impl SimpleConnection for Postgres {
    fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        self.wait(async |c| c.batch_execute(sql).await)
    }
}
impl Connection for Postgres {
    type Backend = Pg;
    type TransactionManager = AnsiTransactionManager;
    fn establish(url: &str) -> ConnectionResult<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| ConnectionError::BadConnection(e.to_string()))?;
        let inner = runtime.block_on(connect(url))?;
        Ok(Self { inner, runtime, transaction: Default::default(), patience: Duration::from_secs(10) })
    }
    fn execute_returning_count<T: QueryFragment<Pg> + QueryId>(&mut self, source: &T) -> QueryResult<usize> {
        self.wait(async |c| c.execute_returning_count(source).await)
    }
    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        &mut self.transaction
    }
    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.inner.instrumentation()
    }
    fn set_instrumentation(&mut self, i: impl Instrumentation) {
        self.inner.set_instrumentation(i)
    }
    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.inner.set_prepared_statement_cache_size(size)
    }
}
impl LoadConnection for Postgres {
    type Cursor<'conn, 'query> = std::vec::IntoIter<QueryResult<Row>>;
    type Row<'conn, 'query> = Row;
    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> QueryResult<Self::Cursor<'conn, 'query>>
    where
        T: Query + QueryFragment<Pg> + QueryId + 'query,
        Pg: diesel::expression::QueryMetadata<T::SqlType>,
    {
        let rows: Vec<Row> = self.wait(async |c| c.load(source).await?.try_collect().await)?;
        Ok(rows.into_iter().map(Ok).collect::<Vec<_>>().into_iter())
    }
}
impl diesel::migration::MigrationConnection for Postgres {
    fn setup(&mut self) -> QueryResult<usize> {
        self.batch_execute(diesel::migration::CREATE_MIGRATIONS_TABLE).map(|()| 0)
    }
}
impl diesel::r2d2::R2D2Connection for Postgres {
    fn ping(&mut self) -> QueryResult<()> {
        self.batch_execute("SELECT 1")
    }
    fn is_broken(&mut self) -> bool {
        self.runtime.block_on(async {
            for _ in 0..3 {
                tokio::task::yield_now().await
            }
        });
        self.inner.is_broken() || AnsiTransactionManager::is_broken_transaction_manager(self)
    }
}
/// Only built-in types are used, so there is nothing to look up.
struct BuiltinTypes;
impl PgMetadataLookup for BuiltinTypes {
    fn lookup_type(&mut self, name: &str, _: Option<&str>) -> PgTypeMetadata {
        unimplemented!("custom type {name}")
    }
    fn as_any<'a>(&mut self) -> &mut (dyn Any + 'a)
    where
        Self: 'a,
    {
        self
    }
}
impl MultiConnectionHelper for Postgres {
    fn to_any<'a>(lookup: &mut <Pg as diesel::sql_types::TypeMetadata>::MetadataLookup) -> &mut (dyn Any + 'a) {
        let _ = lookup;
        Box::leak(Box::new(BuiltinTypes))
    }
    fn from_any(lookup: &mut dyn Any) -> Option<&mut <Pg as diesel::sql_types::TypeMetadata>::MetadataLookup> {
        lookup.downcast_mut::<BuiltinTypes>().map(|l| l as _)
    }
}
async fn connect(url: &str) -> ConnectionResult<AsyncPgConnection> {
    AsyncPgConnection::establish(url).await
}
