//! How often somebody may try to sign in: counted before the password is looked at.
//!
//! Each try takes a place first, for the account from this address and for the address as a whole, and a
//! conditional UPDATE says whether there was one; so a thousand parallel tries never look at more
//! passwords than the limit. A success gives its place back. Counting failures afterwards was refused:
//! whoever is parallel enough gets as many tries as they like. The counters are in the database because
//! nodes share nothing else. That of an account belongs to its tenant; that of an address is the platform's: the threads
//! that look at passwords serve every tenant, and one stranger is no more of them for knocking at many doors.
//! Of IPv6 the nets that a subscriber may have are counted as well ([`named_nets`]), each up to twice what the one within
//! it may: one neighbour alone never uses up what others have a share in, and who has all 65,536 networks of a /48 has
//! four times the guesses of who has one. Only passwords are guarded so: what machines prove themselves with cannot be
//! guessed, and more counts would be paid for by each call that is right.

pub mod store;

use ring::digest::{Context, SHA256};

use crate::clock::Moment;
use crate::networks::named_nets;
use crate::storage::{Result, Tx};
use crate::tenants::TenantId;

/// How long a count lasts, in seconds, from its first try.
pub const WINDOW: i64 = 60;

/// How many tries fit into one [`WINDOW`]; an address is one of IPv4, or a /64 of IPv6.
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

/// Who tries to be whom, from where.
#[derive(Clone, Debug)]
pub struct Attempt {
    tenant: TenantId,
    nets: Vec<Net>,
}

/// What is counted of a net.
#[derive(Clone, Debug)]
struct Net {
    account: [u8; 32],
    address: [u8; 32],
}

impl Attempt {
    /// A try for `account` (an e-mail address as it is compared) from the network address `address`.
    pub fn new(tenant: TenantId, account: &str, address: &str) -> Self {
        let nets = named_nets(address)
            .into_iter()
            .map(|net| Net { account: subject(&["account", &net, account]), address: subject(&["address", &net]) });
        Self { tenant, nets: nets.collect() }
    }

    /// What is counted, and up to how much, in the order in which every try takes its places.
    fn counts(&self, limits: Limits) -> impl Iterator<Item = (TenantId, &[u8; 32], u32)> {
        let most = |limit: u32, wider: usize| limit.saturating_mul(1 << wider);
        let nets = || self.nets.iter().enumerate();
        let accounts = nets().map(move |(at, net)| (self.tenant, &net.account, most(limits.per_account, at)));
        accounts.chain(nets().map(move |(at, net)| (TenantId::PLATFORM, &net.address, most(limits.per_address, at))))
    }
}

/// What became of asking for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// There was one in each count: all of them, for giving them back.
    Place(Vec<Taken>),
    /// There was none.
    Full {
        /// Seconds until there is one.
        retry_after: i64,
        /// Whether this is the first at its tenant that found none in this window.
        first: bool,
    },
}

/// A place in one count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    tenant: TenantId,
    subject: [u8; 32],
    /// When the count ends that it was taken in.
    until: Moment,
}

/// Takes a place for `attempt`, if there is one.
///
/// # Errors
/// Only storage's.
pub fn reserve(tx: &mut Tx<'_>, attempt: &Attempt, limits: Limits, now: Moment) -> Result<Reserved> {
    let mut places = Vec::new();
    for (tenant, subject, most) in attempt.counts(limits) {
        let count = store::count(tx.db, tenant, subject, most, now)?;
        let Some(mut first) = count.over else {
            places.push(Taken { tenant, subject: *subject, until: count.until });
            continue;
        };
        give_back(tx, &Reserved::Place(places))?;
        if tenant != attempt.tenant {
            // Each tenant whose people are turned away is told so, whichever the attempts were at.
            first = store::count(tx.db, attempt.tenant, subject, 0, now)?.over == Some(true);
        }
        return Ok(Reserved::Full { retry_after: count.until.seconds_since(now).clamp(1, WINDOW), first });
    }
    Ok(Reserved::Place(places))
}

/// Gives the places back that `reserved` took: the try was a success.
///
/// # Errors
/// Only storage's.
pub fn give_back(tx: &mut Tx<'_>, reserved: &Reserved) -> Result<()> {
    let Reserved::Place(places) = reserved else { return Ok(()) };
    places.iter().try_for_each(|place| store::give_back(tx.db, place.tenant, &place.subject, place.until))
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

    fn retry_after(reserved: &Reserved) -> Option<i64> {
        match reserved {
            Reserved::Full { retry_after, .. } => Some(*retry_after),
            Reserved::Place(_) => None,
        }
    }

    fn place(reserved: &Reserved) -> bool {
        matches!(reserved, Reserved::Place(_))
    }

    #[tokio::test]
    async fn the_limit_holds_for_a_minute_and_the_first_beyond_it_is_told() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (limits, attempt) = (Limits { per_account: 3, per_address: 100 }, Attempt::new(acme, "ada", "192.0.2.1"));
        for _ in 0..3 {
            assert!(place(&tries(&house, &attempt, limits).await));
        }
        assert_eq!(tries(&house, &attempt, limits).await, Reserved::Full { retry_after: 60, first: true });
        house.clock.advance(20);
        assert_eq!(tries(&house, &attempt, limits).await, Reserved::Full { retry_after: 40, first: false });
        house.clock.advance(40);
        assert!(place(&tries(&house, &attempt, limits).await));
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_locks_nobody_out() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (limits, attempt) = (Limits { per_account: 1, per_address: 1 }, Attempt::new(acme, "ada", "192.0.2.1"));
        house.clock.advance(86_400);
        assert!(place(&tries(&house, &attempt, limits).await));
        assert!(!place(&tries(&house, &attempt, limits).await));
        house.clock.advance(-SKEW);
        assert!(!place(&tries(&house, &attempt, limits).await), "the clock of another node");
        house.clock.advance(SKEW - 86_400);
        assert!(place(&tries(&house, &attempt, limits).await));
        assert_eq!(retry_after(&tries(&house, &attempt, limits).await), Some(60));
    }

    #[tokio::test]
    async fn somebody_with_many_nets_guesses_no_more_than_their_own_are_worth() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let limits = Limits { per_account: 3, per_address: 5 };
        let guesses = async |account: &'static str, nets: std::ops::Range<u32>| {
            let mut looked_at = 0;
            for net in nets {
                for _ in 0..4 {
                    let address = format!("2001:db8:7:{net:x}::{net:x}");
                    looked_at += u32::from(place(&tries(&house, &Attempt::new(acme, account, &address), limits).await));
                }
            }
            looked_at
        };
        assert_eq!(guesses("ada", 0..1).await, 3, "a /64");
        assert_eq!(guesses("ada", 1..0x100).await, 3, "what is left to a /56");
        assert_eq!(guesses("ada", 0x100..0x120).await, 6, "another /56");
        assert_eq!(guesses("ada", 0x200..0x220).await, 0, "the /48 has had its four times three");
        assert_eq!(guesses("eve", 0x300..0x320).await, 6, "somebody else");
        assert_eq!(guesses("mal", 0x400..0x420).await, 2, "what is left to the /48 of four times five");
        for address in ["2001:db8:8::1", "192.0.2.1"] {
            assert!(place(&tries(&house, &Attempt::new(acme, "ada", address), limits).await), "{address}");
        }
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
            let got = place(&tries(&house, &Attempt::new(tenant, account, address), limits).await);
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
        let back = |reserved: Reserved| house.write(move |tx| give_back(tx, &reserved));
        let first = tries(&house, &attempt, limits).await;
        back(first.clone()).await;
        assert!(place(&tries(&house, &attempt, limits).await));
        house.clock.advance(WINDOW);
        assert!(place(&tries(&house, &attempt, limits).await));
        back(first).await;
        assert!(!place(&tries(&house, &attempt, limits).await), "a place of a window that is over");
    }
}
