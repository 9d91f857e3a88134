//! Where requests come in: TCP, TLS, and the operators' Unix socket.
//!
//! Every listener is bound here, before anything is served, so that a busy port is one clear sentence at the start.
//! TLS is rustls with ring, named explicitly, and speaks HTTP/1.1 only: no HTTP/2 is compiled in. The Unix socket is
//! bound in a folder that only this user may enter, gets its mode, and is moved to its place: at no moment can
//! anyone else connect. Setting the umask instead would concern every thread of the process.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io;
use std::net::{self, TcpListener};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

#[cfg(target_os = "linux")]
use rustix::net::sockopt;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_cert::der::Decode;
use x509_cert::time::{Time, Validity};

use crate::clock::Moment;
use crate::config::{SocketMode, Tls};
use crate::private_file::{self, Unused};

/// Why nothing can come in.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address is taken, or not one of this machine's.
    #[error("cannot listen on {0} ({1}): stop what listens there, or set `{2}` to another address and port")]
    Address(net::SocketAddr, io::Error, &'static str),
    /// The socket cannot be made.
    #[error("cannot make the socket {0} ({1}): set `{2}` to a path in a folder that this process may write to")]
    Socket(PathBuf, io::Error, &'static str),
    /// Something else is where the socket should be.
    #[error("{0} is no socket: remove it if nobody needs it, or set `{1}` to another path")]
    Taken(PathBuf, &'static str),
    /// The system knows no socket by such a long path.
    #[error("the path of the socket {0} is too long for this system: set `{1}` to a shorter one")]
    TooLong(PathBuf, &'static str),
    /// Another process answers at the socket.
    #[error("another server answers at {0}: stop it, or set `{1}` to another path")]
    Answered(PathBuf, &'static str),
    /// A file of the certificate cannot be used.
    #[error("{0} holds no usable {1} ({2}): set `{3}` to a PEM file that does")]
    Pem(PathBuf, &'static str, String, &'static str),
    /// Everybody on this machine may read the key.
    #[error("{0} can be read by everybody here (mode {1:04o}): type `chmod o-rwx {0}`")]
    TooOpen(PathBuf, u32),
    /// Certificate and key do not go together.
    #[error("certificate and key cannot be used together ({0}): see `tls.certificate` and `tls.key`")]
    Tls(#[from] rustls::Error),
}

/// What is in the file at `path`, which nobody but this user may read.
pub fn private_file(path: &Path) -> io::Result<zeroize::Zeroizing<String>> {
    private_file::read(path).map_err(|unused| match unused {
        Unused::Unreadable(error) => io::Error::new(error.kind(), format!("{}: {error}", path.display())),
        Unused::TooOpen(mode) => {
            let says = format!("{0} can be read by others (mode {mode:04o}): type `chmod 600 {0}`", path.display());
            io::Error::new(io::ErrorKind::PermissionDenied, says)
        }
    })
}

/// A TCP listener on `address`, which the configuration has under `key`.
pub fn tcp(address: net::SocketAddr, key: &'static str) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).map_err(|error| ListenError::Address(address, error, key))
}

/// Ends each connection of `listener` whose peer takes nothing of what it is sent for this `patience`: the HTTP server would wait
/// without end, with all that was asked and answered meanwhile in memory. Linux only; each connection has it from its
/// listener.
pub fn hang_up_after(listener: &TcpListener, patience: Duration) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    sockopt::set_tcp_user_timeout(listener, u32::try_from(patience.as_millis()).unwrap_or(u32::MAX))?;
    Ok(())
}

/// What a TLS listener shows and how it speaks.
pub fn tls(tls: &Tls) -> Result<ServerConfig, ListenError> {
    let chain = certificates(&tls.certificate, "tls.certificate")?;
    let key = PrivateKeyDer::from_pem_file(&tls.key)
        .map_err(|error| ListenError::Pem(tls.key.clone(), "private key", error.to_string(), "tls.key"))?;
    // A group may: many systems keep such keys for one, and what systemd hands over as a credential shows its ACL there.
    let mode = fs::metadata(&tls.key).map_or(0, |found| found.permissions().mode() & 0o777);
    if mode & 0o007 != 0 {
        return Err(ListenError::TooOpen(tls.key.clone(), mode));
    }
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(config)
}

/// From when until when the certificate holds that is shown for this server.
pub fn validity(tls: &Tls) -> Result<[Moment; 2], ListenError> {
    let wrong = |why: String| ListenError::Pem(tls.certificate.clone(), "certificate", why, "tls.certificate");
    // The server's own is the first of them (RFC 8446 §4.4.2).
    let chain = certificates(&tls.certificate, "tls.certificate")?;
    let own = chain.first().map(|own| x509_cert::Certificate::from_der(own)).transpose();
    let own = own.map_err(|error| wrong(error.to_string()))?.ok_or_else(|| wrong("there is none in it".into()))?;
    let Validity { not_before, not_after } = own.tbs_certificate.validity;
    let moment = |at: Time| {
        let seconds = i64::try_from(at.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        Moment::from_micros(0).plus(seconds)
    };
    Ok([moment(not_before), moment(not_after)])
}

/// The certificates in the PEM file at `path`, which the configuration has under `key`: at least one.
pub fn certificates(path: &Path, key: &'static str) -> Result<Vec<CertificateDer<'static>>, ListenError> {
    let wrong = |why: String| ListenError::Pem(path.to_owned(), "certificate", why, key);
    let found = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = found.map_err(|error| wrong(error.to_string()))?;
    if found.is_empty() { Err(wrong("there is none in it".into())) } else { Ok(found) }
}

/// A Unix socket that this process has made.
#[derive(Clone, Debug)]
pub struct Socket {
    path: PathBuf,
    inode: (u64, u64),
}

impl Socket {
    /// Removes it, unless somebody else has done so, or has made another one in its place.
    pub fn remove(self) -> io::Result<()> {
        let mine = fs::symlink_metadata(&self.path).map(|found| inode(&found) == self.inode);
        match mine.and_then(|mine| if mine { fs::remove_file(&self.path) } else { Ok(()) }) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn inode(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

/// A Unix socket at `path`, which the configuration has under `key`, that nobody beyond `mode` may connect to. One that a
/// dead process left there is replaced.
pub fn unix(path: &Path, mode: SocketMode, key: &'static str) -> Result<(UnixListener, Socket), ListenError> {
    fits(path, key)?;
    if UnixStream::connect(path).is_ok() {
        return Err(ListenError::Answered(path.to_owned(), key));
    }
    free(path, key)?;
    private(path, mode).map_err(|error| ListenError::Socket(path.to_owned(), error, key))
}

/// Whether [`unix`] could make a socket there. Whoever listens there now is not disturbed.
pub fn possible(path: &Path, key: &'static str) -> Result<(), ListenError> {
    fits(path, key)?;
    free(path, key)?;
    hidden(path).and_then(fs::remove_dir).map_err(|error| ListenError::Socket(path.to_owned(), error, key))
}

/// The path, and the one where the socket is made before it is moved there.
fn fits(path: &Path, key: &'static str) -> Result<(), ListenError> {
    let fits = |path: &Path| SocketAddr::from_pathname(path).is_ok();
    if fits(path) && fits(&beside(path).join("s")) { Ok(()) } else { Err(ListenError::TooLong(path.to_owned(), key)) }
}

/// Whether nothing is there but perhaps a socket.
fn free(path: &Path, key: &'static str) -> Result<(), ListenError> {
    let taken = fs::symlink_metadata(path).is_ok_and(|found| !found.file_type().is_socket());
    if taken { Err(ListenError::Taken(path.to_owned(), key)) } else { Ok(()) }
}

fn beside(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.join(format!(".grantor-{}", std::process::id()))
}

/// A folder beside `path` that only this user may enter.
fn hidden(path: &Path) -> io::Result<PathBuf> {
    let folder = beside(path);
    DirBuilder::new().mode(0o700).create(&folder)?;
    Ok(folder)
}

fn private(path: &Path, mode: SocketMode) -> io::Result<(UnixListener, Socket)> {
    let folder = hidden(path)?;
    let bound = bind(&folder.join("s"), path, mode);
    fs::remove_dir_all(&folder)?;
    bound
}

fn bind(hidden: &Path, path: &Path, mode: SocketMode) -> io::Result<(UnixListener, Socket)> {
    let listener = UnixListener::bind(hidden)?;
    fs::set_permissions(hidden, Permissions::from_mode(mode.bits()))?;
    let made = Socket { path: path.to_owned(), inode: inode(&fs::symlink_metadata(hidden)?) };
    fs::rename(hidden, path)?;
    Ok((listener, made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_for_its_owner_only_and_replaces_a_dead_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("operators.sock");
        drop(unix(&path, SocketMode::Owner, "operators.socket").unwrap());
        let (listener, _) = unix(&path, SocketMode::Owner, "operators.socket").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        UnixStream::connect(&path).unwrap();
        listener.accept().unwrap();
        possible(&path, "operators.socket").unwrap();
        let answered = unix(&path, SocketMode::Owner, "sidecar.socket").unwrap_err().to_string();
        assert!(answered.contains("another server answers") && answered.contains("`sidecar.socket`"), "{answered}");
        UnixStream::connect(&path).unwrap();
    }

    #[test]
    fn a_socket_is_open_to_its_group_where_that_is_wanted_and_to_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sidecar.sock");
        let (_listener, _) = unix(&path, SocketMode::Group, "sidecar.socket").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn whoever_takes_nothing_is_hung_up_on() {
        use std::io::Write;

        let listener = tcp("127.0.0.1:0".parse().unwrap(), "listen").unwrap();
        hang_up_after(&listener, Duration::from_millis(200)).unwrap();
        let silent = net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut answering, _) = listener.accept().unwrap();
        answering.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
        let error = loop {
            if let Err(error) = answering.write_all(&[b'a'; 1 << 20]) {
                break error;
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{error}");
        drop(silent);
    }

    #[test]
    fn only_a_socket_of_its_own_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("operators.sock");
        let (_listener, first) = unix(&path, SocketMode::Owner, "operators.socket").unwrap();
        fs::remove_file(&path).unwrap();
        let (_listener, second) = unix(&path, SocketMode::Owner, "operators.socket").unwrap();
        first.remove().unwrap();
        assert!(path.exists(), "it is another's by now");
        second.clone().remove().unwrap();
        assert!(!path.exists());
        second.remove().unwrap();
    }

    #[test]
    fn a_path_that_is_too_long_for_a_socket_is_refused_by_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s".repeat(108));
        for tried in [unix(&path, SocketMode::Owner, "sidecar.socket").map(drop), possible(&path, "sidecar.socket")] {
            let error = tried.unwrap_err().to_string();
            assert!(error.contains("too long") && error.contains("`sidecar.socket`"), "{error}");
        }
        let nowhere = possible(Path::new("/nowhere/s.sock"), "operators.socket").unwrap_err().to_string();
        assert!(nowhere.contains("cannot make the socket /nowhere/s.sock"), "{nowhere}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_socket_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        fs::write(&path, "mine").unwrap();
        for tried in [unix(&path, SocketMode::Owner, "operators.socket").map(drop), possible(&path, "operators.socket")]
        {
            let error = tried.unwrap_err().to_string();
            assert!(error.contains("notes.txt is no socket: remove it"), "{error}");
        }
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
        assert!(error.contains("/dev/null") && error.contains("tls.certificate"), "{error}");
    }

    #[test]
    fn a_private_file_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "secret").unwrap();
        for mode in [0o644, 0o640, 0o620, 0o604] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let error = private_file(&path).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{mode:o}");
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(private_file(&path).unwrap().as_str(), "secret");
    }
}
