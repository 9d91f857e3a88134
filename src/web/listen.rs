//! Where requests come in: TCP, TLS, and the operators' Unix socket.
//!
//! Every listener is bound here, before anything is served, so that a busy port is one clear sentence at the start.
//! TLS is rustls with ring, named explicitly, and speaks HTTP/1.1 only: no HTTP/2 is compiled in. The Unix socket is
//! bound in a folder that only this user may enter, gets mode 0600, and is moved to its place: at no moment can
//! anyone else connect. Setting the umask instead would concern every thread of the process.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Tls;

/// Why nothing can come in.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address is taken, or not one of this machine's.
    #[error("cannot listen on {0} ({1}): stop what listens there, or set `{2}` to another address and port")]
    Address(SocketAddr, io::Error, &'static str),
    /// The socket cannot be made.
    #[error(
        "cannot make the socket {0} ({1}): set `operators.socket` to a path in a folder that this process may write to"
    )]
    Socket(PathBuf, io::Error),
    /// Another process answers at the socket.
    #[error("another server answers at {0}: stop it, or set `operators.socket` to another path")]
    Answered(PathBuf),
    /// A file of the certificate cannot be used.
    #[error("{0} holds no usable {1} ({2}): set `{3}` to a PEM file that does")]
    Pem(PathBuf, &'static str, String, &'static str),
    /// Certificate and key do not go together.
    #[error("certificate and key cannot be used together ({0}): see `tls.certificate` and `tls.key`")]
    Tls(#[from] rustls::Error),
}

/// What is in the file at `path`, which nobody but this user may read.
pub fn private_file(path: &Path) -> io::Result<zeroize::Zeroizing<String>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mode = fs::metadata(path).map_err(named)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let says = format!("{0} can be read by others (mode {mode:04o}): type `chmod 600 {0}`", path.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, says));
    }
    fs::read_to_string(path).map(zeroize::Zeroizing::new).map_err(named)
}

/// A TCP listener on `address`, which the configuration has under `key`.
pub fn tcp(address: SocketAddr, key: &'static str) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).map_err(|error| ListenError::Address(address, error, key))
}

/// What a TLS listener shows and how it speaks.
pub fn tls(tls: &Tls) -> Result<ServerConfig, ListenError> {
    let wrong = |path: &Path, what, why: String, key| ListenError::Pem(path.to_owned(), what, why, key);
    let chain = CertificateDer::pem_file_iter(&tls.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(&tls.certificate, "certificate", error.to_string(), "tls.certificate"))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key)
        .map_err(|error| wrong(&tls.key, "private key", error.to_string(), "tls.key"))?;
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(config)
}

/// A Unix socket at `path` that only this user may connect to. One that a dead process left there is replaced.
pub fn unix(path: &Path) -> Result<UnixListener, ListenError> {
    if UnixStream::connect(path).is_ok() {
        return Err(ListenError::Answered(path.to_owned()));
    }
    private(path).map_err(|error| ListenError::Socket(path.to_owned(), error))
}

fn private(path: &Path) -> io::Result<UnixListener> {
    if fs::symlink_metadata(path).is_ok_and(|found| !std::os::unix::fs::FileTypeExt::is_socket(&found.file_type())) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file is there that is no socket"));
    }
    let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = beside.join(format!(".grantor-{}", std::process::id()));
    DirBuilder::new().mode(0o700).create(&folder)?;
    let bound = bind(&folder.join("s"), path);
    fs::remove_dir_all(&folder)?;
    bound
}

fn bind(hidden: &Path, path: &Path) -> io::Result<UnixListener> {
    let listener = UnixListener::bind(hidden)?;
    fs::set_permissions(hidden, Permissions::from_mode(0o600))?;
    fs::rename(hidden, path)?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_for_its_owner_only_and_replaces_a_dead_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("operators.sock");
        drop(unix(&path).unwrap());
        let listener = unix(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        UnixStream::connect(&path).unwrap();
        listener.accept().unwrap();
        assert!(matches!(unix(&path), Err(ListenError::Answered(_))));
    }

    #[test]
    fn what_is_no_socket_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        fs::write(&path, "mine").unwrap();
        assert!(matches!(unix(&path), Err(ListenError::Socket(..))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    #[test]
    fn a_busy_address_says_what_to_set() {
        let first = tcp(([127, 0, 0, 1], 0).into(), "listen").unwrap();
        let error = tcp(first.local_addr().unwrap(), "listen").unwrap_err().to_string();
        assert!(error.contains("127.0.0.1:") && error.contains("`listen`"), "{error}");
    }

    #[test]
    fn a_file_without_a_certificate_is_named() {
        let nothing = PathBuf::from("/dev/null");
        let error = tls(&Tls { certificate: nothing.clone(), key: nothing }).unwrap_err().to_string();
        assert!(error.contains("/dev/null") && error.contains("tls.key"), "{error}");
    }
}
