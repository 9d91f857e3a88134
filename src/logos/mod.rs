//! A logo: the picture of a tenant or of a client, uploaded by whoever looks after it.
//!
//! What is true of it: it was decoded here and encoded anew as PNG, so it is a picture and nothing else (no script, no
//! metadata, no second frame), of a size that pages need; its id is a digest of its content, so an address that shows
//! it shows the same for ever; it belongs to one tenant, or to the platform, and is unknown elsewhere; it is dropped
//! when nothing has it any more. Refused: fetching it from an address that a client names (a request from inside the
//! network, and a page that changes after it was looked at), and SVG, which is a document with scripts.

mod look;
mod read;
pub mod store;

use crate::clock::Moment;
use crate::refused::Problem;
use crate::storage::{Result, Tx};
use crate::tenants::{self, TenantId};
pub use look::Looking;
pub use read::LARGEST;

/// The room that a picture has on pages, in pixels: three times what the style sheet gives it, for fine screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A tenant's, above every page: 32 high, half of a column wide.
    Banner,
    /// A client's: 48 by 48.
    Tile,
}

impl Room {
    const fn pixels(self) -> (u32, u32) {
        match self {
            Self::Banner => (640, 96),
            Self::Tile => (144, 144),
        }
    }
}

/// A picture that was looked at and can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// What it is found by: 32 hexadecimal digits.
    pub id: String,
    /// PNG.
    pub picture: Vec<u8>,
}

/// Keeps `logo` at `tenant` (0: the platform) in place of the one called `before`; none takes it away.
///
/// To be called before the row that has it is written: what the old one's row is now is told by `before`. The tenant is
/// claimed, so that of two who have or take the same picture one is looked at after the other.
///
/// # Errors
/// Only storage's.
pub(crate) fn replace(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    before: Option<&str>,
    logo: Option<&Logo>,
    now: Moment,
) -> Result<()> {
    if before == logo.map(|logo| logo.id.as_str()) {
        return Ok(());
    }
    tenants::store::claim(tx.db, tenant)?;
    if let Some(before) = before
        && store::users_of(tx.db, tenant, before)? <= 1
    {
        store::delete(tx.db, tenant, before)?;
    }
    match logo {
        Some(logo) if !store::is_kept(tx.db, tenant, &logo.id)? => store::insert(tx.db, tenant, logo, now),
        _ => Ok(()),
    }
}

/// What is told to whoever sent a picture that cannot be one.
fn unfit(says: impl Into<String>) -> Problem {
    Problem::invalid("logo", says)
}
