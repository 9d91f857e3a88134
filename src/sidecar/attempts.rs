//! How often somebody may guess: so many wrong tries a minute from an address, and so many for one e-mail address
//! from there.
//!
//! Two doors before one look: whoever is at the limit is turned away before anything is looked up, and a try takes its
//! places before it is judged, so that parallel ones cannot slip through. Right tries give them back. What an address
//! does never counts against another one, so nobody can be locked out from elsewhere.

use std::net::IpAddr;

use crate::clients::failures::{Failures, Place};
use crate::clock::Moment;

/// The wrong tries of the last minute.
pub struct Attempts {
    per_address: Failures,
    per_email: Failures,
}

/// A place for one try.
pub struct Try(Place, Place);

impl Attempts {
    /// Allows so many wrong tries a minute.
    pub fn new(per_address: u32, per_email: u32) -> Self {
        Self { per_address: Failures::new(per_address), per_email: Failures::new(per_email) }
    }

    /// Seconds until somebody at `address` may try again to be `email` at `tenant`; `None` if they may now.
    pub fn wait(&self, address: Option<IpAddr>, tenant: i64, email: &str, now: Moment) -> Option<i64> {
        let by_email = self.per_email.wait(address, tenant, email, now);
        by_email.or_else(|| self.per_address.wait(address, tenant, "", now))
    }

    /// Takes a place for a try at `now`.
    ///
    /// # Errors
    /// There is none: the seconds until there is.
    pub fn reserve(&self, address: Option<IpAddr>, tenant: i64, email: &str, now: Moment) -> Result<Try, i64> {
        let by_email = self.per_email.reserve(address, tenant, email, now)?;
        match self.per_address.reserve(address, tenant, "", now) {
            Ok(by_address) => Ok(Try(by_email, by_address)),
            Err(seconds) => {
                by_email.give_back();
                Err(seconds)
            }
        }
    }
}

impl Try {
    /// The try was no guess: its places are free again.
    pub fn give_back(self) {
        self.0.give_back();
        self.1.give_back();
    }
}
