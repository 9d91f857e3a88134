//! A copy of an SQLite database, made beside the server that runs on it.
//!
//! To copy the file is not enough while somebody writes: what was answered last stands in the log beside it. SQLite reads
//! one state of both and writes it down anew (`VACUUM INTO`), by a connection of its own, so nobody waits for it; its own
//! way of copying pages was refused, because it begins again each time that somebody writes. Whoever copies the result
//! needs no other file. Numbers that are given out after the copy was made are left out in it (`ids.rs`).

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{DatabaseUrl, Db, Failure, OpenError, Steps, ids, lock, sqlite};

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL has its own ways.
    #[error("the database is PostgreSQL's: use its own `pg_dump`, or archive its log")]
    Server,
    /// There is something else.
    #[error("{0} is no database of Grantor's")]
    Foreign(PathBuf),
    /// Nothing is overwritten.
    #[error("{0} is there already: name a file that is not")]
    Exists(PathBuf),
    /// The file cannot be made.
    #[error("cannot make {0}: {1}")]
    Unwritable(PathBuf, io::Error),
    /// The path is no text.
    #[error("{0} is not in UTF-8")]
    Unspeakable(PathBuf),
    /// The database cannot be found.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database cannot be read, or there is no room for the copy.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Copies everything that was answered before this began from the database at `url` to the new file `to`, which only this
/// user may read. It appears whole or not at all. Returns its size in bytes.
///
/// # Errors
/// If nothing was copied.
pub fn backup(url: &DatabaseUrl, to: &Path) -> Result<u64, BackupError> {
    let path = url.path().ok_or(BackupError::Server)?;
    if to.to_str().is_none() {
        return Err(BackupError::Unspeakable(to.to_owned()));
    }
    let source = sqlite::File::find(path, true)?;
    if !source.is_there()? {
        return Err(OpenError::Absent(source.path().to_owned()).into());
    }
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let unwritable = |error| BackupError::Unwritable(to.to_owned(), error);
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // By its whole path: SQLite takes some names for more than names.
    let folder = folder.canonicalize().map_err(unwritable)?;
    let draft = tempfile::Builder::new().prefix(".grantor-backup-").tempfile_in(&folder).map_err(unwritable)?;
    let name = draft.path().to_str().ok_or_else(|| BackupError::Unspeakable(to.to_owned()))?;
    is_held(&source)?;
    let mut db = ours(&source)?;
    diesel::sql_query("VACUUM INTO $1").bind::<Text, _>(name).execute(&mut db).map_err(Failure::from)?;
    is_held(&source)?;
    ids::leave_gap(&mut sqlite::File::find(draft.path(), false)?.folder()?)?;
    let kept = || {
        draft.as_file().sync_all()?;
        let bytes = draft.as_file().metadata()?.len();
        draft.persist_noclobber(to)?;
        File::open(&folder)?.sync_all()?;
        Ok(bytes)
    };
    kept().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(to.to_owned()),
        _ => unwritable(error),
    })
}

/// Whether whoever writes to the file, if anybody does, has that one and its log.
fn is_held(source: &sqlite::File) -> Result<(), BackupError> {
    let holder = lock::holder(source.path()).map_err(OpenError::from)?;
    match holder.and_then(|holder| holder.lacks(source.path())) {
        Some(part) => Err(Failure::Unavailable(part.displaced()).into()),
        None => Ok(()),
    }
}

/// The database, if its first step was one of ours.
fn ours(source: &sqlite::File) -> Result<Db, BackupError> {
    let foreign = || BackupError::Foreign(source.path().to_owned());
    let opened = source.folder().and_then(|mut db| Ok((Steps::of(&mut db)?, db)));
    let (steps, db) = opened.map_err(|failure| match failure.to_string() {
        said if said.ends_with("file is not a database") => foreign(),
        _ => failure.into(),
    })?;
    if steps.lacking == Steps::none()?.lacking { Err(foreign()) } else { Ok(db) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use super::*;
    use crate::storage::blank::Blank;
    use crate::storage::schema::platform_settings::dsl::{name, platform_settings, value};
    use crate::storage::{Options, Storage, Tx};

    async fn names(storage: &Storage) -> Vec<String> {
        storage.read(|db| Ok::<_, Failure>(platform_settings.select(name).load(db)?)).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_was_answered_is_in_a_copy_that_was_made_while_others_write() {
        let storage = Blank::open().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (url, copy) = (storage.place().url().clone(), folder.path().join("it's a copy.db"));
        if url.path().is_none() {
            return assert!(matches!(backup(&url, &copy), Err(BackupError::Server)));
        }
        let answered = AtomicUsize::new(0);
        let writing = async {
            while !copy.exists() {
                let at = answered.load(SeqCst);
                let put = move |tx: &mut Tx<'_>| {
                    let row = (name.eq(format!("{at}")), value.eq("x".repeat(2_000)));
                    Ok::<_, Failure>(diesel::insert_into(platform_settings).values(row).execute(tx.db)?)
                };
                storage.write(put).await.unwrap();
                answered.fetch_add(1, SeqCst);
            }
        };
        let copying = async {
            while answered.load(SeqCst) < 100 {
                tokio::task::yield_now().await;
            }
            let (before, to) = (answered.load(SeqCst), copy.clone());
            (before, tokio::task::spawn_blocking(move || backup(&url, &to)).await.unwrap().unwrap())
        };
        let ((), (before, bytes)) = tokio::join!(writing, copying);

        let file = std::fs::metadata(&copy).unwrap();
        assert_eq!((file.len(), file.permissions().mode() & 0o777), (bytes, 0o600));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left lying about");
        let restored = Storage::open(&DatabaseUrl::Sqlite(copy), &Options::default()).unwrap();
        let kept = names(&restored).await;
        assert!(
            (0..before).all(|at| kept.contains(&at.to_string())),
            "{before} were answered, {} are kept",
            kept.len()
        );
        restored.close().await;
    }

    #[test]
    fn nothing_is_overwritten_and_nothing_made_of_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (path, taken) = (folder.path().join("grantor.db"), folder.path().join("taken"));
        let url = DatabaseUrl::Sqlite(path.clone());
        assert!(matches!(backup(&url, &taken), Err(BackupError::Open(OpenError::Absent(_)))));
        std::fs::write(&taken, "mine").unwrap();
        std::fs::write(&path, "").unwrap();
        assert!(matches!(backup(&url, &taken), Err(BackupError::Exists(_))));
        assert!(matches!(backup(&url, &folder.path().join("not/there")), Err(BackupError::Unwritable(..))));
        assert_eq!(std::fs::read_to_string(&taken).unwrap(), "mine");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
