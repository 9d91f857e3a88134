//! What the application was told when it was registered.

use std::net::SocketAddr;

use crate::entropy::Entropy;
use crate::secret::Secret;

/// The application.
pub struct Application {
    /// Its own address, without a slash at the end: `http://127.0.0.1:8090`.
    pub address: String,
    /// The accounts that it can connect to.
    pub accounts: Vec<Account>,
    /// Where randomness comes from.
    pub entropy: Entropy,
}

impl Application {
    /// The account by this name.
    pub(super) fn account(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == name)
    }

    /// Where codes arrive.
    pub(super) fn redirect_uri(&self) -> String {
        format!("{}{}", self.address, super::CALLBACK)
    }
}

/// An account of the software that it works with, and what it is there.
pub struct Account {
    /// A word for it: `acme`.
    pub name: String,
    /// What people call it: `Acme`.
    pub title: String,
    /// Its issuer (RFC 8414 §2).
    pub issuer: String,
    /// Where its server listens; a name of the issuer's may not resolve.
    pub server: SocketAddr,
    /// The application's identifier there.
    pub client_id: String,
    /// The application's secret there.
    pub client_secret: Secret,
    /// Who can sign in there.
    pub people: Vec<Person>,
}

impl Account {
    /// The host of its issuer, with the port.
    pub(super) fn host(&self) -> &str {
        self.issuer.split_once("://").map_or(self.issuer.as_str(), |(_, host)| host)
    }
}

/// Somebody whom the demo made up; their password is no secret.
pub struct Person {
    /// What they are called.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// What they are to the account.
    pub role: String,
    /// Their password.
    pub password: String,
}
