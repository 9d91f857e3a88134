//! How often somebody may try to sign in: counted before the password is looked at.
//!
//! Each try takes a place first, for the account from this address and for the address as a whole, and a
//! conditional UPDATE says whether there was one; so a thousand parallel tries never look at more
//! passwords than the limit. A success gives its place back. Counting failures afterwards was refused:
//! whoever is parallel enough gets as many tries as they like. The counters are in the database because
//! nodes share nothing else. That of an account belongs to its tenant; that of an address is the platform's: the threads
//! that look at passwords serve every tenant, and one stranger is no more of them for knocking at many doors.

pub mod store;

use ring::digest::{Context, SHA256};

use crate::clock::Moment;
use crate::networks::named;
use crate::storage::{Result, Tx};
use crate::tenants::TenantId;

/// How long a count lasts, in seconds, from its first try.
pub const WINDOW: i64 = 60;

/// How many tries fit into one [`WINDOW`].
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For one account from one address.
    pub per_account: u32,
    /// From one address, at all tenants together.
    pub per_address: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_account: 10, per_address: 100 }
    }
}

/// Who tries to be whom.
#[derive(Clone, Debug)]
pub struct Attempt {
    tenant: TenantId,
    account: [u8; 32],
    address: [u8; 32],
}

impl Attempt {
    /// A try for `account` (an e-mail address as it is compared) from the network address `address`.
    pub fn new(tenant: TenantId, account: &str, address: &str) -> Self {
        let network = named(address);
        let address = subject(&["address", &network]);
        Self { tenant, account: subject(&["account", &network, account]), address }
    }
}

/// What became of asking for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// There was one; the windows say in which counts, for giving it back.
    Place {
        /// When the count of the account from this address ends.
        account_until: Moment,
        /// When the count of the address ends.
        address_until: Moment,
    },
    /// There was none.
    Full {
        /// Seconds until there is one.
        retry_after: i64,
        /// Whether this is the first at its tenant that found none in this window.
        first: bool,
    },
}

/// Takes a place for `attempt`, if there is one.
///
/// # Errors
/// Only storage's.
pub fn reserve(tx: &mut Tx<'_>, attempt: &Attempt, limits: Limits, now: Moment) -> Result<Reserved> {
    let full = |until: Moment, first| {
        let retry_after = until.seconds_since(now).clamp(1, WINDOW);
        Ok(Reserved::Full { retry_after, first })
    };
    let account = store::count(tx.db, attempt.tenant, &attempt.account, limits.per_account, now)?;
    if let Some(first) = account.over {
        return full(account.until, first);
    }
    let address = store::count(tx.db, TenantId::PLATFORM, &attempt.address, limits.per_address, now)?;
    if address.over.is_some() {
        store::give_back(tx.db, attempt.tenant, &attempt.account, account.until)?;
        // Each tenant whose people are turned away is told so, whichever the attempts were at.
        let turned_away = store::count(tx.db, attempt.tenant, &attempt.address, 0, now)?;
        return full(address.until, turned_away.over == Some(true));
    }
    Ok(Reserved::Place { account_until: account.until, address_until: address.until })
}

/// Gives the place back that `reserved` took: the try was a success.
///
/// # Errors
/// Only storage's.
pub fn give_back(tx: &mut Tx<'_>, attempt: &Attempt, reserved: &Reserved) -> Result<()> {
    let Reserved::Place { account_until, address_until } = *reserved else { return Ok(()) };
    store::give_back(tx.db, attempt.tenant, &attempt.account, account_until)?;
    store::give_back(tx.db, TenantId::PLATFORM, &attempt.address, address_until)
}

/// The digest of `words`, so that the table keeps neither addresses nor what was typed.
fn subject(words: &[&str]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for word in words {
        context.update(&(word.len() as u64).to_be_bytes());
        context.update(word.as_bytes());
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SKEW;
    use crate::tenants::fixture::House;

    async fn tries(house: &House, attempt: &Attempt, limits: Limits) -> Reserved {
        let (attempt, now) = (attempt.clone(), house.clock.now());
        house.write(move |tx| reserve(tx, &attempt, limits, now)).await
    }

    fn retry_after(reserved: Reserved) -> Option<i64> {
        match reserved {
            Reserved::Full { retry_after, .. } => Some(retry_after),
            Reserved::Place { .. } => None,
        }
    }

    fn place(reserved: Reserved) -> bool {
        matches!(reserved, Reserved::Place { .. })
    }

    #[tokio::test]
    async fn the_limit_holds_for_a_minute_and_the_first_beyond_it_is_told() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (limits, attempt) = (Limits { per_account: 3, per_address: 100 }, Attempt::new(acme, "ada", "192.0.2.1"));
        for _ in 0..3 {
            assert!(place(tries(&house, &attempt, limits).await));
        }
        assert_eq!(tries(&house, &attempt, limits).await, Reserved::Full { retry_after: 60, first: true });
        house.clock.advance(20);
        assert_eq!(tries(&house, &attempt, limits).await, Reserved::Full { retry_after: 40, first: false });
        house.clock.advance(40);
        assert!(place(tries(&house, &attempt, limits).await));
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_locks_nobody_out() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (limits, attempt) = (Limits { per_account: 1, per_address: 1 }, Attempt::new(acme, "ada", "192.0.2.1"));
        house.clock.advance(86_400);
        assert!(place(tries(&house, &attempt, limits).await));
        assert!(!place(tries(&house, &attempt, limits).await));
        house.clock.advance(-SKEW);
        assert!(!place(tries(&house, &attempt, limits).await), "the clock of another node");
        house.clock.advance(SKEW - 86_400);
        assert!(place(tries(&house, &attempt, limits).await));
        assert_eq!(retry_after(tries(&house, &attempt, limits).await), Some(60));
    }

    #[tokio::test]
    async fn accounts_and_tenants_count_for_themselves_and_an_address_for_all_accounts_of_all_tenants() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let limits = Limits { per_account: 1, per_address: 4 };
        for (tenant, account, address, expected) in [
            (acme, "ada", "192.0.2.1", true),
            (acme, "ada", "192.0.2.1", false),
            (acme, "bob", "192.0.2.1", true),
            (acme, "ada", "192.0.2.2", true),
            (globex, "ada", "192.0.2.1", true),
            (acme, "eve", "192.0.2.1", true),
            (acme, "mal", "192.0.2.1", false),
            (globex, "mal", "192.0.2.1", false),
            (globex, "mal", "192.0.2.2", true),
            (acme, "ada", "2001:db8::1", true),
            (acme, "ada", "2001:db8::2", false),
            (acme, "ada", "2001:db8:0:1::2", true),
        ] {
            let got = place(tries(&house, &Attempt::new(tenant, account, address), limits).await);
            assert_eq!(got, expected, "{tenant} {account} {address}");
        }
        let initech = house.tenant("initech").await.id;
        for (tenant, first) in [(acme, false), (globex, false), (initech, true), (initech, false)] {
            let reserved = tries(&house, &Attempt::new(tenant, "zed", "192.0.2.1"), limits).await;
            assert_eq!(reserved, Reserved::Full { retry_after: 60, first }, "{tenant}");
        }
    }

    #[tokio::test]
    async fn a_place_is_given_back_once_and_only_in_its_own_window() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (limits, attempt) = (Limits { per_account: 1, per_address: 1 }, Attempt::new(acme, "ada", "192.0.2.1"));
        let back = |reserved: Reserved| {
            let attempt = attempt.clone();
            house.write(move |tx| give_back(tx, &attempt, &reserved))
        };
        let first = tries(&house, &attempt, limits).await;
        back(first).await;
        assert!(place(tries(&house, &attempt, limits).await));
        house.clock.advance(WINDOW);
        assert!(place(tries(&house, &attempt, limits).await));
        back(first).await;
        assert!(!place(tries(&house, &attempt, limits).await), "a place of a window that is over");
    }
}
