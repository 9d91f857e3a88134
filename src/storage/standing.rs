//! What an operator has to know of a file that cannot be written: whose it is, and who asks, if that is what is in the way.

use std::fmt::{Display, Formatter};
use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::parts::{Kind, Part};

/// What is to be done where a file cannot be written, as far as the error says it.
#[derive(Debug)]
pub enum Remedy {
    /// To let this process write.
    Permit(Standing),
    /// To make room.
    Room,
    /// To restore a backup.
    Restore,
    /// What the error says is all that is known.
    Unknown,
}

impl Remedy {
    /// Of `error`, which came of `path`.
    pub(super) fn of(error: &dyn Display, path: &Path) -> Self {
        let error = error.to_string();
        let says = |words: &[&str]| words.iter().any(|words| error.contains(words));
        if says(&["readonly database", "unable to open database file", "Permission denied"]) {
            Self::Permit(Standing::in_the_way(path))
        } else if says(&["disk is full", "No space left"]) {
            Self::Room
        } else if says(&["malformed", "file is not a database"]) {
            Self::Restore
        } else {
            Self::Unknown
        }
    }
}

/// Goes behind the error.
impl Display for Remedy {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Permit(standing) => write!(f, "; {standing}"),
            Self::Room => f.write_str("; make room on that disk, and try again"),
            Self::Restore => {
                f.write_str("; put a backup in the place of the file, and nothing of the old one beside it")
            }
            Self::Unknown => Ok(()),
        }
    }
}

/// The owner and mode of a file, or of the folder that it would be in, beside the user of this process.
#[derive(Debug)]
pub struct Standing {
    path: PathBuf,
    owner: Option<(u32, u32)>,
}

impl Standing {
    /// Of what this process may not write to: what is at `path`, its folder, or what SQLite has beside it.
    fn in_the_way(path: &Path) -> Self {
        let beside = Kind::ALL.map(|kind| Part::of(path, kind).path().to_owned());
        let parts = beside.iter().map(PathBuf::as_path).chain(path.parent());
        let mut closed = parts.filter(|part| part.exists() && access(*part, Access::WRITE_OK).is_err());
        Self::of(closed.next().unwrap_or(path))
    }

    /// Of what is at `path`.
    fn of(path: &Path) -> Self {
        let known = |path: &Path| path.metadata().ok().map(|found: Metadata| (found.uid(), found.permissions().mode()));
        let folder = path.parent().unwrap_or(Path::new("/"));
        let (path, owner) = known(path).map_or_else(|| (folder, known(folder)), |owner| (path, Some(owner)));
        Self { path: path.to_owned(), owner }
    }
}

impl Display for Standing {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let me = rustix::process::geteuid().as_raw();
        match self.owner {
            Some((owner, mode)) => {
                let (path, mode) = (self.path.display(), mode & 0o7777);
                write!(f, "{path} is user {owner}'s, mode {mode:04o}, and this process runs as user {me}")
            }
            None => write!(f, "this process runs as user {me}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_named_only_where_permission_lacks() {
        let path = Path::new("/nowhere/grantor.db");
        let says = |error: &str| Remedy::of(&error, path).to_string();
        assert!(says("attempt to write a readonly database").contains("this process runs as user"));
        assert!(says("Permission denied (os error 13)").contains("this process runs as user"));
        assert!(says("database or disk is full").starts_with("; make room"));
        assert!(says("No space left on device (os error 28)").starts_with("; make room"));
        assert!(says("database disk image is malformed").starts_with("; put a backup"));
        assert_eq!(says("disk I/O error"), "");
    }

    #[test]
    fn a_file_that_is_not_there_stands_as_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let me = rustix::process::geteuid().as_raw();
        let (path, missing) = (folder.path().join("grantor.db"), folder.path().join("grantor.db.lock"));
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o440)).unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o750)).unwrap();
        for (of, stands, mode) in [(&path, &*path, "0440"), (&missing, folder.path(), "0750")] {
            let says = format!("{} is user {me}'s, mode {mode}, and this process runs as user {me}", stands.display());
            assert_eq!(Standing::of(of).to_string(), says);
        }
        let nowhere = Standing::of(Path::new("/nowhere/grantor.db")).to_string();
        assert_eq!(nowhere, format!("this process runs as user {me}"));
    }
}
