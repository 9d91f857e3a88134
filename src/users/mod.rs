//! A user: a person, or a service account, of one tenant.
//!
//! What is true of it: no two users of a tenant share an e-mail address, whatever its case, nor an
//! external id; a deleted user is a tombstone with a name and nothing else, so that address and external
//! id are free for somebody new, who inherits nothing; a suspended or deleted user can do nothing, and neither can anything that acts for
//! them; an unverified user can sign in, but lets no application in. Only a digest of the password is
//! kept, and no `Debug` shows it.

pub mod attempts;
pub mod change_password;
mod check;
mod create;
mod delete;
mod list;
mod named;
pub mod password;
mod provision;
pub mod session;
mod set;
mod set_password;
mod show;
pub mod sign_in;
pub mod sign_in_link;
pub mod sign_out;
pub mod sso;
pub mod store;

use serde_json::{Value, json};

use crate::audit::{Actor, Source, SourceType};
use crate::clock::Moment;
pub use crate::protocol::role::Role;
use crate::storage::Id;
use crate::tenants::TenantId;
pub use create::{NewUser, create};
pub use delete::{Needing, delete, needing};
pub use list::{Filter, Order, count, list, page};
pub use named::{Named, named};
pub use password::Passwords;
pub use provision::{Provisioned, Wanted, import, preview, provision};
pub use set::{Change, set};
pub use set_password::set_password;
pub use show::show;
pub use sign_in::SignIn;
pub use sign_out::sign_out;

/// The number of a user within a tenant.
pub type UserId = Id<User>;

/// What is kept of a password: a PHC string. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptPassword(String);

impl KeptPassword {
    /// Takes the kept text back, or text that was hashed elsewhere.
    pub fn from_phc(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to keep.
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for KeptPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptPassword(…)")
    }
}

/// A person, or a service account, of one tenant.
#[derive(Clone, Debug)]
pub struct User {
    /// Whose user this is.
    pub tenant: TenantId,
    /// The number.
    pub id: UserId,
    /// What the vendor calls this user.
    pub external_id: Option<String>,
    /// The address as it was written.
    pub email: String,
    /// What people call this user.
    pub name: String,
    /// What this user is to the tenant.
    pub role: Role,
    /// Whether the address is known to be theirs.
    pub verified: bool,
    /// Whether an admin has shut them out.
    pub suspended: bool,
    /// The language of their pages.
    pub locale: Option<String>,
    /// The zone of their times (an IANA name).
    pub time_zone: Option<String>,
    /// What is kept of their password, if they have one.
    pub password: Option<KeptPassword>,
    /// When the password was last set.
    pub password_changed_at: Option<Moment>,
    /// When the user was made.
    pub created_at: Moment,
    /// When the user was last changed.
    pub updated_at: Moment,
    /// When the user was deleted: what is left is a tombstone.
    pub deleted_at: Option<Moment>,
}

impl User {
    /// Whether they may sign in: neither suspended nor deleted.
    pub fn may_sign_in(&self) -> bool {
        !self.suspended && self.deleted_at.is_none()
    }

    /// Whether they may let an application act for them, or act themselves: verified too.
    pub fn may_act(&self) -> bool {
        self.verified && self.may_sign_in()
    }
}

impl User {
    /// This user as the audit log names whoever does something.
    pub fn actor(&self) -> Actor {
        Actor::User { id: self.id.number(), name: self.name.clone(), external_id: self.external_id.clone() }
    }

    /// This user as the audit log names what something is done to.
    pub fn source(&self) -> Source {
        Source::new(SourceType::User, self.id.number(), self.name.clone()).known_as(self.external_id.clone())
    }

    /// What the audit log tells of them.
    fn told(&self) -> Value {
        json!({
            "external_id": self.external_id,
            "email": self.email,
            "name": self.name,
            "role": self.role,
            "verified": self.verified,
            "suspended": self.suspended,
            "locale": self.locale,
            "time_zone": self.time_zone,
        })
    }
}

/// The address as it is compared: trimmed, in lower case. With a sign in it whose small letter belongs to another one, as the
/// Kelvin sign has the k, it is nobody else's: two addresses that a vendor tells apart would be one here, and the one
/// could take over what is the other's.
pub fn email_key(email: &str) -> String {
    let email = email.trim();
    if email.contains(is_double) { email.to_ascii_lowercase() } else { email.to_lowercase() }
}

/// Whether the small letter of `sign` is that of another one.
fn is_double(sign: char) -> bool {
    let mut small = sign.to_lowercase();
    let (Some(small), None) = (small.next(), small.next()) else { return false };
    let mut large = small.to_uppercase();
    matches!((large.next(), large.next()), (Some(large), None) if small != sign && large != sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_in_more_than_case_are_two() {
        for (written, compared) in [
            (" Ada@Example.COM ", "ada@example.com"),
            ("\u{c1}gnes@example.com", "\u{e1}gnes@example.com"),
            ("\u{212a}ate@example.com", "\u{212a}ate@example.com"),
            ("\u{212b}sa@example.com", "\u{212b}sa@example.com"),
            ("\u{2126}mega@example.com", "\u{2126}mega@example.com"),
            ("\u{130}da@example.com", "i\u{307}da@example.com"),
            ("\u{131}da@example.com", "\u{131}da@example.com"),
            ("GRO\u{1e9e}@example.com", "gro\u{df}@example.com"),
            ("\u{39d}\u{399}\u{39a}\u{39f}\u{3a3}@example.com", "\u{3bd}\u{3b9}\u{3ba}\u{3bf}\u{3c2}@example.com"),
        ] {
            assert_eq!(email_key(written), compared);
        }
    }
}
