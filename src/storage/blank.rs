//! Blank databases, migrated, so that each test owns one: a fresh SQLite file in a millisecond, or,
//! if `GRANTOR_TEST_POSTGRES` holds an administrator's URL, a fresh database on that server, copied from
//! a template that was migrated once. The copy, by `STRATEGY FILE_COPY`, wants PostgreSQL 15 or newer. Part
//! of the library because unit and integration tests need it; a server never comes here.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use tempfile::TempDir;

use super::connect::{Home, Purpose};
use super::open::aside;
use super::{DatabaseUrl, Db, Failure, OpenError, Options, Result, Server, Storage};

/// The variable that holds the administrator's URL of a server for tests.
pub const SERVER: &str = "GRANTOR_TEST_POSTGRES";

/// Connections that write to a [`Place`] on a server, and as many that read: two get in each other's way as well as
/// more, and each costs a test the time in which it is opened.
pub const WRITERS: usize = 2;

/// How tests open a [`Place`].
pub fn options() -> Options {
    Options { readers: WRITERS, writers: WRITERS, ..Options::default() }
}

/// A blank database, which goes when this goes.
pub struct Place {
    url: DatabaseUrl,
    trace: Trace,
}

/// What there is to be removed.
enum Trace {
    Folder(TempDir),
    Database(Box<Server>, String),
}

impl Place {
    /// On PostgreSQL if [`SERVER`] is set, otherwise on SQLite.
    ///
    /// # Errors
    /// If there is no room, no server, no permission.
    pub fn fresh() -> Result<Self, OpenError> {
        match std::env::var(SERVER) {
            Ok(url) => on_server(&url, true),
            Err(_) => in_folder(),
        }
    }

    /// The same before any migration: an empty database, or a file that is not there yet.
    ///
    /// # Errors
    /// As [`Place::fresh`].
    pub fn empty() -> Result<Self, OpenError> {
        match std::env::var(SERVER) {
            Ok(url) => on_server(&url, false),
            Err(_) => folder(),
        }
    }

    /// Where it is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Opens it, as `options` say, except that commits do not wait for the disk. On SQLite it has to be
    /// closed before it is opened again; on PostgreSQL a second opening is a second node.
    ///
    /// # Errors
    /// As [`Storage::open`].
    pub fn open(&self, options: &Options) -> Result<Storage, OpenError> {
        Storage::open(&self.url, &Options { durable: false, ..options.clone() })
    }

    /// Everything that is kept: the bytes of the files, or every row of every table as text. To look for
    /// what must not be there.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn contents(&self) -> Result<Vec<Vec<u8>>> {
        match &self.trace {
            Trace::Folder(folder) => files(folder.path()).map_err(|error| Failure::Unavailable(error.to_string())),
            Trace::Database(server, name) => aside(|| rows(&mut administrator(&named(server, name))?)),
        }
    }
}

/// A [`Storage`] on a [`Place`] of its own.
pub struct Blank {
    storage: Storage,
    place: Place,
}

impl Blank {
    /// Opens a fresh one.
    ///
    /// # Errors
    /// As [`Place::fresh`].
    pub fn open() -> Result<Self, OpenError> {
        Self::with(&options())
    }

    /// The same with `options` of its own.
    ///
    /// # Errors
    /// As [`Place::fresh`].
    pub fn with(options: &Options) -> Result<Self, OpenError> {
        let place = Place::fresh()?;
        Ok(Self { storage: place.open(options)?, place })
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl std::ops::Deref for Blank {
    type Target = Storage;

    fn deref(&self) -> &Storage {
        &self.storage
    }
}

/// The threads end before the place goes.
impl Drop for Blank {
    fn drop(&mut self) {
        self.storage.0.end();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Trace::Database(server, name) = &self.trace else { return };
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        if let Err(error) = aside(|| administered(server, |db| Ok(db.batch_execute(&drop)?))) {
            tracing::warn!(%error, "a test's database stays behind");
        }
    }
}

fn files(folder: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    std::fs::read_dir(folder)?.map(|file| std::fs::read(file?.path())).collect()
}

fn rows(db: &mut Db) -> Result<Vec<Vec<u8>>> {
    const TABLES: &str = "SELECT table_name::text AS text FROM information_schema.tables WHERE table_schema = 'public'";
    let mut all = Vec::new();
    for table in diesel::sql_query(TABLES).load::<Shown>(db)? {
        let rows = format!("SELECT t::text AS text FROM {} t", table.text);
        all.extend(diesel::sql_query(rows).load::<Shown>(db)?.into_iter().map(|row| row.text.into_bytes()));
    }
    Ok(all)
}

#[derive(QueryableByName)]
struct Shown {
    #[diesel(sql_type = Text)]
    text: String,
}

/// A name that no other test has.
fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn in_folder() -> Result<Place, OpenError> {
    let place = folder()?;
    let DatabaseUrl::Sqlite(path) = &place.url else { return Ok(place) };
    let template = template_file()?;
    std::fs::copy(&template, path).map_err(|error| OpenError::Create(path.clone(), error))?;
    Ok(place)
}

/// The migrated file that tests of this very program copy, beside the program. Several may make it at once: one of
/// them gives it its name.
fn template_file() -> Result<PathBuf, OpenError> {
    let program = std::env::current_exe().map_err(|error| OpenError::Folder(PathBuf::from("."), error))?;
    let template = program.with_extension("template.db");
    let changed = |path: &Path| path.metadata().and_then(|known| known.modified()).ok();
    if changed(&template).is_some_and(|made| Some(made) > changed(&program)) {
        return Ok(template);
    }
    let mine = program.with_extension(format!("{}.db", unique()));
    let made = folder()?;
    made.open(&Options::default())?.0.end();
    let moved = std::fs::copy(made.url.path().unwrap_or(&mine), &mine).and_then(|_| std::fs::rename(&mine, &template));
    moved.map_err(|error| OpenError::Create(template.clone(), error))?;
    Ok(template)
}

fn folder() -> Result<Place, OpenError> {
    let folder = tempfile::Builder::new().prefix("grantor-blank-").tempdir();
    let folder = folder.map_err(|error| OpenError::Folder(std::env::temp_dir(), error))?;
    Ok(Place { url: DatabaseUrl::Sqlite(folder.path().join("grantor.db")), trace: Trace::Folder(folder) })
}

fn on_server(url: &str, migrated: bool) -> Result<Place, OpenError> {
    let server: Server = url.parse().map_err(|error| Failure::Unavailable(format!("{SERVER}: {error}")))?;
    let name = format!("grantor_test_{}", unique());
    let create = |db: &mut Db| {
        let template = if migrated { template(&server, db)? } else { "template0".to_owned() };
        // Files are copied faster than their pages are written twice.
        Ok(db.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))?)
    };
    aside(|| administered(&server, create))?;
    let url = DatabaseUrl::Postgres(Box::new(named(&server, &name)));
    Ok(Place { url, trace: Trace::Database(Box::new(server), name) })
}

/// Runs `work` with a connection of the administrator's. They are kept for the next test of this process, which knows
/// one server only: a new one costs more than what it is for.
fn administered<T>(server: &Server, work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
    static IDLE: Mutex<Vec<Db>> = Mutex::new(Vec::new());
    let idle = || IDLE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = idle().pop();
    let mut db = known.map_or_else(|| administrator(server), Ok)?;
    let done = work(&mut db)?;
    idle().push(db);
    Ok(done)
}

fn administrator(server: &Server) -> Result<Db> {
    let home = Home::Postgres { server: Box::new(server.clone()), patience: Options::default().patience };
    home.connect(Purpose::Write)
}

fn named(server: &Server, name: &str) -> Server {
    let mut server = server.clone();
    server.config.dbname(name);
    server
}

/// The migrated database that tests of this very program copy. Several may make it at once: each makes
/// its own, and one of them gets the name.
fn template(server: &Server, db: &mut Db) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    let program = std::env::current_exe().and_then(|path| Ok((path.metadata()?.modified()?, path)));
    program.map_err(|error| Failure::Unavailable(error.to_string()))?.hash(&mut hasher);
    let template = format!("grantor_template_{:016x}", hasher.finish());
    let known = |db: &mut Db| -> Result<bool> {
        let sql = format!("EXISTS (SELECT 1 FROM pg_database WHERE datname = '{template}')");
        Ok(diesel::select(diesel::dsl::sql::<Bool>(&sql)).get_result(db)?)
    };
    if known(db)? {
        return Ok(template);
    }
    let mine = format!("{template}_{}", unique());
    db.batch_execute(&format!("CREATE DATABASE {mine}"))?;
    let url = DatabaseUrl::Postgres(Box::new(named(server, &mine)));
    let opened = Storage::open(&url, &Options::default()).map_err(|error| Failure::Unavailable(error.to_string()))?;
    opened.0.end();
    drop(opened);
    if db.batch_execute(&format!("ALTER DATABASE {mine} RENAME TO {template}")).is_err() {
        db.batch_execute(&format!("DROP DATABASE {mine} WITH (FORCE)"))?;
        if !known(db)? {
            return Err(Failure::Unavailable(format!("{template} could not be made")));
        }
    }
    Ok(template)
}
