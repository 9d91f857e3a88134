//! Connections by purpose, and how one is replaced that was lost.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;

use super::parts::{Kind, Part};
use super::postgres::Postgres;
use super::sqlite::File;
use super::url::Server;
use super::{Db, Failure, Result};

/// Where the database is.
pub(super) enum Home {
    Sqlite(File),
    Postgres { server: Box<Server>, patience: Duration },
}

/// What a connection is for; it can do no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Write,
    /// Folding SQLite's log back into its file.
    Fold,
    Read,
    /// Reading by key, a handful of statements over and over.
    Lookup,
    /// Changing the schema, however long it takes.
    Migrate,
}

impl Home {
    pub(super) fn connect(&self, purpose: Purpose) -> Result<Db> {
        match self {
            Self::Sqlite(file) => match purpose {
                Purpose::Write | Purpose::Migrate => file.writer(),
                Purpose::Fold => file.folder(),
                Purpose::Read | Purpose::Lookup => file.reader(),
            },
            Self::Postgres { server, patience } => to_server(server, *patience, purpose),
        }
    }

    /// Whether what was opened is still where it was; a server answers that itself.
    pub(super) fn in_place(&self) -> Result<()> {
        match self {
            Self::Sqlite(file) => file.in_place(),
            Self::Postgres { .. } => Ok(()),
        }
    }

    /// What of it is not, if anything.
    pub(super) fn displaced(&self) -> Option<Kind> {
        match self {
            Self::Sqlite(file) => file.displaced().map(Part::kind),
            Self::Postgres { .. } => None,
        }
    }
}

/// A migration may take long, but not for ever.
const MIGRATION: Duration = Duration::from_secs(60 * 60);

/// Without these PostgreSQL plans a look-up of a handful of keys anew each time, with a hash join
/// over whole tables. Other engines do not know them all: what they refuse is left as it is, here and below.
const LOOKUP_PLANS: [&str; 5] = [
    "SET plan_cache_mode = force_generic_plan",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET enable_seqscan = off",
    "SET jit = off",
];

/// By its words is told a server that is away from a defect of ours (`failure.rs`). Not every role may say so.
const IN_ENGLISH: &str = "SET lc_messages = 'C'";

fn to_server(server: &Server, patience: Duration, purpose: Purpose) -> Result<Db> {
    let away = |error: &dyn std::fmt::Display| Failure::Unavailable(format!("{server}: {error}"));
    let mut connection = Postgres::connect(server, patience).map_err(|error| away(&error))?;
    let patience = if purpose == Purpose::Migrate { MIGRATION } else { patience };
    // The server gives up before we do, so that the connection survives a slow query.
    let statement = patience.as_millis() * 4 / 5;
    let settings = format!(
        "SET statement_timeout = {statement}; SET idle_in_transaction_session_timeout = {}; \
         SET default_transaction_read_only = {}",
        patience.as_millis() * 2,
        if matches!(purpose, Purpose::Read | Purpose::Lookup) { "on" } else { "off" },
    );
    connection.batch_execute(&settings).map_err(|error| away(&error))?;
    let plans = if purpose == Purpose::Lookup { &LOOKUP_PLANS[..] } else { &[] };
    let wishes = || [IN_ENGLISH].into_iter().chain(plans.iter().copied());
    if connection.batch_execute(&wishes().collect::<Vec<_>>().join("; ")).is_err() {
        for setting in wishes() {
            if let Err(error) = connection.batch_execute(setting) {
                tracing::debug!(%error, setting, "the server does not take a setting");
            }
        }
    }
    connection.wait_for(patience);
    Ok(Db::Postgres(connection))
}

/// A connection that is made when it is first needed, and again after it was lost.
pub(super) struct Kept {
    home: Arc<Home>,
    purpose: Purpose,
    db: Option<Db>,
}

impl Kept {
    pub(super) fn new(home: Arc<Home>, purpose: Purpose) -> Self {
        Self::with(home, purpose, None)
    }

    /// Starts with a connection that was made before.
    pub(super) fn with(home: Arc<Home>, purpose: Purpose, db: Option<Db>) -> Self {
        Self { home, purpose, db }
    }

    pub(super) fn into_inner(self) -> Option<Db> {
        self.db
    }

    /// [`Home::in_place`].
    pub(super) fn in_place(&self) -> Result<()> {
        self.home.in_place()
    }

    /// The connection, as far as is known in working order and outside any transaction.
    pub(super) fn get(&mut self) -> Result<&mut Db> {
        self.db.take_if(Db::is_broken);
        match &mut self.db {
            Some(db) => Ok(db),
            none => Ok(none.insert(self.home.connect(self.purpose)?)),
        }
    }

    /// Lets go of a connection whose state is not known; an open transaction ends with it.
    pub(super) fn discard(&mut self) {
        self.db = None;
    }
}
