//! The legacy credential of a whole account, as a request carries it: `Authorization: Basic email/token:SECRET`.
//!
//! Not form-decoded, other than a client's proof: these are people's scripts, with RFC 7617 behind them. A user name
//! that does not end in `/token` is an e-mail address with a password, which opens nothing here.

use super::bearer::Unreadable;
use super::credentials::basic;
use crate::secret::Secret;

/// What marks a user name as one that comes with an API token.
const MARK: &str = "/token";

/// Whom a request claims to come from, and the API token that it shows for it; not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenCredentials {
    /// The e-mail address of a user, as it was sent.
    pub email: String,
    /// The API token.
    pub token: Secret,
}

/// Reads the credentials from an `Authorization` header.
///
/// # Errors
/// [`Unreadable::Malformed`] also for an e-mail address with a password.
pub fn api_token(header: &str) -> Result<ApiTokenCredentials, Unreadable> {
    let (user, token) = basic(header)?;
    let email = user.strip_suffix(MARK).filter(|email| !email.is_empty()).ok_or(Unreadable::Malformed)?;
    if token.reveal().is_empty() {
        return Err(Unreadable::Malformed);
    }
    Ok(ApiTokenCredentials { email: email.to_owned(), token })
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    fn read(user_and_password: &str) -> Result<ApiTokenCredentials, Unreadable> {
        api_token(&format!("Basic {}", STANDARD.encode(user_and_password)))
    }

    #[test]
    fn the_user_name_is_an_address_and_a_mark() {
        let sent = read("ada@acme.com/token:6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv").unwrap();
        assert_eq!(sent.email, "ada@acme.com");
        assert_eq!(sent.token.reveal(), "6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv");
        assert_eq!(read("a+b%40@acme.com/token:x").unwrap().email, "a+b%40@acme.com");
    }

    #[test]
    fn a_password_or_half_of_it_is_no_api_token() {
        for text in
            ["ada@acme.com:password", "ada@acme.com/TOKEN:x", "/token:x", "ada@acme.com/token:", "ada@acme.com/token"]
        {
            assert_eq!(read(text), Err(Unreadable::Malformed), "{text}");
        }
        assert_eq!(api_token("Bearer abc"), Err(Unreadable::OtherScheme));
        assert_eq!(api_token("Basic ???"), Err(Unreadable::Malformed));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read(email in "[^:\\pC]{1,20}", token in "\\PC{1,40}") {
            let sent = read(&format!("{email}/token:{token}")).unwrap();
            prop_assert_eq!((sent.email.as_str(), sent.token.reveal()), (email.as_str(), token.as_str()));
        }

        #[test]
        fn never_panics(header: String, decoded: String) {
            let _ = (api_token(&header), read(&decoded));
        }
    }
}
