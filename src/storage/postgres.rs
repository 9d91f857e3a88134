//! A synchronous Diesel connection to PostgreSQL without libpq.
//!
//! [`Postgres`] drives an [`AsyncPgConnection`] with a little runtime of its own, one `block_on` a
//! query, so that every query and every use case is written once, synchronously, for both databases.
//! Diesel's own `PgConnection` was refused because libpq brings OpenSSL; `AsyncConnectionWrapper`,
//! because the `MultiConnection` derive does not take it. It must live on a thread of its own: on an
//! async worker it panics.
//!
//! A BEGIN goes out with the first statement of its transaction, so that nobody waits for the answer to it.

use std::any::Any;
use std::iter::Map;
use std::time::Duration;
use std::vec::IntoIter;

use diesel::connection::{
    AnsiTransactionManager, CacheSize, Connection, ConnectionSealed, Instrumentation, LoadConnection,
    MultiConnectionHelper, SimpleConnection, TransactionManager,
};
use diesel::expression::QueryMetadata;
use diesel::migration::{CREATE_MIGRATIONS_TABLE, MigrationConnection};
use diesel::pg::{Pg, PgMetadataLookup, PgTypeMetadata};
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::result::{ConnectionError, ConnectionResult, DatabaseErrorKind, Error, QueryResult};
use diesel::sql_types::TypeMetadata;
use diesel_async::{AsyncConnection, AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::TryStreamExt;
use futures_util::future::join;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, NoTls, Socket};

use super::tls;
use super::url::{Server, reasons};

type Row = <AsyncPgConnection as AsyncConnectionCore>::Row<'static, 'static>;
type Lookup = <Pg as TypeMetadata>::MetadataLookup;

/// How long `Postgres::establish` lets a server think.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to a PostgreSQL server.
pub struct Postgres {
    inner: AsyncPgConnection,
    /// Moves bytes while a query waits; ends when the connection does.
    driver: JoinHandle<()>,
    runtime: Runtime,
    transaction: AnsiTransactionManager,
    patience: Duration,
    /// A transaction was begun, and the server was not told yet.
    begins: bool,
    aborted: bool,
    asked: u64,
}

impl Postgres {
    /// Connects to `server`; a query that has no answer after `patience` breaks the connection.
    pub(super) fn connect(server: &Server, patience: Duration) -> ConnectionResult<Self> {
        let bad = |reason: String| ConnectionError::BadConnection(reason);
        let tls = tls::connector(server).map_err(bad)?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| bad(reasons(&error)))?;
        let (inner, driver) = runtime.block_on(async {
            let connecting = async {
                match tls {
                    Some(tls) => settle(server.config.connect(tls).await).await,
                    None => settle(server.config.connect(NoTls).await).await,
                }
            };
            let late = |_| Err(bad("the server did not answer in time".into()));
            tokio::time::timeout(patience, connecting).await.unwrap_or_else(late)
        })?;
        let transaction = AnsiTransactionManager::default();
        Ok(Self { inner, driver, runtime, transaction, patience, begins: false, aborted: false, asked: 0 })
    }

    /// From now on a query has this long for its answer.
    pub(super) const fn wait_for(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Whether it can no longer be used, as far as is known here: no round trip.
    pub(super) fn is_broken(&mut self) -> bool {
        // The other end may have hung up meanwhile: let the connection's own task notice.
        self.runtime.block_on(async {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
        });
        self.driver.is_finished() || AnsiTransactionManager::is_broken_transaction_manager(self)
    }

    /// How often the server was asked for something.
    pub(super) const fn asked(&self) -> u64 {
        self.asked
    }

    /// Cuts the connection without a word, as a network does.
    #[cfg(test)]
    pub(super) fn hang_up(&mut self) {
        self.driver.abort();
    }

    fn wait<T>(&mut self, ask: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T>) -> QueryResult<T> {
        let begins = std::mem::take(&mut self.begins);
        self.asked += 1;
        let Self { inner, runtime, patience, .. } = self;
        let asking = async {
            if !begins {
                return ask(inner).await;
            }
            // What is polled first is sent first.
            let (begun, answer) = join(async { (&*inner).batch_execute("BEGIN").await }, ask(inner)).await;
            begun.and(answer)
        };
        let answer = runtime.block_on(async { tokio::time::timeout(*patience, asking).await });
        let answer = answer.unwrap_or_else(|_| Err(failed(DatabaseErrorKind::ClosedConnection, "no answer in time")));
        if let Err(Error::DatabaseError(kind, _)) = &answer {
            self.aborted = true;
            let status = AnsiTransactionManager::transaction_manager_status_mut(self);
            match kind {
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => status.set_in_error(),
                DatabaseErrorKind::SerializationFailure => status.set_requires_rollback_maybe_up_to_top_level(true),
                _ => {}
            }
        }
        answer
    }
}

fn failed(kind: DatabaseErrorKind, reason: &str) -> Error {
    Error::DatabaseError(kind, Box::new(reason.to_owned()))
}

async fn settle<S>(
    connected: Result<(Client, tokio_postgres::Connection<Socket, S>), tokio_postgres::Error>,
) -> ConnectionResult<(AsyncPgConnection, JoinHandle<()>)>
where
    S: TlsStream + Unpin + Send + 'static,
{
    let (client, connection) = connected.map_err(|error| ConnectionError::BadConnection(reasons(&error)))?;
    let driver = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(error = reasons(&error), "a connection ended");
        }
    });
    Ok((AsyncPgConnection::try_from(client).await?, driver))
}

impl ConnectionSealed for Postgres {}

/// Everything about transactions comes through here.
impl SimpleConnection for Postgres {
    fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        if sql == "BEGIN" {
            (self.begins, self.aborted) = (true, false);
            return Ok(());
        }
        // Nothing was asked in between, so there is nothing to end.
        if matches!(sql, "COMMIT" | "ROLLBACK") && std::mem::take(&mut self.begins) {
            return Ok(());
        }
        // PostgreSQL answers the COMMIT of a transaction in which a statement failed by rolling it
        // back, and does not call that an error.
        if sql == "COMMIT" && self.aborted {
            let reason = "a statement of this transaction failed, so nothing of it can be kept";
            return Err(failed(DatabaseErrorKind::Unknown, reason));
        }
        self.wait(async |mut inner| inner.batch_execute(sql).await)?;
        if sql.starts_with("ROLLBACK") {
            self.aborted = false;
        }
        Ok(())
    }
}

impl Connection for Postgres {
    type Backend = Pg;
    type TransactionManager = AnsiTransactionManager;

    fn establish(url: &str) -> ConnectionResult<Self> {
        let server: Server =
            url.parse().map_err(|error: super::url::UrlError| ConnectionError::BadConnection(error.to_string()))?;
        Self::connect(&server, PATIENCE)
    }

    fn execute_returning_count<T: QueryFragment<Pg> + QueryId>(&mut self, source: &T) -> QueryResult<usize> {
        self.wait(async |mut inner| inner.execute_returning_count(source).await)
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        &mut self.transaction
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.inner.instrumentation()
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.inner.set_instrumentation(instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.inner.set_prepared_statement_cache_size(size);
    }
}

impl LoadConnection for Postgres {
    type Cursor<'conn, 'query> = Map<IntoIter<Row>, fn(Row) -> QueryResult<Row>>;
    type Row<'conn, 'query> = Row;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> QueryResult<Self::Cursor<'conn, 'query>>
    where
        T: Query + QueryFragment<Pg> + QueryId + 'query,
        Pg: QueryMetadata<T::SqlType>,
    {
        let rows: Vec<Row> = self.wait(async |mut inner| inner.load(source).await?.try_collect().await)?;
        Ok(rows.into_iter().map(Ok))
    }
}

impl MigrationConnection for Postgres {
    fn setup(&mut self) -> QueryResult<usize> {
        self.batch_execute(CREATE_MIGRATIONS_TABLE).map(|()| 0)
    }
}

/// Stands in for the catalogue of types while `MultiConnection` carries a query over: all of ours
/// are built in, so nothing is ever looked up.
struct BuiltInTypes;

impl PgMetadataLookup for BuiltInTypes {
    fn lookup_type(&mut self, _: &str, _: Option<&str>) -> PgTypeMetadata {
        PgTypeMetadata::new(0, 0)
    }

    fn as_any<'a>(&mut self) -> &mut (dyn Any + 'a)
    where
        Self: 'a,
    {
        self
    }
}

impl MultiConnectionHelper for Postgres {
    /// Leaks nothing: a box of a type without fields is not allocated.
    fn to_any<'a>(_: &mut Lookup) -> &mut (dyn Any + 'a) {
        Box::leak(Box::new(BuiltInTypes))
    }

    fn from_any(lookup: &mut dyn Any) -> Option<&mut Lookup> {
        lookup.downcast_mut::<BuiltInTypes>().map(|types| types as &mut Lookup)
    }
}
