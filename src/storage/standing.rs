//! Whose a file is, and who asks: what an operator has to know of one that cannot be written.

use std::fmt::{Display, Formatter};
use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The owner and mode of a file, or of the folder that it would be in, beside the user of this process.
#[derive(Debug)]
pub struct Standing {
    path: PathBuf,
    owner: Option<(u32, u32)>,
}

impl Standing {
    /// Of what is at `path`.
    pub(super) fn of(path: &Path) -> Self {
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
