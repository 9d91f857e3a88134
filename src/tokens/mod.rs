//! What was issued: access tokens, refresh tokens, and the families that they live and die with.
//!
//! - A **family** is everything that one authorization brought. Its row is made with the code, and it
//!   names its live pair. Every grant, refresh and revocation claims the row first, by a conditional
//!   UPDATE, so no two of them decide at the same time, on any number of nodes.
//! - An **access token** without a family (client credentials) stands for itself.
//! - Only digests are kept, and nothing about client, user or tenant is copied into a token: whether it
//!   is live is read at each look-up ([`lookup`]), so a change counts in the very next question.

pub mod access;
mod create;
pub mod family;
pub mod held;
pub mod import;
pub mod introspect;
pub mod issue;
pub mod list;
pub mod lookup;
pub mod refresh;
pub mod revoke;
mod subject;
pub mod usage;

pub use access::{AccessToken, AccessTokenId};
pub use create::{Maker, Wish, create};
pub use family::{Family, FamilyId};
pub use issue::{Issued, Minted};
pub use lookup::{TokenClient, TokenKey, TokenRecord, TokenState, TokenUser};
pub use refresh::{RefreshToken, RefreshTokenId};
pub(crate) use subject::Subject;
pub use subject::sought;

use crate::protocol::scope::Scope;
use crate::storage;

/// Reads scopes that were kept as words.
pub(crate) fn kept_scopes(words: &str) -> storage::Result<Scope> {
    words.parse().map_err(|_| storage::Failure::Corrupt(format!("a row has the scopes {words:?}")))
}
