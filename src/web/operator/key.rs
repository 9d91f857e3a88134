//! The key of the operators' TCP listener.
//!
//! It is read once, from a file that only this user may read, and compared in constant time.

use std::io;
use std::path::{Path, PathBuf};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::private_file::{self, Unused};
use crate::protocol::credentials::of_scheme;
use crate::secret::Secret;
use crate::web::header_text;

/// The fewest characters that a key has.
const SHORTEST: usize = 32;

/// What an operator proves themself with over TCP. `Debug` does not print it.
#[derive(Clone, Debug)]
pub struct OperatorKey(Secret);

/// Why a key file is not used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It cannot be read.
    #[error("{0} cannot be read ({1}): set `operators.key_file` to a file that can")]
    Unreadable(PathBuf, io::Error),
    /// Others may read it.
    #[error("{0} can be read by others (mode {1:04o}): type `chmod 600 {0}`")]
    TooOpen(PathBuf, u32),
    /// It could be guessed.
    #[error("{0} holds fewer than 32 characters: type `openssl rand -hex 32 > {0}`")]
    TooShort(PathBuf),
}

impl OperatorKey {
    /// Reads the key from `path`; white space around it is ignored.
    ///
    /// # Errors
    /// The file is missing, readable by others, or its key is too short.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = private_file::read(path).map_err(|unused| match unused {
            Unused::Unreadable(error) => KeyError::Unreadable(path.to_owned(), error),
            Unused::TooOpen(mode) => KeyError::TooOpen(path.to_owned(), mode),
        })?;
        match text.trim() {
            key if key.len() < SHORTEST => Err(KeyError::TooShort(path.to_owned())),
            key => Ok(Self(Secret::from(key))),
        }
    }

    fn opens(&self, authorization: &str) -> bool {
        let sent = of_scheme("bearer", authorization);
        sent.is_some_and(|sent| sent.as_bytes().ct_eq(self.0.reveal().as_bytes()).into())
    }
}

/// The middleware of the TCP listener: without the key only the health checks answer.
pub async fn require(
    key: web::Data<OperatorKey>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let open = matches!(request.path(), "/healthz" | "/readyz");
    let sent = header_text::first(request.headers(), header::AUTHORIZATION);
    if open || sent.is_some_and(|sent| key.opens(sent)) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let refusal = HttpResponse::Unauthorized().insert_header((header::WWW_AUTHENTICATE, "Bearer")).json(json!({
        "error": "unauthorized",
        "message": "This listener wants the operators' key.",
        "hint": "Send `Authorization: Bearer KEY` with the content of the file that `operators.key_file` names.",
    }));
    Ok(request.into_response(refusal).map_into_right_body())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn read(text: &str, mode: u32) -> Result<OperatorKey, KeyError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        OperatorKey::read(&path)
    }

    #[test]
    fn a_key_that_others_may_read_or_guess_is_refused() {
        let key = "k".repeat(SHORTEST);
        assert!(matches!(read(&key, 0o640), Err(KeyError::TooOpen(_, 0o640))));
        assert!(matches!(read(&key, 0o604), Err(KeyError::TooOpen(_, 0o604))));
        assert!(matches!(read(&key[1..], 0o600), Err(KeyError::TooShort(_))));
        assert!(read(&key, 0o600).is_ok() && read(&key, 0o400).is_ok());
    }

    #[test]
    fn only_the_key_opens() {
        let key = read(&format!(" {}\n", "k".repeat(SHORTEST)), 0o600).unwrap();
        assert!(key.opens(&format!("Bearer {}", "k".repeat(SHORTEST))));
        assert!(key.opens(&format!("bearer  {}", "k".repeat(SHORTEST))));
        for sent in
            ["", "Bearer", "Bearer ", &format!("Basic {}", "k".repeat(32)), &format!("Bearer {}", "k".repeat(31))]
        {
            assert!(!key.opens(sent), "{sent}");
        }
        assert_eq!(format!("{key:?}"), "OperatorKey(Secret(…))");
    }
}
